//! Deliveries: what is kept, replays, and the command line.

use domain::apps::EventFormat;
use serde_json::json;

use crate::stage::{Endpoint, Stage, app_name, user_name};

#[tokio::test]
async fn deliveries_are_shown_and_replayed() {
    let stage = Stage::start().await;
    let endpoint = Endpoint::says(json!({"text": "hi", "colour": "red"})).await;
    let app = stage.app("Robo", &endpoint.url, EventFormat::Chat).await;
    let space = stage.space("Apps", &app).await;
    stage
        .say("alice", &space, &format!("<{}> it's me", user_name(app.id)))
        .await;
    let short = stage
        .delivery(&app, |d| {
            d["eventType"] == "MESSAGE" && d["state"] == "DONE"
        })
        .await;
    assert!(short.get("request").is_none());
    let path = format!("/confab/v1/{}", short["name"].as_str().unwrap());
    let whole = stage.get("alice", &path).await;
    assert_eq!(whole["reason"], "the message mentions the app");
    let outcome = whole["outcome"].as_str().unwrap();
    assert!(outcome.starts_with("posted spaces/"), "{outcome}");
    assert!(
        outcome.ends_with("unknown field colour was passed over"),
        "{outcome}"
    );
    assert_eq!(whole["attempts"][0]["status"], 200);
    assert!(whole["attempts"][0]["milliseconds"].as_f64().unwrap() > 0.0);
    assert!(
        whole["request"]
            .as_str()
            .unwrap()
            .contains("\"type\": \"MESSAGE\"")
    );
    let curl = whole["curl"].as_str().unwrap();
    assert!(
        curl.starts_with(&format!("curl -X POST '{}'", endpoint.url)),
        "{curl}"
    );
    assert!(
        curl.contains("Bearer $TOKEN") && curl.contains("it'\\''s me"),
        "{curl}"
    );
    assert!(!curl.contains("eyJ"));

    let replayed = stage
        .post("alice", &format!("{path}:replay"), json!({}))
        .await;
    assert_ne!(replayed["name"], whole["name"]);
    let again = stage
        .delivery(&app, |d| {
            d["name"] == replayed["name"] && d["state"] == "DONE"
        })
        .await;
    assert!(
        again["reason"]
            .as_str()
            .unwrap()
            .starts_with("sent again after delivery")
    );

    let list = format!("/confab/v1/{}/deliveries", app_name(&app));
    let first = stage.get("alice", &format!("{list}?pageSize=1")).await;
    let token = first["nextPageToken"].as_str().unwrap();
    let second = stage
        .get("alice", &format!("{list}?pageSize=1&pageToken={token}"))
        .await;
    assert_ne!(
        first["deliveries"][0]["name"],
        second["deliveries"][0]["name"]
    );
    let failed = stage.get("alice", &format!("{list}?state=failed")).await;
    assert_eq!(failed, json!({}));
    let (status, _) = stage
        .send("alice", "GET", &format!("{list}?state=x"), json!({}))
        .await;
    assert_eq!(status, 400);
    let (status, _) = stage.send("bob", "GET", &path, json!({})).await;
    assert_eq!(status, 404);
    stage.running.stop().await;
}

#[tokio::test]
async fn deleted_messages_are_forgotten_by_the_inspector() {
    let stage = Stage::start().await;
    let endpoint = Endpoint::says(json!({})).await;
    let app = stage.app("Robo", &endpoint.url, EventFormat::Chat).await;
    let space = stage.space("Apps", &app).await;
    let sent = stage
        .say("alice", &space, &format!("<{}> secret", user_name(app.id)))
        .await;
    let delivery = stage
        .delivery(&app, |d| {
            d["eventType"] == "MESSAGE" && d["state"] == "DONE"
        })
        .await;
    let path = format!("/confab/v1/{}", delivery["name"].as_str().unwrap());
    assert!(
        stage.get("alice", &path).await["request"]
            .as_str()
            .unwrap()
            .contains("secret")
    );
    let (status, _) = stage
        .send(
            "alice",
            "DELETE",
            &format!("/v1/{}", sent["name"].as_str().unwrap()),
            json!({}),
        )
        .await;
    assert_eq!(status, 200);
    crate::stage::until(async || {
        let delivery = stage.get("alice", &path).await;
        delivery.get("request").is_none().then_some(())
    })
    .await;
    let (status, _) = stage
        .send("alice", "POST", &format!("{path}:replay"), json!({}))
        .await;
    assert_eq!(status, 400);
    stage.running.stop().await;
}
