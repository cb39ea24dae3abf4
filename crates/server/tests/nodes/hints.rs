//! Wake-ups by NATS: a real server, which may also go and come back.

use std::net::TcpListener;
use std::process::{Child, Command, Stdio};

use reqwest::Response;

use crate::team::Team;
use crate::until;

struct Nats {
    child: Child,
    port: u16,
}

impl Nats {
    /// `None` where no nats-server is installed.
    fn start(port: Option<u16>) -> Option<Nats> {
        let port = port.unwrap_or_else(|| {
            let free = TcpListener::bind("127.0.0.1:0").unwrap();
            free.local_addr().unwrap().port()
        });
        let child = Command::new("nats-server")
            .args(["-a", "127.0.0.1", "-p", &port.to_string()])
            .args(["--user", "confab", "--pass", "s@cret"])
            .stdin(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        child.ok().map(|child| Nats { child, port })
    }

    fn end(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

impl Drop for Nats {
    fn drop(&mut self) {
        self.end();
    }
}

/// Reads until a text came.
async fn heard(answer: &mut Response, text: &str) {
    let mut read = Vec::new();
    let wanted = format!("\"{text}\"");
    while !String::from_utf8_lossy(&read).contains(&wanted) {
        let part = tokio::time::timeout(crate::PATIENCE, answer.chunk()).await;
        read.extend_from_slice(&part.expect("nothing came").unwrap().unwrap());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nodes_wake_each_other_by_nats() {
    let Some(mut nats) = Nats::start(None) else {
        return;
    };
    let url = format!("nats://confab:s%40cret@127.0.0.1:{}", nats.port);
    let Some(team) = Team::start(2, &["--nats", &url]).await else {
        return;
    };
    let listening = "SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND query LIKE 'LISTEN%'";
    assert_eq!(team.database.number(listening).await, 0);
    let mut answer = team.get(1, "confab/v1/events", 2).send().await.unwrap();
    team.write(0, 1, "by nats").await;
    heard(&mut answer, "by nats").await;

    // Without it the log is still read, and once it is back it is used again.
    nats.end();
    team.write(0, 1, "without").await;
    heard(&mut answer, "without").await;
    let _back = Nats::start(Some(nats.port)).unwrap();
    until("both are connected again", async || {
        let logs: Vec<String> = team.nodes.iter().map(|node| node.log()).collect();
        logs.iter()
            .all(|log| log.contains("wake-ups from other nodes are back"))
    })
    .await;
    team.write(0, 1, "back").await;
    heard(&mut answer, "back").await;
    assert!(team.nodes.iter().all(|node| !node.log().contains("s@cret")));
    drop(answer);
    team.end().await;
}
