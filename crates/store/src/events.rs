//! The event log: one row for everything that happened, written in the
//! transaction that made it happen.

use domain::events::Event;
use domain::ids::SpaceId;
use domain::spaces::Space;
use domain::{Error, Result, Time};

use crate::{Row, Sql, Tx};

/// Appends and wakes whoever reads the log.
pub async fn append(tx: &mut Tx, event: &Event) -> Result<()> {
    static INSERT: Sql = Sql::new(
        "INSERT INTO events (space_id, time, n, kind, target_id, target_kind, detail)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    );
    let (target_kind, target_id) = event.stored_target();
    let detail = event.stored_detail();
    let params = [
        event.space.0.into(),
        event.time.0.into(),
        event.n.into(),
        event.kind.number().into(),
        target_id.into(),
        target_kind.into(),
        detail.as_deref().into(),
    ];
    tx.send(&INSERT, &params).await?;
    tx.wake();
    Ok(())
}

/// As [`append`], but while the space is being imported nothing is told: what
/// is imported happened elsewhere and long ago.
pub async fn tell(tx: &mut Tx, space: &Space, event: &Event) -> Result<()> {
    if space.import_mode {
        return Ok(());
    }
    append(tx, event).await
}

/// Which transactions may still append before what is already there: those from
/// `oldest` on run, those from `next` on have not begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Horizon {
    pub oldest: i64,
    pub next: i64,
}

/// The running transactions as the unit's snapshot sees them. `None` where
/// positions are given in the order of the commits, as SQLite's are: then
/// nothing is ever missing before what is there.
///
/// PostgreSQL gives a position when a row is written and shows it when its
/// transaction commits, so that a smaller position may appear after a larger
/// one. Writers have their transaction's number before they append, since they
/// have locked or written something else by then.
pub async fn horizon(tx: &mut Tx) -> Result<Option<Horizon>> {
    static HORIZON: Sql = Sql::new(
        "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint,
                pg_snapshot_xmax(pg_current_snapshot())::text::bigint",
    );
    if !tx.is_postgres() {
        return Ok(None);
    }
    tx.optional(&HORIZON, &[], |row| {
        Ok(Horizon {
            oldest: row.int(0)?,
            next: row.int(1)?,
        })
    })
    .await
}

/// The positions of the oldest and of the newest event that is kept; `None`
/// while there is none.
pub async fn ends(tx: &mut Tx) -> Result<Option<(i64, i64)>> {
    static OLDEST: Sql = Sql::new("SELECT seq FROM events ORDER BY seq LIMIT 1");
    static NEWEST: Sql = Sql::new("SELECT seq FROM events ORDER BY seq DESC LIMIT 1");
    let oldest = tx.optional(&OLDEST, &[], |row| row.int(0)).await?;
    let newest = tx.optional(&NEWEST, &[], |row| row.int(0)).await?;
    Ok(oldest.zip(newest))
}

/// Events of all spaces after a position, each with its own.
pub async fn after(tx: &mut Tx, seq: i64, limit: i64) -> Result<Vec<(i64, Event)>> {
    static AFTER: Sql = Sql::new(
        "SELECT seq, space_id, time, n, kind, target_id, target_kind, detail FROM events
         WHERE seq > $1 ORDER BY seq LIMIT $2",
    );
    tx.all(&AFTER, &[seq.into(), limit.into()], |row| {
        Ok((row.int(0)?, event(row)?))
    })
    .await
}

/// Events of one kind in a space, oldest first, from a time and n up to a time,
/// both included.
pub async fn of_kind(
    tx: &mut Tx,
    space: SpaceId,
    kind: i64,
    from: (Time, i64),
    to: Time,
    limit: i64,
) -> Result<Vec<Event>> {
    static LIST: Sql = Sql::new(
        "SELECT seq, space_id, time, n, kind, target_id, target_kind, detail FROM events
         WHERE space_id = $1 AND kind = $2 AND (time, n) >= ($3, $4) AND time <= $5
         ORDER BY time, n LIMIT $6",
    );
    let params = [
        space.0.into(),
        kind.into(),
        from.0.0.into(),
        from.1.into(),
        to.0.into(),
        limit.into(),
    ];
    tx.all(&LIST, &params, event).await
}

fn event(row: &Row<'_>) -> Result<Event> {
    let (kind, target_kind, target_id) = (row.int(4)?, row.int(6)?, row.int(5)?);
    let space = SpaceId(row.int(1)?);
    Event::from_stored(
        space,
        Time(row.int(2)?),
        row.int(3)?,
        kind,
        (target_kind, target_id),
        row.opt_text(7)?,
    )
    .ok_or_else(|| Error::internal(format!("events.kind is {kind}")))
}
