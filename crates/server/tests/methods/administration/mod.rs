//! Behaviour table of confab.v1.AdminService. Source: our own (`docs/security.md`).

use serde_json::{Value, json};

use crate::harness::{As, World, over_rest, rest};

const ADMIN: &str = "chat.admin.spaces";

async fn call(w: &World, who: As, method: &str, path: &str, body: Option<Value>) -> (u16, Value) {
    let token = w.token(who).await;
    let path = format!("/confab/v1/admin/{path}");
    rest::send(&w.running, token.as_deref(), method, &path, body).await
}

async fn ok(w: &World, method: &str, path: &str, body: Option<Value>) -> Value {
    let alice = As::scoped("alice", ADMIN);
    let (status, answer) = call(w, alice, method, path, body).await;
    assert_eq!(status, 200, "{method} {path}: {answer}");
    answer
}

async fn refused(w: &World, who: As, path: &str, body: Option<Value>, status: u16, part: &str) {
    let method = if body.is_some() { "POST" } else { "GET" };
    let (found, answer) = call(w, who, method, path, body).await;
    assert_eq!(found, status, "{method} {path}: {answer}");
    let message = answer["error"]["message"].as_str().unwrap();
    assert!(message.contains(part), "{message}");
}

fn emails(answer: &Value) -> Vec<&str> {
    let users = answer["users"].as_array().unwrap();
    users
        .iter()
        .map(|user| user["email"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn people_are_listed_made_and_changed() {
    over_rest(async |w| {
        let first = ok(w, "GET", "users?pageSize=2", None).await;
        assert_eq!(emails(&first), ["alice@example.com", "bob@example.com"]);
        assert_eq!(first["users"][0]["admin"], true);
        let token = first["nextPageToken"].as_str().unwrap();
        let rest = ok(w, "GET", &format!("users?pageToken={token}"), None).await;
        assert_eq!(
            emails(&rest),
            ["carol@example.com", "dave@example.com", "erin@other.org"]
        );
        assert_eq!(rest["nextPageToken"], json!(null));

        let body = json!({"email": "Frida@Example.com", "displayName": "Frida", "admin": true,
            "password": "a long enough one"});
        let frida = ok(w, "POST", "users", Some(body.clone())).await;
        assert_eq!(frida["email"], "frida@example.com");
        assert_eq!(frida["admin"], true);
        let alice = || As::scoped("alice", ADMIN);
        refused(w, alice(), "users", Some(body), 409, "exists already").await;
        let nobody = json!({"email": "x", "displayName": "X"});
        refused(w, alice(), "users", Some(nobody), 400, "e-mail").await;

        let bob = w.token(As::user("bob")).await.unwrap();
        let spaces = || rest::send(&w.running, Some(&bob), "GET", "/v1/spaces", None);
        assert_eq!(spaces().await.0, 200);
        let path = "users/bob@example.com:setDisabled";
        let off = ok(w, "POST", path, Some(json!({"disabled": true}))).await;
        assert_eq!(off["disabled"], true);
        let deadline = std::time::Instant::now() + std::time::Duration::from_secs(20);
        while spaces().await.0 == 200 {
            assert!(std::time::Instant::now() < deadline, "still in");
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        assert_eq!(spaces().await.0, 401);
        let on = ok(w, "POST", path, Some(json!({}))).await;
        assert_eq!(on["disabled"], json!(null));
        let name = format!("{}:setAdmin", w.name("carol"));
        let carol = ok(w, "POST", &name, Some(json!({"admin": true}))).await;
        assert_eq!(carol["admin"], true);

        let audit = ok(w, "GET", "auditEntries?pageSize=3", None).await;
        let entries = audit["entries"].as_array().unwrap();
        let actions: Vec<_> = entries.iter().map(|entry| &entry["action"]).collect();
        assert_eq!(actions, ["user.setAdmin", "user.enable", "user.disable"]);
        assert_eq!(entries[0]["actor"], w.name("alice"));
        assert_eq!(entries[0]["target"], w.name("carol"));
        assert_eq!(entries[0]["detail"], "carol@example.com, on");
        assert_eq!(entries[0]["origin"], "127.0.0.1");
        let token = audit["nextPageToken"].as_str().unwrap();
        let more = ok(w, "GET", &format!("auditEntries?pageToken={token}"), None).await;
        assert_eq!(more["entries"][0]["action"], "user.create");
        let path = "auditEntries?action=user.create";
        let some = ok(w, "GET", path, None).await;
        assert_eq!(some["entries"].as_array().unwrap().len(), 1);
        let path = format!("{path}&pageToken={token}");
        refused(w, alice(), &path, None, 400, "other parameters").await;
    })
    .await;
}

#[tokio::test]
async fn groups_and_what_apps_may_do() {
    over_rest(async |w| {
        let groups = ok(w, "GET", "groups", None).await;
        assert_eq!(groups["groups"][0]["email"], "team@example.com");
        let first = ok(w, "GET", "apps?pageSize=1", None).await;
        let token = first["nextPageToken"].as_str().unwrap();
        let second = ok(w, "GET", &format!("apps?pageToken={token}"), None).await;
        let mut names = [&first, &second].map(|page| page["apps"][0]["displayName"].clone());
        names.sort_by_key(Value::to_string);
        assert_eq!(names.len(), 2);
        assert_ne!(names[0], names[1]);
        assert_eq!(second["nextPageToken"], json!(null));
    })
    .await;
}

#[tokio::test]
async fn groups_are_made_and_filled() {
    over_rest(async |w| {
        let body = json!({"email": "Choir@Example.com", "displayName": "Choir"});
        let group = ok(w, "POST", "groups", Some(body.clone())).await;
        assert_eq!(group["email"], "choir@example.com");
        let alice = || As::scoped("alice", ADMIN);
        refused(w, alice(), "groups", Some(body), 409, "exists already").await;
        let name = group["name"].as_str().unwrap();
        let add = format!("{name}:addMember");
        for user in [
            "users/bob@example.com",
            &w.name("carol"),
            "users/bob@example.com",
        ] {
            let added = ok(w, "POST", &add, Some(json!({"user": user}))).await;
            assert!(added["email"].is_string());
        }
        let robo = Some(json!({"user": w.name("robo")}));
        refused(w, alice(), &add, robo, 404, "").await;
        let members = format!("{name}/members");
        let first = ok(w, "GET", &format!("{members}?pageSize=1"), None).await;
        assert_eq!(emails(&first), ["bob@example.com"]);
        let token = first["nextPageToken"].as_str().unwrap();
        let rest = ok(w, "GET", &format!("{members}?pageToken={token}"), None).await;
        assert_eq!(emails(&rest), ["carol@example.com"]);
        let remove = format!("{name}:removeMember");
        let bob = || Some(json!({"user": "users/bob@example.com"}));
        ok(w, "POST", &remove, bob()).await;
        refused(w, alice(), &remove, bob(), 404, "").await;
        let left = ok(w, "GET", &members, None).await;
        assert_eq!(emails(&left), ["carol@example.com"]);
        let audit = ok(w, "GET", "auditEntries?pageSize=1", None).await;
        assert_eq!(audit["entries"][0]["action"], "group.removeMember");
        assert_eq!(audit["entries"][0]["target"], name);
        assert_eq!(audit["entries"][0]["detail"], "bob@example.com");
    })
    .await;
}

#[tokio::test]
async fn what_apps_may_do_is_said_anew() {
    over_rest(async |w| {
        let path = format!("apps/{}:setGrants", w.id("robo"));
        let url = |scope: &str| format!("https://www.googleapis.com/auth/{scope}");
        let body = json!({"approvedScopes": ["chat.app.spaces"],
            "delegatedScopes": [url("chat.messages")]});
        let grants = ok(w, "POST", &path, Some(body)).await;
        assert_eq!(grants["approvedScopes"], json!([url("chat.app.spaces")]));
        assert_eq!(grants["delegatedScopes"], json!([url("chat.messages")]));
        let alice = || As::scoped("alice", ADMIN);
        for (field, scope) in [
            ("approvedScopes", "chat.messages"),
            ("delegatedScopes", "chat.app.spaces"),
            ("delegatedScopes", "chat.everything"),
        ] {
            let body = Some(json!({field: [scope]}));
            refused(w, alice(), &path, body, 400, "no scope that can be given").await;
        }
        let none = ok(w, "POST", &path, Some(json!({}))).await;
        assert_eq!(none["approvedScopes"], json!(null));
        let audit = ok(w, "GET", "auditEntries?pageSize=2", None).await;
        let actions = [0, 1].map(|at| audit["entries"][at]["action"].clone());
        assert_eq!(actions, ["app.delegate", "app.approve"]);
        let nobody = format!("apps/{}:setGrants", w.id("bob"));
        refused(w, alice(), &nobody, Some(json!({})), 404, "").await;
    })
    .await;
}

#[tokio::test]
async fn only_administrators_and_no_apps() {
    over_rest(async |w| {
        let disable = || Some(json!({"disabled": true}));
        let path = "users/bob@example.com:setDisabled";
        for (path, body) in [
            ("users", None),
            ("groups", None),
            ("apps", None),
            ("auditEntries", None),
            (
                "users",
                Some(json!({"email": "x@example.com", "displayName": "X"})),
            ),
            (path, disable()),
            (
                "groups",
                Some(json!({"email": "y@example.com", "displayName": "Y"})),
            ),
            ("groups/1/members", None),
            ("groups/1:addMember", Some(json!({"user": "users/me"}))),
            ("groups/1:removeMember", Some(json!({"user": "users/me"}))),
            ("apps/1:setGrants", Some(json!({}))),
            (
                "users/bob@example.com:setAdmin",
                Some(json!({"admin": true})),
            ),
        ] {
            let bob = As::scoped("bob", ADMIN);
            refused(w, bob, path, body.clone(), 403, "Only administrators").await;
            let alice = As::scoped("alice", "chat.spaces");
            refused(w, alice, path, body.clone(), 403, "scopes").await;
            refused(w, As::Nobody, path, body.clone(), 401, "credential").await;
            // An administrator's, but through an app.
            let through = As::scoped_of("alice", "robo", ADMIN);
            refused(w, through, path, body.clone(), 403, "Apps cannot").await;
            refused(w, As::bot("robo"), path, body, 403, "").await;
        }
        let alice = || As::scoped("alice", ADMIN);
        let own = "users/me:setDisabled";
        refused(w, alice(), own, disable(), 400, "to themselves").await;
        let own = "users/alice@example.com:setAdmin";
        refused(w, alice(), own, Some(json!({})), 400, "to themselves").await;
        let nobody = "users/nobody@example.com:setDisabled";
        refused(w, alice(), nobody, disable(), 404, "not found").await;
    })
    .await;
}
