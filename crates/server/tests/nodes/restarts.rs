//! PostgreSQL itself is restarted under load. `CONFAB_TEST_POSTGRES_CONTROL` is
//! the command that does it, with `restart` and how behind it.

use std::process::{Command, Stdio};
use std::time::Duration;

use crate::team::Team;
use crate::{until, writers};

/// Messages of each writer.
const EACH: usize = 20;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restart_of_postgresql_loses_nothing() {
    let Ok(control) = std::env::var("CONFAB_TEST_POSTGRES_CONTROL") else {
        return;
    };
    let alone = crate::team::alone().await;
    let Some(team) = Team::start_alone(2, &[], alone).await else {
        return;
    };
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
    let writing = writers::write(&team, EACH, Duration::from_millis(100));
    tokio::join!(writing, restarting);
    for node in 0..2 {
        until("the node is ready", async || team.is_ready(node).await).await;
    }
    writers::check(&team, 1, EACH).await;
    team.end().await;
}
