//! Two processes on one SQLite file, and one that is killed.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use store::{Location, Store};

use crate::common::sqlite;
use crate::{TABLES, count, insert};

const CHILD: &str = "STORE_TEST_CHILD";

/// Not a test of its own: what the others start as a second process. Prints
/// each id once it is written, for ever.
#[tokio::test]
async fn child() {
    let Some(path) = std::env::var_os(CHILD) else {
        return;
    };
    let store = Store::open_with(&Location::Sqlite(path.into()), TABLES)
        .await
        .unwrap();
    for id in 1.. {
        insert(&store, id, &format!("child {id}")).await.unwrap();
        println!("written {id}");
    }
}

fn start(location: &Location) -> Child {
    let Location::Sqlite(path) = location else {
        panic!("not SQLite")
    };
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "processes::child", "--nocapture"])
        .env(CHILD, path)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Reads what the child says until it has written `most`; kills it; everything
/// it ever said.
fn kill_after(mut child: Child, most: i64) -> Vec<i64> {
    let mut written = Vec::new();
    let mut killed = false;
    for line in BufReader::new(child.stdout.take().unwrap()).lines() {
        // The first line shares its place with the name of the test.
        let Some((_, id)) = line.as_deref().unwrap().rsplit_once("written ") else {
            continue;
        };
        written.push(id.parse().unwrap());
        if written.len() as i64 >= most && !killed {
            child.kill().unwrap();
            killed = true;
        }
    }
    child.wait().unwrap();
    written
}

#[tokio::test]
async fn acknowledged_writes_survive_a_kill() {
    let db = sqlite(TABLES).await;
    db.store.close().await;
    let written = kill_after(start(&db.location), 200);
    assert!(written.len() >= 200);
    let store = db.again().await;
    let there = count(&store).await;
    let said = written.len() as i64;
    assert!(
        there == said || there == said + 1,
        "{there} rows, {said} acknowledged"
    );
    insert(&store, -1, "after").await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_processes_write_one_file() {
    let db = sqlite(TABLES).await;
    let child = start(&db.location);
    let reading = tokio::task::spawn_blocking(move || kill_after(child, 200));
    let mut own = 0;
    while !reading.is_finished() {
        own += 1;
        insert(&db.store, -own, &format!("own {own}"))
            .await
            .unwrap();
        tokio::task::yield_now().await;
    }
    let theirs = reading.await.unwrap().len() as i64;
    let there = count(&db.store).await;
    assert!(
        (own + theirs..=own + theirs + 1).contains(&there),
        "{there} = {own} + {theirs}"
    );
    // How the lock is shared depends on the machine; both must get it.
    assert!(own > 2, "{own}");
}
