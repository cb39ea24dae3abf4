//! Bytes that mean nothing, and connections that stop half way: the server
//! neither panics nor hangs nor forgets anybody else.

use std::time::Duration;

use tokio::io::AsyncWriteExt;

use crate::harness::*;

#[tokio::test]
async fn garbage() {
    let server = Server::start(&["--tls-dev"]).await;
    let inputs: [&[u8]; 14] = [
        b"",
        b"\0",
        b"\x16",
        b"\x16\x03\x01\xff\xff",
        b"\xff\xff\xff\xff\xff\xff\xff\xff",
        b"GET",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET /v1/spaces/%zz HTTP/1.1\r\nhost: a\r\n\r\n",
        b"GET /v1/spaces/%ff%fe?pageSize=%ff HTTP/1.1\r\nhost: a\r\n\r\n",
        b"POST /v1/spaces HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\n\r\n{",
        b"POST /v1/spaces HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
        b"POST /batch HTTP/1.1\r\nhost: a\r\ncontent-length: 3\r\n\r\n\xff\xff\xff",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x01\x05\0\0\0\x01",
    ];
    for input in inputs {
        let answer = server.raw(input).await;
        assert!(!answer.starts_with("HTTP/1.1 5"), "{input:?}: {answer}");
    }
    assert_eq!(server.get("/healthz").await.body, "ok\n");
}

/// A little generator is enough: the point is many different inputs.
#[tokio::test]
async fn random_bytes_and_random_paths() {
    let server = Server::start(&[]).await;
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut random = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    for _ in 0..200 {
        let length = (random() % 200) as usize;
        let bytes: Vec<u8> = (0..length).map(|_| random() as u8).collect();
        let answer = server.raw(&bytes).await;
        assert!(!answer.starts_with("HTTP/1.1 5"), "{bytes:?}: {answer}");

        const SIGNS: &[u8] = b"/v1spacemg:.%2F?&=*{}-_~ABC0,()$";
        let length = (random() % 60) as usize;
        let path: String = (0..length)
            .map(|_| char::from(SIGNS[random() as usize % SIGNS.len()]))
            .collect();
        let answer = server
            .raw(format!("GET /v1/{path} HTTP/1.1\r\nhost: a\r\n\r\n"))
            .await;
        assert!(answer.starts_with("HTTP/1.1 4"), "{path}: {answer}");
    }
}

#[tokio::test]
async fn half_open_connections_do_not_stop_others() {
    let server = Server::start(&[]).await;
    let mut open = Vec::new();
    for start in [
        "",
        "G",
        "GET /healthz HTTP/1.1\r\nho",
        "PRI * HTTP/2.0\r\n",
        "POST /batch HTTP/1.1\r\nhost: a\r\ncontent-length: 9\r\n\r\n",
    ] {
        for _ in 0..50 {
            let mut socket = server.connect().await;
            socket.write_all(start.as_bytes()).await.unwrap();
            open.push(socket);
        }
    }
    assert_eq!(server.get("/healthz").await.body, "ok\n");
    assert_eq!(server.grpc(INFO, &[]).await.code, 0);
    // They do not hold up the end either.
    let stopping = tokio::time::timeout(Duration::from_secs(13), server.running.stop());
    stopping.await.expect("stopping hangs");
}
