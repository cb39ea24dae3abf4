//! `confab admin token`.

use clap::{Args, Subcommand};
use domain::audit::Action;
use domain::{Error, Time, names};
use serde_json::json;
use store::access_tokens::AccessToken;
use store::{Store, access_tokens, meta};

use super::trail::note;
use super::{Answer, Failure, Result, find, scopes};
use crate::gate::secret;
use crate::state;

#[derive(Subcommand)]
pub enum Command {
    /// Make an access token; it cannot be shown again
    Create(Create),
    /// Make a token worthless
    Revoke { token: String },
}

#[derive(Args)]
pub struct Create {
    /// The person who calls with it
    #[arg(long, value_name = "EMAIL", required_unless_present = "app")]
    user: Option<String>,
    /// The app: with --user its project, alone the caller itself
    #[arg(long)]
    app: Option<String>,
    /// Full URL or last part; may be given several times
    #[arg(long = "scope", required = true, num_args = 1.., value_name = "S")]
    scopes: Vec<String>,
    /// Seconds that it works
    #[arg(long, default_value_t = 3_600, value_name = "SECONDS",
          value_parser = clap::value_parser!(i64).range(1..=31_536_000))]
    ttl: i64,
}

pub async fn run(store: &Store, command: &Command) -> Result<Answer> {
    match command {
        Command::Create(create) => create.run(store).await,
        Command::Revoke { token } => revoke(store, token).await,
    }
}

impl Create {
    async fn run(&self, store: &Store) -> Result<Answer> {
        let scopes = scopes::parse(&self.scopes)?;
        if self.user.is_some() {
            scopes::refuse_apps_own(scopes, "leave out --user")?;
        }
        let text = secret::access_token(self.user.is_none())?;
        let hash = secret::hash(&text);
        let (user, app, ttl) = (self.user.clone(), self.app.clone(), self.ttl);
        let write = store.write(move |tx| {
            Box::pin(async move {
                let user = match &user {
                    Some(user) => Some(find::person(tx, user).await?),
                    None => None,
                };
                if user.as_ref().is_some_and(|user| user.disabled) {
                    return Err(Error::failed_precondition("the user is disabled"));
                }
                let app = match &app {
                    Some(app) => Some(find::app(tx, app).await?.id),
                    None => None,
                };
                let now = state::now();
                let token = AccessToken {
                    user: user.map(|user| user.id),
                    app,
                    scopes: scopes.to_short(),
                    create_time: now,
                    expire_time: Time(now.0 + ttl * Time::SECOND),
                };
                let target = token.user.or(token.app).map(names::user_name);
                let detail = format!("{ttl} s: {}", token.scopes);
                note(tx, Action::TOKEN_CREATE, target.unwrap_or_default(), detail).await?;
                access_tokens::insert(tx, &hash, &token).await
            })
        });
        write.await?;
        let json = json!({
            "access_token": text,
            "token_type": "Bearer",
            "expires_in": self.ttl,
            "scope": scopes.to_urls(),
        });
        Ok(Answer::new(json, text))
    }
}

async fn revoke(store: &Store, token: &str) -> Result<Answer> {
    let hash = secret::hash(token.trim());
    let write = store.write(move |tx| {
        Box::pin(async move {
            let Some(token) = access_tokens::get(tx, &hash).await? else {
                return Ok(false);
            };
            access_tokens::delete(tx, &hash).await?;
            meta::bump_auth(tx).await?;
            let target = token.user.or(token.app).map(names::user_name);
            let detail = token.scopes;
            note(tx, Action::TOKEN_REVOKE, target.unwrap_or_default(), detail).await?;
            Ok(true)
        })
    });
    if !write.await? {
        return Err(Failure::new("there is no such token; it may have expired"));
    }
    Ok(Answer::new(json!({"revoked": true}), "revoked"))
}
