//! How nodes on one database hear of each other's commits.

use std::time::Duration;

use store::{Sql, Store};
use tokio::sync::watch;
use tokio::time::timeout;

use crate::common::on_postgres;
use crate::{TABLES, insert_in};

async fn write(store: &Store, id: i64) {
    let unit = store.write(move |tx| {
        Box::pin(async move {
            tx.wake();
            insert_in(tx, id, &format!("{id}")).await
        })
    });
    unit.await.unwrap();
}

async fn hears(receiver: &mut watch::Receiver<u64>) -> bool {
    let heard = timeout(Duration::from_secs(10), receiver.changed()).await;
    heard.is_ok_and(|changed| changed.is_ok())
}

/// Ends the connections that listen, as a failover would; how many.
async fn cut(store: &Store) -> i64 {
    static CUT: Sql = Sql::new(
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
         WHERE query ~ ('^(LISTEN|NOTIFY) confab_' || current_schema() || '(,.*)?$')",
    );
    let unit = store.read(|tx| Box::pin(async move { tx.all(&CUT, &[], |row| row.int(0)).await }));
    unit.await.unwrap()[0]
}

#[tokio::test]
async fn commits_wake_other_nodes() {
    on_postgres(TABLES, async |db| {
        let other = db.again().await;
        let mut receiver = other.committed();
        // It counts once when it begins to listen; from then on it hears all.
        if *receiver.borrow() == 0 {
            assert!(hears(&mut receiver).await);
        }
        let mut id = 0;
        for _ in 0..20 {
            id += 1;
            receiver.mark_unchanged();
            write(&db.store, id).await;
            assert!(hears(&mut receiver).await, "{id}");
        }
        assert_eq!(cut(&db.store).await, 2);
        // Both come back by themselves, and count what they may have missed.
        assert!(hears(&mut receiver).await);
        id += 1;
        write(&db.store, id).await;
        assert!(hears(&mut receiver).await);
        other.close().await;
    })
    .await;
}
