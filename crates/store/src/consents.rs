//! Which scopes a person has let a client have.

use domain::ids::UserId;
use domain::{Result, Time};

use crate::{Sql, Tx};

/// Space-separated last parts of scopes; empty without a consent.
pub async fn get(tx: &mut Tx, user: UserId, client: &str) -> Result<String> {
    static GET: Sql = Sql::new("SELECT scopes FROM consents WHERE user_id = $1 AND client_id = $2");
    let params = [user.0.into(), client.into()];
    let found = tx.optional(&GET, &params, |row| Ok(row.text(0)?.to_owned()));
    Ok(found.await?.unwrap_or_default())
}

/// What a person let a client do, and the client's name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consent {
    pub client: String,
    pub display_name: String,
    /// Space-separated last parts of scopes.
    pub scopes: String,
}

/// The latest of a person's consents.
pub async fn of_user(tx: &mut Tx, user: UserId, limit: i64) -> Result<Vec<Consent>> {
    static OF_USER: Sql = Sql::new(
        "SELECT c.client_id, o.display_name, c.scopes
         FROM consents c JOIN oauth_clients o ON o.client_id = c.client_id
         WHERE c.user_id = $1 ORDER BY c.update_time DESC, c.client_id LIMIT $2",
    );
    tx.all(&OF_USER, &[user.0.into(), limit.into()], |row| {
        Ok(Consent {
            client: row.text(0)?.to_owned(),
            display_name: row.text(1)?.to_owned(),
            scopes: row.text(2)?.to_owned(),
        })
    })
    .await
}

pub async fn set(tx: &mut Tx, user: UserId, client: &str, scopes: &str, now: Time) -> Result<()> {
    static SET: Sql = Sql::new(
        "INSERT INTO consents (user_id, client_id, scopes, update_time) VALUES ($1, $2, $3, $4)
         ON CONFLICT (user_id, client_id)
         DO UPDATE SET scopes = excluded.scopes, update_time = excluded.update_time",
    );
    let params = [user.0.into(), client.into(), scopes.into(), now.0.into()];
    tx.execute(&SET, &params).await?;
    Ok(())
}
