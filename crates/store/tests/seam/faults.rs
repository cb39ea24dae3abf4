//! A disk that is full, a file that is locked or not ours, a unit that waits.

use std::sync::Arc;
use std::time::Duration;

use domain::{Code, Error, Result};
use store::db::error::OpenError;
use store::{Location, Sql, Store};
use tokio::sync::Barrier;

use crate::common::{on_postgres, sqlite};
use crate::transactions::hold;
use crate::{TABLES, count, insert, insert_in};

/// As on a full disk, SQLite cannot take one page more.
async fn set_most_pages(store: &Store, pages: i64) {
    let text = format!("PRAGMA max_page_count = {pages}");
    let unit = store
        .write(move |tx| Box::pin(async move { tx.all(&Sql::build(text), &[], |_| Ok(())).await }));
    unit.await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_refuses_until_there_is_space() {
    let db = sqlite(TABLES).await;
    insert(&db.store, 0, "first").await.unwrap();
    set_most_pages(&db.store, 40).await;
    let held = hold(&db.store).await;
    let mut units = Vec::new();
    for id in 1..100 {
        let store = db.store.clone();
        units.push(tokio::spawn(async move {
            let name = format!("{id} {}", "x".repeat(3000));
            insert(&store, id, &name).await
        }));
    }
    tokio::time::sleep(Duration::from_millis(100)).await;
    drop(held);
    let mut written = 1;
    for unit in units {
        match unit.await.unwrap() {
            Ok(_) => written += 1,
            Err(error) => assert_eq!(error.code, Code::Unavailable, "{error:?}"),
        }
    }
    assert!((2..60).contains(&written), "{written}");
    assert_eq!(count(&db.store).await, written);
    set_most_pages(&db.store, 1_000_000).await;
    insert(&db.store, 1000, "more").await.unwrap();
    assert_eq!(count(&db.again().await).await, written + 1);
}

#[tokio::test]
async fn a_unit_that_waits_is_undone() {
    let db = sqlite(TABLES).await;
    let outcome = db.store.write(|tx| {
        Box::pin(async move {
            insert_in(tx, 1, "one").await?;
            std::future::pending::<()>().await;
            Ok(())
        })
    });
    let error = outcome.await.unwrap_err();
    assert_eq!(error.code, Code::Internal);
    let read: Result<()> = db.store.read(|_| Box::pin(std::future::pending())).await;
    assert_eq!(read.unwrap_err().code, Code::Internal);
    assert_eq!(count(&db.store).await, 0);
    insert(&db.store, 1, "one").await.unwrap();
}

/// The lock of another process is waited for, then the callers are told.
#[tokio::test]
async fn a_locked_file_is_waited_for() {
    let db = sqlite(TABLES).await;
    let Location::Sqlite(path) = &db.location else {
        unreachable!()
    };
    let other = rusqlite::Connection::open(path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let waiting = tokio::spawn({
        let store = db.store.clone();
        async move { insert(&store, 1, "one").await }
    });
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(!waiting.is_finished());
    assert_eq!(count(&db.store).await, 0);
    other.execute_batch("COMMIT").unwrap();
    waiting.await.unwrap().unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let error = insert(&db.store, 2, "two").await.unwrap_err();
    assert_eq!(error.code, Code::Unavailable, "{error:?}");
    drop(other);
    insert(&db.store, 2, "two").await.unwrap();
}

#[tokio::test]
async fn other_files_are_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("other.db");
    let other = rusqlite::Connection::open(&path).unwrap();
    other
        .execute_batch("CREATE TABLE theirs (id INTEGER)")
        .unwrap();
    drop(other);
    let before = std::fs::read(&path).unwrap();
    let refused = Store::open(&Location::Sqlite(path.clone())).await;
    assert!(matches!(refused.err(), Some(OpenError::NotOurs { .. })));
    assert_eq!(std::fs::read(&path).unwrap(), before);

    let path = folder.path().join("text.db");
    std::fs::write(&path, "no database ".repeat(1000)).unwrap();
    for path in [
        path,
        folder.path().to_owned(),
        folder.path().join("missing/confab.db"),
    ] {
        let refused = Store::open(&Location::Sqlite(path)).await;
        assert!(matches!(refused.err(), Some(OpenError::File { .. })));
    }
}

#[tokio::test]
async fn wrong_addresses_say_what_to_do() {
    for (url, expected) in [
        (
            "mysql://localhost",
            "--database-url is not a PostgreSQL URL",
        ),
        ("postgres://nobody@127.0.0.1:1/none", "check that it runs"),
    ] {
        let error = Store::open(&Location::Postgres(url.to_owned()))
            .await
            .err()
            .unwrap();
        assert!(error.to_string().contains(expected), "{error}");
    }
}

/// Whoever stops listening, their neighbours are answered.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn abandoned_units_are_not_run() {
    let db = sqlite(TABLES).await;
    let held = hold(&db.store).await;
    for id in 0..10 {
        let store = db.store.clone();
        let unit = tokio::spawn(async move { insert(&store, id, &id.to_string()).await });
        tokio::time::sleep(Duration::from_millis(5)).await;
        if id % 2 == 0 {
            unit.abort();
        }
    }
    drop(held);
    let outcome: Result<()> = db
        .store
        .write(|_| Box::pin(async { Err(Error::not_found()) }))
        .await;
    assert_eq!(outcome.unwrap_err(), Error::not_found());
    assert_eq!(count(&db.store).await, 5);
}

/// Everybody's messages are in there.
#[cfg(unix)]
#[tokio::test]
async fn only_the_owner_may_read_the_files() {
    use std::os::unix::fs::PermissionsExt;
    let db = sqlite(TABLES).await;
    insert(&db.store, 1, "one").await.unwrap();
    let Location::Sqlite(path) = &db.location else {
        unreachable!()
    };
    let entries = std::fs::read_dir(path.parent().unwrap()).unwrap();
    let modes: Vec<u32> = entries
        .map(|entry| entry.unwrap().metadata().unwrap().permissions().mode())
        .collect();
    assert_eq!(modes.len(), 3);
    assert!(modes.iter().all(|mode| mode & 0o077 == 0), "{modes:?}");
}

/// One of two that wait for each other is told to try again, and may.
#[tokio::test]
async fn deadlocks_are_aborted() {
    static LOCK: Sql = Sql::new("SELECT name FROM things WHERE id = $1 FOR UPDATE");
    async fn lock_both(store: Store, ids: [i64; 2], meet: Arc<Barrier>) -> Result<()> {
        let unit = store.write(move |tx| {
            Box::pin(async move {
                tx.optional(&LOCK, &[ids[0].into()], |_| Ok(())).await?;
                meet.wait().await;
                tx.optional(&LOCK, &[ids[1].into()], |_| Ok(()))
                    .await
                    .map(drop)
            })
        });
        unit.await
    }
    on_postgres(TABLES, async |db| {
        insert(&db.store, 1, "one").await.unwrap();
        insert(&db.store, 2, "two").await.unwrap();
        let meet = Arc::new(Barrier::new(2));
        let (one, two) = tokio::join!(
            lock_both(db.store.clone(), [1, 2], meet.clone()),
            lock_both(db.store.clone(), [2, 1], meet),
        );
        let (won, lost) = if one.is_ok() { (one, two) } else { (two, one) };
        won.unwrap();
        assert_eq!(lost.unwrap_err().code, Code::Aborted);
        insert(&db.store, 3, "three").await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_cut_connection_is_replaced() {
    static CUT: Sql = Sql::new("SELECT 1 WHERE pg_terminate_backend(pg_backend_pid())");
    on_postgres(TABLES, async |db| {
        for id in 0..20 {
            let outcome: Result<()> = db
                .store
                .write(move |tx| {
                    Box::pin(async move {
                        insert_in(tx, id, "undone").await?;
                        tx.optional(&CUT, &[], |_| Ok(())).await?;
                        Ok(())
                    })
                })
                .await;
            assert_eq!(outcome.unwrap_err().code, Code::Unavailable);
            insert(&db.store, id, &id.to_string()).await.unwrap();
        }
        assert_eq!(count(&db.store).await, 20);
    })
    .await;
}
