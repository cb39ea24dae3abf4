//! People as an outside OpenID provider knows them.

use domain::ids::UserId;
use domain::{Result, Time};

use crate::{Sql, Tx};

pub async fn get(tx: &mut Tx, issuer: &str, subject: &str) -> Result<Option<UserId>> {
    static GET: Sql =
        Sql::new("SELECT user_id FROM oidc_accounts WHERE issuer = $1 AND subject = $2");
    let params = [issuer.into(), subject.into()];
    tx.optional(&GET, &params, |row| Ok(UserId(row.int(0)?)))
        .await
}

pub async fn insert(
    tx: &mut Tx,
    issuer: &str,
    subject: &str,
    user: UserId,
    now: Time,
) -> Result<()> {
    static INSERT: Sql = Sql::new(
        "INSERT INTO oidc_accounts (issuer, subject, user_id, create_time)
         VALUES ($1, $2, $3, $4)",
    );
    let params = [issuer.into(), subject.into(), user.0.into(), now.0.into()];
    tx.execute(&INSERT, &params).await?;
    Ok(())
}
