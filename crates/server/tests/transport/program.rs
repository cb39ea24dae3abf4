//! The binary itself: output, exit status, the files it keeps.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::process::{Child, Command, Stdio};

use serde_json::Value;

fn confab(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_confab"));
    command
        .args(arguments)
        .env_clear()
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

fn check(arguments: &[&str], environment: &[(&str, &str)], code: i32, part: &str) {
    let output = confab(arguments)
        .envs(environment.iter().copied())
        .output()
        .unwrap();
    let error = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(code), "{arguments:?}: {error}");
    assert_eq!(error.lines().count(), 1, "{arguments:?}: {error}");
    assert!(error.contains(part), "{arguments:?}: {error}");
    assert!(output.stdout.is_empty());
}

#[test]
fn refusals_are_one_line() {
    check(&[], &[], 2, "a command is missing");
    check(&["admin"], &[], 2, "a command is missing");
    check(&["fly"], &[], 2, "unrecognized subcommand 'fly'");
    check(&["serve", "--fly"], &[], 2, "unexpected argument '--fly'");
    check(
        &[
            "serve",
            "--ephemeral",
            "--listen",
            ":0",
            "--proxy",
            "0.0.0.0:0",
        ],
        &[],
        1,
        "--proxy is for programs on this machine",
    );
    check(
        &["serve"],
        &[("CONFAB_PROFILE", "x")],
        2,
        "use reference or current",
    );
    check(
        &["serve"],
        &[("CONFAB_LOG", "a=b=c"), ("CONFAB_EPHEMERAL", "1")],
        2,
        "CONFAB_LOG",
    );
    check(
        &["serve", "--data", "/dev/null/x"],
        &[],
        1,
        "cannot use the data directory",
    );
    check(
        &["serve", "--ephemeral", "--listen", "nowhere"],
        &[],
        1,
        "cannot listen on nowhere",
    );
    check(
        &[
            "serve",
            "--ephemeral",
            "--tls-cert",
            "/x",
            "--tls-key",
            "/y",
        ],
        &[],
        1,
        "--tls-cert",
    );

    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    check(
        &["serve", "--ephemeral", "--listen", &address],
        &[],
        1,
        "choose another one with --listen",
    );
}

#[test]
fn help_and_version_go_to_standard_output() {
    for arguments in [&["--help"][..], &["--version"], &["serve", "--help"]] {
        let output = confab(arguments).output().unwrap();
        assert!(output.status.success() && !output.stdout.is_empty() && output.stderr.is_empty());
    }
}

/// Ends the child when a test fails.
struct Guard(Child);

impl Drop for Guard {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn signal(child: &Child, name: &str) {
    let status = Command::new("kill")
        .args([name, &child.id().to_string()])
        .status()
        .unwrap();
    assert!(status.success());
}

#[test]
fn a_life() {
    let data = tempfile::tempdir().unwrap();
    let folder = data.path().join("new/data");
    for name in ["-TERM", "-INT"] {
        let arguments = [
            "serve",
            "--data",
            folder.to_str().unwrap(),
            "--listen",
            ":0",
            "--tls-dev",
        ];
        let mut child = Guard(confab(&arguments).spawn().unwrap());
        let mut out = BufReader::new(child.0.stdout.take().unwrap());
        let mut line = String::new();
        out.read_line(&mut line).unwrap();
        let url = line.trim_end().strip_prefix("listening on ").unwrap();
        assert!(url.starts_with("https://127.0.0.1:"));

        assert_eq!(
            fs::metadata(&folder).unwrap().permissions().mode() & 0o777,
            0o700
        );
        let file = folder.join("run.json");
        let run: Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
        assert_eq!(
            (&run["url"], &run["pid"]),
            (&url.into(), &child.0.id().into())
        );
        assert_eq!(run["proxy"], Value::Null);
        assert!(
            fs::read_to_string(run["ca"].as_str().unwrap())
                .unwrap()
                .contains("BEGIN CERT")
        );

        signal(&child.0, name);
        assert_eq!(child.0.wait().unwrap().code(), Some(0));
        assert!(!file.exists());
        let mut rest = String::new();
        out.read_to_string(&mut rest).unwrap();
        assert_eq!(rest, "");
    }
}

#[test]
fn ephemeral_data_is_removed() {
    let root = tempfile::tempdir().unwrap();
    let mut command = confab(&["serve", "--listen", ":0"]);
    command
        .env("CONFAB_EPHEMERAL", "true")
        .env("TMPDIR", root.path());
    let mut child = Guard(command.spawn().unwrap());
    let mut line = String::new();
    BufReader::new(child.0.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    assert_eq!(fs::read_dir(root.path()).unwrap().count(), 1);
    signal(&child.0, "-TERM");
    assert_eq!(child.0.wait().unwrap().code(), Some(0));
    assert_eq!(fs::read_dir(root.path()).unwrap().count(), 0);
}

/// Logs say what was called and never with which token or words.
#[test]
fn one_line_a_request_without_secrets() {
    let mut child = Guard(
        confab(&["serve", "--ephemeral", "--listen", ":0"])
            .spawn()
            .unwrap(),
    );
    let mut line = String::new();
    BufReader::new(child.0.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    let address = line
        .trim_end()
        .strip_prefix("listening on http://")
        .unwrap()
        .to_owned();
    let mut socket = std::net::TcpStream::connect(address).unwrap();
    let body = "{\"text\":\"SECRET-words\"}";
    let head = "POST /v1/spaces/SECRET-space/messages?access_token=SECRET-query HTTP/1.1\r\n";
    let request = format!(
        "{head}host: a\r\nauthorization: Bearer SECRET-token\r\nconnection: close\r\n\
         content-length: {}\r\n\r\n{body}",
        body.len()
    );
    std::io::Write::write_all(&mut socket, request.as_bytes()).unwrap();
    let mut answer = String::new();
    socket.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 401"), "{answer}");
    signal(&child.0, "-TERM");
    child.0.wait().unwrap();
    let mut log = String::new();
    child
        .0
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut log)
        .unwrap();
    let lines: Vec<_> = log
        .lines()
        .filter(|line| line.contains(" request:"))
        .collect();
    assert_eq!(lines.len(), 1, "{log}");
    for part in [
        "ChatService/CreateMessage",
        "transport=\"rest\"",
        "UNAUTHENTICATED",
        "us=",
        "id=",
    ] {
        assert!(lines[0].contains(part), "{}", lines[0]);
    }
    assert!(!log.contains("SECRET"), "{log}");
}
