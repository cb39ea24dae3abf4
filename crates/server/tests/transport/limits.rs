//! Bodies and heads that are too large, or compressed.

use http::{Request, StatusCode};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::timeout;

use crate::harness::*;

const LIMIT: usize = 10 * 1024 * 1024;

#[tokio::test]
async fn bodies() {
    let server = Server::start(&[]).await;
    let post = |body: Vec<u8>| {
        let body: Vec<u8> = body;
        Request::post("/v1/spaces")
            .header("content-type", "application/json")
            .body(body)
            .unwrap()
    };
    let answer = server.send(post(vec![b' '; LIMIT + 1])).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    let error = &answer.json()["error"];
    let text = "Request payload size exceeds the limit: 10485760 bytes.";
    assert_eq!(
        (&error["message"], &error["status"]),
        (&text.into(), &"INVALID_ARGUMENT".into())
    );

    // Within the limit it is the credential that is missing.
    let answer = server.send(post(vec![b' '; LIMIT])).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn compressed_bodies() {
    let server = Server::start(&[]).await;
    let post = async |encoding: &str, body: Vec<u8>| {
        let request = Request::post("/v1/spaces")
            .header("content-encoding", encoding)
            .body(body)
            .unwrap();
        let answer = server.send(request).await;
        (
            answer.status.as_u16(),
            answer.json()["error"]["message"]
                .as_str()
                .unwrap()
                .to_owned(),
        )
    };
    assert_eq!(post("gzip", gzip(b"{}")).await.0, 401);
    let (status, message) = post("gzip", gzip(&vec![b' '; 100 << 20])).await;
    assert_eq!(status, 400);
    assert!(message.contains("exceeds the limit"), "{message}");
    assert_eq!(post("gzip", b"nonsense".to_vec()).await.0, 400);
    assert_eq!(post("br", b"nonsense".to_vec()).await.0, 400);
}

#[tokio::test]
async fn heads() {
    let server = Server::start(&[]).await;
    let long = "x".repeat(100_000);
    let answer = server
        .raw(format!(
            "GET /healthz HTTP/1.1\r\nhost: a\r\nx: {long}\r\n\r\n"
        ))
        .await;
    assert!(answer.starts_with("HTTP/1.1 431"), "{answer}");
    let answer = server
        .raw(format!("GET /{long} HTTP/1.1\r\nhost: a\r\n\r\n"))
        .await;
    assert!(answer.starts_with("HTTP/1.1 4"), "{answer}");
    let many = "x: y\r\n".repeat(2_000);
    let answer = server
        .raw(format!("GET /healthz HTTP/1.1\r\nhost: a\r\n{many}\r\n"))
        .await;
    assert!(answer.starts_with("HTTP/1.1 431"), "{answer}");
}

/// A client that announces a body and waits for the answer gets it.
#[tokio::test]
async fn announced_bodies_are_refused_soon() {
    let server = Server::start(&[]).await;
    let mut socket = server.connect().await;
    let head = "POST /v1/spaces HTTP/1.1\r\nhost: a\r\ncontent-length: 99999999999\r\n\r\n{";
    socket.write_all(head.as_bytes()).await.unwrap();
    let mut start = [0; 12];
    timeout(PATIENCE, socket.read_exact(&mut start))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(&start, b"HTTP/1.1 400");
}
