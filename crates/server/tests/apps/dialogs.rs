//! Dialogs of add-ons and of app homes: opened, turned over, closed, and what
//! had opened them shown anew.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use domain::apps::EventFormat;
use serde_json::{Value, json};

use crate::stage::{Asked, Endpoint, Stage, user_name};

fn card(text: &str) -> Value {
    json!({"sections": [{"widgets": [{"textParagraph": {"text": text}}]}]})
}

fn navigate(navigation: Value) -> Value {
    json!({"renderActions": {"action": {"navigations": [navigation], "notification": {"text": "Saved"}}}})
}

fn close(action: &str) -> Value {
    navigate(json!({"endNavigation": {"action": action}}))
}

fn text(card: &Value) -> &Value {
    &card["sections"][0]["widgets"][0]["textParagraph"]["text"]
}

/// What an add-on's endpoint answers a click by its parameter `step`.
fn stepped(asked: &Asked) -> (u16, String) {
    let step = asked.body["commonEventObject"]["parameters"]["step"].as_str();
    let url = format!("http://{}/chat", asked.headers["host"].to_str().unwrap());
    let button = |step: &str, more: Value| {
        let mut action = json!({"function": url, "parameters": [{"key": "step", "value": step}]});
        for (key, value) in more.as_object().unwrap() {
            action[key] = value.clone();
        }
        json!({"text": step, "onClick": {"action": action}})
    };
    let answer = match step {
        None if asked.body["chat"]["messagePayload"].is_object() => {
            let buttons = [
                button("plain", json!({})),
                button(
                    "ask",
                    json!({"interaction": "OPEN_DIALOG", "loadIndicator": "NONE"}),
                ),
            ];
            let card = json!({"sections": [{"widgets": [{"buttonList": {"buttons": buttons}}]}]});
            json!({"hostAppDataAction": {"chatDataAction": {"createMessageAction": {"message":
                {"text": "hi", "cardsV2": [{"cardId": "c", "card": card}]}}}}})
        }
        Some("ask") => navigate(json!({"pushCard": card("page 1")})),
        Some("next") => navigate(json!({"updateCard": card("page 2")})),
        Some("close") => close("CLOSE_DIALOG"),
        Some("execute") => close("CLOSE_DIALOG_AND_EXECUTE"),
        Some("wrong") => close("POP"),
        _ => json!({}),
    };
    (200, answer.to_string())
}

#[tokio::test]
async fn a_button_of_an_add_on_opens_a_dialog_that_refreshes_its_message() {
    let stage = Stage::start().await;
    let endpoint = Endpoint::start(stepped).await;
    let app = stage.app("Addy", &endpoint.url, EventFormat::Addon).await;
    let space = stage.space("Apps", &app).await;
    stage
        .say("alice", &space, &format!("<{}> hi", user_name(app.id)))
        .await;
    let shown = stage.message("alice", &space, |m| m["text"] == "hi").await;
    let path = format!("/confab/v1/{}:click", shown["name"].as_str().unwrap());
    let click = async |step: &str, submit: bool| {
        let click =
            json!({"function": endpoint.url, "parameters": {"step": step}, "submitDialog": submit});
        stage.post("alice", &path, click).await
    };
    // Both buttons have the same function: the parameters tell which it is.
    click("plain", false).await;
    let opened = click("ask", false).await;
    assert_eq!(text(&opened["dialog"]["body"]), "page 1");
    let dialog_of = async |step: &str| {
        let asked = endpoint
            .request(|body| body["commonEventObject"]["parameters"]["step"] == step)
            .await;
        asked.body["chat"]["buttonClickedPayload"]["dialogEventType"].clone()
    };
    assert_eq!(dialog_of("plain").await, Value::Null);
    assert_eq!(dialog_of("ask").await, "REQUEST_DIALOG");

    let turned = click("next", true).await;
    assert_eq!(text(&turned["dialog"]["body"]), "page 2");
    let status = json!({"statusCode": "OK", "userFacingMessage": "Saved"});
    let closed = click("close", true).await;
    assert_eq!(closed["actionStatus"], status);
    assert_eq!(
        (&closed["refresh"], &closed["message"]),
        (&Value::Null, &Value::Null)
    );
    let closed = click("execute", true).await;
    assert_eq!(closed["actionStatus"], status);
    assert_eq!(closed["refresh"], true);
    assert_eq!(closed["message"]["name"], shown["name"]);
    assert_eq!(closed["message"]["cardsV2"], shown["cardsV2"]);
    assert_eq!(dialog_of("execute").await, "SUBMIT_DIALOG");

    let wrong = click("wrong", true).await;
    assert_eq!(
        wrong["error"],
        "Could not load dialog. Invalid response returned by bot."
    );
    let failed = stage.delivery(&app, |d| d["state"] == "FAILED").await;
    let why = failed["outcome"].as_str().unwrap();
    assert!(
        why.contains("navigations[0].endNavigation.action must be"),
        "{why}"
    );
    stage.running.stop().await;
}

#[tokio::test]
async fn a_home_opens_dialogs_and_is_refreshed() {
    let stage = Stage::start().await;
    let opened = Arc::new(AtomicUsize::new(0));
    let home = Endpoint::start(move |asked| {
        let step = asked.body["commonEventObject"]["invokedFunction"].as_str();
        let answer = match (asked.body["chat"]["type"].as_str(), step) {
            (Some("APP_HOME"), _) => {
                let count = opened.fetch_add(1, Ordering::SeqCst) + 1;
                let card = card(&format!("home {count}"));
                json!({"action": {"navigations": [{"pushCard": card}]}})
            }
            (_, Some("add")) => navigate(json!({"updateCard": card("new contact")})),
            (_, Some("next")) => navigate(json!({"pushCard": card("its address")})),
            (_, Some("close")) => close("CLOSE_DIALOG"),
            (_, Some("save")) => close("CLOSE_DIALOG_AND_EXECUTE"),
            _ => json!({}),
        };
        (200, answer.to_string())
    })
    .await;
    let endpoint = Endpoint::says(json!({})).await;
    // The home has a URL of its own.
    let app = stage
        .app_with("Robo", &endpoint.url, EventFormat::Chat, |app| {
            app.config.home_url.clone_from(&home.url);
        })
        .await;
    let space = stage.install(&app, "").await;
    let open = format!("/confab/v1/{space}:openAppHome");
    let result = stage.post("alice", &open, json!({})).await;
    assert_eq!(text(&result["home"]), "home 1");

    let submit = async |body: Value| {
        let path = format!("/confab/v1/{space}:submitAppHome");
        stage.send("alice", "POST", &path, body).await.1
    };
    let dialog = submit(json!({"function": "add", "openDialog": true})).await;
    assert_eq!(text(&dialog["dialog"]["body"]), "new contact");
    assert_eq!(dialog["home"], Value::Null);
    let next = submit(json!({"function": "next", "submitDialog": true})).await;
    assert_eq!(text(&next["dialog"]["body"]), "its address");
    let closed = submit(json!({"function": "close", "submitDialog": true})).await;
    assert_eq!(closed["actionStatus"]["statusCode"], "OK");
    assert_eq!(closed["home"], Value::Null);
    let saved = submit(json!({"function": "save", "submitDialog": true})).await;
    assert_eq!(saved["actionStatus"]["userFacingMessage"], "Saved");
    assert_eq!(
        (&saved["refresh"], text(&saved["home"])),
        (&json!(true), &json!("home 2"))
    );
    submit(json!({"cancelDialog": true})).await;

    let asked = home.requests();
    let chats = asked.iter().map(|asked| &asked.body["chat"]);
    let dialogs: Vec<_> = chats.map(|chat| chat["dialogEventType"].clone()).collect();
    let expected = json!([
        null,
        "REQUEST_DIALOG",
        "SUBMIT_DIALOG",
        "SUBMIT_DIALOG",
        "SUBMIT_DIALOG",
        null,
        "CANCEL_DIALOG"
    ]);
    assert_eq!(json!(dialogs), expected);
    assert_eq!(asked[1].body["chat"]["isDialogEvent"], true);
    assert_eq!(asked[1].body["chat"]["type"], "SUBMIT_FORM");
    let home_events = |asked: &Asked| asked.body["chat"].is_object();
    assert!(
        !endpoint.requests().iter().any(home_events),
        "sent to the home's own URL"
    );

    let both = submit(json!({"function": "x", "openDialog": true, "submitDialog": true})).await;
    assert_eq!(both["error"]["status"], "INVALID_ARGUMENT");
    let none = submit(json!({"submitDialog": true})).await;
    assert_eq!(none["error"]["status"], "INVALID_ARGUMENT");
    stage.running.stop().await;
}
