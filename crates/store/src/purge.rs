//! Rows that nobody can see any more go, a bounded number at a time.

use std::sync::LazyLock;

use domain::ids::SpaceId;
use domain::{Result, Time};

use crate::{Sql, Tx, attachments};

/// The tables of what is inside a space, with the rest of their keys.
const INSIDE: [(&str, &str); 10] = [
    ("messages", "message_id"),
    ("reactions", "message_id, create_time"),
    ("space_read_states", "user_id"),
    ("thread_read_states", "thread_id, user_id"),
    ("events", "seq"),
    ("memberships", "member_kind, member_id"),
    ("thread_keys", "app_id, thread_key"),
    ("requests", "app_id, method, request_id"),
    ("deliveries", "delivery_id"),
    ("app_movers", "app_id"),
];

/// Whether there is anything for [`deleted_space`] to do.
pub async fn is_due(tx: &mut Tx) -> Result<bool> {
    static ANY: Sql = Sql::new("SELECT 1 FROM spaces WHERE delete_time IS NOT NULL LIMIT 1");
    Ok(tx.optional(&ANY, &[], |_| Ok(())).await?.is_some())
}

/// Removes up to `limit` rows of what is left of one deleted space, at last
/// the space itself. Answers whether there may be more to do.
pub async fn deleted_space(tx: &mut Tx, limit: i64) -> Result<bool> {
    static NEXT: Sql = Sql::new(
        "SELECT space_id FROM spaces WHERE delete_time IS NOT NULL ORDER BY delete_time LIMIT 1",
    );
    static PARTS: LazyLock<Vec<Sql>> = LazyLock::new(|| INSIDE.map(part).into());
    // A space has few of these ever; their messages are gone by now.
    static BOTS: Sql = Sql::new(
        "DELETE FROM users WHERE user_id IN (SELECT webhook_id FROM webhooks WHERE space_id = $1)",
    );
    static WEBHOOKS: Sql = Sql::new("DELETE FROM webhooks WHERE space_id = $1");
    static SPACE: Sql = Sql::new("DELETE FROM spaces WHERE space_id = $1");

    let Some(space) = tx.optional(&NEXT, &[], |row| row.int(0)).await? else {
        return Ok(false);
    };
    // First, since the files themselves have to go too.
    if attachments::clear_space(tx, SpaceId(space), limit).await? > 0 {
        return Ok(true);
    }
    for part in PARTS.iter() {
        if tx.execute(part, &[space.into(), limit.into()]).await? > 0 {
            return Ok(true);
        }
    }
    for last in [&BOTS, &WEBHOOKS, &SPACE] {
        tx.execute(last, &[space.into()]).await?;
    }
    Ok(true)
}

fn part((table, key): (&str, &str)) -> Sql {
    Sql::build(format!(
        "DELETE FROM {table} WHERE space_id = $1 AND ({key}) IN
             (SELECT {key} FROM {table} WHERE space_id = $1 LIMIT $2)"
    ))
}

/// Removes events from before a time, of the `limit` oldest ones. Answers how
/// many.
pub async fn old_events(tx: &mut Tx, before: Time, limit: i64) -> Result<u64> {
    static OLD: Sql = Sql::new(
        "DELETE FROM events WHERE time < $1 AND seq IN
             (SELECT seq FROM events ORDER BY seq LIMIT $2)",
    );
    tx.execute(&OLD, &[before.0.into(), limit.into()]).await
}
