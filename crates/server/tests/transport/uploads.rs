//! Uploads whose client, or server, goes away in the middle.

use std::time::Instant;

use http::Request;
use serde_json::{Value, json};
use server::serve;
use server::settings::Settings;
use tokio::io::AsyncWriteExt;
use tokio::time::{Duration, sleep};

use crate::harness::{Answer, PATIENCE, Server};

async fn restart(server: Server) -> Server {
    server.running.stop().await;
    let data = server.data;
    let folder = data.path().to_str().unwrap();
    let settings = Settings::from_arguments(["--data", folder, "--listen", "127.0.0.1:0"]).unwrap();
    let running = serve::start(settings).await.unwrap();
    Server { running, data }
}

pub async fn post(server: &Server, token: &str, target: &str, body: Value) -> Answer {
    let request = Request::post(target)
        .header("authorization", token)
        .header("content-type", "application/json");
    server.send(request.body(body.to_string()).unwrap()).await
}

pub async fn space(server: &Server, token: &str) -> String {
    let body = json!({"spaceType": "SPACE", "displayName": "Files"});
    let space = post(server, token, "/v1/spaces", body).await.json();
    space["name"].as_str().unwrap().to_owned()
}

/// Opens a session; its address without the host, since the port changes.
async fn begin(server: &Server, token: &str, space: &str) -> String {
    let target = format!("/upload/v1/{space}/attachments:upload?uploadType=resumable");
    let answer = post(server, token, &target, json!({"filename": "a.bin"})).await;
    let location = answer.header("location");
    let path = location.splitn(4, '/').nth(3).unwrap();
    format!("/{path}")
}

async fn put(server: &Server, target: &str, range: &str, body: &'static [u8]) -> Answer {
    let request = Request::put(target).header("content-range", range);
    server.send(request.body(body).unwrap()).await
}

/// Until the server has noticed that so much arrived and nothing follows.
async fn until_received(server: &Server, target: &str, range: &str) {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let answer = put(server, target, "bytes */10", b"").await;
        assert_eq!(answer.status, 308);
        if answer.header("range") == range {
            return;
        }
        assert!(Instant::now() < deadline, "{answer:?}");
        sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test]
async fn what_arrived_is_kept_when_client_and_server_go_away() {
    let server = Server::start(&[]).await;
    let token = server.token();
    let space = space(&server, &token).await;
    let target = begin(&server, &token, &space).await;
    let head = format!(
        "PUT {target} HTTP/1.1\r\nHost: x\r\nContent-Range: bytes 0-9/10\r\n\
         Content-Length: 10\r\n\r\n"
    );
    let mut socket = server.connect().await;
    socket.write_all(head.as_bytes()).await.unwrap();
    socket.write_all(b"0123").await.unwrap();
    drop(socket);
    until_received(&server, &target, "bytes=0-3").await;

    let server = restart(server).await;
    until_received(&server, &target, "bytes=0-3").await;
    assert_eq!(
        put(&server, &target, "bytes 4-6/10", b"456").await.status,
        308
    );
    let server = restart(server).await;
    let last = put(&server, &target, "bytes 7-9/10", b"789").await;
    assert_eq!(last.status, 200, "{last:?}");

    let server = restart(server).await;
    let message = json!({"attachment": [last.json()]});
    let sent = post(&server, &token, &format!("/v1/{space}/messages"), message).await;
    let sent = sent.json();
    let data = &sent["attachment"][0]["attachmentDataRef"]["resourceName"];
    let target = format!("/v1/media/{}?alt=media", data.as_str().unwrap());
    let request = Request::get(target).header("authorization", token);
    let whole = server.send(request.body("").unwrap()).await;
    assert_eq!(whole.body, "0123456789");
    server.running.stop().await;
}

#[tokio::test]
async fn the_newest_request_goes_on_with_a_session() {
    let server = Server::start(&[]).await;
    let token = server.token();
    let space = space(&server, &token).await;
    let target = begin(&server, &token, &space).await;
    let head = format!(
        "PUT {target} HTTP/1.1\r\nHost: x\r\nContent-Range: bytes 0-9/10\r\n\
         Content-Length: 10\r\n\r\n0123"
    );
    // A client that hangs, and then tries again.
    let mut hanging = server.connect().await;
    hanging.write_all(head.as_bytes()).await.unwrap();
    let whole = put(&server, &target, "bytes 0-9/10", b"0123456789").await;
    assert_eq!(whole.status, 200, "{whole:?}");
    drop(hanging);
    server.running.stop().await;
}

#[tokio::test]
async fn an_upload_that_breaks_off_leaves_nothing() {
    let server = Server::start(&[]).await;
    let token = server.token();
    let space = space(&server, &token).await;
    let head = format!(
        "POST /upload/v1/{space}/attachments:upload?uploadType=media HTTP/1.1\r\nHost: x\r\n\
         Authorization: {token}\r\nContent-Type: image/png\r\nContent-Length: 1000\r\n\r\nsome"
    );
    let folder = server.data.path().join("uploads");
    let files = || {
        let folders = std::fs::read_dir(&folder).into_iter().flatten().flatten();
        let inner = folders.flat_map(|folder| std::fs::read_dir(folder.path()).unwrap());
        inner.count()
    };
    let mut socket = server.connect().await;
    socket.write_all(head.as_bytes()).await.unwrap();
    let wait = async |wanted: usize| {
        let deadline = Instant::now() + PATIENCE;
        while files() != wanted {
            assert!(Instant::now() < deadline, "{} files", files());
            sleep(Duration::from_millis(10)).await;
        }
    };
    wait(1).await;
    drop(socket);
    wait(0).await;
    server.running.stop().await;
}
