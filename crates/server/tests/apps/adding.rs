//! Apps that come by a mention, as in Google Chat: the app is in the space from
//! then on, and is told once of both.

use domain::apps::EventFormat;
use serde_json::{Value, json};

use crate::stage::{Endpoint, Stage, until, user_name};

async fn empty_space(stage: &Stage, name: &str) -> String {
    let space = json!({"spaceType": "SPACE", "displayName": name});
    let space = stage.post("alice", "/v1/spaces", space).await;
    space["name"].as_str().unwrap().to_owned()
}

fn types(endpoint: &Endpoint) -> Vec<Value> {
    let asked = endpoint.requests().into_iter();
    asked.map(|asked| asked.body["type"].clone()).collect()
}

#[tokio::test]
async fn a_mention_adds_the_app_and_tells_it_once() {
    let stage = Stage::start().await;
    let endpoint = Endpoint::says(json!({"text": "thanks for having me"})).await;
    let app = stage.app("Robo", &endpoint.url, EventFormat::Chat).await;
    let space = empty_space(&stage, "Empty").await;
    let bot = user_name(app.id);
    let sent = stage
        .say("alice", &space, &format!("<{bot}> come in"))
        .await;
    let mention = &sent["annotations"][0]["userMention"];
    assert_eq!(
        (&mention["type"], &mention["user"]["name"]),
        (&json!("ADD"), &json!(bot))
    );

    let added = endpoint.of_type("ADDED_TO_SPACE").await.body;
    assert_eq!(added["message"]["name"], sent["name"]);
    assert_eq!(added["message"]["argumentText"], " come in");
    assert_eq!(added["thread"]["name"], sent["thread"]["name"]);
    assert_eq!(added["user"]["email"], "alice@example.com");
    // The answer goes where the message is.
    let answer = stage
        .message("alice", &space, |m| m["text"] == "thanks for having me")
        .await;
    assert_eq!(answer["thread"]["name"], sent["thread"]["name"]);

    // From now on it is there, and a mention is an ordinary one.
    let again = stage.say("alice", &space, &format!("<{bot}> again")).await;
    assert_eq!(again["annotations"][0]["userMention"]["type"], "MENTION");
    let asked = endpoint.of_type("MESSAGE").await.body;
    assert_eq!(asked["message"]["name"], again["name"]);
    assert_eq!(types(&endpoint), ["ADDED_TO_SPACE", "MESSAGE"]);
    stage.running.stop().await;
}

#[tokio::test]
async fn an_add_on_is_told_in_two_requests() {
    let stage = Stage::start().await;
    let endpoint = Endpoint::says(json!({})).await;
    let app = stage.app("Robo", &endpoint.url, EventFormat::Addon).await;
    let space = empty_space(&stage, "Empty").await;
    let text = format!("<{}> come in", user_name(app.id));
    let sent = stage.say("alice", &space, &text).await;
    let added = endpoint
        .request(|body| body["chat"]["addedToSpacePayload"].is_object())
        .await;
    let payload = &added.body["chat"]["addedToSpacePayload"];
    assert_eq!(payload["interactionAdd"], true);
    assert_eq!(payload["space"]["name"], space);
    let told = endpoint
        .request(|body| body["chat"]["messagePayload"].is_object())
        .await;
    let message = &told.body["chat"]["messagePayload"]["message"];
    assert_eq!(message["name"], sent["name"]);
    stage.running.stop().await;
}

/// In a direct message of two people too; with the app alone there is nothing
/// to add.
#[tokio::test]
async fn direct_messages_of_people_take_apps_in() {
    let stage = Stage::start().await;
    let endpoint = Endpoint::says(json!({})).await;
    let app = stage.app("Robo", &endpoint.url, EventFormat::Chat).await;
    let other = stage.app("Other", &endpoint.url, EventFormat::Chat).await;
    let direct = json!({
        "space": {"spaceType": "DIRECT_MESSAGE"},
        "memberships": [{"member": {"name": "users/bob@example.com", "type": "HUMAN"}}],
    });
    let direct = stage.post("alice", "/v1/spaces:setup", direct).await;
    let direct = direct["name"].as_str().unwrap();
    stage
        .say("bob", direct, &format!("<{}> join us", user_name(app.id)))
        .await;
    let added = endpoint.of_type("ADDED_TO_SPACE").await.body;
    assert_eq!(added["space"]["name"], direct);
    assert_eq!(added["user"]["email"], "bob@example.com");

    let own = stage.install(&app, "").await;
    let said = stage
        .say("alice", &own, &format!("<{}> join us", user_name(other.id)))
        .await;
    assert_eq!(said["annotations"][0]["userMention"]["type"], "MENTION");
    let skipped = stage.delivery(&other, |d| d["state"] == "SKIPPED").await;
    assert!(
        skipped["reason"]
            .as_str()
            .unwrap()
            .starts_with("not installed")
    );
    stage.running.stop().await;
}

/// Who may not add it, or does not find it, only mentions it.
#[tokio::test]
async fn what_may_not_be_added_stays_away() {
    let stage = Stage::start().await;
    let endpoint = Endpoint::says(json!({})).await;
    let check = async |name: &str, change: fn(&mut domain::apps::App)| {
        let app = stage
            .app_with(name, &endpoint.url, EventFormat::Chat, change)
            .await;
        let space = empty_space(&stage, name).await;
        stage.add_person("bob", &space).await;
        let said = stage
            .say("bob", &space, &format!("<{}> hello", user_name(app.id)))
            .await;
        assert_eq!(
            said["annotations"][0]["userMention"]["type"], "MENTION",
            "{name}"
        );
        let delivery = until(async || stage.deliveries(&app).await.pop()).await;
        assert_eq!(delivery["state"], "SKIPPED", "{name}");
    };
    check("Shy", |app| app.config.joins_spaces = false).await;
    check("Secret", |app| {
        app.config.visible_to = vec!["carol@example.com".to_owned()];
    })
    .await;
    assert!(types(&endpoint).is_empty());
    stage.running.stop().await;
}
