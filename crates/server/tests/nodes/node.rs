//! One `confab serve`: started, stopped, killed, started again on its port.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Mutex;

use serde_json::Value;

use crate::until;

pub struct Node {
    data: PathBuf,
    arguments: Vec<String>,
    child: Mutex<Child>,
    pub port: u16,
}

impl Node {
    /// `folder` is for all nodes of an installation: they share its files.
    pub fn start(folder: &Path, number: usize, database: &str, more: &[&str]) -> Node {
        let data = folder.join(format!("node{number}"));
        let secret = folder.join("secret");
        if !secret.exists() {
            std::fs::write(&secret, "ab".repeat(32)).unwrap();
        }
        let mut arguments = vec!["serve", "--database-url", database, "--secret-file"];
        arguments.push(secret.to_str().unwrap());
        arguments.extend(["--outgoing", "loopback", "--link-previews=false"]);
        arguments.extend(more);
        let arguments: Vec<String> = arguments.iter().map(ToString::to_string).collect();
        let (child, port) = serve(&data, &arguments, 0);
        let child = Mutex::new(child);
        Node {
            data,
            arguments,
            child,
            port,
        }
    }

    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// SIGKILL; nothing is said to anybody.
    pub fn kill(&self) {
        let mut child = self.child.lock().unwrap();
        child.kill().unwrap();
        child.wait().unwrap();
    }

    /// Starts it again where it was, after it has ended.
    pub fn again(&self) {
        let (child, _) = serve(&self.data, &self.arguments, self.port);
        *self.child.lock().unwrap() = child;
    }

    pub fn signal(&self, name: &str) {
        let id = self.child.lock().unwrap().id().to_string();
        let status = Command::new("kill").args([name, &id]).status().unwrap();
        assert!(status.success());
    }

    /// Waits for the end after a signal.
    pub async fn ended(&self) -> ExitStatus {
        until("the node ends", async || {
            self.child.lock().unwrap().try_wait().unwrap().is_some()
        })
        .await;
        self.child.lock().unwrap().wait().unwrap()
    }

    /// Everything that it has logged.
    pub fn log(&self) -> String {
        std::fs::read_to_string(log_of(&self.data)).unwrap()
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        let child = self.child.get_mut().unwrap();
        child.kill().ok();
        child.wait().ok();
        if std::thread::panicking() {
            eprintln!("--- {}\n{}", self.data.display(), self.log());
        }
    }
}

fn log_of(data: &Path) -> PathBuf {
    data.with_extension("log")
}

fn serve(data: &Path, arguments: &[String], port: u16) -> (Child, u16) {
    let log = std::fs::File::options()
        .append(true)
        .create(true)
        .open(log_of(data))
        .unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_confab"))
        .args(arguments)
        .arg("--data")
        .arg(data)
        .args(["--listen", &format!("127.0.0.1:{port}")])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(log)
        .spawn()
        .unwrap();
    let mut line = String::new();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    out.read_line(&mut line).unwrap();
    let port = line
        .trim_end()
        .strip_prefix("listening on http://127.0.0.1:")
        .and_then(|port| port.parse().ok());
    let Some(port) = port else {
        child.kill().ok();
        child.wait().ok();
        let log = std::fs::read_to_string(log_of(data)).unwrap();
        panic!("the node does not start: {line}\n{log}");
    };
    (child, port)
}

/// `confab admin … --json` on a database.
pub fn admin(folder: &Path, database: &str, arguments: &[&str]) -> Value {
    let output = Command::new(env!("CARGO_BIN_EXE_confab"))
        .args(["admin", "--json", "--database-url", database, "--data"])
        .arg(folder.join("admin"))
        .args(arguments)
        .output()
        .unwrap();
    assert!(output.status.success(), "{arguments:?}: {output:?}");
    serde_json::from_slice(&output.stdout).unwrap()
}
