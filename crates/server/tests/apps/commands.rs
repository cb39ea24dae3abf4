//! Commands: typed, called through `confab.v1`, with dialogs.

use domain::apps::EventFormat;
use serde_json::{Value, json};

use crate::stage::{Asked, Endpoint, Stage, app_name, user_name};

fn answer(asked: &Asked) -> (u16, String) {
    let body = &asked.body;
    let card = json!({"sections": [{"widgets": [{"textInput": {"name": "who", "label": "Who"}}]}]});
    let answer = match (
        body["dialogEventType"].as_str(),
        body["appCommandMetadata"]["appCommandId"].as_i64(),
    ) {
        (Some("REQUEST_DIALOG"), _) => json!({"actionResponse": {"type": "DIALOG",
            "dialogAction": {"dialog": {"body": card}}}}),
        (Some("SUBMIT_DIALOG"), _) => json!({"actionResponse": {"type": "DIALOG",
            "dialogAction": {"actionStatus": {"statusCode": "OK", "userFacingMessage": "Thanks"}}}}),
        (_, Some(id)) => json!({"text": format!("command {id}")}),
        _ if body["type"] == "WIDGET_UPDATED" => json!({"actionResponse": {"type": "UPDATE_WIDGET",
            "updatedWidget": {"suggestions": {"items": suggestions()}}}}),
        _ => json!({}),
    };
    (200, answer.to_string())
}

fn suggestions() -> Value {
    json!([{"text": "Ada", "value": "1"}])
}

#[tokio::test]
async fn typed_commands_are_for_the_app_alone() {
    let stage = Stage::start().await;
    let endpoint = Endpoint::start(answer).await;
    let app = stage.app("Robo", &endpoint.url, EventFormat::Chat).await;
    let space = stage.space("Apps", &app).await;
    let add = json!({"member": {"name": "users/bob@example.com", "type": "HUMAN"}});
    stage
        .post("alice", &format!("/v1/{space}/members"), add)
        .await;

    let sent = stage.say("alice", &space, "/about now").await;
    assert_eq!(sent["slashCommand"]["commandId"], "1");
    assert_eq!(sent["argumentText"], " now");
    assert!(sent.get("privateMessageViewer").is_none());
    let annotation = &sent["annotations"][0];
    assert_eq!(annotation["type"], "SLASH_COMMAND");
    assert_eq!(
        (&annotation["startIndex"], &annotation["length"]),
        (&json!(0), &json!(6))
    );
    assert_eq!(annotation["slashCommand"]["commandName"], "/about");
    assert_eq!(annotation["slashCommand"]["bot"]["name"], user_name(app.id));

    let asked = endpoint.of_type("MESSAGE").await.body;
    assert_eq!(asked["message"]["slashCommand"]["commandId"], "1");
    let metadata = json!({"appCommandId": 1, "appCommandType": "SLASH_COMMAND"});
    assert_eq!(asked["appCommandMetadata"], metadata);
    let answered = stage
        .message("bob", &space, |m| m["text"] == "command 1")
        .await;
    assert_eq!(answered["sender"]["name"], user_name(app.id));
    let others = stage.messages("bob", &space).await;
    assert!(
        others.iter().all(|m| m["text"] != "/about now"),
        "{others:?}"
    );

    // Another word is only text.
    let plain = stage.say("alice", &space, "/aboutx").await;
    assert!(plain.get("slashCommand").is_none());
    stage.running.stop().await;
}

#[tokio::test]
async fn commands_are_listed_and_called() {
    let stage = Stage::start().await;
    let endpoint = Endpoint::start(answer).await;
    let app = stage.app("Robo", &endpoint.url, EventFormat::Chat).await;
    let space = stage.space("Apps", &app).await;
    let listed = stage
        .get("alice", &format!("/confab/v1/{space}/commands"))
        .await;
    let names: Vec<_> = listed["commands"]
        .as_array()
        .unwrap()
        .iter()
        .map(|command| (command["name"].clone(), command["type"].clone()))
        .collect();
    let expected: [(Value, Value); 3] = [
        (json!("/about"), json!("SLASH_COMMAND")),
        (json!("/form"), json!("SLASH_COMMAND")),
        (json!("Report"), json!("QUICK_COMMAND")),
    ];
    assert_eq!(names, expected);

    let run = format!("/confab/v1/{space}:runCommand");
    let typed = stage
        .post("alice", &run, json!({"command": "/about", "text": "me"}))
        .await;
    assert_eq!(typed["message"]["text"], "command 1");
    let asked = endpoint.of_type("MESSAGE").await.body;
    assert_eq!(asked["message"]["text"], "/about me");

    let by_id = json!({"app": app_name(&app), "commandId": 3});
    let quick = stage.post("alice", &run, by_id).await;
    assert_eq!(quick["message"]["text"], "command 3");
    let asked = endpoint.of_type("APP_COMMAND").await.body;
    assert!(asked.get("message").is_none());
    assert_eq!(
        asked["appCommandMetadata"]["appCommandType"],
        "QUICK_COMMAND"
    );

    let (status, error) = stage
        .send("alice", "POST", &run, json!({"command": "/nothing"}))
        .await;
    assert_eq!(
        (status, &error["error"]["status"]),
        (404, &json!("NOT_FOUND"))
    );
    let (status, _) = stage
        .send("bob", "POST", &run, json!({"command": "/about"}))
        .await;
    assert_eq!(status, 403);
    stage.running.stop().await;
}

#[tokio::test]
async fn a_command_opens_a_dialog_that_is_submitted() {
    let stage = Stage::start().await;
    let endpoint = Endpoint::start(answer).await;
    let app = stage.app("Robo", &endpoint.url, EventFormat::Chat).await;
    let space = stage.space("Apps", &app).await;
    let run = format!("/confab/v1/{space}:runCommand");
    let before = stage.messages("alice", &space).await.len();
    let opened = stage.post("alice", &run, json!({"command": "/form"})).await;
    let input = &opened["dialog"]["body"]["sections"][0]["widgets"][0]["textInput"];
    assert_eq!(input["name"], "who");
    let asked = endpoint.of_type("MESSAGE").await.body;
    assert_eq!(
        (&asked["isDialogEvent"], &asked["dialogEventType"]),
        (&json!(true), &json!("REQUEST_DIALOG"))
    );
    assert_eq!(asked["message"]["slashCommand"]["commandId"], "2");
    assert_eq!(stage.messages("alice", &space).await.len(), before);

    let query = json!({"app": app_name(&app), "function": "people", "parameters": {"autocomplete_widget_query": "a"}});
    let offered = stage
        .post("alice", &format!("/confab/v1/{space}:submitDialog"), query)
        .await;
    assert_eq!(offered["suggestions"], suggestions());
    let asked = endpoint.of_type("WIDGET_UPDATED").await.body;
    assert_eq!(asked.get("isDialogEvent"), None);

    let submit = json!({"app": app_name(&app), "function": "save", "formInputs": {"who": ["me"], "when": {"dateInput": {"msSinceEpoch": "0"}}}});
    let done = stage
        .post("alice", &format!("/confab/v1/{space}:submitDialog"), submit)
        .await;
    let status = json!({"statusCode": "OK", "userFacingMessage": "Thanks"});
    assert_eq!(done["actionStatus"], status);
    let asked = endpoint.of_type("CARD_CLICKED").await.body;
    assert_eq!(asked["dialogEventType"], "SUBMIT_DIALOG");
    assert_eq!(asked["common"]["invokedFunction"], "save");
    assert_eq!(
        asked["common"]["formInputs"]["who"],
        json!({"stringInputs": {"value": ["me"]}})
    );
    assert_eq!(
        asked["common"]["formInputs"]["when"]["dateInput"]["msSinceEpoch"],
        "0"
    );
    stage.running.stop().await;
}

#[tokio::test]
async fn an_app_shows_its_home() {
    let stage = Stage::start().await;
    let endpoint = Endpoint::start(|asked| {
        let card = |text: &str| json!({"sections": [{"widgets": [{"textParagraph": {"text": text}}]}]});
        if asked.body["type"] == "WIDGET_UPDATED" {
            return answer(asked);
        }
        let answer = match asked.body["chat"]["type"].as_str() {
            Some("APP_HOME") => json!({"action": {"navigations": [{"pushCard": card("home")}]}}),
            Some("SUBMIT_FORM") => json!({"renderActions": {"action": {"navigations": [{"updateCard": card("next")}]}}}),
            _ => json!({}),
        };
        (200, answer.to_string())
    })
    .await;
    let app = stage.app("Robo", &endpoint.url, EventFormat::Chat).await;
    let space = stage.install(&app, "").await;
    let home = stage
        .post(
            "alice",
            &format!("/confab/v1/{space}:openAppHome"),
            json!({}),
        )
        .await;
    assert_eq!(
        home["home"]["sections"][0]["widgets"][0]["textParagraph"]["text"],
        "home"
    );
    let submit = json!({"function": "go", "parameters": {"a": "b"}});
    let next = stage
        .post(
            "alice",
            &format!("/confab/v1/{space}:submitAppHome"),
            submit,
        )
        .await;
    assert_eq!(
        next["home"]["sections"][0]["widgets"][0]["textParagraph"]["text"],
        "next"
    );
    let asked = endpoint
        .request(|body| body["chat"]["type"] == "SUBMIT_FORM")
        .await
        .body;
    assert_eq!(asked["commonEventObject"]["invokedFunction"], "go");
    assert_eq!(asked["commonEventObject"]["parameters"]["a"], "b");

    // A menu of the home asks as one of a message's card does.
    let query = json!({"function": "people", "parameters": {"autocomplete_widget_query": "a"}});
    let offered = stage
        .post("alice", &format!("/confab/v1/{space}:submitAppHome"), query)
        .await;
    assert_eq!(offered["suggestions"], suggestions());
    assert_eq!(offered.get("home"), None);
    let asked = endpoint.of_type("WIDGET_UPDATED").await.body;
    assert_eq!(asked["common"]["invokedFunction"], "people");
    stage.running.stop().await;
}
