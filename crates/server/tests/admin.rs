//! `confab admin` as a program: what it prints, what it refuses, and that a
//! server running beside it notices.

use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use domain::ids::SpaceId;
use domain::members::Member;
use domain::spaces::Space;
use serde_json::{Value, json};
use server::gate::{AuthKind, Gate, password};
use server::serve;
use server::settings::Settings;
use server::state::{Server, now};
use store::{Location, Store, users};
use tempfile::TempDir;

struct Installation(TempDir);

impl Installation {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn data(&self) -> &Path {
        self.0.path()
    }

    /// The program with `--data` in front of the noun.
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_confab"));
        command
            .arg("admin")
            .arg("--data")
            .arg(self.data())
            .args(arguments);
        for name in [
            "CONFAB_DATA",
            "CONFAB_DATABASE_URL",
            "CONFAB_PUBLIC_URL",
            "CONFAB_UNIVERSE",
        ] {
            command.env_remove(name);
        }
        command
    }

    #[track_caller]
    fn json(&self, arguments: &[&str]) -> Value {
        let output = self.command(arguments).arg("--json").output().unwrap();
        let text = text(&output.stdout);
        assert!(
            output.status.success(),
            "{arguments:?}: {}",
            text_of_error(&output)
        );
        assert_eq!(text.lines().count(), 1, "{text}");
        serde_json::from_str(text).unwrap()
    }

    /// One line on standard error that contains `expected`, and nothing else.
    #[track_caller]
    fn refuses(&self, status: i32, arguments: &[&str], expected: &str) {
        let output = self.command(arguments).output().unwrap();
        let error = text_of_error(&output);
        assert_eq!(output.status.code(), Some(status), "{arguments:?}: {error}");
        assert!(error.contains(expected), "{arguments:?}: {error}");
        assert_eq!(error.lines().count(), 1, "{error}");
        assert!(output.stdout.is_empty());
    }

    async fn store(&self) -> Store {
        let file = self.data().join("confab.db");
        Store::open(&Location::Sqlite(file)).await.unwrap()
    }

    fn create_user(&self, email: &str) -> Value {
        self.json(&["user", "create", email, "--name", "Somebody"])
    }
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap().trim_end()
}

fn text_of_error(output: &Output) -> &str {
    text(&output.stderr)
}

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
fn refusals() {
    let here = Installation::new();
    here.create_user("alice@example.com");
    here.refuses(
        1,
        &["user", "create", "alice@example.com", "--name", "A"],
        "exists already",
    );
    here.refuses(
        1,
        &["user", "create", "alice", "--name", "A"],
        "is not an e-mail address",
    );
    here.refuses(
        1,
        &["user", "create", "b@example.com", "--name", " "],
        "a name must have",
    );
    here.refuses(
        1,
        &[
            "user",
            "create",
            "b@example.com",
            "--name",
            "B",
            "--password",
            "",
        ],
        "a password must have",
    );
    here.refuses(
        1,
        &["user", "disable", "nobody@example.com"],
        "there is no user",
    );
    here.refuses(
        1,
        &["user", "block", "alice@example.com", "alice@example.com"],
        "themselves",
    );
    here.refuses(
        1,
        &["group", "create", "alice@example.com", "--name", "G"],
        "exists already",
    );
    here.refuses(
        1,
        &["group", "add", "g@example.com", "alice@example.com"],
        "there is no group",
    );
    here.refuses(
        1,
        &["app", "key", "Nothing", "--key-out", "/nonexistent/k"],
        "there is no app",
    );
    here.refuses(
        1,
        &[
            "app",
            "create",
            "X",
            "--key-urls",
            "google",
            "--key-out",
            "/nonexistent/k",
        ],
        "cannot write the key file",
    );
    assert_eq!(here.json(&["app", "list"]), json!({"apps": []}));
    here.refuses(
        1,
        &["app", "create", "X", "--endpoint", "nowhere"],
        "--endpoint must be like",
    );
    here.refuses(
        1,
        &["app", "create", "X", "--command", "1"],
        "--command must be like",
    );
    let token = |arguments: &[&'static str]| [&["token", "create"], arguments].concat();
    let alice = ["--user", "alice@example.com"];
    here.refuses(
        1,
        &token(&[alice[0], alice[1], "--scope", "chat.bot"]),
        "is for apps",
    );
    here.refuses(
        1,
        &token(&[alice[0], alice[1], "--scope", "drive"]),
        "is not a scope",
    );
    here.refuses(
        1,
        &token(&[alice[0], alice[1], "--scope", " "]),
        "--scope needs",
    );
    here.refuses(
        2,
        &token(&[alice[0], alice[1], "--scope", "chat.spaces", "--ttl", "0"]),
        "0",
    );
    here.refuses(2, &token(&["--scope", "chat.bot"]), "--user");
    here.refuses(2, &token(&["--user", "alice@example.com"]), "--scope");
    here.refuses(1, &["token", "revoke", "ya29.nothing"], "no such token");
    here.refuses(2, &["user"], "subcommand");
    here.refuses(2, &["user", "create", "x@example.com"], "--name");
    here.refuses(
        2,
        &["user", "auto-accept", "alice@example.com", "maybe"],
        "maybe",
    );
    here.refuses(2, &["nonsense"], "nonsense");
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
    let command = json!({"id": 1, "name": "sun", "description": "Is it out", "dialog": true});
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

#[test]
fn options_stand_before_and_after_the_command() {
    let here = Installation::new();
    here.create_user("alice@example.com");
    let data = here.data().to_str().unwrap();
    for arguments in [
        ["admin", "--data", data, "--json", "user", "list"],
        ["admin", "user", "--data", data, "list", "--json"],
        ["admin", "user", "list", "--json", "--data", data],
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_confab"))
            .args(arguments)
            .output()
            .unwrap();
        let json: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(json["users"].as_array().unwrap().len(), 1, "{arguments:?}");
    }
    let output = here.command(&["user", "list"]).output().unwrap();
    assert!(text(&output.stdout).contains("alice@example.com  Somebody"));
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
