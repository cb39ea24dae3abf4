//! Opaque access tokens, by the SHA-256 of their text.

use domain::ids::UserId;
use domain::{Result, Time};

use crate::{Row, Sql, Tx};

/// What a token stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessToken {
    /// Empty for an app's own token.
    pub user: Option<UserId>,
    /// Empty for the built-in client, which is no Chat app.
    pub app: Option<UserId>,
    /// Space-separated last parts of scopes.
    pub scopes: String,
    pub create_time: Time,
    pub expire_time: Time,
}

pub async fn insert(tx: &mut Tx, hash: &[u8], token: &AccessToken) -> Result<()> {
    static INSERT: Sql = Sql::new(
        "INSERT INTO access_tokens (token_hash, user_id, app_id, scopes, create_time, expire_time)
         VALUES ($1, $2, $3, $4, $5, $6)",
    );
    let params = [
        hash.into(),
        token.user.map(|user| user.0).into(),
        token.app.map(|app| app.0).into(),
        token.scopes.as_str().into(),
        token.create_time.0.into(),
        token.expire_time.0.into(),
    ];
    tx.execute(&INSERT, &params).await?;
    Ok(())
}

/// As [`insert`], for a token that ends with a session or grant.
pub async fn insert_of(tx: &mut Tx, hash: &[u8], token: &AccessToken, origin: i64) -> Result<()> {
    static SET: Sql = Sql::new("UPDATE access_tokens SET origin_id = $2 WHERE token_hash = $1");
    insert(tx, hash, token).await?;
    tx.execute(&SET, &[hash.into(), origin.into()]).await?;
    Ok(())
}

/// The session or grant that a token came from.
pub async fn origin(tx: &mut Tx, hash: &[u8]) -> Result<Option<i64>> {
    static ORIGIN: Sql = Sql::new("SELECT origin_id FROM access_tokens WHERE token_hash = $1");
    let read = |row: &Row<'_>| row.opt_int(0);
    Ok(tx.optional(&ORIGIN, &[hash.into()], read).await?.flatten())
}

/// Removes the tokens of a session or grant. The caller also bumps
/// [`crate::meta::bump_auth`].
pub async fn delete_of_origin(tx: &mut Tx, origin: i64) -> Result<u64> {
    static DELETE: Sql = Sql::new("DELETE FROM access_tokens WHERE origin_id = $1");
    tx.execute(&DELETE, &[origin.into()]).await
}

/// Removes the tokens of a session or grant but for the newest `keep`, so that
/// nobody fills the table.
pub async fn trim_origin(tx: &mut Tx, origin: i64, keep: i64) -> Result<u64> {
    static TRIM: Sql = Sql::new(
        "DELETE FROM access_tokens WHERE token_hash IN (
             SELECT token_hash FROM access_tokens WHERE origin_id = $1
             ORDER BY create_time DESC, token_hash LIMIT 1000 OFFSET $2)",
    );
    tx.execute(&TRIM, &[origin.into(), keep.into()]).await
}

/// Expired tokens too, until [`delete_expired`] takes them.
pub async fn get(tx: &mut Tx, hash: &[u8]) -> Result<Option<AccessToken>> {
    static GET: Sql = Sql::new(
        "SELECT user_id, app_id, scopes, create_time, expire_time
         FROM access_tokens WHERE token_hash = $1",
    );
    tx.optional(&GET, &[hash.into()], token).await
}

/// Answers whether there was such a token. The caller also bumps
/// [`crate::meta::bump_auth`].
pub async fn delete(tx: &mut Tx, hash: &[u8]) -> Result<bool> {
    static DELETE: Sql = Sql::new("DELETE FROM access_tokens WHERE token_hash = $1");
    Ok(tx.execute(&DELETE, &[hash.into()]).await? > 0)
}

/// Removes at most `limit` tokens that expired before `time`; answers how many.
pub async fn delete_expired(tx: &mut Tx, time: Time, limit: i64) -> Result<u64> {
    static DELETE: Sql = Sql::new(
        "DELETE FROM access_tokens WHERE token_hash IN (
             SELECT token_hash FROM access_tokens WHERE expire_time < $1
             ORDER BY expire_time LIMIT $2)",
    );
    tx.execute(&DELETE, &[time.0.into(), limit.into()]).await
}

fn token(row: &Row<'_>) -> Result<AccessToken> {
    Ok(AccessToken {
        user: row.opt_int(0)?.map(UserId),
        app: row.opt_int(1)?.map(UserId),
        scopes: row.text(2)?.to_owned(),
        create_time: Time(row.int(3)?),
        expire_time: Time(row.int(4)?),
    })
}
