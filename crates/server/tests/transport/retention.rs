//! What is kept for a time alone goes by itself, and a server that was not
//! there when the time came makes up for it.

use std::time::Duration;

use domain::Time;
use domain::events::{Event, Kind};
use http::Request;
use serde_json::{Value, json};
use server::serve::{self, Running};
use server::settings::Settings;
use store::{Sql, Tx};

use crate::harness::*;

async fn post(server: &Server, token: &str, path: &str, body: Value) -> Value {
    let request = Request::post(path)
        .header("authorization", token)
        .header("content-type", "application/json")
        .body(body.to_string())
        .unwrap();
    let answer = server.send(request).await;
    assert_eq!(answer.status, 200, "{:?}", answer.body);
    answer.json()
}

/// The server on the same data once more.
async fn again(server: Server) -> Server {
    let data = server.data;
    server.running.stop().await;
    let folder = data.path().to_str().unwrap().to_owned();
    let arguments = ["--data", &folder, "--listen", "127.0.0.1:0"];
    let settings = Settings::from_arguments(arguments).unwrap();
    let running = serve::start(settings).await.unwrap();
    Server { running, data }
}

async fn execute(running: &Running, sql: &'static str) {
    let unit = async move |tx: &mut Tx| tx.execute(&Sql::build(sql.to_owned()), &[]).await;
    let store = &running.server.store;
    let done = store.write(move |tx| Box::pin(async move { unit(tx).await }));
    done.await.unwrap();
}

async fn wait_until_none(running: &Running, count: &'static str) {
    for _ in 0..600 {
        let unit = async move |tx: &mut Tx| {
            let sql = Sql::build(count.to_owned());
            tx.optional(&sql, &[], |row| row.int(0)).await
        };
        let store = &running.server.store;
        let left = store.read(move |tx| Box::pin(async move { unit(tx).await }));
        if left.await.unwrap() == Some(0) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("nobody comes: {count}");
}

#[tokio::test]
async fn messages_without_history_go_though_the_server_was_away() {
    let server = Server::start(&[]).await;
    let token = server.token();
    let space = json!({"spaceType": "SPACE", "displayName": "Off",
        "spaceHistoryState": "HISTORY_OFF"});
    let space = post(&server, &token, "/v1/spaces", space).await;
    let path = format!("/v1/{}/messages", space["name"].as_str().unwrap());
    let sent = post(&server, &token, &path, json!({"text": "Soon gone"})).await;
    let server = again(server).await;
    // A day went by.
    execute(
        &server.running,
        "UPDATE expiring_messages SET expire_time = 1",
    )
    .await;
    wait_until_none(&server.running, "SELECT count(*) FROM expiring_messages").await;
    let message = format!("/v1/{}", sent["name"].as_str().unwrap());
    let request = Request::get(message).header("authorization", &token);
    let answer = server.send(request.body("").unwrap()).await;
    assert_eq!(answer.status, 404);
    server.running.stop().await;
}

#[tokio::test]
async fn old_events_go_though_the_server_was_away() {
    let server = Server::start(&[]).await;
    let token = server.token();
    let space = json!({"spaceType": "SPACE", "displayName": "Old"});
    let space = post(&server, &token, "/v1/spaces", space).await;
    let space = domain::names::space("name", space["name"].as_str().unwrap());
    let event = Event {
        space: space.unwrap().unwrap(),
        time: Time(server.running.server.now().0 - 29 * Time::DAY),
        n: 0,
        kind: Kind::SpaceUpdated,
    };
    let unit = async move |tx: &mut Tx| store::events::append(tx, &event).await;
    let store = &server.running.server.store;
    let done = store.write(move |tx| Box::pin(async move { unit(tx).await }));
    done.await.unwrap();
    let server = again(server).await;
    // Of two kinds one is left: the membership of whoever made the space.
    wait_until_none(&server.running, "SELECT count(*) - 1 FROM events").await;
    server.running.stop().await;
}
