//! `confab admin audit`.

use serde_json::Value;

use crate::Installation;

fn actions(answer: &Value) -> Vec<&str> {
    let entries = answer["entries"].as_array().unwrap();
    entries
        .iter()
        .map(|entry| entry["action"].as_str().unwrap())
        .collect()
}

/// Every change is there with who, what, when and from where, and no secret.
#[test]
fn changes_are_recorded() {
    let here = Installation::new();
    let alice = here.json(&[
        "user",
        "create",
        "alice@example.com",
        "--name",
        "Alice",
        "--admin",
        "--password",
        "SECRET-password",
    ]);
    here.create_user("bob@example.com");
    here.json(&["user", "disable", "bob@example.com"]);
    here.json(&["user", "enable", "bob@example.com"]);
    here.json(&["user", "block", "alice@example.com", "bob@example.com"]);
    here.json(&["user", "unblock", "alice@example.com", "bob@example.com"]);
    here.json(&["user", "auto-accept", "bob@example.com", "off"]);
    here.json(&[
        "user",
        "password",
        "bob@example.com",
        "--password",
        "SECRET-other",
    ]);
    here.json(&[
        "group",
        "create",
        "g@example.com",
        "--name",
        "G",
        "--member",
        "bob@example.com",
    ]);
    here.json(&["group", "remove", "g@example.com", "bob@example.com"]);
    let key = here.data().join("key.json");
    let key = key.to_str().unwrap();
    let app = here.json(&["app", "create", "Weather", "--key-out", key]);
    here.json(&["app", "update", "Weather", "--description", "x"]);
    here.json(&["app", "install", "Weather", "--user", "alice@example.com"]);
    here.json(&["app", "approve", "Weather", "--scope", "chat.app.spaces"]);
    here.json(&["app", "delegate", "Weather", "--scope", "chat.spaces"]);
    let token = here.json(&[
        "token",
        "create",
        "--user",
        "alice@example.com",
        "--scope",
        "chat.spaces",
    ]);
    let token = token["access_token"].as_str().unwrap();
    here.json(&["token", "revoke", token]);

    let all = here.json(&["audit"]);
    let expected = [
        "token.revoke",
        "token.create",
        "app.delegate",
        "app.approve",
        "app.install",
        "app.update",
        "key.create",
        "app.create",
        "group.removeMember",
        "group.addMember",
        "group.create",
        "user.setPassword",
        "user.autoAccept",
        "user.unblock",
        "user.block",
        "user.enable",
        "user.disable",
        "user.create",
        "user.create",
    ];
    assert_eq!(actions(&all), expected);
    let first = all["entries"].as_array().unwrap().last().unwrap();
    assert_eq!(first["actor"], "commandLine");
    assert_eq!(first["target"], alice["name"]);
    assert_eq!(first["detail"], "alice@example.com, administrator");
    let uid = format!("uid {}", rustix::process::getuid().as_raw());
    assert_eq!(first["origin"], uid.as_str());
    assert!(domain::Time::parse(first["time"].as_str().unwrap()).is_some());
    assert_eq!(all["entries"][3]["target"], app["app"]);
    assert_eq!(all["entries"][3]["detail"], "chat.app.spaces");

    let text = all.to_string();
    let key = std::fs::read_to_string(key).unwrap();
    let key: Value = serde_json::from_str(&key).unwrap();
    for secret in ["SECRET", token, key["private_key"].as_str().unwrap()] {
        assert!(!text.contains(secret), "{text}");
    }
}

#[test]
fn entries_are_read_by_part() {
    let here = Installation::new();
    for name in ["a", "b", "c"] {
        here.create_user(&format!("{name}@example.com"));
    }
    here.json(&["user", "disable", "a@example.com"]);
    let created = here.json(&["audit", "--action", "user.create", "--limit", "2"]);
    assert_eq!(actions(&created), ["user.create", "user.create"]);
    assert_eq!(created["entries"][0]["detail"], "c@example.com");
    let before = created["entries"][1]["number"].to_string();
    let rest = here.json(&["audit", "--action", "user.create", "--before", &before]);
    assert_eq!(actions(&rest), ["user.create"]);
    assert_eq!(rest["entries"][0]["detail"], "a@example.com");
    let nobody = here.json(&["audit", "--actor", "users/1"]);
    assert!(actions(&nobody).is_empty());
    let mine = here.json(&["audit", "--actor", "commandLine"]);
    assert_eq!(actions(&mine).len(), 4);
}

/// A command that is refused leaves nothing.
#[test]
fn what_failed_did_not_happen() {
    let here = Installation::new();
    here.create_user("a@example.com");
    here.refuses(
        1,
        &["user", "create", "a@example.com", "--name", "A"],
        "exists already",
    );
    here.refuses(1, &["user", "disable", "b@example.com"], "no user");
    assert_eq!(actions(&here.json(&["audit"])), ["user.create"]);
    here.refuses(2, &["audit", "--limit", "0"], "0");
}
