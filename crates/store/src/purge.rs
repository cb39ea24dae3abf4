//! Rows that nobody can see any more go, a bounded number at a time.

use std::sync::LazyLock;

use domain::events::{Event, Kind};
use domain::ids::SpaceId;
use domain::members::Member;
use domain::{Error, Result, Time};

use crate::kept::Table;
use crate::{Row, Sql, Tx, attachments, events, members};

/// The tables of what is inside a space, with the rest of their keys.
const INSIDE: [(&str, &str); 11] = [
    ("messages", "message_id"),
    ("reactions", "message_id, create_time"),
    ("mentions", "user_id, message_id"),
    ("expiring_messages", "expire_time, message_id"),
    ("space_read_states", "user_id"),
    ("thread_read_states", "thread_id, user_id"),
    ("notification_settings", "user_id"),
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
///
/// The memberships go first, each with an event that tells its member so.
/// Those events stay until they are too old, as all do.
pub async fn deleted_space(tx: &mut Tx, limit: i64) -> Result<bool> {
    static NEXT: Sql = Sql::new(
        "SELECT space_id, clock, delete_time FROM spaces
         WHERE delete_time IS NOT NULL ORDER BY delete_time LIMIT 1",
    );
    static EVENTS: Sql = Sql::new(
        "DELETE FROM events WHERE space_id = $1 AND seq IN
             (SELECT seq FROM events WHERE space_id = $1 AND time < $3 LIMIT $2)",
    );
    static PARTS: LazyLock<Vec<Sql>> = LazyLock::new(|| INSIDE.map(part).into());
    // A space has few of these ever; their messages are gone by now.
    static BOTS: Sql = Sql::new(
        "DELETE FROM users WHERE user_id IN (SELECT webhook_id FROM webhooks WHERE space_id = $1)",
    );
    static WEBHOOKS: Sql = Sql::new("DELETE FROM webhooks WHERE space_id = $1");
    static SPACE: Sql = Sql::new("DELETE FROM spaces WHERE space_id = $1");

    let next = |row: &Row<'_>| Ok((row.int(0)?, row.int(1)?, row.int(2)?));
    let Some((space, clock, deleted)) = tx.optional(&NEXT, &[], next).await? else {
        return Ok(false);
    };
    // Later than every event from before the end, so that those can be told
    // from the ones that the end makes.
    let end = Time(deleted.max(clock.saturating_add(1)));
    if end_memberships(tx, SpaceId(space), end, limit).await? {
        return Ok(true);
    }
    // Before their messages, since the files themselves have to go too.
    if attachments::clear_space(tx, SpaceId(space), limit).await? > 0 {
        return Ok(true);
    }
    let params = [space.into(), limit.into(), deleted.into()];
    if tx.execute(&EVENTS, &params).await? > 0 {
        return Ok(true);
    }
    tx.changed_everywhere();
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

/// Ends up to `limit` memberships; whether there were any.
async fn end_memberships(tx: &mut Tx, space: SpaceId, time: Time, limit: i64) -> Result<bool> {
    static SOME: Sql = Sql::new(
        "SELECT member_kind, member_id, delete_time FROM memberships WHERE space_id = $1
         ORDER BY member_kind, member_id LIMIT $2",
    );
    static TICK: Sql = Sql::new("UPDATE spaces SET clock = $2 WHERE space_id = $1");
    let read = |row: &Row<'_>| Ok((row.int(0)?, row.int(1)?, row.opt_int(2)?));
    let some = tx.all(&SOME, &[space.0.into(), limit.into()], read).await?;
    for (n, (kind, id, ended)) in some.iter().enumerate() {
        let member = Member::from_stored(*kind, *id)
            .ok_or_else(|| Error::internal(format!("memberships.member_kind is {kind}")))?;
        members::delete(tx, space, member).await?;
        // An import's memberships of the past have ended long ago.
        if ended.is_some() {
            continue;
        }
        let event = Event {
            space,
            time,
            n: n as i64,
            kind: Kind::MembershipDeleted(member),
        };
        events::append(tx, &event).await?;
    }
    if some.is_empty() {
        return Ok(false);
    }
    tx.execute(&TICK, &[space.0.into(), time.0.into()]).await?;
    tx.changed(Table::Spaces, &space);
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
