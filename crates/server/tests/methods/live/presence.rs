//! Who is there.

use serde_json::{Value, json};

use super::*;
use crate::harness::over_rest;

/// Waits until somebody is told that a person has a state.
async fn told(listener: &mut Listener, user: &str, state: &str) {
    loop {
        let event = listener.event().await;
        let presences = event["presenceChanges"]["presences"].as_array().cloned();
        let wanted = json!({"user": user, "state": state});
        if presences.unwrap_or_default().contains(&wanted) {
            return;
        }
    }
}

async fn say(w: &World, who: &'static str, verb: &str, body: Value) {
    let token = w.token(As::user(who)).await;
    let path = format!("/v1/users/me/availability:{verb}");
    let (status, answer) =
        rest::send(&w.running, token.as_deref(), "POST", &path, Some(body)).await;
    assert_eq!(status, 200, "{answer}");
}

/// Source: Confab's own; only those who share a space are told, and only if
/// they ask for it.
#[tokio::test]
async fn people_who_share_a_space_see_each_other() {
    over_rest(async |w| {
        w.space("Shared", &["bob"]).await;
        w.space("Elsewhere", &["carol"]).await;
        let mut alice = listen_with_presence(w, As::user("alice")).await;
        told(&mut alice, &w.name("alice"), "ACTIVE").await;
        let mut plain = listen(w, As::user("alice"), None).await;
        let bob = listen_with_presence(w, As::user("bob")).await;
        told(&mut alice, &w.name("bob"), "ACTIVE").await;
        say(w, "bob", "markAsDoNotDisturb", json!({"ttl": "600s"})).await;
        told(&mut alice, &w.name("bob"), "DO_NOT_DISTURB").await;

        // Who comes later is told how it is.
        let mut again = listen_with_presence(w, As::user("alice")).await;
        told(&mut again, &w.name("bob"), "DO_NOT_DISTURB").await;
        drop(bob);
        told(&mut again, &w.name("bob"), "AWAY").await;
        told(&mut alice, &w.name("bob"), "AWAY").await;

        // Carol shares a space with Alice alone.
        let mut carol = listen_with_presence(w, As::user("carol")).await;
        let first = carol.event().await["presenceChanges"]["presences"].clone();
        assert_eq!(first, json!([{"user": w.name("alice"), "state": "ACTIVE"}]));
        // Whoever did not ask is told of messages only.
        let space = w.space("Last", &[]).await;
        w.send(As::user("alice"), &space, "end").await;
        assert_eq!(plain.kinds(1).await, ["membership.v1.created"]);
        assert_eq!(plain.texts(1).await, ["end"]);
    })
    .await;
}
