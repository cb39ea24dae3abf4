//! REQUEST_CONFIG and the way back, and apps made by their developers.

use domain::apps::EventFormat;
use serde_json::{Value, json};

use crate::stage::{Endpoint, Stage, app_name, user_name};

#[tokio::test]
async fn a_person_configures_and_the_event_comes_again() {
    let stage = Stage::start().await;
    let endpoint = Endpoint::start(|asked| match asked.body["type"].as_str() {
        Some("MESSAGE") => {
            let answer = json!({"action_response": {"type": "REQUEST_CONFIG", "url": "https://app.example.com/setup"}, "text": "ignored"});
            (200, answer.to_string())
        }
        _ => (200, "{}".to_owned()),
    })
    .await;
    let app = stage.app("Robo", &endpoint.url, EventFormat::Chat).await;
    let space = stage.space("Apps", &app).await;
    let sent = stage
        .say("alice", &space, &format!("<{}> hi", user_name(app.id)))
        .await;
    let prompt = stage
        .message("alice", &space, |m| m["privateMessageViewer"].is_object())
        .await;
    assert_eq!(prompt["text"], "Robo requires configuration");
    let button =
        &prompt["cardsV2"][0]["card"]["sections"][0]["widgets"][0]["buttonList"]["buttons"][0];
    assert_eq!(
        button["onClick"]["openLink"]["url"],
        "https://app.example.com/setup"
    );

    let asked = endpoint.of_type("MESSAGE").await.body;
    let back = asked["configCompleteRedirectUrl"].as_str().unwrap();
    stage
        .delivery(&app, |d| {
            d["eventType"] == "MESSAGE" && d["state"] == "DONE"
        })
        .await;
    let client = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap();
    let answer = client.get(back).send().await.unwrap();
    assert_eq!(answer.status(), 303);
    let again = crate::stage::until(async || {
        let messages = endpoint
            .requests()
            .into_iter()
            .filter(|asked| asked.body["type"] == "MESSAGE");
        messages.collect::<Vec<_>>().get(1).cloned()
    });
    assert_eq!(again.await.body["message"]["name"], sent["name"]);
    // The link is good once.
    assert_eq!(client.get(back).send().await.unwrap().status(), 404);
    let wrong = format!("{}/api/bot_config_complete?token=x", stage.running.url);
    assert_eq!(client.get(wrong).send().await.unwrap().status(), 404);
    let gone = stage
        .send(
            "alice",
            "GET",
            &format!("/v1/{}", prompt["name"].as_str().unwrap()),
            json!({}),
        )
        .await;
    assert_eq!(gone.0, 404);
    stage.running.stop().await;
}

#[tokio::test]
async fn developers_make_apps_of_their_own() {
    let stage = Stage::start().await;
    let endpoint = Endpoint::says(json!({"text": "made"})).await;
    let given = json!({"displayName": "Helper", "endpoint": endpoint.url, "events": "chat",
        "audience": "endpoint-url", "visibleTo": ["bob@example.com"],
        "commands": [{"commandId": 1, "name": "/help", "description": "Helps"}]});
    let made = stage.post("bob", "/confab/v1/apps", given).await;
    let name = made["name"].as_str().unwrap().to_owned();
    assert_eq!(made["commands"][0]["name"], "/help");
    assert_eq!(made["joinsSpaces"], true);
    let path = format!("/confab/v1/{name}");

    let update = json!({"description": "Says more", "endpoint": "ftp://x"});
    let (status, error) = stage
        .send(
            "bob",
            "PATCH",
            &format!("{path}?updateMask=endpoint"),
            update.clone(),
        )
        .await;
    assert_eq!(
        (
            status,
            error["error"]["message"]
                .as_str()
                .unwrap()
                .contains("https://app")
        ),
        (400, true)
    );
    let (status, changed) = stage
        .send(
            "bob",
            "PATCH",
            &format!("{path}?updateMask=description"),
            update,
        )
        .await;
    assert_eq!(
        (status, &changed["description"], &changed["endpoint"]),
        (200, &json!("Says more"), &json!(endpoint.url))
    );

    // Others do not find it; administrators do.
    let (status, _) = stage.send("carol", "GET", &path, json!({})).await;
    assert_eq!(status, 404);
    let (status, _) = stage
        .send("carol", "GET", &format!("{path}/deliveries"), json!({}))
        .await;
    assert_eq!(status, 404);
    let (status, _) = stage
        .send("carol", "POST", &format!("{path}:install"), json!({}))
        .await;
    assert_eq!(status, 404);
    assert_eq!(stage.get("alice", &path).await["endpoint"], endpoint.url);
    let listed = stage.get("carol", "/confab/v1/apps").await;
    let listed = listed["apps"].as_array().cloned().unwrap_or_default();
    assert!(listed.iter().all(|app| app["name"] != name));

    let dm = stage
        .post("bob", &format!("{path}:install"), json!({}))
        .await;
    let dm = dm["space"].as_str().unwrap();
    stage.say("bob", dm, "hi").await;
    stage.message("bob", dm, |m| m["text"] == "made").await;
    stage.running.stop().await;
}

#[tokio::test]
async fn developers_hold_the_keys_of_their_apps() {
    let stage = Stage::start().await;
    let made = stage
        .post("bob", "/confab/v1/apps", json!({"displayName": "Keys"}))
        .await;
    let keys = format!("/confab/v1/{}/keys", made["name"].as_str().unwrap());
    let key = stage.post("bob", &keys, json!({})).await;
    let file: serde_json::Value = serde_json::from_str(key["file"].as_str().unwrap()).unwrap();
    assert_eq!(file["type"], "service_account");
    assert_eq!(file["client_email"], made["clientEmail"]);
    assert_eq!(file["token_uri"], format!("{}/token", stage.running.url));
    let name = key["name"].as_str().unwrap();
    assert!(name.ends_with(file["private_key_id"].as_str().unwrap()));
    let listed = stage.get("bob", &keys).await;
    assert_eq!(listed["keys"][0]["name"], name);
    assert!(
        listed["keys"][0]["file"].is_null(),
        "the private key is not kept"
    );

    let (one, path) = (json!({}), format!("/confab/v1/{name}"));
    for (method, path) in [("GET", &keys), ("POST", &keys), ("DELETE", &path)] {
        let (status, _) = stage.send("carol", method, path, one.clone()).await;
        assert_eq!(status, 404, "{method}");
    }
    assert_eq!(stage.send("bob", "DELETE", &path, one.clone()).await.0, 200);
    assert_eq!(stage.send("bob", "DELETE", &path, one).await.0, 404);
    assert!(stage.get("bob", &keys).await["keys"].is_null());
    stage.running.stop().await;
}

#[tokio::test]
async fn apps_for_direct_messages_only_join_no_space() {
    let stage = Stage::start().await;
    let endpoint = Endpoint::says(json!({})).await;
    let app = stage
        .app_with("Shy", &endpoint.url, EventFormat::Chat, |app| {
            app.config.joins_spaces = false
        })
        .await;
    let space = json!({"spaceType": "SPACE", "displayName": "Apps"});
    let space = stage.post("alice", "/v1/spaces", space).await;
    let install = format!("/confab/v1/{}:install", app_name(&app));
    let (status, error) = stage
        .send("alice", "POST", &install, json!({"space": space["name"]}))
        .await;
    assert_eq!(
        (status, &error["error"]["status"]),
        (400, &json!("FAILED_PRECONDITION"))
    );
    stage.post("alice", &install, json!({})).await;
    stage.running.stop().await;
}

/// The limits of an app's configuration, through the API: a value that is
/// taken, one that is refused, and the field that the refusal names.
#[tokio::test]
async fn limits_of_the_configuration() {
    let stage = Stage::start().await;
    let long = |count: usize| "x".repeat(count);
    let people = |count: usize| -> Value {
        (0..count)
            .map(|n| json!(format!("p{n}@example.com")))
            .collect()
    };
    let hosts = |count: usize| -> Value {
        (0..count)
            .map(|n| json!(format!("h{n}.example.com")))
            .collect()
    };
    let command = |id: i64, name: String, description: String| json!([{"commandId": id, "name": name, "description": description}]);
    let about = |id: i64| command(id, "/about".to_owned(), String::new());
    let group = json!({"email": "team@example.com", "displayName": "Team"});
    stage.post("alice", "/confab/v1/admin/groups", group).await;
    let with_group = |count: usize| {
        let mut all = people(count);
        all.as_array_mut().unwrap().push("team@example.com".into());
        all
    };
    let twice = json!([{"commandId": 1, "name": "/a"}, {"commandId": 1, "name": "/b"}]);
    let apart = json!([{"commandId": 1, "name": "/a"}, {"commandId": 2, "name": "/b"}]);
    let actions = |name: String| json!([{"commandId": 1, "name": name, "messageAction": true}]);
    let commands = |count: i64| -> Value {
        (1..=count)
            .map(|n| json!({"commandId": n, "name": format!("/c{n}")}))
            .collect()
    };
    let rows = [
        ("displayName", json!(long(25)), json!(long(26))),
        ("displayName", json!("x"), json!("")),
        ("description", json!(long(40)), json!(long(41))),
        (
            "avatarUrl",
            json!("https://a.example.com/p.png"),
            json!("http://a.example.com/p.png"),
        ),
        (
            "endpoint",
            json!("https://a.example.com/c"),
            json!("a.example.com/c"),
        ),
        (
            "homeUrl",
            json!("https://a.example.com/h"),
            json!("ftp://a.example.com"),
        ),
        ("events", json!("addon"), json!("pubsub")),
        (
            "audience",
            json!("endpoint-url"),
            json!("https://a.example.com"),
        ),
        ("visibleTo", people(5), people(6)),
        ("visibleTo", with_group(5), with_group(6)),
        ("linkPreviews", hosts(5), hosts(6)),
        (
            "linkPreviews",
            json!(["*.example.com/tickets"]),
            json!(["http://example.com"]),
        ),
        ("commands", about(1), about(0)),
        ("commands", about(1_000), about(1_001)),
        ("commands", apart, twice),
        ("commands", commands(100), commands(101)),
        (
            "commands",
            command(1, format!("/{}", long(50)), String::new()),
            command(1, format!("/{}", long(51)), String::new()),
        ),
        (
            "commands",
            command(1, "Two words".to_owned(), String::new()),
            command(1, "/two words".to_owned(), String::new()),
        ),
        ("commands", actions(long(50)), actions(long(51))),
        (
            "commands",
            command(1, "/about".to_owned(), long(50)),
            command(1, "/about".to_owned(), long(51)),
        ),
    ];
    let app = stage
        .post("alice", "/confab/v1/apps", json!({"displayName": "Limits"}))
        .await;
    let name = app["name"].as_str().unwrap();
    for (field, good, bad) in rows {
        let path = format!("/confab/v1/{name}?updateMask={field}");
        let (status, answer) = stage
            .send("alice", "PATCH", &path, json!({field: good}))
            .await;
        assert_eq!(status, 200, "{field}: {answer}");
        assert_eq!(
            answer[field].as_array().map(Vec::len),
            good.as_array().map(Vec::len)
        );
        let (status, error) = stage
            .send("alice", "PATCH", &path, json!({field: bad}))
            .await;
        assert_eq!(status, 400, "{field}");
        let violation = &error["error"]["details"][0]["fieldViolations"][0]["field"];
        let snake: String = field
            .chars()
            .flat_map(|c| match c.is_ascii_uppercase() {
                true => vec!['_', c.to_ascii_lowercase()],
                false => vec![c],
            })
            .collect();
        let violation = violation.as_str().unwrap_or_default();
        assert!(violation.contains(&snake), "{field}: {error}");
    }
    stage.running.stop().await;
}
