//! confab.v1.TokenService. Source: our own (`docs/security.md`).

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::harness::{As, World, assert_refused, both, rest};

async fn list(w: &World, who: As) -> Vec<Value> {
    let page = w
        .ok(who, "confab.v1.TokenService/ListTokens", json!({}))
        .await;
    page["tokens"].as_array().cloned().unwrap_or_default()
}

fn named<'a>(tokens: &'a [Value], name: &str) -> Option<&'a Value> {
    tokens.iter().find(|token| token["displayName"] == name)
}

#[tokio::test]
async fn people_make_and_revoke_tokens_of_their_own() {
    both(async |w| {
        let bob = As::user("bob");
        let request = json!({"displayName": "Backup script", "ttlSeconds": "600",
            "scopes": ["chat.spaces.readonly", "https://www.googleapis.com/auth/chat.messages"]});
        let made = w
            .ok(bob, "confab.v1.TokenService/CreateToken", request)
            .await;
        let text = made["accessToken"].as_str().unwrap();
        let spaces = || rest::send(&w.running, Some(text), "GET", "/v1/spaces", None);
        assert_eq!(spaces().await.0, 200);

        let tokens = list(w, bob).await;
        let mut shown = made.clone();
        shown.as_object_mut().unwrap().remove("accessToken");
        assert_eq!(named(&tokens, "Backup script"), Some(&shown));
        assert_eq!(
            named(&list(w, As::user("alice")).await, "Backup script"),
            None
        );

        let revoke = json!({"name": made["name"]});
        let rpc = "confab.v1.TokenService/RevokeToken";
        let outcome = w.call(As::user("alice"), rpc, revoke.clone()).await;
        assert_refused(outcome, "NOT_FOUND", "");
        w.ok(bob, rpc, revoke.clone()).await;
        let deadline = Instant::now() + Duration::from_secs(20);
        while spaces().await.0 == 200 {
            assert!(Instant::now() < deadline, "still good");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        assert_refused(w.call(bob, rpc, revoke).await, "NOT_FOUND", "");
        assert_eq!(named(&list(w, bob).await, "Backup script"), None);
    })
    .await;
}

#[tokio::test]
async fn tokens_are_no_more_than_whoever_makes_them() {
    both(async |w| {
        let rpc = "confab.v1.TokenService/CreateToken";
        let good = json!({"displayName": "x", "scopes": ["chat.spaces"]});
        let with = |field: &str, value: Value| {
            let mut request = good.clone();
            request[field] = value;
            request
        };
        let bob = As::user("bob");
        for (who, request, status, part) in [
            (
                bob,
                with("displayName", json!(" ")),
                "INVALID_ARGUMENT",
                "1 to 128",
            ),
            (
                bob,
                with("scopes", json!([])),
                "INVALID_ARGUMENT",
                "at least one",
            ),
            (
                bob,
                with("scopes", json!(["chat.everything"])),
                "INVALID_ARGUMENT",
                "none of",
            ),
            (
                bob,
                with("scopes", json!(["chat.admin.spaces"])),
                "PERMISSION_DENIED",
                "own token",
            ),
            (
                As::scoped("bob", "chat.spaces"),
                with("scopes", json!(["chat.messages"])),
                "PERMISSION_DENIED",
                "does not have chat.messages",
            ),
            (
                bob,
                with("ttlSeconds", json!("-1")),
                "INVALID_ARGUMENT",
                "1 to",
            ),
            (
                bob,
                with("ttlSeconds", json!("99999999")),
                "INVALID_ARGUMENT",
                "1 to",
            ),
            (
                As::user_of("bob", "robo"),
                good.clone(),
                "PERMISSION_DENIED",
                "built-in client",
            ),
        ] {
            assert_refused(w.call(who, rpc, request).await, status, part);
        }
        for n in 0..3 {
            w.ok(bob, rpc, with("displayName", json!(format!("n{n}"))))
                .await;
        }
        let first = json!({"pageSize": 2});
        let page = w.ok(bob, "confab.v1.TokenService/ListTokens", first).await;
        assert_eq!(page["tokens"].as_array().unwrap().len(), 2);
        let more = json!({"pageToken": page["nextPageToken"]});
        let rest = w.ok(bob, "confab.v1.TokenService/ListTokens", more).await;
        let mut names: Vec<_> = [page, rest]
            .iter()
            .flat_map(|page| page["tokens"].as_array().unwrap().clone())
            .map(|token| token["name"].to_string())
            .collect();
        let count = names.len();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), count, "no token twice");
        assert!(count >= 3);
    })
    .await;
}
