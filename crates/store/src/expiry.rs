//! Messages that were sent while the history of their space was off: they are
//! kept for [`LIFETIME`], then leave a tombstone.

use domain::events::{Event, Kind};
use domain::ids::{MessageId, SpaceId};
use domain::{Result, Time};
use proto::chat::deletion_metadata::DeletionType;

use crate::{Row, Sql, Tx, events, messages, spaces};

/// The reference: "Messages and threads are kept for 24 hours."
pub const LIFETIME: i64 = Time::DAY;

/// The message goes [`LIFETIME`] after it was created.
pub async fn add(tx: &mut Tx, space: SpaceId, message: MessageId, created: Time) -> Result<()> {
    static ADD: Sql = Sql::new(
        "INSERT INTO expiring_messages (expire_time, space_id, message_id) VALUES ($1, $2, $3)",
    );
    let expire = created.0.saturating_add(LIFETIME);
    tx.execute(&ADD, &[expire.into(), space.0.into(), message.0.into()])
        .await?;
    Ok(())
}

/// Whether [`remove_due`] has something to do.
pub async fn is_due(tx: &mut Tx, now: Time) -> Result<bool> {
    Ok(!due(tx, now, 1).await?.is_empty())
}

/// Buries up to `limit` messages whose time has come, each with an event.
/// Answers how many were looked at.
pub async fn remove_due(tx: &mut Tx, now: Time, limit: i64) -> Result<usize> {
    static DONE: Sql = Sql::new(
        "DELETE FROM expiring_messages
         WHERE expire_time = $1 AND space_id = $2 AND message_id = $3",
    );
    let due = due(tx, now, limit).await?;
    for (time, space, message) in &due {
        bury(tx, *space, *message, now).await?;
        let params = [time.0.into(), space.0.into(), message.0.into()];
        tx.execute(&DONE, &params).await?;
    }
    Ok(due.len())
}

async fn due(tx: &mut Tx, now: Time, limit: i64) -> Result<Vec<(Time, SpaceId, MessageId)>> {
    static DUE: Sql = Sql::new(
        "SELECT expire_time, space_id, message_id FROM expiring_messages
         WHERE expire_time <= $1 ORDER BY expire_time, space_id, message_id LIMIT $2",
    );
    let read = |row: &Row<'_>| {
        Ok((
            Time(row.int(0)?),
            SpaceId(row.int(1)?),
            MessageId(row.int(2)?),
        ))
    };
    tx.all(&DUE, &[now.0.into(), limit.into()], read).await
}

async fn bury(tx: &mut Tx, id: SpaceId, message: MessageId, now: Time) -> Result<()> {
    // A deleted space takes its messages along.
    let Some(mut space) = spaces::lock(tx, id).await? else {
        return Ok(());
    };
    let message = messages::get(tx, id, message).await?;
    let Some(message) = message.filter(|message| message.delete_time.is_none()) else {
        return Ok(());
    };
    let time = space.tick(now);
    spaces::touch(tx, &space).await?;
    messages::bury(tx, id, message.id, time, DeletionType::Unspecified).await?;
    if message.is_reply() {
        messages::count_reply(tx, id, message.thread, -1).await?;
    }
    let event = Event {
        space: id,
        time,
        n: 0,
        kind: Kind::MessageDeleted(message.id),
    };
    events::append(tx, &event).await
}
