//! What a database may do to a node, and what callers see of it.

use std::collections::HashSet;
use std::process::{Command, Stdio};
use std::time::Duration;

use futures_util::future::join_all;
use reqwest::{Response, StatusCode};
use serde_json::{Value, json};
use tokio_postgres::Client;

use crate::database::Database;
use crate::relay::{Relay, Way};
use crate::team::{ReadJson, SendJson, Team};
use crate::{rounds, until, writers};

/// Messages of each writer.
const EACH: usize = 30;

/// A refusal that says to come again.
async fn is_unavailable(answer: Response) {
    assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert!(answer.headers().contains_key("retry-after"));
    let body: Value = answer.json().await.unwrap();
    assert_eq!(body["error"]["status"], "UNAVAILABLE", "{body}");
}

fn message(team: &Team, space: &str, text: &str) -> reqwest::RequestBuilder {
    let path = format!("v1/{space}/messages");
    team.post(0, &path, 0).json(&json!({"text": text}))
}

/// A team whose one node reaches the database through a relay.
async fn behind_relay(query: &str) -> Option<(Team, Relay)> {
    let database = Database::create().await?;
    let relay = Relay::to(database.address()).await;
    let url = database.url_through(relay.port) + query;
    Some((Team::on(database, &url, 1, &[]).await, relay))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_database_a_node_does_not_start() {
    let Some(database) = Database::create().await else {
        return;
    };
    let relay = Relay::to(database.address()).await;
    let folder = tempfile::tempdir().unwrap();
    for way in [Way::Shut, Way::Held] {
        relay.set(way);
        let output = Command::new(env!("CARGO_BIN_EXE_confab"))
            .args(["serve", "--listen", ":0", "--database-url"])
            .arg(database.url_through(relay.port) + "?connect_timeout=1")
            .arg("--data")
            .arg(folder.path())
            .stdin(Stdio::null())
            .output();
        let output = tokio::task::block_in_place(|| output.unwrap());
        let error = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{way:?}: {error}");
        assert_eq!(error.lines().count(), 1, "{error}");
        assert!(error.contains("check that it runs"), "{error}");
    }
    database.drop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_goes_and_comes_back() {
    let Some((team, relay)) = behind_relay("?statement_timeout=1s&connect_timeout=1").await else {
        return;
    };
    assert_eq!(team.write(0, 0, "before").await.0, StatusCode::OK);
    for way in [Way::Shut, Way::Held] {
        relay.set(way);
        let space = team.space.clone();
        is_unavailable(message(&team, &space, "lost").send().await.unwrap()).await;
        assert!(!team.is_ready(0).await);
        let alive = team.client.get(format!("{}/healthz", team.nodes[0].url()));
        assert_eq!(alive.send().await.unwrap().status(), StatusCode::OK);
        relay.set(Way::Open);
        until("the node is ready again", async || team.is_ready(0).await).await;
        team.write_surely(0, 0, &format!("after {way:?}")).await;
    }
    let texts: Vec<String> = team
        .messages(0)
        .await
        .into_iter()
        .map(|one| one.1)
        .collect();
    assert_eq!(texts, ["before", "after Shut", "after Held"]);
    team.end().await;
}

/// As when a standby takes over: every connection is cut, again and again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cut_connections_lose_nothing() {
    let Some(team) = Team::start(2, &[]).await else {
        return;
    };
    let cutting = async {
        for _ in 0..rounds(10) {
            tokio::time::sleep(Duration::from_millis(200)).await;
            team.database.cut().await;
        }
    };
    let writing = writers::write(&team, EACH, Duration::ZERO);
    tokio::join!(writing, cutting);
    writers::check(&team, 0, EACH).await;
    team.end().await;
}

/// Somebody holds what a call needs: it is refused in time, others go on.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_held_lock_and_a_slow_statement() {
    let query = "?lock_timeout=500ms&statement_timeout=2s";
    let Some((team, _relay)) = behind_relay(query).await else {
        return;
    };
    let other = team.new_space("Other").await;
    let client = lock(&team, "'All'").await;
    let space = team.space.clone();
    let held = message(&team, &space, "held").send();
    let free = message(&team, &other, "free").send();
    let (held, free) = tokio::join!(held, free);
    assert_eq!(free.unwrap().status(), StatusCode::OK);
    is_unavailable(held.unwrap()).await;
    client.batch_execute("COMMIT").await.unwrap();
    assert_eq!(team.write(0, 0, "let go").await.0, StatusCode::OK);

    let slow = "CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN PERFORM pg_sleep(60); RETURN NEW; END $$;
        CREATE TRIGGER slow BEFORE INSERT ON messages FOR EACH ROW EXECUTE FUNCTION slow()";
    team.database.run(slow).await;
    is_unavailable(message(&team, &space, "slow").send().await.unwrap()).await;
    team.database.run("DROP TRIGGER slow ON messages").await;
    assert_eq!(team.write(0, 0, "quick").await.0, StatusCode::OK);
    let texts: Vec<String> = team
        .messages(0)
        .await
        .into_iter()
        .map(|one| one.1)
        .collect();
    assert_eq!(texts, ["let go", "quick"]);
    team.end().await;
}

/// Keeps whoever wants to write in these spaces waiting, until the transaction
/// of the connection ends.
async fn lock(team: &Team, names: &str) -> Client {
    let client = team.database.client().await;
    let hold = format!("BEGIN; SELECT 1 FROM spaces WHERE display_name IN ({names}) FOR UPDATE");
    client.batch_execute(&hold).await.unwrap();
    client
}

/// Until so many connections wait for somebody's lock.
async fn lined_up(team: &Team, count: i64) {
    until("connections wait", async || {
        let waits = "SELECT count(*) FROM pg_stat_activity
            WHERE datname = current_database() AND wait_event_type = 'Lock'";
        team.database.number(waits).await == count
    })
    .await;
}

/// All connections wait for locks: the next call is told to come again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_exhausted_pool() {
    let query = "?pool_max_conns=2&lock_timeout=30s&statement_timeout=60s";
    let Some((team, _relay)) = behind_relay(query).await else {
        return;
    };
    let second = team.new_space("Second").await;
    let other = team.new_space("Other").await;
    let client = lock(&team, "'All', 'Second'").await;
    let spaces = [team.space.clone(), second];
    let waiting = join_all(
        spaces
            .iter()
            .map(|space| message(&team, space, "held").send()),
    );
    let refused = async {
        lined_up(&team, 2).await;
        is_unavailable(message(&team, &other, "no room").send().await.unwrap()).await;
        assert!(!team.is_ready(0).await);
        client.batch_execute("COMMIT").await.unwrap();
    };
    let (held, ()) = tokio::join!(waiting, refused);
    for answer in held {
        assert_eq!(answer.unwrap().status(), StatusCode::OK);
    }
    until("the node is ready again", async || team.is_ready(0).await).await;
    assert_eq!(team.messages(0).await.len(), 1);
    team.end().await;
}

/// However many want to write in a space that stands still, they hold one of
/// two connections: everything else goes on.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_busy_space_leaves_connections_to_others() {
    let query = "?pool_max_conns=2&lock_timeout=30s&statement_timeout=60s";
    let Some((team, _relay)) = behind_relay(query).await else {
        return;
    };
    let other = team.new_space("Other").await;
    let client = lock(&team, "'All'").await;
    let texts: Vec<String> = (0..100).map(|n| format!("held {n}")).collect();
    let writing = texts.iter().map(|text| team.write_surely(0, 0, text));
    let elsewhere = async {
        lined_up(&team, 1).await;
        for n in 0..20 {
            let written = message(&team, &other, &format!("free {n}")).send().await;
            assert_eq!(written.unwrap().status(), StatusCode::OK);
            assert!(team.is_ready(0).await);
            assert_eq!(team.messages(0).await.len(), 0);
        }
        lined_up(&team, 1).await;
        client.batch_execute("COMMIT").await.unwrap();
    };
    let (names, ()) = tokio::join!(join_all(writing), elsewhere);
    let kept: HashSet<String> = team
        .messages(0)
        .await
        .into_iter()
        .map(|one| one.0)
        .collect();
    assert_eq!(kept, names.into_iter().collect());
    assert_eq!(kept.len(), 100);
    team.end().await;
}

/// What the database undid in favour of others is tried again, four times.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn conflicts_are_tried_again() {
    let Some(team) = Team::start(1, &[]).await else {
        return;
    };
    // Sequences are not undone, so they count the attempts.
    let conflict = "CREATE SEQUENCE attempts;
        CREATE TABLE conflicts (until BIGINT, code TEXT);
        CREATE FUNCTION conflict() RETURNS trigger LANGUAGE plpgsql AS $$
            DECLARE wanted conflicts; BEGIN
            SELECT * INTO wanted FROM conflicts;
            IF nextval('attempts') <= wanted.until THEN
                RAISE EXCEPTION 'lost' USING ERRCODE = wanted.code;
            END IF; RETURN NEW; END $$;
        CREATE TRIGGER conflict BEFORE INSERT ON messages
            FOR EACH ROW EXECUTE FUNCTION conflict()";
    team.database.run(conflict).await;
    for (code, until, status, attempts) in [
        ("40001", 2, StatusCode::OK, 3),
        ("40P01", 3, StatusCode::OK, 4),
        ("40001", 100, StatusCode::CONFLICT, 4),
    ] {
        let set = format!(
            "DELETE FROM conflicts; INSERT INTO conflicts VALUES ({until}, '{code}');
             SELECT setval('attempts', 1, false)"
        );
        team.database.run(&set).await;
        let (said, body) = team.write(0, 0, &format!("{code} {until}")).await;
        assert_eq!(said, status, "{body}");
        if status != StatusCode::OK {
            assert_eq!(body["error"]["status"], "ABORTED");
        }
        let made = team
            .database
            .number("SELECT last_value FROM attempts")
            .await;
        assert_eq!(made, attempts, "{code}");
    }
    assert_eq!(team.messages(0).await.len(), 2);
    team.end().await;
}
