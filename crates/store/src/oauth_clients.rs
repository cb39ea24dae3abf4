//! Programs that people may let act for them.

use domain::ids::UserId;
use domain::{Error, Result, Time};

use crate::{Row, Sql, Tx, grants};

/// The columns that [`client`] reads, in its order.
macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT client_id, display_name, app_id, project_id, client_type, secret_hash,
                    redirect_uris, create_time FROM oauth_clients ",
            $rest
        )
    };
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OAuthClient {
    /// `123-abc.apps.googleusercontent.com`.
    pub id: String,
    pub display_name: String,
    /// The Chat app whose project it belongs to.
    pub app: Option<UserId>,
    pub project_id: String,
    pub kind: ClientKind,
    /// SHA-256 of its secret.
    pub secret_hash: Vec<u8>,
    pub redirect_uris: Vec<String>,
    pub create_time: Time,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClientKind {
    /// On a server that keeps its secret.
    Web,
    /// On people's machines.
    Installed,
}

impl ClientKind {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Web => "web",
            Self::Installed => "installed",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        [Self::Web, Self::Installed]
            .into_iter()
            .find(|kind| kind.as_str() == text)
    }
}

pub async fn insert(tx: &mut Tx, client: &OAuthClient) -> Result<()> {
    static INSERT: Sql = Sql::new(
        "INSERT INTO oauth_clients (client_id, display_name, app_id, project_id, client_type,
                                    secret_hash, redirect_uris, create_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    );
    let uris = serde_json::to_string(&client.redirect_uris).map_err(Error::internal)?;
    let params = [
        client.id.as_str().into(),
        client.display_name.as_str().into(),
        client.app.map(|app| app.0).into(),
        client.project_id.as_str().into(),
        client.kind.as_str().into(),
        client.secret_hash.as_slice().into(),
        uris.as_str().into(),
        client.create_time.0.into(),
    ];
    tx.execute(&INSERT, &params).await?;
    Ok(())
}

pub async fn get(tx: &mut Tx, id: &str) -> Result<Option<OAuthClient>> {
    static GET: Sql = Sql::new(select!("WHERE client_id = $1"));
    tx.optional(&GET, &[id.into()], client).await
}

/// Clients by id, beginning after `after` (empty: with the first).
pub async fn page(tx: &mut Tx, after: &str, limit: i64) -> Result<Vec<OAuthClient>> {
    static PAGE: Sql = Sql::new(select!("WHERE client_id > $1 ORDER BY client_id LIMIT $2"));
    tx.all(&PAGE, &[after.into(), limit.into()], client).await
}

/// Removes a client with everything that people granted it; whether there was
/// one. The caller also bumps [`crate::meta::bump_auth`].
pub async fn delete(tx: &mut Tx, id: &str) -> Result<bool> {
    static DELETE: Sql = Sql::new("DELETE FROM oauth_clients WHERE client_id = $1");
    grants::delete_of_client(tx, id).await?;
    Ok(tx.execute(&DELETE, &[id.into()]).await? > 0)
}

fn client(row: &Row<'_>) -> Result<OAuthClient> {
    let (kind, uris) = (row.text(4)?, row.text(6)?);
    Ok(OAuthClient {
        id: row.text(0)?.to_owned(),
        display_name: row.text(1)?.to_owned(),
        app: row.opt_int(2)?.map(UserId),
        project_id: row.text(3)?.to_owned(),
        kind: ClientKind::parse(kind)
            .ok_or_else(|| Error::internal(format!("oauth_clients.client_type is {kind}")))?,
        secret_hash: row.blob(5)?.to_owned(),
        redirect_uris: serde_json::from_str(uris).map_err(Error::internal)?,
        create_time: Time(row.int(7)?),
    })
}
