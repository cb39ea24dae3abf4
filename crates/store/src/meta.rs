//! Facts of the installation, and the counter that says "look again at who may
//! do what".

use domain::Result;

use crate::{Sql, Tx};

/// `customers/{customer}`: the organisation's id, `C0…`.
pub const CUSTOMER: &str = "customer";
/// What the URLs of webhooks hold as `key`.
pub const API_KEY: &str = "api_key";
/// The organisation's domain, `example.com`.
pub const DOMAIN: &str = "domain";

pub async fn get(tx: &mut Tx, name: &str) -> Result<Option<String>> {
    static GET: Sql = Sql::new("SELECT value FROM meta WHERE name = $1");
    tx.optional(&GET, &[name.into()], |row| Ok(row.text(0)?.to_owned()))
        .await
}

/// Writes the value unless there is one already; answers the one that holds.
pub async fn get_or_insert(tx: &mut Tx, name: &str, value: &str) -> Result<String> {
    static INSERT: Sql =
        Sql::new("INSERT INTO meta (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING");
    tx.execute(&INSERT, &[name.into(), value.into()]).await?;
    Ok(get(tx, name).await?.unwrap_or_else(|| value.to_owned()))
}

pub async fn set(tx: &mut Tx, name: &str, value: &str) -> Result<()> {
    static SET: Sql = Sql::new(
        "INSERT INTO meta (name, value) VALUES ($1, $2)
         ON CONFLICT (name) DO UPDATE SET value = excluded.value",
    );
    tx.execute(&SET, &[name.into(), value.into()]).await?;
    Ok(())
}

/// `User.domainId` of an e-mail domain: `fresh` if the domain is new here.
pub async fn domain_id(tx: &mut Tx, domain: &str, fresh: &str) -> Result<String> {
    get_or_insert(tx, &format!("domain_id/{domain}"), fresh).await
}

/// Grows with every write after which a credential that some process has
/// cached may mean something else.
pub async fn auth_version(tx: &mut Tx) -> Result<i64> {
    static GET: Sql = Sql::new("SELECT value FROM counters WHERE name = 'auth'");
    Ok(tx.optional(&GET, &[], |row| row.int(0)).await?.unwrap_or(0))
}

/// Makes all processes look again, within a second.
pub async fn bump_auth(tx: &mut Tx) -> Result<()> {
    static BUMP: Sql = Sql::new("UPDATE counters SET value = value + 1 WHERE name = 'auth'");
    tx.execute(&BUMP, &[]).await?;
    Ok(())
}
