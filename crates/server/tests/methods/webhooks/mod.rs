//! Behaviour tables of incoming webhooks: making them through `confab.v1`,
//! posting through their URLs, and what programs in the wild send to them.

mod manage;
mod post;
mod senders;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::Request;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::TcpStream;

use crate::harness::rest;
use crate::harness::{As, World};

/// A call of `confab.v1.WebhookService`, by path.
async fn call(w: &World, who: As, method: &str, path: &str, body: Option<Value>) -> (u16, Value) {
    let token = w.token(who).await;
    let path = format!("/confab/v1/{path}");
    rest::send(&w.running, token.as_deref(), method, &path, body).await
}

/// Alice makes a webhook.
async fn webhook(w: &World, space: &str, name: &str) -> Value {
    let body = json!({"displayName": name, "avatarUrl": "https://example.com/a.png"});
    let path = format!("{space}/webhooks");
    let (status, made) = call(w, As::user("alice"), "POST", &path, Some(body)).await;
    assert_eq!(status, 200, "{made}");
    made
}

/// The part of a webhook's URL behind the server's address.
fn target(webhook: &Value) -> String {
    let url = webhook["url"].as_str().unwrap();
    let (_, path) = url.split_once("/v1/").unwrap();
    format!("/v1/{path}")
}

/// Posts bytes as a program would that knows nothing but the URL.
async fn post(w: &World, target: &str, content_type: Option<&str>, body: &str) -> (u16, Value) {
    let stream = TcpStream::connect(w.running.address).await.unwrap();
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.unwrap();
    let driver = tokio::spawn(connection);
    let mut request = Request::post(target).header("host", w.running.address.to_string());
    if let Some(content_type) = content_type {
        request = request.header("content-type", content_type);
    }
    let body = Full::new(Bytes::from(body.to_owned()));
    let response = sender
        .send_request(request.body(body).unwrap())
        .await
        .unwrap();
    let status = response.status().as_u16();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    drop(sender);
    driver.abort();
    (status, serde_json::from_slice(&body).unwrap())
}

/// The message as a member reads it.
async fn read(w: &World, name: &Value) -> Value {
    w.ok(As::user("alice"), "GetMessage", json!({"name": name}))
        .await
}
