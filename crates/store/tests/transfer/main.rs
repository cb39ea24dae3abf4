//! A whole installation moves to another database and back, and is the same.
#![allow(clippy::unwrap_used)]

#[path = "../common/mod.rs"]
mod common;
mod fill;

use std::path::Path;

use common::{Db, on_postgres, sqlite};
use fill::{dump, fill};
use store::db::migrate::MIGRATIONS;
use store::transfer::{MoveError, run};
use store::{Location, OpenError, Sql, Store, meta};

/// Enough for several pages, and a last one that is not full.
const ROWS: i64 = 1_203;

fn path(location: &Location) -> &Path {
    match location {
        Location::Sqlite(path) => path,
        Location::Postgres(_) => panic!("not SQLite"),
    }
}

async fn execute(location: &Location, statement: &'static str) {
    let store = Store::open_with(location, MIGRATIONS).await.unwrap();
    let unit = store.write(move |tx| {
        Box::pin(async move {
            tx.changed_everywhere();
            tx.execute(&Sql::new(statement), &[]).await.map(drop)
        })
    });
    unit.await.unwrap();
    store.close().await;
}

/// A source with rows in every table.
async fn source() -> Db {
    let db = sqlite(MIGRATIONS).await;
    db.store.close().await;
    fill(path(&db.location), ROWS);
    db
}

async fn there_and_back(target: &Location) {
    let source = source().await;
    let before = dump(path(&source.location));
    let report = run(&source.location, target).await.unwrap();
    assert_eq!(report.len(), before.len());
    for (table, rows) in &report {
        assert_eq!(*rows, before[table].len() as u64, "{table}");
        assert!(*rows >= ROWS as u64, "{table}");
    }
    Store::open(target).await.unwrap().close().await;

    let back = sqlite(MIGRATIONS).await;
    back.store.close().await;
    assert_eq!(run(target, &back.location).await.unwrap(), report);
    assert_eq!(dump(path(&back.location)), before);
}

#[tokio::test]
async fn everything_moves_between_sqlite_files() {
    let target = sqlite(MIGRATIONS).await;
    target.store.close().await;
    there_and_back(&target.location).await;
}

#[tokio::test]
async fn everything_moves_to_postgresql_and_back() {
    on_postgres(MIGRATIONS, async |db| there_and_back(&db.location).await).await;
}

#[tokio::test]
async fn keys_go_on_behind_those_that_moved() {
    on_postgres(MIGRATIONS, async |db| {
        let source = source().await;
        run(&source.location, &db.location).await.unwrap();
        execute(
            &db.location,
            "INSERT INTO events (space_id, time, n, kind, target_id, target_kind)
             VALUES (-5, 1, 1, 1, 1, 1)",
        )
        .await;
    })
    .await;
}

#[tokio::test]
async fn an_interrupted_move_goes_on() {
    let (source, target) = (source().await, sqlite(MIGRATIONS).await);
    target.store.close().await;
    run(&source.location, &target.location).await.unwrap();
    // As if it had stopped early: later tables empty, one table cut.
    for statement in [
        "DELETE FROM messages WHERE space_id > 700",
        "DELETE FROM users",
        "DELETE FROM meta",
        "INSERT INTO meta (name, value) VALUES ('move', 'under way')",
    ] {
        execute(&target.location, statement).await;
    }
    let refused = Store::open(&target.location).await;
    assert!(matches!(refused, Err(OpenError::Unfinished)));
    let onward = sqlite(MIGRATIONS).await;
    let refused = run(&target.location, &onward.location).await;
    assert!(matches!(refused, Err(MoveError::Unfinished)));

    run(&source.location, &target.location).await.unwrap();
    assert_eq!(dump(path(&target.location)), dump(path(&source.location)));
    Store::open(&target.location).await.unwrap().close().await;
}

#[tokio::test]
async fn differences_are_found() {
    let (source, target) = (source().await, sqlite(MIGRATIONS).await);
    target.store.close().await;
    run(&source.location, &target.location).await.unwrap();
    for statement in [
        "INSERT INTO meta (name, value) VALUES ('move', 'under way')",
        "UPDATE messages SET reply_count = 77 WHERE space_id = 600",
    ] {
        execute(&target.location, statement).await;
    }
    let refused = run(&source.location, &target.location).await.unwrap_err();
    assert!(refused.to_string().contains("table messages differs"));
    let refused = Store::open(&target.location).await;
    assert!(matches!(refused, Err(OpenError::Unfinished)));
}

#[tokio::test]
async fn only_into_an_empty_database() {
    let (from, to) = (source().await, source().await);
    let before = dump(path(&to.location));
    let refused = run(&from.location, &to.location).await;
    assert!(matches!(refused, Err(MoveError::NotEmpty)));
    assert_eq!(dump(path(&to.location)), before);
    let store = Store::open(&to.location).await.unwrap();
    let mark = store.read(|tx| Box::pin(async move { meta::get(tx, "move").await }));
    assert_eq!(mark.await.unwrap(), None);
}
