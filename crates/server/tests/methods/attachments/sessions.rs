//! Sessions of uploads, in both dialects.
//! Source: Google's guides to resumable uploads, and the requests of its client
//! libraries; behind them the reference's media.upload.

use serde_json::json;

use super::{Answer, create, fetch, resource, send};
use crate::harness::{As, World, both};

const JSON: (&str, &str) = ("content-type", "application/json");
const ALICE: &str = "alice";

async fn begin(w: &World, space: &str, headers: &[(&str, &str)]) -> Answer {
    let target = format!("/upload/v1/{space}/attachments:upload?uploadType=resumable&alt=json");
    let body = "{\"filename\": \"a.bin\"}";
    let answer = send(w, As::user(ALICE), "POST", &target, headers, body).await;
    assert_eq!((answer.status, answer.body.len()), (200, 0), "{answer:?}");
    answer
}

async fn put(w: &World, url: &str, range: &str, body: &'static [u8]) -> Answer {
    let headers = [("content-range", range)];
    send(w, As::user(ALICE), "PUT", url, &headers, body).await
}

/// Sends what was uploaded, and answers its bytes.
async fn content(w: &World, space: &str, finished: &Answer) -> Vec<u8> {
    assert_eq!(finished.status, 200, "{finished:?}");
    let message = json!({"attachment": [finished.json()]});
    let sent = create(w, As::user(ALICE), space, message).await.unwrap();
    let answer = fetch(w, As::user(ALICE), resource(&sent), &[]).await;
    answer.body.to_vec()
}

#[tokio::test]
async fn chunks_by_content_range() {
    both(async |w| {
        let space = w.space("Files", &[]).await;
        let announced = [
            JSON,
            ("x-upload-content-type", "image/png"),
            ("x-upload-content-length", "10"),
        ];
        let url = begin(w, &space, &announced).await;
        let url = url.header("location");
        assert!(
            url.starts_with(&format!("http://{}/upload/", w.running.address)),
            "{url}"
        );

        let nothing = put(w, url, "bytes */10", b"").await;
        assert_eq!((nothing.status, nothing.header("range")), (308, ""));
        let first = put(w, url, "bytes 0-3/10", b"0123").await;
        assert_eq!((first.status, first.header("range")), (308, "bytes=0-3"));
        // Its answer was lost, and the client sends some of it again.
        let again = put(w, url, "bytes 2-5/*", b"2345").await;
        assert_eq!((again.status, again.header("range")), (308, "bytes=0-5"));
        let asked = put(w, url, "bytes */*", b"").await;
        assert_eq!((asked.status, asked.header("range")), (308, "bytes=0-5"));
        let hole = put(w, url, "bytes 8-9/10", b"89").await;
        hole.refused("INVALID_ARGUMENT", "6 have arrived");
        let longer = put(w, url, "bytes 6-9/11", b"6789").await;
        longer.refused("INVALID_ARGUMENT", "not the one that was announced");
        let garbage = put(w, url, "bytes x", b"").await;
        garbage.refused("INVALID_ARGUMENT", "Content-Range");

        let last = put(w, url, "bytes 6-9/10", b"6789").await;
        assert_eq!(last.status, 200, "{last:?}");
        // The client did not hear of it, and gets the same token.
        let repeated = put(w, url, "bytes */10", b"").await;
        assert_eq!(repeated.json(), last.json());
        assert_eq!(content(w, &space, &last).await, b"0123456789");
        // A message has it now.
        assert_eq!(put(w, url, "bytes */10", b"").await.status, 404);
    })
    .await;
}

#[tokio::test]
async fn sizes_that_are_not_announced() {
    both(async |w| {
        let space = w.space("Files", &[]).await;
        let whole = begin(w, &space, &[JSON]).await;
        let url = whole.header("location");
        let finished = send(w, As::user(ALICE), "PUT", url, &[], "whole").await;
        assert_eq!(content(w, &space, &finished).await, b"whole");

        let parts = begin(w, &space, &[JSON]).await;
        let url = parts.header("location");
        assert_eq!(put(w, url, "bytes 0-3/*", b"part").await.status, 308);
        let end = put(w, url, "bytes */4", b"").await;
        assert_eq!(content(w, &space, &end).await, b"part");

        let empty = begin(w, &space, &[JSON, ("x-upload-content-length", "0")]).await;
        let finished = send(w, As::user(ALICE), "PUT", empty.header("location"), &[], "").await;
        assert_eq!(content(w, &space, &finished).await, b"");
    })
    .await;
}

#[tokio::test]
async fn commands_of_goog_upload() {
    both(async |w| {
        let space = w.space("Files", &[]).await;
        let start = [
            JSON,
            ("x-goog-upload-protocol", "resumable"),
            ("x-goog-upload-command", "start"),
            ("x-goog-upload-header-content-length", "6"),
            ("x-goog-upload-header-content-type", "text/plain"),
        ];
        let began = begin(w, &space, &start).await;
        assert_eq!(began.header("x-goog-upload-status"), "active");
        let url = began.header("x-goog-upload-url");
        let command = async |command: &str, offset: &str, body: &'static str| {
            let headers = [
                ("x-goog-upload-command", command),
                ("x-goog-upload-offset", offset),
            ];
            // The address is enough.
            send(w, As::Nobody, "POST", url, &headers, body).await
        };
        let state = |answer: &Answer| {
            (
                answer.status,
                answer.header("x-goog-upload-status").to_owned(),
                answer.header("x-goog-upload-size-received").to_owned(),
            )
        };
        let active = |size: &str| (200, "active".to_owned(), size.to_owned());
        assert_eq!(state(&command("upload", "0", "abc").await), active("3"));
        assert_eq!(state(&command("query", "0", "").await), active("3"));
        let wrong = command("upload", "5", "f").await;
        wrong.refused("INVALID_ARGUMENT", "3 have arrived");
        let unknown = command("dance", "0", "").await;
        unknown.refused("INVALID_ARGUMENT", "X-Goog-Upload-Command");
        let finished = command("upload, finalize", "3", "def").await;
        assert_eq!(finished.header("x-goog-upload-status"), "final");
        assert_eq!(content(w, &space, &finished).await, b"abcdef");

        let began = begin(w, &space, &start[..3]).await;
        let url = began.header("x-goog-upload-url");
        let headers = [("x-goog-upload-command", "cancel")];
        let cancelled = send(w, As::Nobody, "POST", url, &headers, "").await;
        assert_eq!(cancelled.header("x-goog-upload-status"), "cancelled");
        assert_eq!(
            send(w, As::Nobody, "POST", url, &headers, "").await.status,
            404
        );
    })
    .await;
}

#[tokio::test]
async fn a_session_belongs_to_who_began_it() {
    both(async |w| {
        let space = w.space("Files", &["bob"]).await;
        let began = begin(w, &space, &[JSON]).await;
        let url = began.header("location");
        let bob = send(w, As::user("bob"), "PUT", url, &[], "x").await;
        bob.refused("NOT_FOUND", "");
        let guess = format!("{}x", &url[..url.len() - 1]);
        assert_eq!(put(w, &guess, "bytes */*", b"").await.status, 404);
        let closed = send(w, As::user(ALICE), "DELETE", url, &[], "").await;
        assert_eq!(closed.status, 499);
        assert_eq!(put(w, url, "bytes */*", b"").await.status, 404);
    })
    .await;
}

#[tokio::test]
async fn the_address_is_at_the_host_that_the_client_used() {
    both(async |w| {
        let space = w.space("Files", &[]).await;
        let target = format!("/resumable/upload/v1/{space}/attachments:upload?uploadType=resumable");
        let stream = tokio::net::TcpStream::connect(w.running.address).await.unwrap();
        let token = w.token(As::user(ALICE)).await.unwrap();
        let request = format!(
            "POST {target} HTTP/1.1\r\nHost: chat.example.org:99\r\nAuthorization: Bearer {token}\r\n\
             Connection: close\r\nContent-Length: 20\r\n\r\n{{\"filename\":\"a.bin\"}}"
        );
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        let mut stream = stream;
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        let expected = format!("http://chat.example.org:99{target}&upload_id=");
        let location = answer.lines().find(|line| line.starts_with("location: "));
        assert!(location.unwrap().contains(&expected), "{answer}");
    })
    .await;
}
