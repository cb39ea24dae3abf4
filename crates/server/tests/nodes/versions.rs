//! A node of an older version on a database that a newer one has changed.

use std::process::{Command, Stdio};

use reqwest::StatusCode;

use crate::team::Team;
use crate::until;

/// As a newer version leaves it: programs must know change `needs`.
async fn change(team: &Team, number: i64, needs: i64) {
    let insert = format!(
        "INSERT INTO migrations (number, name, needs) VALUES ({number}, 'of_tomorrow', {needs})"
    );
    team.database.run(&insert).await;
    // A node that is there keeps such a change away, until its connections go.
    team.database.cut().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_older_node_goes_on_while_it_may_and_then_stops() {
    let Some(team) = Team::start(2, &[]).await else {
        return;
    };
    change(&team, 1_000, 1).await;
    until("both nodes go on", async || {
        team.is_ready(0).await && team.is_ready(1).await
    })
    .await;
    team.write_surely(0, 0, "beside a newer one").await;
    team.nodes[1].kill();
    tokio::task::block_in_place(|| team.nodes[1].again());
    team.write_surely(1, 0, "and started again").await;

    change(&team, 1_001, 1_001).await;
    // Not by /readyz, which says no for a moment when connections are cut.
    until("the node sees that it is too old", async || {
        team.nodes[0].log().contains("this node must be replaced")
    })
    .await;
    assert!(!team.is_ready(0).await);
    let (status, body) = team.write(0, 0, "too old").await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "{body}");
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_confab"))
        .args(["serve", "--listen", ":0", "--database-url"])
        .arg(team.database.url())
        .arg("--data")
        .arg(folder.path())
        .stdin(Stdio::null())
        .output();
    let output = tokio::task::block_in_place(|| output.unwrap());
    let error = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{error}");
    assert!(error.contains("changed by a newer version"), "{error}");
    assert_eq!(error.lines().count(), 1, "{error}");
    let kept = "SELECT count(*) FROM messages";
    assert_eq!(team.database.number(kept).await, 2);
    team.end().await;
}
