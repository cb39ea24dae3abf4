//! Writes to one space on PostgreSQL: one connection for all that wait, one
//! transaction for many, and each undone alone.

use std::time::Duration;

use domain::ids::SpaceId;
use domain::{Code, Error, Result};
use store::{Sql, Store, Tx};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::common::{Db, on_postgres};
use crate::{TABLES, count, insert, insert_in};

const SPACE: SpaceId = SpaceId(7);

/// Keeps the turn, with a connection, until what it returns is dropped.
async fn hold(store: &Store) -> (oneshot::Sender<()>, JoinHandle<Result<u64>>) {
    let (release, held) = oneshot::channel::<()>();
    let (started, start) = oneshot::channel();
    let store = store.clone();
    let unit = tokio::spawn(async move {
        let unit = store.write(move |tx| {
            Box::pin(async move {
                tx.turn(SPACE).await?;
                let first = insert_in(tx, 1_000, "first").await?;
                started.send(()).ok();
                held.await.ok();
                Ok(first)
            })
        });
        unit.await
    });
    start.await.unwrap();
    (release, unit)
}

/// The transaction that a unit runs in.
async fn transaction(tx: &mut Tx) -> Result<i64> {
    static ASK: Sql = Sql::new("SELECT pg_current_xact_id()::text::bigint");
    let number = tx.optional(&ASK, &[], |row| row.int(0)).await?;
    number.ok_or_else(|| Error::internal("no number"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn units_share_a_transaction_and_fail_alone() {
    on_postgres(TABLES, async |db| {
        let (release, first) = hold(&db.store).await;
        let mut units = Vec::new();
        for id in 0..60 {
            units.push(tokio::spawn(unit_of(db.store.clone(), id)));
        }
        drop(release);
        assert_eq!(first.await.unwrap().unwrap(), 1);
        let mut transactions = Vec::new();
        for (id, unit) in units.into_iter().enumerate() {
            match (id % 5, unit.await.unwrap()) {
                (0, Ok(number)) => transactions.push(number),
                (1, Err(error)) => assert_eq!(error, Error::not_found()),
                (2, Err(error)) => assert_eq!(error.code, Code::Internal),
                (3 | 4, Err(error)) => assert_eq!(error.code, Code::AlreadyExists),
                (_, other) => panic!("unit {id}: {other:?}"),
            }
        }
        assert_eq!(count(&db.store).await, 13);
        transactions.sort_unstable();
        transactions.dedup();
        assert!(transactions.len() < 12, "none of 12 shared a transaction");
    })
    .await;
}

/// One of five kinds, of which the first succeeds.
async fn unit_of(store: Store, id: i64) -> Result<i64> {
    static SEND: Sql = Sql::new("INSERT INTO things (id, name) VALUES ($1, $2)");
    let unit = store.write(move |tx| {
        Box::pin(async move {
            tx.turn(SPACE).await?;
            let number = transaction(tx).await?;
            // Fails in the database, and only when its answer comes.
            let name = match id % 5 {
                4 => "first".to_owned(),
                _ => id.to_string(),
            };
            tx.send(&SEND, &[id.into(), name.as_str().into()]).await?;
            match id % 5 {
                1 => Err(Error::not_found()),
                2 => panic!("unit {id} panics on purpose"),
                3 => insert_in(tx, 1_000, "taken").await.map(|_| number),
                _ => Ok(number),
            }
        })
    });
    unit.await
}

/// More writes than connections wait for one space; everything else goes on.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_busy_space_holds_one_connection() {
    on_postgres(TABLES, async |db| {
        let (release, first) = hold(&db.store).await;
        let waiting: Vec<_> = (0..100).map(|id| tokio::spawn(write(db, id))).collect();
        db.store.ping().await.unwrap();
        insert(&db.store, 2_000, "elsewhere").await.unwrap();
        assert_eq!(count(&db.store).await, 1);
        drop(release);
        first.await.unwrap().unwrap();
        for unit in waiting {
            unit.await.unwrap().unwrap();
        }
        assert_eq!(count(&db.store).await, 102);
    })
    .await;
}

/// Its callers hear that none of it is there, and the next one begins afresh.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cut_connection_takes_all_that_share_it() {
    static CUT: Sql = Sql::new("SELECT 1 WHERE pg_terminate_backend(pg_backend_pid())");
    on_postgres(TABLES, async |db| {
        let (release, first) = hold(&db.store).await;
        let store = db.store.clone();
        let cutting = tokio::spawn(async move {
            let unit = store.write(|tx| {
                Box::pin(async move {
                    tx.turn(SPACE).await?;
                    tx.optional(&CUT, &[], |_| Ok(())).await.map(drop)
                })
            });
            unit.await
        });
        tokio::time::sleep(Duration::from_millis(50)).await;
        let after = tokio::spawn(write(db, 1));
        drop(release);
        let cut = cutting.await.unwrap();
        assert_eq!(cut.unwrap_err().code, Code::Unavailable);
        let kept = match first.await.unwrap() {
            Ok(_) => 1,
            Err(error) => {
                assert_eq!(error.code, Code::Unavailable);
                0
            }
        };
        after.await.unwrap().unwrap();
        assert_eq!(count(&db.store).await, kept + 1);
    })
    .await;
}

fn write(db: &Db, id: i64) -> impl Future<Output = Result<u64>> + use<> {
    let unit = db.store.clone();
    async move {
        let unit = unit.write(move |tx| {
            Box::pin(async move {
                tx.turn(SPACE).await?;
                insert_in(tx, id, &id.to_string()).await
            })
        });
        unit.await
    }
}
