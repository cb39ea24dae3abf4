//! All of a unit or nothing of it, whatever its neighbours do.

use std::sync::mpsc;
use std::time::Duration;

use domain::{Code, Error, Result};
use store::{Sql, Store};

use crate::common::each_with;
use crate::{COUNT, NAME, TABLES, count, count_in, insert, insert_in};

/// Keeps the writer busy, so that what is sent meanwhile shares one
/// transaction. Let go by dropping what it returns.
pub async fn hold(store: &Store) -> mpsc::Sender<()> {
    let (release, held) = mpsc::channel::<()>();
    let (started, start) = tokio::sync::oneshot::channel();
    let store = store.clone();
    tokio::spawn(async move {
        let unit = store.write(move |_| {
            Box::pin(async move {
                started.send(()).ok();
                held.recv().ok();
                Ok(())
            })
        });
        unit.await.unwrap();
    });
    start.await.unwrap();
    release
}

#[tokio::test]
async fn a_failed_unit_leaves_nothing() {
    each_with(TABLES, async |db| {
        let outcome: Result<()> = db
            .store
            .write(|tx| {
                Box::pin(async move {
                    insert_in(tx, 1, "one").await?;
                    assert_eq!(count_in(tx).await?, 1);
                    Err(Error::not_found())
                })
            })
            .await;
        assert_eq!(outcome.unwrap_err(), Error::not_found());
        assert_eq!(count(&db.store).await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn neighbours_of_a_failed_unit_survive() {
    each_with(TABLES, async |db| {
        let held = if db.is_sqlite() {
            Some(hold(&db.store).await)
        } else {
            None
        };
        let mut units = Vec::new();
        for id in 0..60 {
            let store = db.store.clone();
            units.push(tokio::spawn(async move {
                let unit = store.write(move |tx| {
                    Box::pin(async move {
                        insert_in(tx, id, &format!("name {id}")).await?;
                        match id % 3 {
                            0 => Ok(id),
                            1 => Err(Error::not_found()),
                            _ => panic!("unit {id} panics on purpose"),
                        }
                    })
                });
                unit.await
            }));
        }
        if held.is_some() {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        drop(held);
        for (id, unit) in units.into_iter().enumerate() {
            match (id % 3, unit.await.unwrap()) {
                (0, Ok(_)) => {}
                (1, Err(error)) => assert_eq!(error, Error::not_found()),
                (2, Err(error)) => {
                    assert_eq!(error.code, Code::Internal);
                    assert!(error.cause.unwrap().contains("panics on purpose"));
                }
                (_, other) => panic!("unit {id}: {other:?}"),
            }
        }
        assert_eq!(count(&db.store).await, 20);
    })
    .await;
}

/// PostgreSQL would turn the COMMIT into a ROLLBACK without a word.
#[tokio::test]
async fn a_swallowed_failure_is_no_success() {
    each_with(TABLES, async |db| {
        insert(&db.store, 1, "one").await.unwrap();
        let outcome = db.store.write(|tx| {
            Box::pin(async move {
                insert_in(tx, 2, "two").await?;
                let conflict = insert_in(tx, 1, "again").await.unwrap_err();
                assert_eq!(conflict.code, Code::AlreadyExists);
                let after = insert_in(tx, 3, "three").await.unwrap_err();
                assert_eq!(after.code, Code::AlreadyExists);
                Ok(())
            })
        });
        assert_eq!(outcome.await.unwrap_err().code, Code::AlreadyExists);
        assert_eq!(count(&db.store).await, 1);
        insert(&db.store, 2, "two").await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn unique_violations_are_named() {
    each_with(TABLES, async |db| {
        insert(&db.store, 1, "one").await.unwrap();
        for (id, name) in [(1, "other"), (2, "one")] {
            let error = insert(&db.store, id, name).await.unwrap_err();
            assert_eq!(error.code, Code::AlreadyExists);
            assert!(error.cause.unwrap().contains("things"));
        }
        static NULL: Sql = Sql::new("INSERT INTO things (id) VALUES (CAST($1 AS BIGINT))");
        let outcome = db
            .store
            .write(|tx| Box::pin(async move { tx.execute(&NULL, &[store::Value::Null]).await }));
        assert_eq!(outcome.await.unwrap_err().code, Code::Internal);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_callers_are_each_counted() {
    each_with(TABLES, async |db| {
        static ADD: Sql = Sql::new(
            "INSERT INTO things (id, amount) VALUES (0, 1)
             ON CONFLICT (id) DO UPDATE SET amount = things.amount + 1 RETURNING amount",
        );
        let mut callers = Vec::new();
        for caller in 0..64 {
            let store = db.store.clone();
            callers.push(tokio::spawn(async move {
                let mut seen = Vec::new();
                for n in 1..=20 {
                    let id = caller * 100 + n;
                    let unit = store.write(move |tx| {
                        Box::pin(async move {
                            insert_in(tx, id, &id.to_string()).await?;
                            tx.optional(&ADD, &[], |row| row.int(0)).await
                        })
                    });
                    seen.push(unit.await.unwrap().unwrap());
                    assert_eq!(name(&store, id).await, Some(id.to_string()));
                }
                seen
            }));
        }
        let mut seen = Vec::new();
        for caller in callers {
            seen.extend(caller.await.unwrap());
        }
        seen.sort_unstable();
        assert_eq!(seen, (1..=1280).collect::<Vec<i64>>());
        assert_eq!(count(&db.again().await).await, 1281);
    })
    .await;
}

async fn name(store: &Store, id: i64) -> Option<String> {
    let unit = store.read(move |tx| {
        Box::pin(async move {
            tx.optional(&NAME, &[id.into()], |row| row.text(0).map(str::to_owned))
                .await
        })
    });
    unit.await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_read_sees_one_state() {
    each_with(TABLES, async |db| {
        insert(&db.store, 1, "one").await.unwrap();
        let writer = db.store.clone();
        let handle = tokio::runtime::Handle::current();
        let seen = db.store.read(move |tx| {
            Box::pin(async move {
                let before = count_in(tx).await?;
                // On a thread of its own: a unit awaits nothing but its Tx.
                std::thread::spawn(move || handle.block_on(insert(&writer, 2, "two")))
                    .join()
                    .unwrap()?;
                Ok((before, count_in(tx).await?))
            })
        });
        assert_eq!(seen.await.unwrap(), (1, 1));
        assert_eq!(count(&db.store).await, 2);
    })
    .await;
}

#[tokio::test]
async fn a_read_cannot_write_and_goes_on_after_a_panic() {
    each_with(TABLES, async |db| {
        let outcome = db
            .store
            .read(|tx| Box::pin(async move { insert_in(tx, 1, "one").await }))
            .await;
        assert!(outcome.is_err());
        for _ in 0..40 {
            let outcome: Result<()> = db
                .store
                .read(|tx| {
                    Box::pin(async move {
                        count_in(tx).await?;
                        panic!("a read panics on purpose")
                    })
                })
                .await;
            assert_eq!(outcome.unwrap_err().code, Code::Internal);
        }
        insert(&db.store, 1, "one").await.unwrap();
        assert_eq!(count(&db.store).await, 1);
    })
    .await;
}

#[tokio::test]
async fn cancelled_callers_break_nothing() {
    each_with(TABLES, async |db| {
        for id in 0..200 {
            let name = id.to_string();
            let unit = insert(&db.store, id, &name);
            // Dropped before it began, while it waits, or just after.
            drop(tokio::time::timeout(Duration::from_micros(id as u64 * 20), unit).await);
            let read = db.store.read(|tx| Box::pin(count_in(tx)));
            drop(tokio::time::timeout(Duration::from_micros(id as u64 * 20), read).await);
        }
        insert(&db.store, 1000, "last").await.unwrap();
        let there = count(&db.store).await;
        assert!((1..=201).contains(&there), "{there}");
        for id in 2000..2100 {
            insert(&db.store, id, &id.to_string()).await.unwrap();
        }
        assert_eq!(count(&db.store).await, there + 100);
    })
    .await;
}

#[tokio::test]
async fn commits_wake_those_who_asked() {
    each_with(TABLES, async |db| {
        let mut committed = db.store.committed();
        if !db.is_sqlite() && *committed.borrow() == 0 {
            // Once it listens, since others may have written before.
            committed.changed().await.unwrap();
        }
        let before = *committed.borrow_and_update();
        insert(&db.store, 1, "one").await.unwrap();
        assert!(!committed.has_changed().unwrap());
        let failed: Result<()> = db
            .store
            .write(|tx| {
                Box::pin(async move {
                    tx.wake();
                    Err(Error::not_found())
                })
            })
            .await;
        failed.unwrap_err();
        insert(&db.store, 2, "two").await.unwrap();
        assert!(!committed.has_changed().unwrap());
        let unit = db.store.write(|tx| {
            Box::pin(async move {
                tx.wake();
                insert_in(tx, 3, "three").await
            })
        });
        unit.await.unwrap();
        committed.changed().await.unwrap();
        assert_eq!(*committed.borrow_and_update(), before + 1);
    })
    .await;
}

#[tokio::test]
async fn what_was_written_is_there_after_reopening() {
    each_with(TABLES, async |db| {
        for id in 0..10 {
            insert(&db.store, id, &id.to_string()).await.unwrap();
        }
        db.store.ping().await.unwrap();
        db.store.close().await;
        db.store.close().await;
        assert_eq!(
            insert(&db.store, 10, "ten").await.unwrap_err().code,
            Code::Unavailable
        );
        let read = db.store.read(|tx| Box::pin(count_in(tx))).await;
        assert_eq!(read.unwrap_err().code, Code::Unavailable);
        assert_eq!(db.store.ping().await.unwrap_err().code, Code::Unavailable);
        let store = db.again().await;
        assert_eq!(count(&store).await, 10);
        insert(&store, 10, "ten").await.unwrap();
        store.close().await;
    })
    .await;
}

/// More than fits the writer's line is refused at once, the rest is written.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_queue_refuses() {
    let db = crate::common::sqlite(TABLES).await;
    let held = hold(&db.store).await;
    let mut units = Vec::new();
    for id in 0..6000 {
        let store = db.store.clone();
        units.push(tokio::spawn(async move {
            store
                .write(move |tx| Box::pin(async move { insert_in(tx, id, &id.to_string()).await }))
                .await
        }));
    }
    tokio::time::sleep(Duration::from_millis(300)).await;
    drop(held);
    let (mut written, mut refused) = (0, 0);
    for unit in units {
        match unit.await.unwrap() {
            Ok(_) => written += 1,
            Err(error) => {
                assert_eq!(error.code, Code::Unavailable);
                refused += 1;
            }
        }
    }
    assert_eq!((written, refused), (4096, 6000 - 4096));
    let unit = db
        .store
        .read(|tx| Box::pin(async move { tx.optional(&COUNT, &[], |row| row.int(0)).await }));
    assert_eq!(unit.await.unwrap(), Some(4096));
}
