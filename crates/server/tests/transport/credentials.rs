//! A credential that has ended has ended everywhere: on every process that
//! serves the database, open streams included.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use http::Request;
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::harness::*;

/// A second process on the first one's database.
struct Other {
    child: Child,
    address: String,
}

impl Other {
    fn start(server: &Server) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_confab"))
            .args(["serve", "--listen", ":0", "--data"])
            .arg(server.data.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        out.read_line(&mut line).unwrap();
        let address = line.trim_end().rsplit('/').next().unwrap().to_owned();
        Self { child, address }
    }

    async fn connect(&self) -> TcpStream {
        TcpStream::connect(&self.address).await.unwrap()
    }

    async fn status(&self, token: &str) -> u16 {
        let request = Request::get("/v1/spaces")
            .header("authorization", token)
            .body("")
            .unwrap();
        send_h1(self.connect().await, request).await.status.as_u16()
    }

    /// How long the token went on working.
    async fn until_refused(&self, token: &str) -> Duration {
        let start = Instant::now();
        while self.status(token).await == 200 {
            assert!(start.elapsed() < PATIENCE, "still accepted");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        start.elapsed()
    }
}

impl Drop for Other {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// One second, and what a busy machine adds to each step.
const SOON: Duration = Duration::from_millis(1_500);

fn token(server: &Server, email: &str) -> String {
    let scopes = ["--scope", "chat.spaces", "--scope", "chat.messages"];
    let words = [&["token", "create", "--user", email][..], &scopes].concat();
    let answer: Value = server.admin(&words);
    format!("Bearer {}", answer["access_token"].as_str().unwrap())
}

#[tokio::test]
async fn a_token_revoked_at_one_node_ends_at_the_other() {
    let server = Server::start(&[]).await;
    let other = Other::start(&server);
    let bearer = server.token();
    let spare = token(&server, "alice@example.com");
    // Both nodes have seen it, and remember.
    assert_eq!(other.status(&bearer).await, 200);
    assert_eq!(other.status(&spare).await, 200);
    let text = bearer.strip_prefix("Bearer ").unwrap();
    let request = Request::post("/revoke")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(format!("token={text}"))
        .unwrap();
    assert_eq!(server.send(request).await.status, 200);
    let took = other.until_refused(&bearer).await;
    assert!(took < SOON, "{took:?}");
    // Nothing else ended with it.
    assert_eq!(other.status(&spare).await, 200);
}

#[tokio::test]
async fn a_disabled_person_is_out_everywhere_at_once() {
    let server = Server::start(&[]).await;
    let other = Other::start(&server);
    let bearer = server.token();
    assert_eq!(other.status(&bearer).await, 200);

    let mut stream = other.connect().await;
    let head = format!(
        "GET /confab/v1/events HTTP/1.1\r\nhost: a\r\nauthorization: {bearer}\r\n\
         connection: close\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut start = [0; 12];
    let reading = stream.read_exact(&mut start);
    timeout(PATIENCE, reading).await.expect("a hang").unwrap();
    assert_eq!(&start, b"HTTP/1.1 200");

    server.admin(&["user", "disable", "alice@example.com"]);
    let ended = Instant::now();
    let mut rest = Vec::new();
    let reading = stream.read_to_end(&mut rest);
    let _ = timeout(PATIENCE, reading)
        .await
        .expect("the stream goes on");
    let took = ended.elapsed();
    assert!(took < SOON, "the stream went on for {took:?}");
    assert_eq!(other.status(&bearer).await, 401);

    // It is the person who ended, not what they had: enabling helps nobody who
    // stole the token of somebody disabled for good.
    server.admin(&["user", "enable", "alice@example.com"]);
}
