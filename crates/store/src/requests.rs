//! Request ids: a repeated request does nothing twice.

use domain::ids::{SpaceId, UserId};
use domain::{Error, Result, Time};

use crate::{Sql, Tx};

/// The methods that take a request id; their numbers are stored.
#[derive(Clone, Copy, Debug)]
pub enum Method {
    CreateMessage = 1,
    /// `spaces.create` and `spaces.setup` share one namespace.
    MakeSpace = 2,
}

/// A request id as it is told apart: by space (`None` when it makes one), by
/// app and by method.
#[derive(Clone, Copy, Debug)]
pub struct Key<'a> {
    pub space: Option<SpaceId>,
    pub app: Option<UserId>,
    pub method: Method,
    pub request_id: &'a str,
}

/// Who used the id, and the id of what was made.
pub async fn find(tx: &mut Tx, key: Key<'_>) -> Result<Option<(UserId, i64)>> {
    static FIND: Sql = Sql::new(
        "SELECT caller_id, target_id FROM requests
         WHERE space_id = $1 AND app_id = $2 AND method = $3 AND request_id = $4",
    );
    let params = [
        key.space.map_or(0, |space| space.0).into(),
        key.app.map_or(0, |app| app.0).into(),
        (key.method as i64).into(),
        key.request_id.into(),
    ];
    tx.optional(&FIND, &params, |row| Ok((UserId(row.int(0)?), row.int(1)?)))
        .await
}

/// Keeps the id. ABORTED when another call, on another node, kept it meanwhile.
pub async fn insert(
    tx: &mut Tx,
    key: Key<'_>,
    caller: UserId,
    target: i64,
    now: Time,
) -> Result<()> {
    static INSERT: Sql = Sql::new(
        "INSERT INTO requests (space_id, app_id, method, request_id, caller_id, target_id,
                               create_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING",
    );
    let params = [
        key.space.map_or(0, |space| space.0).into(),
        key.app.map_or(0, |app| app.0).into(),
        (key.method as i64).into(),
        key.request_id.into(),
        caller.0.into(),
        target.into(),
        now.0.into(),
    ];
    match tx.execute(&INSERT, &params).await? {
        0 => Err(Error::aborted("the request id was used meanwhile")),
        _ => Ok(()),
    }
}
