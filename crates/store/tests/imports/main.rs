//! Spaces in import mode, on both databases: times that are taken, the end of
//! an import, and imports that nobody completed.
#![allow(clippy::unwrap_used)]

#[path = "../common/mod.rs"]
mod common;

use common::{Db, each};
use domain::Time;
use domain::ids::{MessageId, SpaceId};
use store::{Sql, imports, spaces};

async fn run(db: &Db, statement: String) {
    let write = db.store.write(move |tx| {
        Box::pin(async move {
            tx.changed_everywhere();
            tx.execute(&Sql::build(statement), &[]).await.map(drop)
        })
    });
    write.await.unwrap();
}

async fn import(db: &Db, space: i64, expires: i64) {
    run(
        db,
        format!(
            "INSERT INTO spaces (space_id, space_type, single_user_bot_dm, admin_installed,
                 display_name, description, guidelines, external_user_allowed, history_state,
                 import_mode, import_expire_time, creator_id, audience, human_count, group_count,
                 create_time, clock)
             VALUES ({space}, 1, false, false, 'x', '', '', false, 2, true, {expires}, 1, '', 0, 0,
                 1, 1)"
        ),
    )
    .await;
}

async fn overdue(db: &Db, now: i64) -> Option<SpaceId> {
    let read = db
        .store
        .read(move |tx| Box::pin(imports::overdue(tx, Time(now))));
    read.await.unwrap()
}

#[tokio::test]
async fn overdue_imports_go_one_by_one_and_complete_ones_stay() {
    each(async |db| {
        for (space, expires) in [(1, 30), (2, 10), (3, 20), (4, 10)] {
            import(db, space, expires).await;
        }
        let complete = db.store.write(|tx| {
            Box::pin(async move {
                let mut space = spaces::lock(tx, SpaceId(4)).await?.unwrap();
                space.human_count = 1;
                space.import_mode = false;
                imports::complete(tx, &space).await
            })
        });
        complete.await.unwrap();
        assert_eq!(overdue(db, 9).await, None);
        let expire = || db.store.write(|tx| Box::pin(imports::expire(tx, Time(25))));
        assert_eq!(overdue(db, 25).await, Some(SpaceId(2)));
        assert!(expire().await.unwrap());
        assert_eq!(overdue(db, 25).await, Some(SpaceId(3)));
        assert!(expire().await.unwrap());
        assert!(!expire().await.unwrap());
        let there = db.store.read(|tx| {
            Box::pin(async move {
                let mut there = Vec::new();
                for id in 1..=4 {
                    if let Some(space) = spaces::get(tx, SpaceId(id)).await? {
                        there.push((id, space.import_mode, space.human_count));
                    }
                }
                Ok(there)
            })
        });
        assert_eq!(there.await.unwrap(), [(1, true, 0), (4, false, 1)]);
    })
    .await;
}

#[tokio::test]
async fn a_time_is_taken_whatever_the_entropy() {
    each(async |db| {
        import(db, 1, 10).await;
        let id = MessageId::at(Time(5), 77).0;
        run(
            db,
            format!(
                "INSERT INTO messages (space_id, message_id, thread_id, sender_id, silent,
                     reply_count, delete_time, deletion_type, content)
                 VALUES (1, {id}, {id}, 1, false, 0, 9, 1, CAST('' AS {}))",
                if db.is_sqlite() { "BLOB" } else { "BYTEA" }
            ),
        )
        .await;
        let taken = |space, time| {
            let read = db
                .store
                .read(move |tx| Box::pin(imports::is_taken(tx, SpaceId(space), Time(time))));
            async move { read.await.unwrap() }
        };
        assert!(taken(1, 5).await);
        for (space, time) in [(1, 4), (1, 6), (2, 5)] {
            assert!(!taken(space, time).await, "{space} {time}");
        }
    })
    .await;
}
