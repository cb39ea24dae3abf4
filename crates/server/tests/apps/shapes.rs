//! The rarer shapes of events and answers.

use domain::apps::{Command, CommandKind, EventFormat};
use serde_json::{Value, json};

use crate::stage::{Endpoint, Stage, app_name, user_name};

fn previews(cards: Value) -> Value {
    let action = json!({"updateInlinePreviewAction": {"cardsV2": cards}});
    json!({"hostAppDataAction": {"chatDataAction": action}})
}

#[tokio::test]
async fn add_ons_preview_links_and_hear_of_their_removal() {
    let stage = Stage::start().await;
    let endpoint = Endpoint::start(|asked| {
        let card = json!({"sections": [{"widgets": [{"textParagraph": {"text": "Ticket 7"}}]}]});
        let link = &asked.body["chat"]["messagePayload"]["message"]["matchedUrl"]["url"];
        let answer = if link.is_string() {
            previews(json!([{"cardId": "ticket", "card": card}]))
        } else {
            json!({})
        };
        (200, answer.to_string())
    })
    .await;
    let app = stage.app("Addy", &endpoint.url, EventFormat::Addon).await;
    let space = stage.space("Apps", &app).await;
    let sent = stage
        .say("alice", &space, "https://example.com/tickets/7")
        .await;
    let shown = stage
        .message("alice", &space, |m| m["cardsV2"][0]["cardId"] == "ticket")
        .await;
    assert_eq!(shown["name"], sent["name"]);

    let path = format!("/confab/v1/{}:uninstall", app_name(&app));
    stage.post("alice", &path, json!({"space": space})).await;
    let removed = endpoint
        .request(|body| body["chat"]["removedFromSpacePayload"].is_object())
        .await;
    let payload = &removed.body["chat"]["removedFromSpacePayload"];
    assert_eq!(payload["space"]["name"], space);
    stage.running.stop().await;
}

#[tokio::test]
async fn add_ons_ask_people_to_authorize_them() {
    let stage = Stage::start().await;
    let endpoint = Endpoint::start(|asked| {
        let prompt =
            json!({"authorization_url": "https://example.com/auth", "resource": "Tickets"});
        let answer = if asked.body["chat"]["messagePayload"].is_object() {
            json!({"basic_authorization_prompt": prompt})
        } else {
            json!({})
        };
        (200, answer.to_string())
    })
    .await;
    let app = stage.app("Addy", &endpoint.url, EventFormat::Addon).await;
    let space = stage.space("Apps", &app).await;
    let text = format!("<{}> hi", user_name(app.id));
    stage.say("alice", &space, &text).await;
    let prompt = stage
        .message("alice", &space, |m| {
            m["text"] == "Addy requires configuration"
        })
        .await;
    assert_eq!(prompt["privateMessageViewer"]["type"], "HUMAN");
    let widgets = &prompt["cardsV2"][0]["card"]["sections"][0]["widgets"];
    let open = &widgets[0]["buttonList"]["buttons"][0]["onClick"]["openLink"];
    assert_eq!(open["url"], "https://example.com/auth");
    stage.running.stop().await;
}

#[tokio::test]
async fn message_actions_come_with_their_message() {
    let stage = Stage::start().await;
    let endpoint = Endpoint::start(|asked| match asked.body["type"].as_str() {
        Some("APP_COMMAND") => (200, json!({"text": "noted"}).to_string()),
        _ => (200, "{}".to_owned()),
    })
    .await;
    let app = stage
        .app_with("Robo", &endpoint.url, EventFormat::Chat, |app| {
            app.config.commands.push(Command {
                id: 4,
                name: "Remember".to_owned(),
                description: String::new(),
                dialog: false,
                kind: CommandKind::MessageAction,
            });
        })
        .await;
    let space = stage.space("Apps", &app).await;
    let sent = stage.say("alice", &space, "buy milk").await;
    let run = json!({"app": app_name(&app), "commandId": 4, "message": sent["name"]});
    let path = format!("/confab/v1/{space}:runCommand");
    let result = stage.post("alice", &path, run).await;
    assert_eq!(result["message"]["text"], "noted");
    assert_eq!(result["message"]["thread"]["name"], sent["thread"]["name"]);
    let asked = endpoint.of_type("APP_COMMAND").await.body;
    assert_eq!(asked["message"]["name"], sent["name"]);
    assert_eq!(asked["message"]["text"], "buy milk");
    let metadata = json!({"appCommandId": 4, "appCommandType": "MESSAGE_ACTION"});
    assert_eq!(asked["appCommandMetadata"], metadata);
    stage.running.stop().await;
}

#[tokio::test]
async fn accessory_widgets_are_clicked_and_changed() {
    let stage = Stage::start().await;
    let endpoint = Endpoint::start(|asked| {
        let vote = json!({"text": "+1", "onClick": {"action": {"function": "up"}}});
        let answer = match asked.body["type"].as_str() {
            Some("MESSAGE") => {
                json!({"text": "vote", "accessoryWidgets": [{"buttonList": {"buttons": [vote]}}]})
            }
            Some("CARD_CLICKED") => {
                json!({"actionResponse": {"type": "UPDATE_MESSAGE"}, "text": "voted"})
            }
            _ => json!({}),
        };
        (200, answer.to_string())
    })
    .await;
    let app = stage.app("Robo", &endpoint.url, EventFormat::Chat).await;
    let space = stage.space("Apps", &app).await;
    let text = format!("<{}> vote", user_name(app.id));
    stage.say("alice", &space, &text).await;
    let message = stage
        .message("alice", &space, |m| m["text"] == "vote")
        .await;
    assert!(message["accessoryWidgets"].is_array());
    let click = format!("/confab/v1/{}:click", message["name"].as_str().unwrap());
    let time = json!({"timeInput": {"hours": 9, "minutes": 30}});
    let both = json!({"hasDate": true, "hasTime": true, "msSinceEpoch": "32400000"});
    let form = json!({"at": time, "when": {"dateTimeInput": both}});
    let body = json!({"function": "up", "formInputs": form});
    let result = stage.post("alice", &click, body).await;
    assert_eq!(result["message"]["text"], "voted");
    assert!(result["message"].get("accessoryWidgets").is_none());
    let asked = endpoint.of_type("CARD_CLICKED").await.body;
    assert_eq!(asked["common"]["formInputs"], form);
    assert!(asked["common"]["formInputs"]["at"]["timeInput"]["hours"].is_i64());
    stage.running.stop().await;
}

/// What an app reads of how long a message is kept.
#[tokio::test]
async fn events_tell_of_history() {
    let stage = Stage::start().await;
    let endpoint = Endpoint::says(json!({})).await;
    let app = stage.app("Robo", &endpoint.url, EventFormat::Chat).await;
    let space = stage.space("Apps", &app).await;
    let path = format!("/v1/{space}?updateMask=spaceHistoryState");
    let off = json!({"spaceHistoryState": "HISTORY_OFF"});
    let (status, answer) = stage.send("alice", "PATCH", &path, off).await;
    assert_eq!(status, 200, "{answer}");
    let text = format!("<{}> off the record", user_name(app.id));
    stage.say("alice", &space, &text).await;
    let asked = endpoint.of_type("MESSAGE").await.body;
    assert_eq!(asked["message"]["messageHistoryState"], "HISTORY_OFF");
    let retention = json!({"state": "EPHEMERAL_ONE_DAY"});
    assert_eq!(asked["message"]["retentionSettings"], retention);
    assert_eq!(asked["message"]["thread"]["retentionSettings"], retention);
    stage.running.stop().await;
}
