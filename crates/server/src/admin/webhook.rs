//! `confab admin webhook`.

use clap::{Args, Subcommand};
use domain::audit::Action;
use domain::ids::{SpaceId, UserId};
use domain::spaces::Space;
use domain::webhooks::{Webhook, check_look, check_space};
use domain::{Code, Error, names};
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};
use store::{Store, Tx, spaces, webhooks};

use super::place::{Place, public_url};
use super::trail::note;
use super::{Answer, Failure, Result, accounts};
use crate::gate::webhook::{self, Token};
use crate::state;

#[derive(Subcommand)]
pub enum Command {
    /// Make a webhook; its URL cannot be shown again
    Create(Create),
    /// List a space's webhooks, without their URLs
    List {
        #[arg(long, value_name = "spaces/X")]
        space: String,
    },
    /// Make a webhook's URL worthless; its messages stay
    Delete {
        /// The URL, or spaces/X/webhooks/Y as list shows it
        url: String,
    },
}

#[derive(Args)]
pub struct Create {
    #[arg(long, value_name = "spaces/X")]
    space: String,
    /// The name of the sender of its messages
    #[arg(long)]
    name: String,
    /// The picture of that sender
    #[arg(long, value_name = "URL", default_value = "")]
    avatar: String,
    /// Where the server is reached; found out when it runs on --data
    #[arg(long, env = "CONFAB_PUBLIC_URL", value_name = "URL")]
    public_url: Option<String>,
}

/// Webhooks read from the database at a time.
const PAGE: i64 = 500;

pub async fn run(store: &Store, place: &Place, command: &Command) -> Result<Answer> {
    match command {
        Command::Create(create) => create.run(store, place).await,
        Command::List { space } => list(store, space).await,
        Command::Delete { url } => delete(store, url).await,
    }
}

impl Create {
    async fn run(&self, store: &Store, place: &Place) -> Result<Answer> {
        let display_name = check_look(&self.name, &self.avatar)?;
        let id = UserId(accounts::fresh_id()?);
        let (token, space) = (Token::fresh()?, self.space.clone());
        let (hash, hint, avatar_url) = (token.hash, token.hint, self.avatar.clone());
        let write = store.write(move |tx| {
            Box::pin(async move {
                let space = find(tx, &space, true).await?;
                check_space(&space, webhooks::count(tx, space.id).await?)?;
                let new = Webhook {
                    id,
                    space: space.id,
                    display_name,
                    avatar_url,
                    token_hint: hint,
                    creator: None,
                    create_time: state::now(),
                };
                webhooks::insert(tx, &new, &hash).await?;
                let name = names::webhook_name(new.space, new.id);
                note(tx, Action::WEBHOOK_CREATE, name, &new.display_name).await?;
                Ok((new, webhook::key(tx).await?))
            })
        });
        let (new, key) = write.await?;
        let home = public_url(place.data(), self.public_url.as_deref(), "the URL");
        let url = webhook::url(&home, new.space, &key, &token.text);
        let mut json = to_json(&new);
        json["url"] = url.as_str().into();
        Ok(Answer::new(json, url))
    }
}

async fn list(store: &Store, space: &str) -> Result<Answer> {
    let space = space.to_owned();
    let read = store.read(move |tx| {
        Box::pin(async move {
            let space = find(tx, &space, false).await?.id;
            let mut all: Vec<Webhook> = Vec::new();
            loop {
                let after = all.last().map(|webhook| webhook.id);
                let page = webhooks::page(tx, space, after, PAGE).await?;
                let last = page.len() < PAGE as usize;
                all.extend(page);
                if last {
                    return Ok(all);
                }
            }
        })
    });
    let all = read.await?;
    let line = |webhook: &Webhook| {
        let name = names::webhook_name(webhook.space, webhook.id);
        format!(
            "{name}  {}  token={}…",
            webhook.display_name, webhook.token_hint
        )
    };
    let lines: Vec<_> = all.iter().map(line).collect();
    let webhooks: Vec<_> = all.iter().map(to_json).collect();
    Ok(Answer::new(json!({"webhooks": webhooks}), lines.join("\n")))
}

/// Deletes by the URL's token, or by the webhook's name.
async fn delete(store: &Store, url: &str) -> Result<Answer> {
    let query = url.split_once('?').map(|(_, query)| query);
    let token = query.and_then(|query| {
        query
            .split('&')
            .find_map(|pair| pair.strip_prefix("token="))
    });
    let hash =
        token.map(|token| webhook::token_hash(&percent_decode_str(token).decode_utf8_lossy()));
    let named = match names::webhook("url", url) {
        Ok((_, named)) => named,
        Err(_) if hash.is_none() => {
            return Err(Failure::new(
                "a webhook is named by its URL, or by spaces/X/webhooks/Y as list shows it",
            ));
        }
        Err(_) => None,
    };
    let write = store.write(move |tx| {
        Box::pin(async move {
            let found = match (hash, named) {
                (Some(hash), _) => webhooks::by_token(tx, &hash).await?,
                (None, Some(id)) => webhooks::get(tx, id).await?,
                (None, None) => None,
            };
            let webhook = found.ok_or_else(|| missing("there is no such webhook"))?;
            webhooks::delete(tx, webhook.id).await?;
            let name = names::webhook_name(webhook.space, webhook.id);
            note(tx, Action::WEBHOOK_DELETE, name, &webhook.display_name).await?;
            Ok(webhook)
        })
    });
    let webhook = write.await?;
    let name = names::webhook_name(webhook.space, webhook.id);
    let text = format!("deleted {name} {}", webhook.display_name);
    Ok(Answer::new(json!({"deleted": true, "name": name}), text))
}

async fn find(tx: &mut Tx, name: &str, to_change: bool) -> domain::Result<Box<Space>> {
    let id = SpaceId::parse(name.strip_prefix("spaces/").unwrap_or(name));
    let space = match id {
        Some(id) if to_change => spaces::lock(tx, id).await?,
        Some(id) => spaces::get(tx, id).await?,
        None => None,
    };
    space.ok_or_else(|| missing(format!("there is no space {name}")))
}

fn missing(text: impl Into<String>) -> Error {
    Error::new(Code::NotFound, text.into())
}

fn to_json(webhook: &Webhook) -> Value {
    json!({
        "name": names::webhook_name(webhook.space, webhook.id),
        "displayName": webhook.display_name,
        "avatarUrl": webhook.avatar_url,
        "tokenHint": webhook.token_hint,
        "createTime": webhook.create_time.to_rfc3339(),
    })
}
