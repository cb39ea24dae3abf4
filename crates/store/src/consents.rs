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
