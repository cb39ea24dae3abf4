//! PostgreSQL itself is restarted under load. `CONFAB_TEST_POSTGRES_CONTROL` is
//! the command that does it, with `restart` and how behind it.

use std::process::{Command, Stdio};
use std::time::Duration;

use futures_util::future::join_all;

use crate::team::Team;
use crate::until;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restart_of_postgresql_loses_nothing() {
    let Ok(control) = std::env::var("CONFAB_TEST_POSTGRES_CONTROL") else {
        return;
    };
    let alone = crate::team::alone().await;
    let Some(team) = Team::start_alone(2, &[], alone).await else {
        return;
    };
    let writing = (0..10).map(|writer| {
        let team = &team;
        async move {
            for n in 0..20 {
                let text = format!("writer {writer}, message {n}");
                team.write_surely(writer, writer % 5, &text).await;
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    });
    let restarting = async {
        for how in ["immediate", "fast"] {
            tokio::time::sleep(Duration::from_millis(700)).await;
            let command = format!("{control} restart --wait --mode {how}");
            let status = tokio::task::spawn_blocking(move || {
                Command::new("sh")
                    .args(["-c", &command])
                    .stdin(Stdio::null())
                    .stdout(Stdio::null())
                    .status()
            });
            assert!(status.await.unwrap().unwrap().success());
        }
    };
    tokio::join!(join_all(writing), restarting);
    for node in 0..2 {
        until("the node is ready", async || team.is_ready(node).await).await;
    }
    let messages = team.messages(1).await;
    assert_eq!(messages.len(), 200);
    for writer in 0..10 {
        let own = format!("writer {writer},");
        let texts: Vec<&str> = messages
            .iter()
            .map(|one| one.1.as_str())
            .filter(|text| text.starts_with(&own))
            .collect();
        let expected: Vec<String> = (0..20).map(|n| format!("{own} message {n}")).collect();
        assert_eq!(texts, expected);
    }
    team.end().await;
}
