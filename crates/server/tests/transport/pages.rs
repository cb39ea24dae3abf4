//! Health, metrics, the discovery document, paths that nothing has.

use crate::harness::*;

#[tokio::test]
async fn health_and_metrics() {
    let server = Server::start(&[]).await;
    assert_eq!(server.get("/healthz").await.body, "ok\n");
    assert_eq!(server.get("/readyz").await.body, "ok\n");
    server.get(INFO_PATH).await;
    server.grpc(INFO, &[]).await;
    let metrics = server.get("/metrics").await;
    let text = String::from_utf8(metrics.body.to_vec()).unwrap();
    for transport in ["rest", "grpc"] {
        let labels = format!("rpc=\"{INFO}\",transport=\"{transport}\",code=\"OK\"");
        assert!(
            text.contains(&format!("confab_requests_total{{{labels}}} 1\n")),
            "{text}"
        );
    }
}

#[tokio::test]
async fn a_database_that_is_gone_is_not_ready() {
    let server = Server::start(&[]).await;
    server.running.server.store.close().await;
    assert_eq!(server.get("/healthz").await.status.as_u16(), 200);
    assert_eq!(server.get("/readyz").await.status.as_u16(), 503);
}

#[tokio::test]
async fn the_discovery_document() {
    let server = Server::start(&["--public-url", "https://chat.example.com/"]).await;
    for path in [
        "/$discovery/rest?version=v1",
        "/$discovery/rest",
        "/discovery/v1/apis/chat/v1/rest",
    ] {
        let document = server.get(path).await.json();
        assert_eq!(document["id"], "chat:v1", "{path}");
        assert_eq!(document["rootUrl"], "https://chat.example.com/");
        assert_eq!(document["batchPath"], "batch");
        let create = &document["resources"]["spaces"]["resources"]["messages"]["methods"]["create"];
        assert_eq!(create["id"], "chat.spaces.messages.create");
        let scopes = create["scopes"].as_array().unwrap();
        let bot = "https://www.googleapis.com/auth/chat.bot";
        assert!(scopes.contains(&bot.into()));
        assert!(document["auth"]["oauth2"]["scopes"][bot]["description"].is_string());
    }
    assert_eq!(
        server
            .get("/$discovery/rest?version=v2")
            .await
            .status
            .as_u16(),
        404
    );
}

#[tokio::test]
async fn nothing_there() {
    let server = Server::start(&[]).await;
    for path in [
        "/nope",
        "/v1",
        "/v1/",
        "/v1/nope/x",
        "/v1/spaces/A/B/C/D",
        "/confab/v1/ceiling",
        "/%00",
    ] {
        let answer = server.get(path).await;
        assert_eq!(answer.status.as_u16(), 404, "{path}");
        assert_eq!(
            answer.header("content-type"),
            "application/json; charset=UTF-8"
        );
        let body = answer.json();
        assert_eq!(body["error"]["code"], 404);
        assert_eq!(body["error"]["status"], "NOT_FOUND");
    }
}

#[tokio::test]
async fn the_ceiling_is_there_for_benchmarks_only() {
    let server = Server::start(&["--bench"]).await;
    assert_eq!(server.get("/confab/v1/ceiling").await.status.as_u16(), 200);
}
