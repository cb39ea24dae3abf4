//! A graceful end: what is under way finishes, nothing new begins.

use std::time::Duration;

use http::Request;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};

use crate::harness::*;

#[tokio::test]
async fn requests_under_way_are_answered() {
    let server = Server::start(&[]).await;
    let address = server.running.address;
    let run_file = server.data.path().join("run.json");
    assert!(run_file.exists());
    let mut idle = server.connect().await;
    idle.write_all(b"GET /healthz HTTP/1.1\r\nhost: a\r\n\r\n")
        .await
        .unwrap();

    let mut socket = server.connect().await;
    let head = format!("GET {INFO_PATH} HTTP/1.1\r\nhost: a\r\ncontent-length: 2\r\n\r\n{{");
    socket.write_all(head.as_bytes()).await.unwrap();
    sleep(Duration::from_millis(100)).await;

    let stopping = tokio::spawn(server.running.stop());
    sleep(Duration::from_millis(100)).await;
    assert!(TcpStream::connect(address).await.is_err());
    assert!(!stopping.is_finished());

    socket.write_all(b"}").await.unwrap();
    let mut answer = String::new();
    timeout(PATIENCE, socket.read_to_string(&mut answer))
        .await
        .unwrap()
        .unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
    timeout(Duration::from_secs(2), stopping)
        .await
        .expect("waits for idle connections")
        .unwrap();
    assert!(!run_file.exists());
}

#[tokio::test]
async fn idle_http2_connections_and_watchers_do_not_delay_the_end() {
    let server = Server::start(&[]).await;
    let (mut sender, connection) = h2::client::handshake(server.connect().await).await.unwrap();
    let connection = tokio::spawn(connection);
    let request = grpc_request("grpc.health.v1.Health/Watch")
        .body(())
        .unwrap();
    let (response, mut body) = sender.send_request(request, false).unwrap();
    body.send_data(frame(0, &[]), true).unwrap();
    let response = timeout(PATIENCE, response).await.unwrap().unwrap();
    assert_eq!(response.status(), 200);
    let mut body = response.into_body();
    assert_eq!(
        &body.data().await.unwrap().unwrap()[..],
        &[0, 0, 0, 0, 2, 8, 1]
    );
    timeout(Duration::from_secs(3), server.running.stop())
        .await
        .expect("stopping hangs");
    drop(sender);
    timeout(PATIENCE, connection).await.unwrap().unwrap().ok();
}

#[tokio::test]
async fn live_events_end_with_a_hint_to_come_back() {
    let server = Server::start(&[]).await;
    let head = format!(
        "GET /confab/v1/events HTTP/1.1\r\nhost: a\r\nauthorization: {}\r\n\r\n",
        server.token()
    );
    let mut socket = server.connect().await;
    socket.write_all(head.as_bytes()).await.unwrap();
    let mut answer = String::new();
    while !answer.contains("id: e") {
        let mut part = [0; 1024];
        let length = timeout(PATIENCE, socket.read(&mut part)).await.unwrap();
        answer += std::str::from_utf8(&part[..length.unwrap()]).unwrap();
    }
    let reading = socket.read_to_string(&mut answer);
    let (rest, stopped) = tokio::join!(
        timeout(PATIENCE, reading),
        timeout(Duration::from_secs(5), server.running.stop())
    );
    stopped.expect("waits for listeners");
    rest.unwrap().unwrap();
    assert_eq!(answer.matches("retry: 1000\n").count(), 2, "{answer}");
    assert!(answer.ends_with("0\r\n\r\n"), "not ended: {answer}");
}

#[tokio::test]
async fn data_survives() {
    let data = tempfile::tempdir().unwrap();
    let folder = data.path().to_str().unwrap();
    let mut customers = Vec::new();
    for _ in 0..2 {
        let arguments = ["--data", folder, "--listen", ":0"];
        let settings = server::settings::Settings::from_arguments(arguments).unwrap();
        let running = server::serve::start(settings).await.unwrap();
        let socket = TcpStream::connect(running.address).await.unwrap();
        let answer = send_h1(socket, Request::get(INFO_PATH).body("").unwrap()).await;
        customers.push(answer.json()["customer"].clone());
        running.stop().await;
    }
    assert_eq!(customers[0], customers[1]);
}
