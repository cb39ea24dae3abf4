//! `confab exec`: what the program sees, and that it is the program's own life.

use std::io::{BufRead, BufReader};
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

struct Program(Child, String);

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The server as a program, and its second line of output.
fn serve(data: &Path, more: &[&str]) -> Program {
    let mut child = Command::new(env!("CARGO_BIN_EXE_confab"))
        .args(["serve", "--listen", ":0", "--data"])
        .arg(data)
        .args(more)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert!(lines.next().unwrap().unwrap().starts_with("listening on "));
    let second = match more.is_empty() {
        true => String::new(),
        false => lines.next().unwrap().unwrap(),
    };
    Program(child, second)
}

fn exec(data: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_confab"))
        .args(["exec", "--data"])
        .arg(data)
        .args(arguments)
        .env("NO_PROXY", "*")
        .env("no_proxy", ".googleapis.com")
        .output()
        .unwrap()
}

#[test]
fn the_program_is_told_by_its_environment() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("it's data");
    let server = serve(&data, &["--proxy", ":0"]);
    let proxy = server.1.strip_prefix("proxy on ").unwrap();
    assert!(proxy.starts_with("http://127.0.0.1:"));
    let run = std::fs::read(data.join("run.json")).unwrap();
    let run: serde_json::Value = serde_json::from_slice(&run).unwrap();
    assert_eq!(run["proxy"], proxy);
    let ca = run["ca"].as_str().unwrap();

    let output = exec(&data, &["--", "env"]);
    let text = String::from_utf8(output.stdout).unwrap();
    for name in ["HTTPS_PROXY", "https_proxy", "http_proxy", "grpc_proxy"] {
        assert!(
            text.lines().any(|line| line == format!("{name}={proxy}")),
            "{name}"
        );
    }
    for name in [
        "SSL_CERT_FILE",
        "REQUESTS_CA_BUNDLE",
        "CURL_CA_BUNDLE",
        "NODE_EXTRA_CA_CERTS",
        "GRPC_DEFAULT_SSL_ROOTS_FILE_PATH",
    ] {
        assert!(
            text.lines().any(|line| line == format!("{name}={ca}")),
            "{name}"
        );
    }
    let direct = text
        .lines()
        .filter(|line| line.to_lowercase().contains("no_proxy="));
    assert!(direct.clone().count() > 1);
    assert!(
        direct
            .clone()
            .all(|line| line.ends_with("=localhost,127.0.0.1,::1"))
    );

    // The exports give any shell the same environment.
    let print = exec(&data, &["--print"]);
    let script = String::from_utf8(print.stdout).unwrap();
    let shell = Command::new("sh")
        .args([
            "-c",
            &format!("{script}\nprintf '%s %s' \"$https_proxy\" \"$SSL_CERT_FILE\""),
        ])
        .output()
        .unwrap();
    assert_eq!(
        String::from_utf8(shell.stdout).unwrap(),
        format!("{proxy} {ca}")
    );

    assert_eq!(
        exec(&data, &["--", "sh", "-c", "exit 7"]).status.code(),
        Some(7)
    );
    let killed = exec(&data, &["--", "sh", "-c", "kill -TERM $$"]);
    assert_eq!(killed.status.signal(), Some(15));
    refused(
        &data,
        &["--", "/nonexistent/program"],
        127,
        "cannot run /nonexistent",
    );
    refused(&data, &["--", "/"], 126, "cannot run /:");
    refused(&data, &[], 2, "CMD");
}

fn refused(data: &Path, arguments: &[&str], status: i32, part: &str) {
    let output = exec(data, arguments);
    let error = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(status), "{error}");
    assert_eq!(error.lines().count(), 1, "{error}");
    assert!(error.contains(part), "{error}");
    assert!(output.stdout.is_empty());
}

#[test]
fn without_a_server_or_its_proxy_nothing_runs() {
    let folder = tempfile::tempdir().unwrap();
    refused(
        folder.path(),
        &["--", "true"],
        1,
        "no server runs on the data directory",
    );
    let mut server = serve(folder.path(), &[]);
    refused(
        folder.path(),
        &["--print"],
        1,
        "has no proxy; start it with --proxy",
    );
    // What a killed server leaves behind says nothing.
    server.0.kill().unwrap();
    server.0.wait().unwrap();
    assert!(folder.path().join("run.json").exists());
    refused(
        folder.path(),
        &["--", "true"],
        1,
        "no server runs on the data directory",
    );
}
