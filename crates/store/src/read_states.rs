//! Up to when people have read spaces and threads.

use domain::ids::{MessageId, SpaceId, UserId};
use domain::{Result, Time};

use crate::{Row, Sql, Tx};

/// Up to when the person has read the space; `None` for never.
pub async fn of_space(tx: &mut Tx, space: SpaceId, user: UserId) -> Result<Option<Time>> {
    static GET: Sql = Sql::new(
        "SELECT last_read_time FROM space_read_states WHERE space_id = $1 AND user_id = $2",
    );
    let params = [space.0.into(), user.0.into()];
    tx.optional(&GET, &params, |row| row.int(0).map(Time)).await
}

pub async fn set_space(tx: &mut Tx, space: SpaceId, user: UserId, time: Time) -> Result<()> {
    static SET: Sql = Sql::new(
        "INSERT INTO space_read_states (space_id, user_id, last_read_time, seen_time)
         VALUES ($1, $2, $3, $3)
         ON CONFLICT (space_id, user_id)
         DO UPDATE SET last_read_time = excluded.last_read_time, seen_time = excluded.seen_time",
    );
    let params = [space.0.into(), user.0.into(), time.0.into()];
    tx.send(&SET, &params).await
}

/// Up to when the person has read the space and up to when they have seen it,
/// replies included; `None` for never.
pub async fn marks(tx: &mut Tx, space: SpaceId, user: UserId) -> Result<Option<(Time, Time)>> {
    static GET: Sql = Sql::new(
        "SELECT last_read_time, COALESCE(seen_time, last_read_time) FROM space_read_states
         WHERE space_id = $1 AND user_id = $2",
    );
    let params = [space.0.into(), user.0.into()];
    let read = |row: &Row<'_>| Ok((Time(row.int(0)?), Time(row.int(1)?)));
    tx.optional(&GET, &params, read).await
}

/// The person has seen everything up to a time, also what comes after the
/// newest top-level message, to which their read state is lowered.
pub async fn set_seen(tx: &mut Tx, space: SpaceId, user: UserId, time: Time) -> Result<()> {
    static SET: Sql = Sql::new(
        "UPDATE space_read_states SET seen_time = $3 WHERE space_id = $1 AND user_id = $2",
    );
    let params = [space.0.into(), user.0.into(), time.0.into()];
    tx.send(&SET, &params).await
}

/// Up to when the person has read the thread, as far as a write told.
pub async fn of_thread(
    tx: &mut Tx,
    space: SpaceId,
    thread: MessageId,
    user: UserId,
) -> Result<Option<Time>> {
    static GET: Sql = Sql::new(
        "SELECT last_read_time FROM thread_read_states
         WHERE space_id = $1 AND thread_id = $2 AND user_id = $3",
    );
    let params = [space.0.into(), thread.0.into(), user.0.into()];
    tx.optional(&GET, &params, |row| row.int(0).map(Time)).await
}

pub async fn set_thread(
    tx: &mut Tx,
    space: SpaceId,
    thread: MessageId,
    user: UserId,
    time: Time,
) -> Result<()> {
    static SET: Sql = Sql::new(
        "INSERT INTO thread_read_states (space_id, thread_id, user_id, last_read_time)
         VALUES ($1, $2, $3, $4)
         ON CONFLICT (space_id, thread_id, user_id)
         DO UPDATE SET last_read_time = excluded.last_read_time",
    );
    let params = [
        space.0.into(),
        thread.0.into(),
        user.0.into(),
        time.0.into(),
    ];
    tx.send(&SET, &params).await
}
