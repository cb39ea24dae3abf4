//! Deliveries to apps: the queue, what became of each, and up to where the
//! event log was read for them. `deliveries/` holds the lists of the inspector
//! and the cleaning.

mod inspect;
mod purge;

use std::sync::LazyLock;

use domain::apps::{Attempt, Delivery, EventType, NewDelivery, State};
use domain::ids::{MessageId, SpaceId, UserId};
use domain::{Error, Result, Time};

use crate::{Row, Sql, Tx};

pub use inspect::{Filter, by_config, for_user, get, of_message, page};
pub use purge::{forget_message, old, over_limit};

/// The columns that [`delivery`] reads, in its order.
const COLUMNS: &str = "delivery_id, app_id, event_type, space_id, message_id, user_id, state, \
     reason, url, request, context, attempts, response, outcome, result, due_time, create_time, \
     finish_time";

/// Up to where the log was read, locked until the end of the unit: one node
/// writes deliveries at a time.
pub async fn lock_cursor(tx: &mut Tx) -> Result<i64> {
    static LOCK: Sql = Sql::new("SELECT value FROM counters WHERE name = 'apps' FOR UPDATE");
    Ok(tx
        .optional(&LOCK, &[], |row| row.int(0))
        .await?
        .unwrap_or(0))
}

pub async fn cursor(tx: &mut Tx) -> Result<i64> {
    static GET: Sql = Sql::new("SELECT value FROM counters WHERE name = 'apps'");
    Ok(tx.optional(&GET, &[], |row| row.int(0)).await?.unwrap_or(0))
}

/// Never moves back.
pub async fn set_cursor(tx: &mut Tx, seq: i64) -> Result<()> {
    static SET: Sql = Sql::new("UPDATE counters SET value = $1 WHERE name = 'apps' AND value < $1");
    tx.execute(&SET, &[seq.into()]).await?;
    Ok(())
}

/// The highest place in the log.
pub async fn log_end(tx: &mut Tx) -> Result<i64> {
    static END: Sql = Sql::new("SELECT COALESCE(MAX(seq), 0) FROM events");
    Ok(tx.optional(&END, &[], |row| row.int(0)).await?.unwrap_or(0))
}

/// Writes a delivery; `None` when this event was written for this app before.
pub async fn insert(tx: &mut Tx, new: &NewDelivery) -> Result<Option<i64>> {
    static INSERT: Sql = Sql::new(
        "INSERT INTO deliveries (app_id, event_seq, event_type, space_id, message_id, user_id,
             state, reason, url, request, context, attempts, response, outcome, result,
             config_hash, due_time, create_time, finish_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, '[]', '', '', '', $12, $13, $14,
             $15)
         ON CONFLICT DO NOTHING RETURNING delivery_id",
    );
    let context = serde_json::to_string(&new.context).map_err(Error::internal)?;
    let finished = (!new.state.is_open()).then_some(new.create_time.0);
    let params = [
        new.app.0.into(),
        new.event_seq.into(),
        new.event.as_str().into(),
        new.space.map(|space| space.0).into(),
        new.message.map(|message| message.0).into(),
        new.user.map(|user| user.0).into(),
        new.state.number().into(),
        new.reason.as_str().into(),
        new.url.as_str().into(),
        new.request.as_str().into(),
        context.as_str().into(),
        new.config_hash.as_deref().into(),
        new.due_time.0.into(),
        new.create_time.0.into(),
        finished.into(),
    ];
    tx.optional(&INSERT, &params, |row| row.int(0)).await
}

/// Apps with something due.
pub async fn due_apps(tx: &mut Tx, now: Time, limit: i64) -> Result<Vec<UserId>> {
    static DUE: Sql = Sql::new(
        "SELECT DISTINCT app_id FROM deliveries WHERE state <= 3 AND due_time <= $1 LIMIT $2",
    );
    tx.all(&DUE, &[now.0.into(), limit.into()], |row| {
        Ok(UserId(row.int(0)?))
    })
    .await
}

/// How many of an app's deliveries are open, counted up to a limit.
pub async fn count_open(tx: &mut Tx, app: UserId, limit: i64) -> Result<i64> {
    static COUNT: Sql = Sql::new(
        "SELECT COUNT(*) FROM
             (SELECT 1 FROM deliveries WHERE app_id = $1 AND state <= 3 LIMIT $2) AS open",
    );
    let params = [app.0.into(), limit.into()];
    let count = tx.optional(&COUNT, &params, |row| row.int(0));
    Ok(count.await?.unwrap_or(0))
}

/// Takes what is due for an app, the longest due first, until `lease`. What is
/// being sent counts as due when its sender's time is over.
pub async fn claim(
    tx: &mut Tx,
    app: UserId,
    now: Time,
    lease: Time,
    limit: i64,
) -> Result<Vec<Delivery>> {
    static CLAIM: LazyLock<Sql> = LazyLock::new(|| {
        Sql::build(format!(
            "UPDATE deliveries SET state = CASE state WHEN 3 THEN 3 ELSE 2 END, due_time = $3
             WHERE delivery_id IN (
                 SELECT delivery_id FROM deliveries
                 WHERE app_id = $1 AND state <= 3 AND due_time <= $2
                 ORDER BY due_time, delivery_id LIMIT $4 FOR UPDATE SKIP LOCKED)
             RETURNING {COLUMNS}"
        ))
    });
    let params = [app.0.into(), now.0.into(), lease.0.into(), limit.into()];
    let mut claimed = tx.all(&CLAIM, &params, delivery).await?;
    claimed.sort_by_key(|delivery| delivery.id);
    Ok(claimed)
}

/// Makes a lease longer: until `to`, if it is still the one until `from`.
/// `false`: somebody else has the delivery, or it is over.
pub async fn renew(tx: &mut Tx, id: i64, from: Time, to: Time) -> Result<bool> {
    static RENEW: Sql = Sql::new(
        "UPDATE deliveries SET due_time = $3
         WHERE delivery_id = $1 AND due_time = $2 AND state IN (2, 3)",
    );
    let params = [id.into(), from.0.into(), to.0.into()];
    Ok(tx.execute(&RENEW, &params).await? > 0)
}

/// Writes where a delivery got to; its time is its own only while it waits,
/// else its sender's lease. Nothing happens when somebody else finished it
/// meanwhile; `false` then.
pub async fn save(tx: &mut Tx, delivery: &Delivery) -> Result<bool> {
    static SAVE: Sql = Sql::new(
        "UPDATE deliveries SET state = $2, attempts = $3, response = $4, outcome = $5,
             result = $6, due_time = CASE WHEN $9 THEN $7 ELSE due_time END,
             finish_time = $8
         WHERE delivery_id = $1 AND state <= 3",
    );
    let attempts = serde_json::to_string(&delivery.attempts).map_err(Error::internal)?;
    let params = [
        delivery.id.into(),
        delivery.state.number().into(),
        attempts.as_str().into(),
        delivery.response.as_str().into(),
        delivery.outcome.as_str().into(),
        delivery.result.as_str().into(),
        delivery.due_time.0.into(),
        delivery.finish_time.map(|time| time.0).into(),
        (delivery.state == State::Waiting).into(),
    ];
    Ok(tx.execute(&SAVE, &params).await? > 0)
}

/// Makes the link back from an app's configuration worthless; whether it was
/// good until now.
pub async fn use_config(tx: &mut Tx, id: i64) -> Result<bool> {
    static USE: Sql = Sql::new(
        "UPDATE deliveries SET config_hash = NULL
         WHERE delivery_id = $1 AND config_hash IS NOT NULL",
    );
    Ok(tx.execute(&USE, &[id.into()]).await? > 0)
}

/// Who put an app into a space or took it out, and the message that mentioned
/// it if that is how it came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mover {
    pub user: UserId,
    pub message: Option<MessageId>,
}

/// Remembers who put an app into a space or takes it out.
pub async fn set_mover(tx: &mut Tx, space: SpaceId, app: UserId, mover: Mover) -> Result<()> {
    static SET: Sql = Sql::new(
        "INSERT INTO app_movers (space_id, app_id, user_id, message_id) VALUES ($1, $2, $3, $4)
         ON CONFLICT (space_id, app_id)
         DO UPDATE SET user_id = excluded.user_id, message_id = excluded.message_id",
    );
    let params = [
        space.0.into(),
        app.0.into(),
        mover.user.0.into(),
        mover.message.map(|message| message.0).into(),
    ];
    tx.execute(&SET, &params).await?;
    Ok(())
}

pub async fn mover(tx: &mut Tx, space: SpaceId, app: UserId) -> Result<Option<Mover>> {
    static GET: Sql =
        Sql::new("SELECT user_id, message_id FROM app_movers WHERE space_id = $1 AND app_id = $2");
    tx.optional(&GET, &[space.0.into(), app.0.into()], |row| {
        Ok(Mover {
            user: UserId(row.int(0)?),
            message: row.opt_int(1)?.map(MessageId),
        })
    })
    .await
}

fn delivery(row: &Row<'_>) -> Result<Delivery> {
    let (event, state) = (row.text(2)?, row.int(6)?);
    Ok(Delivery {
        id: row.int(0)?,
        app: UserId(row.int(1)?),
        event: EventType::parse(event)
            .ok_or_else(|| Error::internal(format!("deliveries.event_type is {event}")))?,
        space: row.opt_int(3)?.map(SpaceId),
        message: row.opt_int(4)?.map(MessageId),
        user: row.opt_int(5)?.map(UserId),
        state: State::from_number(state)
            .ok_or_else(|| Error::internal(format!("deliveries.state is {state}")))?,
        reason: row.text(7)?.to_owned(),
        url: row.text(8)?.to_owned(),
        request: row.text(9)?.to_owned(),
        context: serde_json::from_str(row.text(10)?).map_err(Error::internal)?,
        attempts: attempts(row.text(11)?)?,
        response: row.text(12)?.to_owned(),
        outcome: row.text(13)?.to_owned(),
        result: row.text(14)?.to_owned(),
        due_time: Time(row.int(15)?),
        create_time: Time(row.int(16)?),
        finish_time: row.opt_int(17)?.map(Time),
    })
}

fn attempts(text: &str) -> Result<Vec<Attempt>> {
    serde_json::from_str(text).map_err(|error| Error::internal(format!("attempts: {error}")))
}
