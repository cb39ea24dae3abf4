//! MESSAGE, ADDED_TO_SPACE and REMOVED_FROM_SPACE in the classic format, and
//! the answers to them.

use domain::apps::{Audience, EventFormat};
use serde_json::{Value, json};

use crate::stage::{Endpoint, Stage, user_name};

#[tokio::test]
async fn a_mention_is_told_and_answered_in_its_thread() {
    let stage = Stage::start().await;
    let endpoint = Endpoint::start(|asked| match asked.body["type"].as_str() {
        Some("MESSAGE") => (
            200,
            json!({"text": "pong", "thread": {"name": "spaces/x/threads/y"}}).to_string(),
        ),
        _ => (200, "{}".to_owned()),
    })
    .await;
    let app = stage.app("Robo", &endpoint.url, EventFormat::Chat).await;
    let space = stage.space("Apps", &app).await;
    let bot = user_name(app.id);
    let sent = stage.say("alice", &space, &format!("<{bot}> ping=1")).await;

    let asked = endpoint.of_type("MESSAGE").await;
    let body = &asked.body;
    assert_eq!(body["eventTime"], sent["createTime"]);
    assert_eq!(body["message"]["name"], sent["name"]);
    assert_eq!(body["message"]["argumentText"], " ping=1");
    assert_eq!(body["message"]["sender"]["email"], "alice@example.com");
    assert_eq!(body["message"]["messageHistoryState"], "HISTORY_ON");
    assert_eq!(
        body["message"]["thread"]["retentionSettings"]["state"],
        "PERMANENT"
    );
    assert_eq!(
        body["message"]["annotations"][0]["userMention"]["user"]["name"],
        bot
    );
    assert_eq!(
        body["user"]["displayName"],
        body["message"]["sender"]["displayName"]
    );
    assert_eq!(body["space"]["name"], space);
    assert_eq!(body["space"]["spaceType"], "SPACE");
    assert_eq!(body["thread"]["name"], sent["thread"]["name"]);
    assert_eq!(
        body["common"],
        json!({"userLocale": "en", "hostApp": "CHAT"})
    );
    assert!(
        body["configCompleteRedirectUrl"]
            .as_str()
            .unwrap()
            .contains("/api/bot_config_complete?token=")
    );
    assert!(body.get("token").is_none() && body.get("isDialogEvent").is_none());
    // As Google writes it.
    assert!(
        asked.text.contains("\n  \"type\": \"MESSAGE\"") && asked.text.contains("ping\\u003d1")
    );
    assert_eq!(asked.headers["user-agent"], "Google-Dynamite");
    assert_eq!(
        asked.headers["content-type"],
        "application/json; charset=utf-8"
    );
    assert!(
        asked.headers["authorization"]
            .to_str()
            .unwrap()
            .starts_with("Bearer ey")
    );

    let answer = stage
        .message("alice", &space, |m| m["text"] == "pong")
        .await;
    assert_eq!(answer["sender"]["name"], bot);
    assert_eq!(answer["sender"]["type"], "BOT");
    assert_eq!(answer["thread"]["name"], sent["thread"]["name"]);
    assert_eq!(answer["threadReply"], true);

    // Nobody is told of what nobody addressed, nor of what apps say.
    stage.say("alice", &space, "just talking").await;
    let skipped = stage.delivery(&app, |d| d["state"] == "SKIPPED").await;
    assert!(
        skipped["reason"]
            .as_str()
            .unwrap()
            .starts_with("not mentioned")
    );
    let told: Vec<_> = endpoint
        .requests()
        .iter()
        .map(|asked| asked.body["type"].clone())
        .collect();
    assert_eq!(told, ["ADDED_TO_SPACE", "MESSAGE"]);
    stage.running.stop().await;
}

#[tokio::test]
async fn every_message_of_a_direct_message_is_told() {
    let stage = Stage::start().await;
    let endpoint = Endpoint::says(json!({"text": "hello"})).await;
    let app = stage
        .app_with("Robo", &endpoint.url, EventFormat::Chat, |app| {
            app.audience = Audience::ProjectNumber;
        })
        .await;
    let space = stage.install(&app, "").await;
    let added = endpoint.of_type("ADDED_TO_SPACE").await.body;
    assert_eq!(added["space"]["singleUserBotDm"], true);
    assert_eq!(added["space"]["type"], "DM");
    assert_eq!(added["user"]["email"], "alice@example.com");
    assert!(added["space"].get("customer").is_none());
    stage
        .message("alice", &space, |m| m["text"] == "hello")
        .await;

    let sent = stage.say("alice", &space, "hi").await;
    let asked = endpoint.of_type("MESSAGE").await;
    assert_eq!(asked.body["message"]["name"], sent["name"]);
    assert_eq!(asked.body["message"]["argumentText"], "hi");
    let claims = claims(asked.headers["authorization"].to_str().unwrap());
    assert_eq!(claims["iss"], "chat@system.gserviceaccount.com");
    assert_eq!(claims["aud"], app.project_number.to_string());
    stage.running.stop().await;
}

/// What a token says, unverified: the clients' tests verify.
fn claims(header: &str) -> Value {
    use base64::Engine as _;
    let part = header.split('.').nth(1).unwrap();
    let bytes = base64::engine::general_purpose::URL_SAFE_NO_PAD
        .decode(part)
        .unwrap();
    serde_json::from_slice(&bytes).unwrap()
}

#[tokio::test]
async fn tokens_name_their_audience() {
    let stage = Stage::start().await;
    let endpoint = Endpoint::says(json!({})).await;
    let app = stage.app("Robo", &endpoint.url, EventFormat::Chat).await;
    stage.space("Apps", &app).await;
    let asked = endpoint.of_type("ADDED_TO_SPACE").await;
    let claims = claims(asked.headers["authorization"].to_str().unwrap());
    assert_eq!(claims["iss"], "https://accounts.google.com");
    assert_eq!(claims["aud"], endpoint.url);
    assert_eq!(claims["email"], "chat@system.gserviceaccount.com");
    assert_eq!(claims["email_verified"], true);
    stage.running.stop().await;
}

#[tokio::test]
async fn removing_is_told_and_cannot_be_answered() {
    let stage = Stage::start().await;
    let endpoint = Endpoint::says(json!({"text": "bye"})).await;
    let app = stage.app("Robo", &endpoint.url, EventFormat::Chat).await;
    let space = stage.space("Apps", &app).await;
    stage.message("alice", &space, |m| m["text"] == "bye").await;
    let path = format!("/confab/v1/{}:uninstall", crate::stage::app_name(&app));
    stage.post("alice", &path, json!({"space": space})).await;
    let asked = endpoint.of_type("REMOVED_FROM_SPACE").await.body;
    assert_eq!(asked["space"]["name"], space);
    assert!(asked.get("configCompleteRedirectUrl").is_none());
    let delivery = stage
        .delivery(&app, |d| {
            d["eventType"] == "REMOVED_FROM_SPACE" && d["state"] == "FAILED"
        })
        .await;
    assert_eq!(
        delivery["outcome"],
        "NEW_MESSAGE is no answer to REMOVED_FROM_SPACE"
    );

    // Mentioned by somebody who may not add it: the inspector says what is
    // missing.
    let settings = json!({"permissionSettings": {"manageApps": {"managersAllowed": true}}});
    let mask = "updateMask=permissionSettings.manageApps";
    let (status, answer) = stage
        .send("alice", "PATCH", &format!("/v1/{space}?{mask}"), settings)
        .await;
    assert_eq!(status, 200, "{answer}");
    stage.add_person("bob", &space).await;
    stage
        .say("bob", &space, &format!("<{}> there?", user_name(app.id)))
        .await;
    let skipped = stage.delivery(&app, |d| d["state"] == "SKIPPED").await;
    assert!(
        skipped["reason"]
            .as_str()
            .unwrap()
            .starts_with("not installed")
    );
    stage.running.stop().await;
}

#[tokio::test]
async fn links_are_previewed_on_the_message() {
    let stage = Stage::start().await;
    let card = json!({"sections": [{"widgets": [{"textParagraph": {"text": "Ticket 7"}}]}]});
    let endpoint = Endpoint::start(move |asked| {
        let answer = match asked.body["message"]["matchedUrl"]["url"].as_str() {
            Some(_) => json!({
                "actionResponse": {"type": "UPDATE_USER_MESSAGE_CARDS"},
                "cardsV2": [{"cardId": "ticket", "card": card}],
            }),
            None => json!({}),
        };
        (200, answer.to_string())
    })
    .await;
    let app = stage.app("Robo", &endpoint.url, EventFormat::Chat).await;
    let space = stage.space("Apps", &app).await;
    let text = "see https://other.org and https://example.com/tickets/7 please";
    let sent = stage.say("alice", &space, text).await;
    let asked = endpoint.of_type("MESSAGE").await.body;
    let link = "https://example.com/tickets/7";
    assert_eq!(asked["message"]["matchedUrl"]["url"], link);
    // No more of the text than the link, since the app was not addressed.
    assert_eq!(asked["message"]["text"], link);
    let shown = stage
        .message("alice", &space, |m| m["cardsV2"][0]["cardId"] == "ticket")
        .await;
    assert_eq!(
        (&shown["name"], &shown["text"]),
        (&sent["name"], &json!(text))
    );
    stage.running.stop().await;
}

#[tokio::test]
async fn private_answers_are_private() {
    let stage = Stage::start().await;
    let endpoint = Endpoint::start(|asked| match asked.body["type"].as_str() {
        Some("MESSAGE") => {
            let user = &asked.body["user"]["name"];
            (
                200,
                json!({"text": "psst", "private_message_viewer": {"name": user}}).to_string(),
            )
        }
        _ => (200, String::new()),
    })
    .await;
    let app = stage.app("Robo", &endpoint.url, EventFormat::Chat).await;
    let space = stage.space("Apps", &app).await;
    let bob = stage.get("bob", "/confab/v1/serverInfo").await;
    assert!(bob["version"].is_string());
    stage.add_person("bob", &space).await;
    stage
        .say("alice", &space, &format!("<{}> secret?", user_name(app.id)))
        .await;
    let shown = stage
        .message("alice", &space, |m| m["text"] == "psst")
        .await;
    assert_eq!(shown["privateMessageViewer"]["type"], "HUMAN");
    let others = stage.messages("bob", &space).await;
    assert!(others.iter().all(|m| m["text"] != "psst"), "{others:?}");
    stage.running.stop().await;
}
