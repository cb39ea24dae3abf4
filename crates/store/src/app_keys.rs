//! Public keys of apps' service accounts; the private ones are not kept.

use domain::apps::AppKey;
use domain::ids::UserId;
use domain::{Result, Time};

use crate::{Row, Sql, Tx};

pub async fn insert(tx: &mut Tx, key: &AppKey) -> Result<()> {
    static INSERT: Sql = Sql::new(
        "INSERT INTO app_keys (key_id, app_id, public_key, create_time) VALUES ($1, $2, $3, $4)",
    );
    let params = [
        key.key_id.as_str().into(),
        key.app.0.into(),
        key.public_key.as_slice().into(),
        key.create_time.0.into(),
    ];
    tx.execute(&INSERT, &params).await?;
    Ok(())
}

pub async fn get(tx: &mut Tx, key_id: &str) -> Result<Option<AppKey>> {
    static GET: Sql =
        Sql::new("SELECT key_id, app_id, public_key, create_time FROM app_keys WHERE key_id = $1");
    tx.optional(&GET, &[key_id.into()], key).await
}

/// An app's keys, the oldest first.
pub async fn of_app(tx: &mut Tx, app: UserId, limit: i64) -> Result<Vec<AppKey>> {
    static OF_APP: Sql = Sql::new(
        "SELECT key_id, app_id, public_key, create_time FROM app_keys WHERE app_id = $1
         ORDER BY create_time, key_id LIMIT $2",
    );
    tx.all(&OF_APP, &[app.0.into(), limit.into()], key).await
}

/// Answers whether the app had this key. The caller also bumps
/// [`crate::meta::bump_auth`]: JWTs signed with it stop working.
pub async fn delete(tx: &mut Tx, app: UserId, key_id: &str) -> Result<bool> {
    static DELETE: Sql = Sql::new("DELETE FROM app_keys WHERE app_id = $1 AND key_id = $2");
    Ok(tx.execute(&DELETE, &[app.0.into(), key_id.into()]).await? > 0)
}

fn key(row: &Row<'_>) -> Result<AppKey> {
    Ok(AppKey {
        key_id: row.text(0)?.to_owned(),
        app: UserId(row.int(1)?),
        public_key: row.blob(2)?.to_owned(),
        create_time: Time(row.int(3)?),
    })
}
