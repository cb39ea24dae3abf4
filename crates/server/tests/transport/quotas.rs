//! `--quotas google`, as clients see it. The figures are tested in `domain`.

use http::Request;
use serde_json::{Value, json};

use crate::harness::*;

async fn post(server: &Server, token: &str, path: &str, body: Value) -> Answer {
    let request = Request::post(path)
        .header("authorization", token)
        .header("content-type", "application/json")
        .body(body.to_string())
        .unwrap();
    server.send(request).await
}

async fn space(server: &Server, token: &str) -> String {
    let body = json!({"spaceType": "SPACE", "displayName": "Busy"});
    let made = post(server, token, "/v1/spaces", body).await.json();
    format!("/v1/{}/messages", made["name"].as_str().unwrap())
}

#[tokio::test]
async fn a_space_takes_one_write_a_second() {
    let server = Server::start(&["--quotas", "google"]).await;
    let token = server.token();
    let path = space(&server, &token).await;
    let text = json!({"text": "x"});
    let mut refused = None;
    for _ in 0..50 {
        let answer = post(&server, &token, &path, text.clone()).await;
        match answer.status.as_u16() {
            200 => {}
            429 => refused = Some(answer.json()),
            other => panic!("{other}"),
        }
        if refused.is_some() {
            break;
        }
    }
    let error = &refused.expect("fifty writes in no time")["error"];
    assert_eq!(error["status"], "RESOURCE_EXHAUSTED");
    assert_eq!(error["details"][0]["reason"], "RATE_LIMIT_EXCEEDED");
    assert_eq!(error["details"][0]["metadata"]["quota_limit_value"], "1");
    assert_eq!(
        error["details"][1]["@type"],
        "type.googleapis.com/google.rpc.Help"
    );

    // Who waits gets through.
    let deadline = std::time::Instant::now() + PATIENCE;
    while post(&server, &token, &path, text.clone()).await.status != 200 {
        assert!(std::time::Instant::now() < deadline);
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
}

#[tokio::test]
async fn nothing_is_counted_unasked() {
    let server = Server::start(&[]).await;
    let token = server.token();
    let path = space(&server, &token).await;
    for _ in 0..20 {
        let answer = post(&server, &token, &path, json!({"text": "x"})).await;
        assert_eq!(answer.status, 200);
    }
}

/// Posts until it is let through.
async fn patiently(server: &Server, token: &str, path: &str, body: Value) -> Value {
    let deadline = std::time::Instant::now() + PATIENCE;
    loop {
        let answer = post(server, token, path, body.clone()).await;
        if answer.status == 200 {
            return answer.json();
        }
        assert_eq!(answer.status, 429, "{answer:?}");
        assert!(std::time::Instant::now() < deadline);
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
}

#[tokio::test]
async fn uploads_and_downloads_count_too() {
    let server = Server::start(&["--quotas", "google"]).await;
    let token = server.token();
    let messages = space(&server, &token).await;
    let upload = messages.replace("/messages", "/attachments:upload");
    let upload = format!("/upload{upload}?uploadType=media&filename=a.json");
    let uploaded = patiently(&server, &token, &upload, json!({})).await;
    let mut refused = false;
    for _ in 0..50 {
        refused |= post(&server, &token, &upload, json!({})).await.status == 429;
    }
    assert!(refused, "fifty uploads in no time");

    let message = json!({"attachment": [uploaded]});
    let sent = patiently(&server, &token, &messages, message).await;
    let data = &sent["attachment"][0]["attachmentDataRef"]["resourceName"];
    let download = format!("/v1/media/{}?alt=media", data.as_str().unwrap());
    let mut found = [0, 0];
    for _ in 0..100 {
        let request = Request::get(&download).header("authorization", &token);
        let answer = server.send(request.body("").unwrap()).await;
        found[usize::from(answer.status == 429)] += 1;
    }
    assert!(found[0] >= 15 && found[1] > 0, "{found:?}");
}
