//! `confab admin user` and `group`.

use std::io::Write as _;
use std::process::Stdio;

use serde_json::{Value, json};
use server::gate::password;
use store::users;

use crate::Installation;

#[tokio::test]
async fn users() {
    let here = Installation::new();
    let arguments = [
        "user",
        "create",
        "Alice@Example.com",
        "--name",
        " Alice ",
        "--admin",
    ];
    let mut create = here.command(&arguments);
    let create = create.args(["--password-stdin", "--json"]);
    let mut child = create
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(b"pass word\n")
        .unwrap();
    let alice: Value = serde_json::from_slice(&child.wait_with_output().unwrap().stdout).unwrap();
    let name = alice["name"].as_str().unwrap();
    assert!(name.starts_with("users/1") && name.len() == 27, "{name}");
    let expected = json!({
        "name": name, "email": "alice@example.com", "displayName": "Alice", "admin": true,
    });
    assert_eq!(alice, expected);
    let bob = here.create_user("bob@example.com");
    assert_eq!(bob["admin"], false);

    here.json(&["user", "disable", "BOB@example.com"]);
    here.json(&["user", "auto-accept", "bob@example.com", "off"]);
    here.json(&["user", "block", name, "bob@example.com"]);
    let listed = here.json(&["user", "list"]);
    assert_eq!(listed["users"][0]["email"], "alice@example.com");
    assert_eq!(listed["users"][1]["disabled"], true);
    assert_eq!(listed["users"][1]["autoAccept"], false);
    assert_eq!(
        here.json(&["user", "enable", "bob@example.com"])["disabled"],
        false
    );

    let store = here.store().await;
    let read = store.read(|tx| {
        Box::pin(async move {
            let alice = users::by_email(tx, "alice@example.com").await?.unwrap();
            let bob = users::by_email(tx, "bob@example.com").await?.unwrap();
            let blocked = users::is_blocked_between(tx, bob.id, alice.id).await?;
            let hash = users::password_hash(tx, alice.id).await?;
            Ok((alice, bob, blocked, hash))
        })
    });
    let (alice, bob, blocked, hash) = read.await.unwrap();
    assert!(blocked);
    assert!(password::verify("pass word", &hash.unwrap()));
    assert_eq!(
        (alice.domain_id.len(), &alice.domain_id),
        (7, &bob.domain_id)
    );
}

#[test]
fn groups() {
    let here = Installation::new();
    let alice = here.create_user("alice@example.com");
    here.create_user("bob@example.com");
    let arguments = ["group", "create", "Team@example.com", "--name", "Team"];
    let team = here.json(&[&arguments[..], &["--member", "alice@example.com"]].concat());
    assert_eq!(team["email"], "team@example.com");
    assert_eq!(team["members"], json!([alice["name"]]));
    let name = team["name"].as_str().unwrap();
    assert!(name.starts_with("groups/"));
    assert_eq!(
        here.json(&["group", "add", name, "bob@example.com"])["isMember"],
        true
    );
    here.json(&["group", "remove", "team@example.com", "bob@example.com"]);
    let listed = here.json(&["group", "list"]);
    assert_eq!(listed["groups"][0]["name"], name);
    here.refuses(
        1,
        &["user", "create", "team@example.com", "--name", "T"],
        "exists already",
    );
}

#[tokio::test]
async fn weak_passwords_are_warned_of() {
    let here = Installation::new();
    here.create_user("bob@example.com");
    for (password, warning) in [
        ("short", "at least 12 characters"),
        ("bob-example.com", "your name or address"),
        ("several words that do not belong", ""),
    ] {
        let arguments = [
            "user",
            "password",
            "bob@example.com",
            "--password",
            password,
        ];
        let output = here.command(&arguments).output().unwrap();
        let error = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success(), "{error}");
        assert!(error.contains(warning), "{error}");
        assert_eq!(error.lines().count(), usize::from(!warning.is_empty()));
        assert!(!error.contains(password), "{error}");
    }
}
