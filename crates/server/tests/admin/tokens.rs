//! `confab admin token`.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use server::gate::{AuthKind, Gate};
use server::state::now;

use crate::Installation;

#[tokio::test]
async fn tokens_work_until_they_are_revoked_beside_the_server() {
    let here = Installation::new();
    let alice = here.create_user("alice@example.com");
    let app = here.json(&["app", "create", "Weather"]);
    let scope = ["--scope", "chat.messages", "chat.spaces"];
    let create = [
        "token",
        "create",
        "--user",
        "alice@example.com",
        "--app",
        "Weather",
    ];
    let token = here.json(&[&create[..], &scope[..]].concat());
    assert_eq!(token["token_type"], "Bearer");
    assert_eq!(token["expires_in"], 3_600);
    let urls = "https://www.googleapis.com/auth/chat.spaces \
                https://www.googleapis.com/auth/chat.messages";
    assert_eq!(token["scope"], urls);
    let own = [
        "token", "create", "--app", "Weather", "--scope", "chat.bot", "--ttl", "60",
    ];
    let own = here.json(&own);
    assert_eq!(own["expires_in"], 60);

    let gate = Gate::new(here.store().await, "http://localhost", "googleapis.com");
    gate.watch();
    let ask = async |token: &Value| {
        let text = token["access_token"].as_str();
        gate.authenticate("confab.v1.Test/Run", text, now()).await
    };
    let caller = ask(&token).await.unwrap();
    assert_eq!(caller.kind, AuthKind::User);
    assert_eq!(alice["name"], domain::names::user_name(caller.id));
    assert_eq!(app["name"], domain::names::user_name(caller.app.unwrap()));
    assert_eq!(ask(&own).await.unwrap().kind, AuthKind::App);

    let text = token["access_token"].as_str().unwrap();
    assert_eq!(
        here.json(&["token", "revoke", text]),
        json!({"revoked": true})
    );
    let start = Instant::now();
    while ask(&token).await.is_ok() {
        assert!(
            start.elapsed() < Duration::from_secs(1),
            "still accepted after a second"
        );
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert!(ask(&own).await.is_ok());
}
