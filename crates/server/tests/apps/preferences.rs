//! The language and the time zone of a person, and what apps are told of them.

use domain::apps::EventFormat;
use serde_json::{Value, json};

use crate::stage::{Asked, Endpoint, Stage, user_name};

const MINE: &str = "/confab/v1/users/me/preferences";

fn answer(asked: &Asked) -> (u16, String) {
    let button = json!({"text": "Go", "onClick": {"action": {"function": "go"}}});
    let card = json!({"sections": [{"widgets": [{"buttonList": {"buttons": [button]}}]}]});
    let answer = match asked.body["type"].as_str() {
        Some("MESSAGE") => json!({"text": "card", "cardsV2": [{"cardId": "c", "card": card}]}),
        _ => json!({}),
    };
    (200, answer.to_string())
}

#[tokio::test]
async fn apps_are_told_the_persons_language_and_zone() {
    let stage = Stage::start().await;
    let endpoint = Endpoint::start(answer).await;
    let app = stage.app("Robo", &endpoint.url, EventFormat::Chat).await;
    let space = stage.space("Apps", &app).await;
    // Ahead of UTC by the same number of hours in every season.
    let preferences = json!({"locale": "de-CH", "timeZone": "Asia/Kolkata"});
    let (status, set) = stage
        .send(
            "alice",
            "PATCH",
            &format!("{MINE}?updateMask=locale,timeZone"),
            preferences,
        )
        .await;
    assert_eq!(
        (status, &set["locale"], &set["timeZone"]),
        (200, &json!("de-CH"), &json!("Asia/Kolkata"))
    );
    stage
        .say("alice", &space, &format!("<{}> hi", user_name(app.id)))
        .await;
    let asked = endpoint.of_type("MESSAGE").await.body;
    assert_eq!(
        asked["common"],
        json!({"userLocale": "de-CH", "hostApp": "CHAT"})
    );
    let shown = stage
        .message("alice", &space, |m| m["text"] == "card")
        .await;
    let click = format!("/confab/v1/{}:click", shown["name"].as_str().unwrap());
    stage.post("alice", &click, json!({"function": "go"})).await;
    let asked = endpoint.of_type("CARD_CLICKED").await.body;
    assert_eq!(asked["common"]["userLocale"], "de-CH");
    assert_eq!(
        asked["common"]["timeZone"],
        json!({"id": "Asia/Kolkata", "offset": 19_800_000})
    );
    stage.running.stop().await;
}

#[tokio::test]
async fn add_ons_are_told_in_doubles() {
    let stage = Stage::start().await;
    let endpoint = Endpoint::says(json!({})).await;
    let app = stage.app("Addy", &endpoint.url, EventFormat::Addon).await;
    let patch = json!({"timeZone": "Asia/Kolkata"});
    stage
        .send(
            "alice",
            "PATCH",
            &format!("{MINE}?updateMask=timeZone"),
            patch,
        )
        .await;
    let space = stage.install(&app, "").await;
    stage.say("alice", &space, "hi").await;
    let asked = endpoint
        .request(|body| body["chat"]["messagePayload"].is_object())
        .await;
    assert!(
        asked.text.contains("\"offset\": 19800000.0"),
        "{}",
        asked.text
    );
    assert_eq!(asked.body["commonEventObject"]["userLocale"], "en");
    stage.running.stop().await;
}

#[tokio::test]
async fn preferences_are_ones_own() {
    let stage = Stage::start().await;
    let unknown = stage.get("alice", MINE).await;
    assert_eq!(
        (&unknown["locale"], &unknown["timeZone"]),
        (&Value::Null, &Value::Null)
    );
    let patch = async |mask: &str, patch: Value| {
        let path = format!("{MINE}?updateMask={mask}");
        stage.send("alice", "PATCH", &path, patch).await
    };
    let both = json!({"locale": "fr", "timeZone": "Europe/Paris"});
    assert_eq!(
        patch("locale", both.clone()).await.1["timeZone"],
        Value::Null
    );
    assert_eq!(patch("*", both.clone()).await.1["timeZone"], "Europe/Paris");
    assert_eq!(
        patch("time_zone", json!({})).await.1["timeZone"],
        Value::Null
    );
    assert_eq!(stage.get("alice", MINE).await["locale"], "fr");
    for (mask, wrong) in [
        ("locale", json!({"locale": "en_US"})),
        ("timeZone", json!({"timeZone": "Mars/Base"})),
        ("avatar", json!({})),
        ("", both.clone()),
    ] {
        assert_eq!(patch(mask, wrong).await.0, 400, "{mask}");
    }
    let bobs = "/confab/v1/users/bob@example.com/preferences";
    assert_eq!(stage.send("alice", "GET", bobs, json!({})).await.0, 403);
    let bobs = format!("{bobs}?updateMask=locale");
    assert_eq!(stage.send("alice", "PATCH", &bobs, both).await.0, 403);
    stage.running.stop().await;
}
