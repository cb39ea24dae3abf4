//! Browsers that are signed in. The caller of a function that ends sessions
//! also bumps [`crate::meta::bump_auth`], since their access tokens go too.

use domain::ids::UserId;
use domain::{Result, Time};

use crate::{Row, Sql, Tx, access_tokens};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// What access tokens name as their origin.
    pub id: i64,
    pub user: UserId,
    /// When the person proved who they are.
    pub create_time: Time,
    pub expire_time: Time,
}

pub async fn insert(tx: &mut Tx, hash: &[u8], session: &Session) -> Result<()> {
    static INSERT: Sql = Sql::new(
        "INSERT INTO sessions (token_hash, session_id, user_id, create_time, expire_time)
         VALUES ($1, $2, $3, $4, $5)",
    );
    let params = [
        hash.into(),
        session.id.into(),
        session.user.0.into(),
        session.create_time.0.into(),
        session.expire_time.0.into(),
    ];
    tx.execute(&INSERT, &params).await?;
    Ok(())
}

/// Expired sessions too, until [`delete_expired`] takes them.
pub async fn get(tx: &mut Tx, hash: &[u8]) -> Result<Option<Session>> {
    static GET: Sql = Sql::new(
        "SELECT session_id, user_id, create_time, expire_time
         FROM sessions WHERE token_hash = $1",
    );
    tx.optional(&GET, &[hash.into()], session).await
}

pub async fn set_expire_time(tx: &mut Tx, hash: &[u8], time: Time) -> Result<()> {
    static SET: Sql = Sql::new("UPDATE sessions SET expire_time = $2 WHERE token_hash = $1");
    tx.execute(&SET, &[hash.into(), time.0.into()]).await?;
    Ok(())
}

/// Ends a session with its access tokens; whether there was one.
pub async fn delete(tx: &mut Tx, hash: &[u8]) -> Result<bool> {
    static DELETE: Sql =
        Sql::new("DELETE FROM sessions WHERE token_hash = $1 RETURNING session_id");
    let Some(id) = tx.optional(&DELETE, &[hash.into()], id).await? else {
        return Ok(false);
    };
    access_tokens::delete_of_origin(tx, id).await?;
    Ok(true)
}

/// Ends a person's sessions but for the newest `keep`; answers how many.
pub async fn delete_of_user(tx: &mut Tx, user: UserId, keep: i64) -> Result<usize> {
    static DELETE: Sql = Sql::new(
        "DELETE FROM sessions WHERE token_hash IN (
             SELECT token_hash FROM sessions WHERE user_id = $1
             ORDER BY create_time DESC, token_hash LIMIT 1000 OFFSET $2)
         RETURNING session_id",
    );
    let ended = tx.all(&DELETE, &[user.0.into(), keep.into()], id).await?;
    for id in &ended {
        access_tokens::delete_of_origin(tx, *id).await?;
    }
    Ok(ended.len())
}

/// Sessions of a person that hold.
pub async fn count_of_user(tx: &mut Tx, user: UserId, now: Time) -> Result<i64> {
    static COUNT: Sql =
        Sql::new("SELECT count(*) FROM sessions WHERE user_id = $1 AND expire_time > $2");
    let params = [user.0.into(), now.0.into()];
    Ok(tx.optional(&COUNT, &params, id).await?.unwrap_or(0))
}

/// Removes at most `limit` sessions that expired before `time`.
pub async fn delete_expired(tx: &mut Tx, time: Time, limit: i64) -> Result<u64> {
    static DELETE: Sql = Sql::new(
        "DELETE FROM sessions WHERE token_hash IN (
             SELECT token_hash FROM sessions WHERE expire_time < $1
             ORDER BY expire_time LIMIT $2)",
    );
    tx.execute(&DELETE, &[time.0.into(), limit.into()]).await
}

fn id(row: &Row<'_>) -> Result<i64> {
    row.int(0)
}

fn session(row: &Row<'_>) -> Result<Session> {
    Ok(Session {
        id: row.int(0)?,
        user: UserId(row.int(1)?),
        create_time: Time(row.int(2)?),
        expire_time: Time(row.int(3)?),
    })
}
