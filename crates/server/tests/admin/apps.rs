//! `confab admin app`, and the data of `--dev` that apps are installed into.

use std::os::unix::fs::PermissionsExt as _;

use domain::ids::SpaceId;
use domain::members::Member;
use domain::spaces::Space;
use serde_json::{Value, json};
use server::serve;
use server::settings::Settings;
use server::state::Server;
use store::users;

use crate::Installation;

/// What Google's page refuses is taken here, with a word about it.
#[test]
fn longer_names_than_googles() {
    let here = Installation::new();
    let name = "An app with a name of its own and more";
    let said = "It says much about itself, more than forty characters can hold";
    let picture = "http://127.0.0.1:9/logo.png";
    let options = ["--description", said, "--avatar", picture];
    here.json(&[&["app", "create", name][..], &options].concat());
    let apps = here.json(&["app", "list"]);
    assert_eq!(apps["apps"][0]["displayName"], name);
    for (option, text) in [
        ("--description", "x".repeat(257)),
        ("--avatar", "ftp://a.b".to_owned()),
    ] {
        here.refuses(1, &["app", "create", "Short", option, &text], option);
    }
}

#[test]
fn apps_and_their_keys() {
    let here = Installation::new();
    let file = here.data().join("key.json");
    let path = file.to_str().unwrap();
    let arguments = [
        "app",
        "create",
        "Weather Bot",
        "--key-out",
        path,
        "--command",
    ];
    let more = [
        "1:/sun:Is it out:dialog",
        "--link-preview",
        "weather.example.com/now",
    ];
    let public = ["--public-url", "https://chat.example.com/"];
    let app = here.json(&[&arguments[..], &more[..], &public[..]].concat());
    let id = app["name"]
        .as_str()
        .unwrap()
        .strip_prefix("users/")
        .unwrap();
    assert_eq!(app["app"], format!("apps/{id}"));
    assert_eq!(app.as_object().unwrap().len(), 4);

    let key: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    assert_eq!(
        std::fs::metadata(&file).unwrap().permissions().mode() & 0o777,
        0o600
    );
    assert_eq!(key["type"], "service_account");
    assert_eq!(key["client_email"], app["clientEmail"]);
    assert_eq!(key["client_id"].as_str().unwrap().len(), 21);
    let key_id = key["private_key_id"].as_str().unwrap();
    assert!(key_id.len() == 40 && key_id.bytes().all(|byte| byte.is_ascii_hexdigit()));
    assert!(
        key["private_key"]
            .as_str()
            .unwrap()
            .starts_with("-----BEGIN PRIVATE KEY-----\n")
    );
    assert_eq!(key["token_uri"], "https://chat.example.com/token");
    assert_eq!(key["auth_uri"], "https://chat.example.com/o/oauth2/auth");
    assert_eq!(key["universe_domain"], "googleapis.com");
    let email = app["clientEmail"].as_str().unwrap().replace('@', "%40");
    let certificates = format!("https://chat.example.com/robot/v1/metadata/x509/{email}");
    assert_eq!(key["client_x509_cert_url"], certificates);

    let second = here.json(&["app", "key", id, "--key-out", path, "--key-urls", "google"]);
    let key: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    assert_eq!(key["private_key_id"], second["keyId"]);
    assert_eq!(key["token_uri"], "https://oauth2.googleapis.com/token");
    assert_eq!(key["auth_uri"], "https://accounts.google.com/o/oauth2/auth");

    let scopes = [
        "chat.app.spaces",
        "https://www.googleapis.com/auth/chat.app.delete",
    ];
    let email = app["clientEmail"].as_str().unwrap();
    here.json(&[
        "app", "approve", email, "--scope", scopes[0], "--scope", scopes[1],
    ]);
    here.json(&["app", "approve", email, "--scope", scopes[0], "--revoke"]);
    let number = app["projectNumber"].as_str().unwrap();
    here.json(&[
        "app",
        "delegate",
        number,
        "--scope",
        "chat.messages",
        "chat.spaces",
    ]);
    here.refuses(
        1,
        &["app", "delegate", number, "--scope", "chat.bot"],
        "cannot be delegated",
    );
    here.refuses(
        1,
        &["app", "approve", number, "--scope", "chat.bot"],
        "needs no approval",
    );
    let update = [
        "app",
        "update",
        "Weather Bot",
        "--name",
        "Weather",
        "--events",
        "addon",
    ];
    here.json(&[&update[..], &["--endpoint", "https://example.com/hook"]].concat());
    here.json(&["app", "key", "Weather", "--delete", key_id]);
    here.refuses(
        1,
        &["app", "key", "Weather", "--delete", key_id],
        "no such key",
    );

    let url = |scope: &str| format!("https://www.googleapis.com/auth/{scope}");
    let listed = &here.json(&["app", "list"])["apps"][0];
    assert_eq!(listed["displayName"], "Weather");
    assert_eq!(listed["events"], "addon");
    assert_eq!(listed["endpoint"], "https://example.com/hook");
    let command = json!({"id": 1, "name": "sun", "description": "Is it out", "dialog": true,
        "kind": "SLASH_COMMAND"});
    assert_eq!(listed["commands"], json!([command]));
    assert_eq!(listed["linkPreviews"], json!(["weather.example.com/now"]));
    assert_eq!(listed["approvedScopes"], json!([url("chat.app.delete")]));
    assert_eq!(
        listed["delegatedScopes"],
        json!([url("chat.spaces"), url("chat.messages")])
    );
    assert_eq!(listed["keys"], json!([second["keyId"]]));

    here.json(&["app", "create", "Weather"]);
    here.refuses(1, &["app", "update", "Weather"], "several apps are called");
}

#[tokio::test]
async fn apps_are_installed_and_key_files_name_the_running_server() {
    let here = Installation::new();
    let data = here.data().to_str().unwrap();
    let settings = ["--data", data, "--listen", "127.0.0.1:0", "--dev"];
    let settings = Settings::from_arguments(settings).unwrap();
    let running = serve::start(settings).await.unwrap();
    let welcome = running.welcome.clone().unwrap();
    assert!(welcome.contains("alice@example.com") && welcome.contains(&running.url));

    let file = here.data().join("key.json");
    let app = here.json(&[
        "app",
        "create",
        "Weather",
        "--key-out",
        file.to_str().unwrap(),
    ]);
    let key: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    assert_eq!(key["token_uri"], format!("{}/token", running.url));

    let spaces = spaces_of_alice(&running.server).await;
    let names: Vec<_> = spaces
        .iter()
        .map(|space| space.display_name.as_str())
        .collect();
    assert_eq!(names.len(), 3, "{names:?}");
    let space = domain::names::space_name(spaces[0].id);
    let member = app["name"].as_str().unwrap().replace("users/", "/members/");
    for _ in 0..2 {
        let joined = here.json(&["app", "install", "Weather", "--space", &space]);
        assert_eq!(joined["membership"], format!("{space}{member}"));
    }
    let install = ["app", "install", "Weather", "--user", "bob@example.com"];
    let direct = here.json(&install);
    assert_eq!(here.json(&install), direct);
    assert_ne!(direct["space"], space);
    let direct = direct["space"].as_str().unwrap();
    here.json(&["app", "create", "Other"]);
    here.refuses(
        1,
        &["app", "install", "Other", "--space", direct],
        "another app",
    );
    here.refuses(
        1,
        &["app", "install", "Other", "--space", "spaces/x"],
        "there is no space",
    );
    here.refuses(2, &["app", "install", "Other"], "--space");

    let before = spaces_of_alice(&running.server).await.len();
    running.stop().await;
    let settings = ["--data", data, "--listen", "127.0.0.1:0", "--dev"];
    let again = serve::start(Settings::from_arguments(settings).unwrap())
        .await
        .unwrap();
    assert_eq!(spaces_of_alice(&again.server).await.len(), before);
    again.stop().await;
}

async fn spaces_of_alice(server: &Server) -> Vec<Space> {
    let read = server.store.read(|tx| {
        Box::pin(async move {
            let alice = users::by_email(tx, "alice@example.com").await?.unwrap();
            let member = Member::Person(alice.id);
            store::spaces::joined(tx, member, [1, 2, 3], SpaceId(0), 10).await
        })
    });
    read.await.unwrap()
}
