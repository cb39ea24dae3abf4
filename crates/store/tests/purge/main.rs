//! What is gone goes, in portions, and nothing else, on both databases.
#![allow(clippy::unwrap_used)]

#[path = "../common/mod.rs"]
mod common;

use common::{Db, each};
use domain::Time;
use store::{Sql, purge};

/// Rows of every table that a space has something in.
const TABLES: &[&str] = &[
    "spaces",
    "messages",
    "attachments",
    "reactions",
    "space_read_states",
    "thread_read_states",
    "events",
    "memberships",
    "thread_keys",
    "requests",
    "deliveries",
    "app_movers",
    "webhooks",
];

async fn fill(db: &Db, space: i64, deleted: bool) {
    let delete_time = if deleted { "7" } else { "NULL" };
    let mut statements = vec![format!(
        "INSERT INTO spaces (space_id, space_type, single_user_bot_dm, admin_installed,
             display_name, description, guidelines, external_user_allowed, history_state,
             import_mode, creator_id, audience, human_count, group_count, create_time, clock,
             delete_time)
         VALUES ({space}, 1, false, false, 'x', '', '', false, 2, false, 1, '', 1, 0, 1, 1,
             {delete_time})"
    )];
    for n in 1..=3 {
        statements.extend([
            format!(
                "INSERT INTO messages (space_id, message_id, thread_id, sender_id, silent,
                     reply_count, deletion_type, content)
                 VALUES ({space}, {n}, {n}, 1, false, 0, 0, '')"
            ),
            format!(
                "INSERT INTO reactions (space_id, message_id, create_time, user_id, emoji)
                 VALUES ({space}, {n}, {n}, 1, 'UNICODE.x')"
            ),
            format!(
                "INSERT INTO attachments (space_id, message_id, file_id, content_name,
                     content_type, size)
                 VALUES ({space}, {n}, {space}{n}, 'x', 'x/y', 1)"
            ),
            format!(
                "INSERT INTO space_read_states (space_id, user_id, last_read_time)
                 VALUES ({space}, {n}, 1)"
            ),
            format!(
                "INSERT INTO thread_read_states (space_id, thread_id, user_id, last_read_time)
                 VALUES ({space}, {n}, 1, 1)"
            ),
            format!(
                "INSERT INTO events (space_id, time, n, kind, target_id, target_kind)
                 VALUES ({space}, {n}, 0, 1, {n}, 0)"
            ),
            format!(
                "INSERT INTO memberships (space_id, member_kind, member_id, state, role,
                     create_time)
                 VALUES ({space}, 1, {n}, 1, 1, 1)"
            ),
            format!(
                "INSERT INTO thread_keys (space_id, app_id, thread_key, thread_id)
                 VALUES ({space}, 0, 'k{n}', {n})"
            ),
            format!(
                "INSERT INTO requests (space_id, app_id, method, request_id, caller_id,
                     target_id, create_time)
                 VALUES ({space}, 0, 1, 'r{n}', 1, {n}, 1)"
            ),
            format!(
                "INSERT INTO deliveries (space_id, app_id, event_type, state, reason, url,
                     request, context, attempts, response, outcome, result, due_time,
                     create_time)
                 VALUES ({space}, {n}, 'MESSAGE', 4, '', '', '', '', '', '', '', '', 1, 1)"
            ),
            format!("INSERT INTO app_movers (space_id, app_id, user_id) VALUES ({space}, {n}, 1)"),
            format!(
                "INSERT INTO webhooks (webhook_id, space_id, token_hint, create_time)
                 VALUES ({space}{n}, {space}, '', 1)"
            ),
            format!(
                "INSERT INTO users (user_id, kind, display_name, admin, disabled, auto_accept,
                     create_time)
                 VALUES ({space}{n}, 3, 'x', false, false, true, 1)"
            ),
        ]);
    }
    let write = db.store.write(move |tx| {
        Box::pin(async move {
            tx.changed_everywhere();
            for statement in statements {
                // An empty blob is spelled differently by the two databases.
                let params = [(&[][..]).into()];
                if statement.contains("INTO messages") {
                    let statement = statement.replace("''", "$1");
                    tx.execute(&Sql::build(statement), &params).await?;
                } else {
                    tx.execute(&Sql::build(statement), &[]).await?;
                }
            }
            Ok(())
        })
    });
    write.await.unwrap();
}

async fn count(db: &Db, table: &'static str, space: i64) -> i64 {
    let read = db.store.read(move |tx| {
        Box::pin(async move {
            let sql = Sql::build(format!("SELECT COUNT(*) FROM {table} WHERE space_id = $1"));
            tx.optional(&sql, &[space.into()], |row| row.int(0)).await
        })
    });
    read.await.unwrap().unwrap()
}

#[tokio::test]
async fn a_deleted_space_goes_in_portions_and_the_others_stay() {
    each(async |db| {
        fill(db, 1, true).await;
        fill(db, 2, false).await;
        let due = || db.store.read(|tx| Box::pin(purge::is_due(tx)));
        assert!(due().await.unwrap());
        let mut portions = 0;
        loop {
            let portion = db.store.write(|tx| Box::pin(purge::deleted_space(tx, 2)));
            if !portion.await.unwrap() {
                break;
            }
            portions += 1;
        }
        // Two portions of each table but the space's own.
        assert_eq!(portions, 2 * 11 + 1);
        assert!(!due().await.unwrap());
        for table in TABLES.iter().copied() {
            // The ends of its three memberships are told.
            let left = if table == "events" { 3 } else { 0 };
            assert_eq!(count(db, table, 1).await, left, "{table}");
            let left = if table == "spaces" { 1 } else { 3 };
            assert_eq!(count(db, table, 2).await, left, "{table}");
        }
        // The webhooks' bot users go with them.
        let bots = db.store.read(|tx| {
            Box::pin(async move {
                let sql = Sql::new("SELECT COUNT(*) FROM users WHERE kind = 3");
                tx.optional(&sql, &[], |row| row.int(0)).await
            })
        });
        assert_eq!(bots.await.unwrap(), Some(3));
    })
    .await;
}

#[tokio::test]
async fn old_events_go_oldest_first() {
    each(async |db| {
        fill(db, 1, false).await;
        let remove = |before, limit| {
            let write = db
                .store
                .write(move |tx| Box::pin(purge::old_events(tx, Time(before), limit)));
            async move { write.await.unwrap() }
        };
        assert_eq!(remove(1, 10).await, 0);
        assert_eq!(remove(3, 1).await, 1);
        assert_eq!(remove(3, 10).await, 1);
        assert_eq!(remove(3, 10).await, 0);
        assert_eq!(count(db, "events", 1).await, 1);
    })
    .await;
}
