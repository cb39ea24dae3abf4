//! A credential that has ended has ended everywhere: on every process that
//! serves the database, calls on open connections and open streams included.
//! Two nodes on one SQLite file, or on the PostgreSQL that
//! `CONFAB_TEST_POSTGRES_URL` names.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use bytes::Bytes;
use http::Request;
use http_body_util::Full;
use hyper::client::conn::http2;
use hyper_util::rt::{TokioExecutor, TokioIo};
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};

use crate::database::Schema;
use crate::harness::*;

/// One second, which `src/live/recheck.rs` holds its periods to, and what a very
/// busy machine adds.
const SOON: Duration = Duration::from_secs(15);
const LIST_SPACES: &str = "google.chat.v1.ChatService/ListSpaces";
const UNAUTHENTICATED: i32 = 16;

/// This process's node, and another process's.
struct Nodes {
    server: Server,
    other: Child,
    addresses: [String; 2],
    schema: Option<Schema>,
}

impl Nodes {
    async fn start() -> Self {
        let schema = Schema::create().await;
        let url = schema.as_ref().map(Schema::url);
        let database: Vec<&str> = url.iter().flat_map(|url| ["--database-url", url]).collect();
        let server = Server::start(&database).await;
        let mut other = Command::new(env!("CARGO_BIN_EXE_confab"))
            .args(["serve", "--listen", ":0", "--data"])
            .arg(server.data.path())
            .args(&database)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let mut out = BufReader::new(other.stdout.take().unwrap());
        out.read_line(&mut line).unwrap();
        let second = line.trim_end().rsplit('/').next().unwrap().to_owned();
        let addresses = [server.running.address.to_string(), second];
        let nodes = Self {
            server,
            other,
            addresses,
            schema,
        };
        for name in ["alice", "bob"] {
            let email = format!("{name}@example.com");
            nodes.admin(&["user", "create", &email, "--name", name]);
        }
        nodes
    }

    /// `confab admin` beside both.
    fn admin(&self, arguments: &[&str]) -> Value {
        let url = self.schema.as_ref().map(Schema::url);
        let database: Vec<&str> = url.iter().flat_map(|url| ["--database-url", url]).collect();
        self.server.admin(&[arguments, &database].concat())
    }

    fn token(&self, name: &str) -> String {
        let email = format!("{name}@example.com");
        let scopes = ["--scope", "chat.spaces", "--scope", "chat.messages"];
        let words = [&["token", "create", "--user", &email][..], &scopes].concat();
        let answer = self.admin(&words);
        format!("Bearer {}", answer["access_token"].as_str().unwrap())
    }

    /// Uses a credential in every way at both nodes.
    async fn open(&self, bearer: &str) -> Vec<Open> {
        let mut all = Vec::new();
        for address in &self.addresses {
            all.push(Open::new(address, bearer).await);
        }
        all
    }

    async fn stop(mut self) {
        let _ = self.other.kill();
        let _ = self.other.wait();
        self.server.running.stop().await;
        if let Some(schema) = self.schema {
            schema.drop().await;
        }
    }
}

/// What somebody has open at one node: live events, and a connection for gRPC.
struct Open {
    address: String,
    bearer: String,
    events: TcpStream,
    calls: http2::SendRequest<Full<Bytes>>,
}

impl Open {
    async fn new(address: &str, bearer: &str) -> Self {
        let mut events = TcpStream::connect(address).await.unwrap();
        let head = format!(
            "GET /confab/v1/events HTTP/1.1\r\nhost: a\r\nauthorization: {bearer}\r\n\
             connection: close\r\n\r\n"
        );
        events.write_all(head.as_bytes()).await.unwrap();
        let mut start = [0; 12];
        let reading = events.read_exact(&mut start);
        timeout(PATIENCE, reading).await.expect("a hang").unwrap();
        assert_eq!(&start, b"HTTP/1.1 200");
        let socket = TokioIo::new(TcpStream::connect(address).await.unwrap());
        let handshake = http2::handshake(TokioExecutor::new(), socket).await;
        let (calls, connection) = handshake.unwrap();
        tokio::spawn(connection);
        let mut open = Self {
            address: address.to_owned(),
            bearer: bearer.to_owned(),
            events,
            calls,
        };
        assert_eq!(open.call().await, 0);
        assert_eq!(open.status().await, 200);
        open
    }

    /// One call on the connection that stays open.
    async fn call(&mut self) -> i32 {
        let request = grpc_request(LIST_SPACES)
            .header("authorization", &self.bearer)
            .body(Full::new(frame(0, &[])))
            .unwrap();
        let sending = self.calls.send_request(request);
        let response = timeout(PATIENCE, sending).await.expect("a hang").unwrap();
        grpc_answer(response).await.code
    }

    async fn status(&self) -> u16 {
        let request = Request::get("/v1/spaces")
            .header("authorization", &self.bearer)
            .body("")
            .unwrap();
        let socket = TcpStream::connect(&self.address).await.unwrap();
        send_h1(socket, request).await.status.as_u16()
    }

    /// That everything ends, with nobody asking for it here.
    async fn ends(mut self) {
        let mut rest = Vec::new();
        let reading = self.events.read_to_end(&mut rest);
        let read = timeout(SOON, reading).await.expect("the stream goes on");
        assert!(read.is_ok_and(|length| length > 0), "no orderly end");
        let refusing = async {
            while self.call().await != UNAUTHENTICATED || self.status().await != 401 {
                sleep(Duration::from_millis(20)).await;
            }
        };
        timeout(SOON, refusing).await.expect("calls go on");
    }

    /// That nothing ended.
    async fn goes_on(mut self) {
        assert_eq!((self.call().await, self.status().await), (0, 200));
        let mut rest = vec![0; 65_536];
        // The stream has heartbeats and its greeting to tell, but no end.
        while let Ok(read) = timeout(Duration::from_millis(50), self.events.read(&mut rest)).await {
            assert!(read.unwrap() > 0, "the stream ended");
        }
    }
}

async fn all_end(open: Vec<Open>) {
    for one in open {
        one.ends().await;
    }
}

async fn all_go_on(open: Vec<Open>) {
    for one in open {
        one.goes_on().await;
    }
}

#[tokio::test]
async fn a_token_revoked_at_one_node_ends_at_the_other() {
    let nodes = Nodes::start().await;
    let (bearer, spare) = (nodes.token("alice"), nodes.token("alice"));
    let (ending, staying) = (nodes.open(&bearer).await, nodes.open(&spare).await);
    let text = bearer.strip_prefix("Bearer ").unwrap();
    let request = Request::post("/revoke")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(format!("token={text}"))
        .unwrap();
    assert_eq!(nodes.server.send(request).await.status, 200);
    all_end(ending).await;
    all_go_on(staying).await;
    nodes.stop().await;
}

#[tokio::test]
async fn a_token_revoked_beside_the_nodes_ends_at_both() {
    let nodes = Nodes::start().await;
    let (bearer, spare) = (nodes.token("alice"), nodes.token("alice"));
    let (ending, staying) = (nodes.open(&bearer).await, nodes.open(&spare).await);
    let text = bearer.strip_prefix("Bearer ").unwrap();
    nodes.admin(&["token", "revoke", text]);
    all_end(ending).await;
    all_go_on(staying).await;
    nodes.stop().await;
}

#[tokio::test]
async fn a_disabled_person_is_out_everywhere_at_once() {
    let nodes = Nodes::start().await;
    let (alice, bob) = (nodes.token("alice"), nodes.token("bob"));
    let (ending, staying) = (nodes.open(&alice).await, nodes.open(&bob).await);
    nodes.admin(&["user", "disable", "alice@example.com"]);
    all_end(ending).await;
    all_go_on(staying).await;
    // A new stream is not begun either.
    let request = Request::get("/confab/v1/events")
        .header("authorization", &alice)
        .body("")
        .unwrap();
    assert_eq!(nodes.server.send(request).await.status, 401);
    nodes.stop().await;
}
