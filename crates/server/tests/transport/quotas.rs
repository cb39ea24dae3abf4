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
