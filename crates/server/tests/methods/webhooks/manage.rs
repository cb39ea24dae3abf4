//! Behaviour table of confab.v1.WebhookService.
//! Source: our own, by the permission setting `manageWebhooks` of the
//! reference's PermissionSettings.

use serde_json::json;

use super::{call, post, target, webhook};
use crate::harness::{As, World, assert_matches, over_rest};

async fn refused(w: &World, who: As, method: &str, path: &str, status: u16, part: &str) {
    let body = (method == "POST").then(|| json!({"displayName": "Build"}));
    let (found, answer) = call(w, who, method, path, body).await;
    assert_eq!(found, status, "{method} {path}: {answer}");
    let message = answer["error"]["message"].as_str().unwrap();
    assert!(message.contains(part), "{message}");
}

#[tokio::test]
async fn webhooks_are_made_listed_and_deleted() {
    over_rest(async |w| {
        let space = w.space("Hooks", &["bob"]).await;
        let made = webhook(w, &space, " Build ").await;
        let name = made["name"].as_str().unwrap();
        assert!(name.starts_with(&format!("{space}/webhooks/1")), "{name}");
        let shown = json!({"name": name, "displayName": "Build", "creator": w.name("alice"),
            "avatarUrl": "https://example.com/a.png", "tokenHint": "*", "createTime": "*"});
        assert_matches(&made, &shown);
        let url = made["url"].as_str().unwrap();
        let start = format!(
            "{}/v1/{space}/messages?key=AIza",
            w.running.server.public_url
        );
        assert!(url.starts_with(&start) && url.ends_with("%3D"), "{url}");
        let hint = made["tokenHint"].as_str().unwrap();
        assert!(url.contains(&format!("&token={hint}")));

        let second = webhook(w, &space, "Alerts").await;
        let key =
            |url: &str| url[url.find("key=").unwrap()..url.find("&token").unwrap()].to_owned();
        assert_eq!(key(url), key(second["url"].as_str().unwrap()));
        let path = format!("{space}/webhooks");
        let (_, first) = call(
            w,
            As::user("bob"),
            "GET",
            &format!("{path}?pageSize=1"),
            None,
        )
        .await;
        assert_eq!(first["webhooks"].as_array().unwrap().len(), 1);
        assert_eq!(first["webhooks"][0]["url"], json!(null));
        let token = first["nextPageToken"].as_str().unwrap();
        let next = format!("{path}?pageSize=1&pageToken={token}");
        let (_, rest) = call(w, As::user("bob"), "GET", &next, None).await;
        assert_eq!(rest["nextPageToken"], json!(null));
        let mut names = [&first, &rest].map(|page| page["webhooks"][0]["name"].clone());
        names.sort_by_key(|name| name != &made["name"]);
        assert_eq!(names, [made["name"].clone(), second["name"].clone()]);

        let (status, answer) = call(w, As::user("bob"), "DELETE", name, None).await;
        assert_eq!((status, answer), (200, json!({})));
        refused(w, As::user("bob"), "DELETE", name, 404, "not found").await;
        let (_, left) = call(w, As::user("alice"), "GET", &path, None).await;
        assert_eq!(left["webhooks"].as_array().unwrap().len(), 1);
        // Revoked at once.
        let (status, _) = post(w, &target(&made), None, r#"{"text": "x"}"#).await;
        assert_eq!(status, 403);
    })
    .await;
}

#[tokio::test]
async fn who_may() {
    over_rest(async |w| {
        let space = w.space("Guarded", &["bob", "robo"]).await;
        let path = format!("{space}/webhooks");
        let made = webhook(w, &space, "Build").await;
        let name = made["name"].as_str().unwrap();
        let refuse = async |who, status, part: &str| {
            refused(w, who, "POST", &path, status, part).await;
            refused(w, who, "GET", &path, status, part).await;
            refused(w, who, "DELETE", name, status, part).await;
        };
        refuse(As::Nobody, 401, "credential").await;
        refuse(As::user("carol"), 403, "not a member").await;
        refuse(As::bot("robo"), 403, "").await;
        refuse(As::scoped("alice", "chat.messages"), 403, "scopes").await;
        let managers = json!({"managersAllowed": true});
        w.ok(
            As::user("alice"),
            "UpdateSpace",
            json!({"space": {"name": space, "permissionSettings": {"manageWebhooks": managers}},
                "updateMask": "permissionSettings.manageWebhooks"}),
        )
        .await;
        refuse(As::user("bob"), 403, "manage_webhooks").await;
        let (status, _) = call(w, As::user("alice"), "GET", &path, None).await;
        assert_eq!(status, 200);
    })
    .await;
}

#[tokio::test]
async fn where_and_how() {
    over_rest(async |w| {
        let chat = w.chat("DIRECT_MESSAGE", &["bob"]).await;
        let path = format!("{chat}/webhooks");
        refused(w, As::user("alice"), "POST", &path, 400, "type SPACE").await;
        let space = w.space("How", &[]).await;
        let path = format!("{space}/webhooks");
        for (body, part) in [
            (json!({}), "name must have"),
            (
                json!({"displayName": "a", "avatarUrl": "javascript:x"}),
                "picture",
            ),
        ] {
            let (status, answer) = call(w, As::user("alice"), "POST", &path, Some(body)).await;
            assert_eq!(status, 400);
            let message = answer["error"]["message"].as_str().unwrap();
            assert!(message.contains(part), "{message}");
        }
        for _ in 0..domain::webhooks::LIMIT {
            webhook(w, &space, "Build").await;
        }
        refused(w, As::user("alice"), "POST", &path, 400, "delete one first").await;
        let elsewhere = w.space("Elsewhere", &[]).await;
        let made = webhook(w, &elsewhere, "Build").await;
        let (_, id) = made["name"].as_str().unwrap().rsplit_once('/').unwrap();
        let name = format!("{space}/webhooks/{id}");
        refused(w, As::user("alice"), "DELETE", &name, 404, "not found").await;
    })
    .await;
}
