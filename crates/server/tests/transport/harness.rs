//! A real server on a free port with its own database, and clients that are
//! close to the socket.

use std::time::Duration;

use bytes::{Buf, BufMut, Bytes, BytesMut};
use http::{HeaderMap, Request, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper::client::conn::{http1, http2};
use hyper_util::rt::{TokioExecutor, TokioIo};
use prost::Message;
use proto::rpc;
use serde_json::Value;
use server::serve::{self, Running};
use server::settings::Settings;
use tempfile::TempDir;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// No answer takes this long; a test that waits longer has found a hang.
pub const PATIENCE: Duration = Duration::from_secs(20);
/// A public method: answers without a credential.
pub const INFO: &str = "confab.v1.ServerService/GetServerInfo";
pub const INFO_PATH: &str = "/confab/v1/serverInfo";

pub struct Server {
    pub running: Running,
    pub data: TempDir,
}

/// An answer with everything read.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Answer {
    pub fn json(&self) -> Value {
        let plain = match self.header("content-encoding") {
            "gzip" => gunzip(&self.body),
            _ => self.body.to_vec(),
        };
        serde_json::from_slice(&plain).unwrap_or_else(|error| panic!("{error}: {plain:?}"))
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }
}

/// What a gRPC call ends with.
#[derive(Debug)]
pub struct GrpcAnswer {
    pub code: i32,
    pub message: String,
    pub details: Option<rpc::Status>,
    /// The first message, without its frame, and whether it is compressed.
    pub reply: Option<(bool, Bytes)>,
    pub headers: HeaderMap,
}

impl Server {
    pub async fn start(more: &[&str]) -> Self {
        let data = tempfile::tempdir().unwrap();
        let folder = data.path().to_str().unwrap();
        let mut arguments = vec!["--data", folder, "--listen", "127.0.0.1:0"];
        arguments.extend(more);
        let settings = Settings::from_arguments(arguments).unwrap();
        let running = serve::start(settings).await.unwrap();
        Self { running, data }
    }

    /// The token of a new person who may do everything with spaces and messages.
    pub fn token(&self) -> String {
        self.admin(&["user", "create", "alice@example.com", "--name", "Alice"]);
        let scopes = ["--scope", "chat.spaces", "--scope", "chat.messages"];
        let token = ["token", "create", "--user", "alice@example.com"];
        let answer = self.admin(&[&token[..], &scopes].concat());
        format!("Bearer {}", answer["access_token"].as_str().unwrap())
    }

    pub fn admin(&self, arguments: &[&str]) -> Value {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_confab"))
            .args(["admin", "--json", "--data"])
            .arg(self.data.path())
            .args(arguments)
            .output()
            .unwrap();
        assert!(output.status.success(), "{output:?}");
        serde_json::from_slice(&output.stdout).unwrap()
    }

    pub async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.running.address).await.unwrap()
    }

    /// Sends bytes, closes the sending side, reads to the end.
    pub async fn raw(&self, bytes: impl AsRef<[u8]>) -> String {
        let mut socket = self.connect().await;
        // A server that has refused already may have closed.
        let _ = socket.write_all(bytes.as_ref()).await;
        let _ = socket.shutdown().await;
        let mut answer = Vec::new();
        let reading = socket.read_to_end(&mut answer);
        let _ = timeout(PATIENCE, reading).await.expect("the server hangs");
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// One HTTP/1 request on a connection of its own.
    pub async fn send(&self, request: Request<impl Into<Bytes>>) -> Answer {
        send_h1(self.connect().await, request).await
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path).body("").unwrap()).await
    }

    /// One gRPC call without a credential.
    pub async fn grpc(&self, rpc: &str, message: &[u8]) -> GrpcAnswer {
        let request = grpc_request(rpc).body(frame(0, message)).unwrap();
        self.grpc_request(request).await
    }

    pub async fn grpc_request(&self, request: Request<Bytes>) -> GrpcAnswer {
        grpc_answer(send_h2(self.connect().await, request).await).await
    }
}

pub async fn send_h1<S>(socket: S, request: Request<impl Into<Bytes>>) -> Answer
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let mut request = request.map(|body| Full::new(body.into()));
    request
        .headers_mut()
        .entry("host")
        .or_insert("localhost".parse().unwrap());
    let (mut sender, connection) = http1::handshake(TokioIo::new(socket)).await.unwrap();
    tokio::spawn(connection);
    let sending = async {
        let response = sender.send_request(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body,
        }
    };
    timeout(PATIENCE, sending).await.expect("the server hangs")
}

pub async fn send_h2<S>(socket: S, request: Request<Bytes>) -> Response<hyper::body::Incoming>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let io = TokioIo::new(socket);
    let (mut sender, connection) = http2::handshake(TokioExecutor::new(), io).await.unwrap();
    tokio::spawn(connection);
    let sending = sender.send_request(request.map(Full::new));
    timeout(PATIENCE, sending)
        .await
        .expect("the server hangs")
        .unwrap()
}

pub fn grpc_request(rpc: &str) -> http::request::Builder {
    Request::post(format!("http://localhost/{rpc}"))
        .header("content-type", "application/grpc")
        .header("te", "trailers")
}

/// A gRPC message with its frame; `flag` 1 says that it is compressed.
pub fn frame(flag: u8, message: &[u8]) -> Bytes {
    let mut bytes = BytesMut::new();
    bytes.put_u8(flag);
    bytes.put_u32(message.len() as u32);
    bytes.put_slice(message);
    bytes.freeze()
}

pub async fn grpc_answer(response: Response<hyper::body::Incoming>) -> GrpcAnswer {
    assert_eq!(response.status(), StatusCode::OK);
    let headers = response.headers().clone();
    let collecting = response.into_body().collect();
    let collected = timeout(PATIENCE, collecting)
        .await
        .expect("the server hangs")
        .unwrap();
    let trailers = collected
        .trailers()
        .cloned()
        .unwrap_or_else(|| headers.clone());
    let mut body = collected.to_bytes();
    let reply = (body.len() >= 5).then(|| {
        let compressed = body.get_u8() == 1;
        let length = body.get_u32() as usize;
        (compressed, body.split_to(length))
    });
    let status = tonic::Status::from_header_map(&trailers).expect("no grpc-status");
    let details =
        (!status.details().is_empty()).then(|| rpc::Status::decode(status.details()).unwrap());
    GrpcAnswer {
        code: status.code() as i32,
        message: status.message().to_owned(),
        details,
        reply,
        headers,
    }
}

pub fn gzip(plain: &[u8]) -> Vec<u8> {
    use std::io::Write;
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(plain).unwrap();
    encoder.finish().unwrap()
}

pub fn gunzip(packed: &[u8]) -> Vec<u8> {
    use std::io::Read;
    let mut plain = Vec::new();
    flate2::read::GzDecoder::new(packed)
        .read_to_end(&mut plain)
        .unwrap();
    plain
}
