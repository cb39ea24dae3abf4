//! `POST /confab/v1/spaces/X/messages/Y:click`.

use domain::apps::EventFormat;
use serde_json::{Value, json};

use crate::stage::{Asked, Endpoint, Stage, user_name};

fn button(function: &str, more: Value) -> Value {
    let mut action = json!({"function": function, "parameters": [{"key": "k", "value": "v"}]});
    if let Some(fields) = more.as_object() {
        fields
            .iter()
            .for_each(|(key, value)| action[key] = value.clone());
    }
    json!({"text": function, "onClick": {"action": action}})
}

fn card(text: &str) -> Value {
    let buttons = json!([
        button("update", json!({})),
        button("open", json!({"interaction": "OPEN_DIALOG"})),
    ]);
    json!({"sections": [{"widgets": [{"textParagraph": {"text": text}}, {"buttonList": {"buttons": buttons}}]}]})
}

fn answer(asked: &Asked) -> (u16, String) {
    let body = &asked.body;
    let dialog =
        |action: Value| json!({"actionResponse": {"type": "DIALOG", "dialogAction": action}});
    let answer = match (
        body["type"].as_str(),
        body["common"]["invokedFunction"].as_str(),
    ) {
        (Some("MESSAGE"), _) => json!({"cardsV2": [{"cardId": "c", "card": card("one")}]}),
        (Some("WIDGET_UPDATED"), _) => {
            json!({"actionResponse": {"type": "UPDATE_WIDGET", "updatedWidget":
            {"widget": "w", "suggestions": {"items": [{"text": "Ada", "value": "1"}]}}}})
        }
        (_, Some("update")) => {
            json!({"actionResponse": {"type": "UPDATE_MESSAGE"}, "cardsV2": [{"cardId": "c", "card": card("two")}]})
        }
        (_, Some("open")) => dialog(json!({"dialog": {"body": card("page 1")}})),
        (_, Some("next")) => dialog(json!({"dialog": {"body": card("page 2")}})),
        (_, Some("wrong")) => dialog(
            json!({"actionStatus": {"statusCode": "INVALID_ARGUMENT", "userFacingMessage": "Fill it in"}}),
        ),
        (_, Some("post")) => json!({"text": "posted"}),
        (_, Some("cards")) => json!({"actionResponse": {"type": "UPDATE_USER_MESSAGE_CARDS"}}),
        _ => json!({}),
    };
    (200, answer.to_string())
}

/// A message of the app with a card, and where it is clicked.
async fn scene() -> (Stage, Endpoint, String, String) {
    let stage = Stage::start().await;
    let endpoint = Endpoint::start(answer).await;
    let app = stage.app("Robo", &endpoint.url, EventFormat::Chat).await;
    let space = stage.space("Apps", &app).await;
    stage
        .say("alice", &space, &format!("<{}> card", user_name(app.id)))
        .await;
    let message = stage
        .message("alice", &space, |m| m["cardsV2"].is_array())
        .await;
    let name = message["name"].as_str().unwrap().to_owned();
    (stage, endpoint, space, name)
}

#[tokio::test]
async fn a_click_updates_the_message() {
    let (stage, endpoint, space, name) = scene().await;
    let click = format!("/confab/v1/{name}:click");
    let result = stage
        .post("alice", &click, json!({"function": "update"}))
        .await;
    assert_eq!(result["message"]["name"], name);
    let text = &result["message"]["cardsV2"][0]["card"]["sections"][0]["widgets"][0]["textParagraph"]
        ["text"];
    assert_eq!(text, "two");
    let asked = endpoint.of_type("CARD_CLICKED").await.body;
    assert_eq!(asked["message"]["name"], name);
    assert_eq!(asked["message"]["sender"]["type"], "BOT");
    assert_eq!(
        asked["action"],
        json!({"actionMethodName": "update", "parameters": [{"key": "k", "value": "v"}]})
    );
    assert_eq!(asked["common"]["parameters"], json!({"k": "v"}));
    assert_eq!(
        asked["common"]["timeZone"],
        json!({"id": "Etc/UTC", "offset": 0})
    );
    assert!(asked.get("isDialogEvent").is_none());

    let form =
        json!({"function": "post", "parameters": {"a": "b"}, "formInputs": {"n": ["1", "2"]}});
    let result = stage.post("alice", &click, form).await;
    assert_eq!(result["message"]["text"], "posted");
    let thread = stage.get("alice", &format!("/v1/{name}")).await["thread"]["name"].clone();
    assert_eq!(result["message"]["thread"]["name"], thread);
    let asked = endpoint
        .request(|body| body["common"]["invokedFunction"] == "post")
        .await
        .body;
    assert_eq!(
        asked["common"]["formInputs"]["n"],
        json!({"stringInputs": {"value": ["1", "2"]}})
    );
    assert_eq!(asked["common"]["parameters"], json!({"a": "b"}));

    let nothing = stage
        .post("alice", &click, json!({"function": "nothing"}))
        .await;
    assert!(nothing.get("message").is_none() && nothing.get("error").is_none());
    assert!(
        nothing["delivery"]
            .as_str()
            .unwrap()
            .contains("/deliveries/")
    );

    let (status, _) = stage
        .send("bob", "POST", &click, json!({"function": "update"}))
        .await;
    assert_eq!(status, 403);
    let (status, error) = stage.send("alice", "POST", &click, json!({})).await;
    assert_eq!(
        (status, &error["error"]["status"]),
        (400, &json!("INVALID_ARGUMENT"))
    );
    let persons = stage.say("alice", &space, "no card here").await;
    let click = format!("/confab/v1/{}:click", persons["name"].as_str().unwrap());
    let (status, error) = stage
        .send("alice", "POST", &click, json!({"function": "x"}))
        .await;
    assert_eq!(
        (status, &error["error"]["status"]),
        (400, &json!("FAILED_PRECONDITION"))
    );
    stage.running.stop().await;
}

#[tokio::test]
async fn dialogs_open_go_on_and_close() {
    let (stage, endpoint, _, name) = scene().await;
    let click = format!("/confab/v1/{name}:click");
    let text = |result: &Value| {
        result["dialog"]["body"]["sections"][0]["widgets"][0]["textParagraph"]["text"].clone()
    };
    let opened = stage
        .post("alice", &click, json!({"function": "open"}))
        .await;
    assert_eq!(text(&opened), "page 1");
    let asked = endpoint
        .request(|body| body["common"]["invokedFunction"] == "open")
        .await
        .body;
    assert_eq!(
        (&asked["isDialogEvent"], &asked["dialogEventType"]),
        (&json!(true), &json!("REQUEST_DIALOG"))
    );

    let next = json!({"function": "next", "submitDialog": true});
    assert_eq!(text(&stage.post("alice", &click, next).await), "page 2");
    let wrong = json!({"function": "wrong", "submitDialog": true});
    let wrong = stage.post("alice", &click, wrong).await;
    let status = json!({"statusCode": "INVALID_ARGUMENT", "userFacingMessage": "Fill it in"});
    assert_eq!(wrong["actionStatus"], status);
    let post = json!({"function": "post", "submitDialog": true});
    assert_eq!(
        stage.post("alice", &click, post).await["message"]["text"],
        "posted"
    );
    stage
        .post("alice", &click, json!({"cancelDialog": true}))
        .await;
    endpoint
        .request(|body| body["dialogEventType"] == "CANCEL_DIALOG")
        .await;

    // A dialog for a click that asks for none.
    let answer = stage
        .post("alice", &click, json!({"function": "next"}))
        .await;
    assert_eq!(answer["error"], "Unable to process your request");
    stage.running.stop().await;
}

#[tokio::test]
async fn menus_are_completed_and_wrong_answers_told() {
    let (stage, endpoint, _, name) = scene().await;
    let click = format!("/confab/v1/{name}:click");
    let query = json!({"function": "people", "parameters": {"autocomplete_widget_query": "a"}});
    let result = stage.post("alice", &click, query).await;
    assert_eq!(
        result["suggestions"],
        json!([{"text": "Ada", "value": "1"}])
    );
    let asked = endpoint.of_type("WIDGET_UPDATED").await.body;
    assert_eq!(
        asked["common"]["parameters"]["autocomplete_widget_query"],
        "a"
    );

    let result = stage
        .post("alice", &click, json!({"function": "cards"}))
        .await;
    assert_eq!(result["error"], "Unable to process your request");
    let delivery = result["delivery"].as_str().unwrap();
    let delivery = stage.get("alice", &format!("/confab/v1/{delivery}")).await;
    let outcome = delivery["outcome"].as_str().unwrap();
    assert!(
        outcome.contains("the clicked message is the app's own; UPDATE_MESSAGE"),
        "{outcome}"
    );
    stage.running.stop().await;
}
