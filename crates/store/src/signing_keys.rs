//! Keys that this installation signs with, their private halves sealed.

use domain::{Result, Time};

use crate::{Row, Sql, Tx};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SigningKey {
    /// 40 hexadecimal digits, the `kid` of JWTs.
    pub key_id: String,
    /// In whose name it signs.
    pub signer: String,
    /// X.509, DER.
    pub certificate: Vec<u8>,
    /// The private key, PKCS #8, encrypted.
    pub sealed: Vec<u8>,
    pub create_time: Time,
    /// Until when it is published.
    pub expire_time: Time,
}

pub async fn insert(tx: &mut Tx, key: &SigningKey) -> Result<()> {
    static INSERT: Sql = Sql::new(
        "INSERT INTO signing_keys (key_id, signer, certificate, sealed, create_time, expire_time)
         VALUES ($1, $2, $3, $4, $5, $6)",
    );
    let params = [
        key.key_id.as_str().into(),
        key.signer.as_str().into(),
        key.certificate.as_slice().into(),
        key.sealed.as_slice().into(),
        key.create_time.0.into(),
        key.expire_time.0.into(),
    ];
    tx.execute(&INSERT, &params).await?;
    Ok(())
}

/// A signer's keys that are still published at `now`, the newest first.
pub async fn of_signer(
    tx: &mut Tx,
    signer: &str,
    now: Time,
    limit: i64,
) -> Result<Vec<SigningKey>> {
    static OF_SIGNER: Sql = Sql::new(
        "SELECT key_id, signer, certificate, sealed, create_time, expire_time FROM signing_keys
         WHERE signer = $1 AND expire_time > $2 ORDER BY create_time DESC, key_id LIMIT $3",
    );
    let params = [signer.into(), now.0.into(), limit.into()];
    tx.all(&OF_SIGNER, &params, key).await
}

/// Removes keys that are not published any more; answers how many.
pub async fn delete_expired(tx: &mut Tx, now: Time) -> Result<u64> {
    static DELETE: Sql = Sql::new("DELETE FROM signing_keys WHERE expire_time <= $1");
    tx.execute(&DELETE, &[now.0.into()]).await
}

fn key(row: &Row<'_>) -> Result<SigningKey> {
    Ok(SigningKey {
        key_id: row.text(0)?.to_owned(),
        signer: row.text(1)?.to_owned(),
        certificate: row.blob(2)?.to_owned(),
        sealed: row.blob(3)?.to_owned(),
        create_time: Time(row.int(4)?),
        expire_time: Time(row.int(5)?),
    })
}
