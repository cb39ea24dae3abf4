//! The add-on format: bodies, tokens, and answers as actions.

use domain::apps::EventFormat;
use serde_json::{Value, json};

use crate::stage::{Asked, Endpoint, Stage, user_name};

fn create(message: Value) -> Value {
    json!({"hostAppDataAction": {"chatDataAction": {"createMessageAction": {"message": message}}}})
}

fn card(text: &str, function: &str) -> Value {
    json!({"sections": [{"widgets": [{"textParagraph": {"text": text}}, {"buttonList": {"buttons": [
        {"text": "Go", "onClick": {"action": {"function": function, "parameters": [{"key": "step", "value": "1"}]}}},
        {"text": "Ask", "onClick": {"action": {"function": function, "interaction": "OPEN_DIALOG",
            "parameters": [{"key": "step", "value": "ask"}]}}}]}}]}]})
}

fn answer(asked: &Asked) -> (u16, String) {
    let chat = &asked.body["chat"];
    let url = format!("http://{}/chat", asked.headers["host"].to_str().unwrap());
    let step = asked.body["commonEventObject"]["parameters"]["step"].as_str();
    let update = json!({"hostAppDataAction": {"chatDataAction": {"updateMessageAction": {"message": {"text": "changed"}}}}});
    let answer = if chat["messagePayload"].is_object() {
        create(json!({"text": "hi", "cardsV2": [{"cardId": "c", "card": card("one", &url)}]}))
    } else if chat["appCommandPayload"].is_object() {
        create(json!({"text": "command"}))
    } else if chat["widgetUpdatedPayload"].is_object() {
        json!({"action": {"modifyOperations": [{"updateWidget": {"selectionInputWidgetSuggestions":
            {"suggestions": [{"text": "Ada", "value": "1"}]}}}]}})
    } else if chat["buttonClickedPayload"].is_object() {
        match step {
            Some("ask") => json!({"action": {"navigations": [{"pushCard": card("dialog", &url)}]}}),
            Some("close") => {
                let mut both = json!({"action": {"navigations": [{"endNavigation": {"action": "CLOSE_DIALOG"}}],
                    "notification": {"text": "Saved"}}});
                both["hostAppDataAction"] =
                    create(json!({"text": "saved"}))["hostAppDataAction"].clone();
                json!({"renderActions": both})
            }
            Some("plain") => json!({"text": "classic"}),
            _ => json!({"renderActions": update}),
        }
    } else {
        json!({})
    };
    (200, answer.to_string())
}

#[tokio::test]
async fn add_ons_are_told_and_answer_in_their_own_format() {
    let stage = Stage::start().await;
    let endpoint = Endpoint::start(answer).await;
    let app = stage.app("Addy", &endpoint.url, EventFormat::Addon).await;
    let space = stage.space("Apps", &app).await;
    let added = endpoint
        .request(|body| body["chat"]["addedToSpacePayload"].is_object())
        .await;
    assert_eq!(
        added.body["chat"]["addedToSpacePayload"]["space"]["name"],
        space
    );
    assert_eq!(added.headers["user-agent"], "Google-gsuiteaddons");

    let sent = stage
        .say("alice", &space, &format!("<{}> hi", user_name(app.id)))
        .await;
    let asked = endpoint
        .request(|body| body["chat"]["messagePayload"].is_object())
        .await;
    let (body, chat) = (&asked.body, &asked.body["chat"]);
    assert_eq!(chat["messagePayload"]["message"]["name"], sent["name"]);
    assert_eq!(chat["messagePayload"]["space"]["name"], space);
    assert!(chat["messagePayload"]["configCompleteRedirectUri"].is_string());
    assert_eq!(chat["user"]["email"], "alice@example.com");
    assert_eq!(chat["eventTime"], sent["createTime"]);
    assert_eq!(body["commonEventObject"]["hostApp"], "CHAT");
    assert_eq!(body["commonEventObject"]["platform"], "WEB");
    let bearer = asked.headers["authorization"].to_str().unwrap();
    let token = body["authorizationEventObject"]["systemIdToken"]
        .as_str()
        .unwrap();
    assert_eq!(bearer, format!("Bearer {token}"));
    // The token is nowhere in what is kept.
    let shown = stage.message("alice", &space, |m| m["text"] == "hi").await;
    let kept = stage.delivery(&app, |d| d["eventType"] == "MESSAGE").await;
    let kept = stage
        .get(
            "alice",
            &format!("/confab/v1/{}", kept["name"].as_str().unwrap()),
        )
        .await;
    assert!(!kept.to_string().contains(token));

    let click = format!("/confab/v1/{}:click", shown["name"].as_str().unwrap());
    let press = |step: &str| json!({"function": endpoint.url, "parameters": {"step": step}});
    let result = stage
        .post("alice", &click, json!({"function": endpoint.url}))
        .await;
    assert_eq!(result["message"]["text"], "changed");
    let asked = endpoint
        .request(|body| body["chat"]["buttonClickedPayload"].is_object())
        .await
        .body;
    assert_eq!(asked["commonEventObject"]["parameters"]["step"], "1");
    assert_eq!(
        asked["chat"]["buttonClickedPayload"]["isDialogEvent"],
        false
    );

    let mut submit = press("close");
    submit["submitDialog"] = true.into();
    let closed = stage.post("alice", &click, submit).await;
    assert_eq!(closed["message"]["text"], "saved");
    let status = json!({"statusCode": "OK", "userFacingMessage": "Saved"});
    assert_eq!(closed["actionStatus"], status);

    let query = json!({"function": endpoint.url, "parameters": {"autocomplete_widget_query": "a"}});
    let result = stage.post("alice", &click, query).await;
    assert_eq!(result["suggestions"][0]["text"], "Ada");

    let elsewhere = json!({"function": "http://127.0.0.2:1/x"});
    let (status, _) = stage.send("alice", "POST", &click, elsewhere).await;
    assert_eq!(status, 400);
    let result = stage.post("alice", &click, press("plain")).await;
    assert_eq!(result["error"], "Unable to process your request");
    stage.running.stop().await;
}

#[tokio::test]
async fn add_ons_get_commands_in_a_payload_of_their_own() {
    let stage = Stage::start().await;
    let endpoint = Endpoint::start(answer).await;
    let app = stage.app("Addy", &endpoint.url, EventFormat::Addon).await;
    let space = stage.space("Apps", &app).await;
    let run = format!("/confab/v1/{space}:runCommand");
    let result = stage
        .post("alice", &run, json!({"command": "/about"}))
        .await;
    assert_eq!(result["message"]["text"], "command");
    let asked = endpoint
        .request(|body| body["chat"]["appCommandPayload"].is_object())
        .await;
    let payload = &asked.body["chat"]["appCommandPayload"];
    assert_eq!(
        payload["appCommandMetadata"]["appCommandType"],
        "SLASH_COMMAND"
    );
    assert_eq!(payload["message"]["slashCommand"]["commandId"], "1");
    assert!(
        asked.text.contains("\"appCommandId\": 1.0"),
        "{}",
        asked.text
    );
    stage.running.stop().await;
}
