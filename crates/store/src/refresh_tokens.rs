//! Refresh tokens, by the SHA-256 of their text.

use domain::{Result, Time};

use crate::{Row, Sql, Tx};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefreshToken {
    pub grant: i64,
    /// A newer one was given for it.
    pub replaced: bool,
}

pub async fn insert(tx: &mut Tx, hash: &[u8], grant: i64, now: Time) -> Result<()> {
    static INSERT: Sql = Sql::new(
        "INSERT INTO refresh_tokens (token_hash, grant_id, replaced, create_time)
         VALUES ($1, $2, FALSE, $3)",
    );
    tx.execute(&INSERT, &[hash.into(), grant.into(), now.0.into()])
        .await?;
    Ok(())
}

pub async fn get(tx: &mut Tx, hash: &[u8]) -> Result<Option<RefreshToken>> {
    static GET: Sql =
        Sql::new("SELECT grant_id, replaced FROM refresh_tokens WHERE token_hash = $1");
    let read = |row: &Row<'_>| {
        let (grant, replaced) = (row.int(0)?, row.bool(1)?);
        Ok(RefreshToken { grant, replaced })
    };
    tx.optional(&GET, &[hash.into()], read).await
}

/// Marks a token as replaced; whether this was the first time.
pub async fn set_replaced(tx: &mut Tx, hash: &[u8]) -> Result<bool> {
    static SET: Sql = Sql::new(
        "UPDATE refresh_tokens SET replaced = TRUE WHERE token_hash = $1 AND NOT replaced",
    );
    Ok(tx.execute(&SET, &[hash.into()]).await? > 0)
}

/// Of a grant's replaced tokens only the newest `keep` stay.
pub async fn trim(tx: &mut Tx, grant: i64, keep: i64) -> Result<u64> {
    static TRIM: Sql = Sql::new(
        "DELETE FROM refresh_tokens WHERE token_hash IN (
             SELECT token_hash FROM refresh_tokens WHERE grant_id = $1 AND replaced
             ORDER BY create_time DESC, token_hash LIMIT 1000 OFFSET $2)",
    );
    tx.execute(&TRIM, &[grant.into(), keep.into()]).await
}

/// Whether a grant has a refresh token: whether it is offline access.
pub async fn is_offline(tx: &mut Tx, grant: i64) -> Result<bool> {
    static ANY: Sql = Sql::new("SELECT 1 FROM refresh_tokens WHERE grant_id = $1 LIMIT 1");
    Ok(tx
        .optional(&ANY, &[grant.into()], |_| Ok(()))
        .await?
        .is_some())
}
