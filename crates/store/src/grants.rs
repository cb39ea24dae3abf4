//! Authorizations of clients by people, each with the tokens that came of it.
//! The caller of a function that removes any also bumps
//! [`crate::meta::bump_auth`].

use domain::ids::UserId;
use domain::{Result, Time};

use crate::{Row, Sql, Tx};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// What access tokens name as their origin.
    pub id: i64,
    pub client: String,
    pub user: UserId,
    /// Space-separated last parts of scopes.
    pub scopes: String,
    pub create_time: Time,
    pub expire_time: Time,
}

pub async fn insert(tx: &mut Tx, grant: &Grant) -> Result<()> {
    static INSERT: Sql = Sql::new(
        "INSERT INTO grants (grant_id, client_id, user_id, scopes, create_time, expire_time)
         VALUES ($1, $2, $3, $4, $5, $6)",
    );
    let params = [
        grant.id.into(),
        grant.client.as_str().into(),
        grant.user.0.into(),
        grant.scopes.as_str().into(),
        grant.create_time.0.into(),
        grant.expire_time.0.into(),
    ];
    tx.execute(&INSERT, &params).await?;
    Ok(())
}

/// Expired ones too, until [`delete_expired`] takes them.
pub async fn get(tx: &mut Tx, id: i64) -> Result<Option<Grant>> {
    static GET: Sql = Sql::new(
        "SELECT grant_id, client_id, user_id, scopes, create_time, expire_time
         FROM grants WHERE grant_id = $1",
    );
    tx.optional(&GET, &[id.into()], grant).await
}

pub async fn set_expire_time(tx: &mut Tx, id: i64, time: Time) -> Result<()> {
    static SET: Sql = Sql::new("UPDATE grants SET expire_time = $2 WHERE grant_id = $1");
    tx.execute(&SET, &[id.into(), time.0.into()]).await?;
    Ok(())
}

/// Removes a grant with its tokens; whether there was one.
pub async fn delete(tx: &mut Tx, id: i64) -> Result<bool> {
    static GRANT: Sql = Sql::new("DELETE FROM grants WHERE grant_id = $1");
    static REFRESH: Sql = Sql::new("DELETE FROM refresh_tokens WHERE grant_id = $1");
    static ACCESS: Sql = Sql::new("DELETE FROM access_tokens WHERE origin_id = $1");
    for sql in [&REFRESH, &ACCESS] {
        tx.execute(sql, &[id.into()]).await?;
    }
    Ok(tx.execute(&GRANT, &[id.into()]).await? > 0)
}

/// Removes what a person granted a client but for the newest `keep`; answers
/// how many.
pub async fn trim(tx: &mut Tx, user: UserId, client: &str, keep: i64) -> Result<usize> {
    static OLD: Sql = Sql::new(
        "SELECT grant_id FROM grants WHERE user_id = $1 AND client_id = $2
         ORDER BY create_time DESC, grant_id LIMIT 1000 OFFSET $3",
    );
    let params = [user.0.into(), client.into(), keep.into()];
    let ids = tx.all(&OLD, &params, |row| row.int(0)).await?;
    delete_all(tx, &ids).await
}

/// Takes back everything that a person let a client do, the consent included.
pub async fn revoke(tx: &mut Tx, user: UserId, client: &str) -> Result<usize> {
    static CONSENT: Sql = Sql::new("DELETE FROM consents WHERE user_id = $1 AND client_id = $2");
    tx.execute(&CONSENT, &[user.0.into(), client.into()])
        .await?;
    trim(tx, user, client, 0).await
}

/// Removes everything that a person granted to anybody; the consents stay.
pub async fn delete_of_user(tx: &mut Tx, user: UserId) -> Result<usize> {
    static OF_USER: Sql = Sql::new("SELECT grant_id FROM grants WHERE user_id = $1");
    let ids = tx.all(&OF_USER, &[user.0.into()], |row| row.int(0)).await?;
    delete_all(tx, &ids).await
}

/// Removes everything that anybody granted a client.
pub async fn delete_of_client(tx: &mut Tx, client: &str) -> Result<usize> {
    static CONSENTS: Sql = Sql::new("DELETE FROM consents WHERE client_id = $1");
    static OF_CLIENT: Sql = Sql::new("SELECT grant_id FROM grants WHERE client_id = $1");
    tx.execute(&CONSENTS, &[client.into()]).await?;
    let ids = tx
        .all(&OF_CLIENT, &[client.into()], |row| row.int(0))
        .await?;
    delete_all(tx, &ids).await
}

/// Removes at most `limit` grants that expired before `time`.
pub async fn delete_expired(tx: &mut Tx, time: Time, limit: i64) -> Result<usize> {
    static EXPIRED: Sql = Sql::new(
        "SELECT grant_id FROM grants WHERE expire_time < $1 ORDER BY expire_time LIMIT $2",
    );
    let ids = tx
        .all(&EXPIRED, &[time.0.into(), limit.into()], |row| row.int(0))
        .await?;
    delete_all(tx, &ids).await
}

async fn delete_all(tx: &mut Tx, ids: &[i64]) -> Result<usize> {
    for id in ids {
        delete(tx, *id).await?;
    }
    Ok(ids.len())
}

fn grant(row: &Row<'_>) -> Result<Grant> {
    Ok(Grant {
        id: row.int(0)?,
        client: row.text(1)?.to_owned(),
        user: UserId(row.int(2)?),
        scopes: row.text(3)?.to_owned(),
        create_time: Time(row.int(4)?),
        expire_time: Time(row.int(5)?),
    })
}
