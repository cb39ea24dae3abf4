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

/// A token that somebody made for themselves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnToken {
    /// The beginning of its hash: see [`id`].
    pub id: String,
    pub display_name: String,
    pub scopes: String,
    pub create_time: Time,
    pub expire_time: Time,
}

/// Bytes of a token's hash that name it: enough to tell one's own apart, and
/// of no use to anybody who guesses tokens.
const ID_BYTES: usize = 8;

/// What a token is called where its text must not be.
pub fn id(hash: &[u8]) -> String {
    let bytes = hash.iter().take(ID_BYTES);
    bytes.map(|byte| format!("{byte:02x}")).collect()
}

fn from_id(id: &str) -> Option<Vec<u8>> {
    let digits = id.as_bytes();
    if digits.len() != ID_BYTES * 2 || !digits.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    let byte = |at: usize| u8::from_str_radix(&id[at..at + 2], 16).ok();
    (0..digits.len()).step_by(2).map(byte).collect()
}

pub async fn set_display_name(tx: &mut Tx, hash: &[u8], name: &str) -> Result<()> {
    static SET: Sql = Sql::new("UPDATE access_tokens SET display_name = $2 WHERE token_hash = $1");
    tx.execute(&SET, &[hash.into(), name.into()]).await?;
    Ok(())
}

/// A person's tokens that came from no session and no consent and still work,
/// the newest first, beginning behind a time and id.
pub async fn own(
    tx: &mut Tx,
    user: UserId,
    now: Time,
    (time, id): (Time, &str),
    limit: i64,
) -> Result<Vec<OwnToken>> {
    static OWN: Sql = Sql::new(
        "SELECT token_hash, display_name, scopes, create_time, expire_time FROM access_tokens
         WHERE user_id = $1 AND origin_id IS NULL AND expire_time > $2
           AND (create_time < $3 OR (create_time = $3 AND substr(token_hash, 1, 8) > $4))
         ORDER BY create_time DESC, token_hash LIMIT $5",
    );
    let behind = from_id(id).unwrap_or_default();
    let params = [
        user.0.into(),
        now.0.into(),
        time.0.into(),
        behind.as_slice().into(),
        limit.into(),
    ];
    tx.all(&OWN, &params, own_token).await
}

/// Answers whether the person had this token. The caller also bumps
/// [`crate::meta::bump_auth`].
pub async fn delete_own(tx: &mut Tx, user: UserId, id: &str) -> Result<bool> {
    static DELETE: Sql = Sql::new(
        "DELETE FROM access_tokens
         WHERE user_id = $1 AND origin_id IS NULL AND substr(token_hash, 1, 8) = $2",
    );
    let Some(bytes) = from_id(id) else {
        return Ok(false);
    };
    let params = [user.0.into(), bytes.as_slice().into()];
    Ok(tx.execute(&DELETE, &params).await? > 0)
}

fn own_token(row: &Row<'_>) -> Result<OwnToken> {
    Ok(OwnToken {
        id: id(row.blob(0)?),
        display_name: row.opt_text(1)?.unwrap_or_default().to_owned(),
        scopes: row.text(2)?.to_owned(),
        create_time: Time(row.int(3)?),
        expire_time: Time(row.int(4)?),
    })
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
