//! `confab admin` as a program: what it prints, what it refuses, and that a
//! server running beside it notices. A file per noun.

#![allow(clippy::unwrap_used)]

mod apps;
mod audit;
mod backups;
mod moves;
mod people;
mod tokens;
mod webhooks;

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;
use store::{Location, Store};
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
    assert_eq!(here.json(&["app", "list"])["apps"], Value::Array(vec![]));
    here.refuses(
        1,
        &["app", "create", "X", "--endpoint", "nowhere"],
        "--endpoint: The URL must be like",
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
