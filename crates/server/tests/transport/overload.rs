//! More requests than the server takes at once.

use http::Request;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::timeout;

use crate::harness::*;

#[tokio::test]
async fn who_comes_too_many_is_told_to_come_again() {
    let server = Server::start(&["--max-requests", "1"]).await;
    assert_eq!(server.get(INFO_PATH).await.status, 200);

    // One request is under way as long as its body is.
    let mut slow = server.connect().await;
    let head =
        "POST /v1/spaces HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-length: 2\r\n\r\n{";
    slow.write_all(head.as_bytes()).await.unwrap();
    let deadline = std::time::Instant::now() + PATIENCE;
    let refused = loop {
        let answer = server.get(INFO_PATH).await;
        if answer.status == 503 {
            break answer;
        }
        assert!(std::time::Instant::now() < deadline, "never too many");
    };
    assert_eq!(refused.header("retry-after"), "1");
    assert_eq!(refused.json()["error"]["status"], "UNAVAILABLE");
    let call = server.grpc(INFO, &[]).await;
    assert_eq!(call.code, 14, "{}", call.message);
    assert_eq!(call.headers["grpc-retry-pushback-ms"], "1000");
    // Whoever watches over the process does not take it for dead.
    assert_eq!(server.get("/healthz").await.status, 200);

    slow.write_all(b"}").await.unwrap();
    let mut answer = String::new();
    let reading = slow.read_to_string(&mut answer);
    timeout(PATIENCE, reading).await.expect("a hang").unwrap();
    assert!(answer.starts_with("HTTP/1.1 401"), "{answer}");
    let request = Request::get(INFO_PATH).body("").unwrap();
    assert_eq!(server.send(request).await.status, 200);
}
