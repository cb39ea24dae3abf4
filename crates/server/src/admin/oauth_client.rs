//! `confab admin oauth-client`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use domain::Error;
use domain::audit::Action;
use serde_json::{Value, json};
use store::oauth_clients::{self, ClientKind, OAuthClient};
use store::{Store, meta};

use super::key_file::{self, KeyUrls};
use super::place::Place;
use super::trail::note;
use super::{Answer, Failure, Result, accounts, find};
use crate::gate::secret;
use crate::oauth::redirect_uri;
use crate::state;

#[derive(Subcommand)]
pub enum Command {
    /// Make a client that people can let act for them
    Create(Create),
    /// List all clients
    List,
    /// Remove a client; everything that people granted it ends
    Delete { client_id: String },
}

#[derive(Args)]
pub struct Create {
    /// The name that people read when they are asked
    name: String,
    /// The Chat app whose project it belongs to
    #[arg(long)]
    app: Option<String>,
    /// Where people may be sent back to; may be given several times. http://localhost stands for
    /// every port of this machine
    #[arg(long = "redirect-uri", required = true, num_args = 1.., value_name = "URI")]
    redirect_uris: Vec<String>,
    /// web keeps its secret on a server, installed runs on people's machines
    /// [default: installed for http://localhost and schemes of apps, else web]
    #[arg(long = "type", value_enum)]
    kind: Option<Kind>,
    /// Where to write the client_secret.json
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    #[command(flatten)]
    urls: KeyUrls,
}

#[derive(Clone, Copy, ValueEnum)]
enum Kind {
    Web,
    Installed,
}

/// Clients read from the database at a time.
const PAGE: i64 = 200;
/// Redirect URIs of one client.
const URIS_LIMIT: usize = 50;

pub async fn run(store: &Store, place: &Place, command: &Command) -> Result<Answer> {
    match command {
        Command::Create(create) => create.run(store, place).await,
        Command::List => list(store).await,
        Command::Delete { client_id } => delete(store, client_id).await,
    }
}

impl Create {
    async fn run(&self, store: &Store, place: &Place) -> Result<Answer> {
        let kind = self.kind();
        self.check(kind)?;
        let (project_number, project_id, app) = self.project(store).await?;
        let text = secret::client_secret()?;
        let client = OAuthClient {
            id: format!(
                "{project_number}-{}.apps.googleusercontent.com",
                accounts::letters(32)?
            ),
            display_name: accounts::display_name(&self.name)?,
            app,
            project_id,
            kind,
            secret_hash: secret::hash(&text).to_vec(),
            redirect_uris: self.redirect_uris.clone(),
            create_time: state::now(),
        };
        let file = self.file(&client, &text, place);
        key_file::write(&self.out, &format!("{file:#}\n"))?;
        let json = to_json(&client);
        let text = format!("wrote {} to {}", client.id, self.out.display());
        let write = store.write(move |tx| {
            Box::pin(async move {
                oauth_clients::insert(tx, &client).await?;
                note(tx, Action::CLIENT_CREATE, &client.id, &client.display_name).await
            })
        });
        write.await?;
        Ok(Answer::new(json, text))
    }

    fn kind(&self) -> ClientKind {
        match self.kind {
            Some(Kind::Web) => ClientKind::Web,
            Some(Kind::Installed) => ClientKind::Installed,
            None if self
                .redirect_uris
                .iter()
                .all(|uri| redirect_uri::is_an_apps(uri)) =>
            {
                ClientKind::Installed
            }
            None => ClientKind::Web,
        }
    }

    fn check(&self, kind: ClientKind) -> Result<()> {
        if self.redirect_uris.len() > URIS_LIMIT {
            let text = format!("a client has at most {URIS_LIMIT} redirect URIs");
            return Err(Failure::new(text));
        }
        for uri in &self.redirect_uris {
            if let Some(fault) = redirect_uri::fault(kind, uri) {
                return Err(Failure::new(format!("the redirect URI {uri} {fault}")));
            }
        }
        Ok(())
    }

    /// Number and id of the project: the app's, or new ones.
    async fn project(&self, store: &Store) -> Result<(i64, String, Option<domain::ids::UserId>)> {
        let Some(text) = self.app.clone() else {
            let fresh = accounts::new_app(&self.name, state::now())?;
            return Ok((fresh.project_number, fresh.project_id, None));
        };
        let read = store.read(move |tx| Box::pin(async move { find::app(tx, &text).await }));
        let app = read.await?;
        Ok((app.project_number, app.project_id, Some(app.id)))
    }

    /// Google's client_secret.json.
    fn file(&self, client: &OAuthClient, text: &str, place: &Place) -> Value {
        let (auth, token, certificates) = self.urls.hosts(place.data());
        let mut inner = json!({
            "client_id": client.id,
            "project_id": client.project_id,
            "auth_uri": format!("{auth}/o/oauth2/auth"),
            "token_uri": format!("{token}/token"),
            "auth_provider_x509_cert_url": format!("{certificates}/oauth2/v1/certs"),
            "client_secret": text,
            "redirect_uris": client.redirect_uris,
        });
        if client.kind == ClientKind::Web {
            inner["javascript_origins"] = json!([]);
        }
        json!({ client.kind.as_str(): inner })
    }
}

async fn list(store: &Store) -> Result<Answer> {
    let mut all: Vec<OAuthClient> = Vec::new();
    loop {
        let after = all
            .last()
            .map(|client| client.id.clone())
            .unwrap_or_default();
        let read = store
            .read(move |tx| Box::pin(async move { oauth_clients::page(tx, &after, PAGE).await }));
        let page = read.await?;
        let is_last = (page.len() as i64) < PAGE;
        all.extend(page);
        if is_last {
            break;
        }
    }
    let line = |client: &OAuthClient| {
        let kind = client.kind.as_str();
        format!("{}  {kind}  {}", client.id, client.display_name)
    };
    let text: Vec<_> = all.iter().map(line).collect();
    let json: Vec<_> = all.iter().map(to_json).collect();
    Ok(Answer::new(json!({"oauthClients": json}), text.join("\n")))
}

async fn delete(store: &Store, client_id: &str) -> Result<Answer> {
    let id = client_id.to_owned();
    let write = store.write(move |tx| {
        Box::pin(async move {
            if !oauth_clients::delete(tx, &id).await? {
                let text = format!("there is no OAuth client {id}");
                return Err(Error::failed_precondition(text));
            }
            note(tx, Action::CLIENT_DELETE, &id, "").await?;
            meta::bump_auth(tx).await
        })
    });
    write.await?;
    let json = json!({"clientId": client_id, "deleted": true});
    Ok(Answer::new(json, format!("deleted {client_id}")))
}

fn to_json(client: &OAuthClient) -> Value {
    json!({
        "clientId": client.id,
        "name": client.display_name,
        "type": client.kind.as_str(),
        "app": client.app.map(|app| format!("apps/{}", app.segment())),
        "redirectUris": client.redirect_uris,
    })
}
