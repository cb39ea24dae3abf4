//! Authorization codes, by the SHA-256 of their text.

use domain::{Result, Time};

use crate::{Row, Sql, Tx};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthorizationCode {
    pub grant: i64,
    pub redirect_uri: String,
    /// base64url of the verifier's SHA-256; `None` without PKCE.
    pub challenge: Option<String>,
    pub nonce: Option<String>,
    /// Whether a refresh token is to be given.
    pub offline: bool,
    pub used: bool,
    pub expire_time: Time,
}

pub async fn insert(tx: &mut Tx, hash: &[u8], code: &AuthorizationCode) -> Result<()> {
    static INSERT: Sql = Sql::new(
        "INSERT INTO authorization_codes (code_hash, grant_id, redirect_uri, challenge, nonce,
                                          offline, used, expire_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    );
    let params = [
        hash.into(),
        code.grant.into(),
        code.redirect_uri.as_str().into(),
        code.challenge.as_deref().into(),
        code.nonce.as_deref().into(),
        code.offline.into(),
        code.used.into(),
        code.expire_time.0.into(),
    ];
    tx.execute(&INSERT, &params).await?;
    Ok(())
}

/// Used and expired ones too, until [`delete_expired`] takes them.
pub async fn get(tx: &mut Tx, hash: &[u8]) -> Result<Option<AuthorizationCode>> {
    static GET: Sql = Sql::new(
        "SELECT grant_id, redirect_uri, challenge, nonce, offline, used, expire_time
         FROM authorization_codes WHERE code_hash = $1",
    );
    tx.optional(&GET, &[hash.into()], code).await
}

/// Marks a code as used; whether this was the first time.
pub async fn set_used(tx: &mut Tx, hash: &[u8]) -> Result<bool> {
    static USE: Sql =
        Sql::new("UPDATE authorization_codes SET used = TRUE WHERE code_hash = $1 AND NOT used");
    Ok(tx.execute(&USE, &[hash.into()]).await? > 0)
}

/// Removes at most `limit` codes that expired before `time`.
pub async fn delete_expired(tx: &mut Tx, time: Time, limit: i64) -> Result<u64> {
    static DELETE: Sql = Sql::new(
        "DELETE FROM authorization_codes WHERE code_hash IN (
             SELECT code_hash FROM authorization_codes WHERE expire_time < $1
             ORDER BY expire_time LIMIT $2)",
    );
    tx.execute(&DELETE, &[time.0.into(), limit.into()]).await
}

fn code(row: &Row<'_>) -> Result<AuthorizationCode> {
    Ok(AuthorizationCode {
        grant: row.int(0)?,
        redirect_uri: row.text(1)?.to_owned(),
        challenge: row.opt_text(2)?.map(str::to_owned),
        nonce: row.opt_text(3)?.map(str::to_owned),
        offline: row.bool(4)?,
        used: row.bool(5)?,
        expire_time: Time(row.int(6)?),
    })
}
