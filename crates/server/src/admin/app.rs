//! `confab admin app`.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use domain::apps::{App, AppKey};
use domain::audit::Action;
use domain::{Error, names};
use serde_json::{Value, json};
use store::{Store, app_keys, apps, meta};

use super::app_install::Install;
use super::app_options::{self, AppOptions};
use super::key_file::{self, KeyUrls};
use super::place::Place;
use super::trail::note;
use super::{Answer, Failure, Result, accounts, find, scopes};
use crate::api::visible_apps::check_visibility;
use crate::gate::ScopeSet;
use crate::service_account_key;
use crate::state;

#[derive(Subcommand)]
pub enum Command {
    /// Make a Chat app with its service account
    Create(Create),
    /// Make another key of an app's service account, or delete one
    Key(Key),
    /// List all apps
    List,
    /// Change what was given to `create`
    Update(Update),
    /// Put an app into a space, or into a direct message with a person
    Install(Install),
    /// Let an app use scopes that need an administrator's approval
    Approve(Grant),
    /// Let an app's key ask for tokens of any user
    Delegate(Grant),
}

#[derive(Args)]
pub struct Create {
    /// The name that people read
    name: String,
    #[command(flatten)]
    options: AppOptions,
    /// Where to write the key of the app's service account
    #[arg(long, value_name = "FILE")]
    key_out: Option<PathBuf>,
    #[command(flatten)]
    urls: KeyUrls,
}

#[derive(Args)]
pub struct Key {
    app: String,
    /// Where to write the new key
    #[arg(
        long,
        value_name = "FILE",
        required_unless_present = "delete",
        conflicts_with = "delete"
    )]
    key_out: Option<PathBuf>,
    /// Make this key worthless (`app list` names them)
    #[arg(long, value_name = "KEY_ID")]
    delete: Option<String>,
    #[command(flatten)]
    urls: KeyUrls,
}

#[derive(Args)]
pub struct Update {
    app: String,
    /// The name that people read
    #[arg(long)]
    name: Option<String>,
    #[command(flatten)]
    options: AppOptions,
}

#[derive(Args)]
pub struct Grant {
    app: String,
    /// Full URL or last part; may be given several times
    #[arg(long = "scope", required = true, num_args = 1.., value_name = "S")]
    scopes: Vec<String>,
    /// Take the scopes away again
    #[arg(long)]
    revoke: bool,
}

/// Apps read from the database at a time, and keys listed of one app.
const PAGE: i64 = 200;

pub async fn run(store: &Store, place: &Place, command: &Command) -> Result<Answer> {
    match command {
        Command::Create(create) => create.run(store, place).await,
        Command::Key(key) => key.run(store, place).await,
        Command::List => list(store).await,
        Command::Update(update) => update.run(store).await,
        Command::Install(install) => install.run(store).await,
        Command::Approve(grant) => grant.approve(store).await,
        Command::Delegate(grant) => grant.delegate(store).await,
    }
}

impl Create {
    async fn run(&self, store: &Store, place: &Place) -> Result<Answer> {
        let now = state::now();
        let name = app_options::name(&self.name)?;
        let mut app = accounts::new_app(&name, now)?;
        self.options.apply(&mut app)?;
        let key = match &self.key_out {
            // Written first: a key that is nowhere cannot be had again.
            Some(path) => {
                let key = self.urls.make(&app, place.data(), now)?;
                key_file::write(path, &key.file)?;
                Some(key.row)
            }
            None => None,
        };
        let (json, text) = (to_json(&app), created(&app));
        let write = store.write(move |tx| {
            Box::pin(async move {
                check_visibility(tx, "--visible-to", &app.config).await?;
                apps::insert(tx, &app).await?;
                note(tx, Action::APP_CREATE, app_name(&app), app.display_name).await?;
                match &key {
                    Some(key) => insert_key(tx, key).await,
                    None => Ok(()),
                }
            })
        });
        write.await?;
        Ok(Answer::new(json, text))
    }
}

fn created(app: &App) -> String {
    let name = &app.display_name;
    let (id, email) = (names::user_name(app.id), &app.client_email);
    format!(
        "created {name}: {id}, project {}, {email}",
        app.project_number
    )
}

impl Key {
    async fn run(&self, store: &Store, place: &Place) -> Result<Answer> {
        match (&self.key_out, &self.delete) {
            (Some(path), _) => self.create(store, place, path).await,
            (None, Some(key_id)) => delete_key(store, &self.app, key_id).await,
            (None, None) => Err(Failure::new("give --key-out FILE or --delete KEY_ID")),
        }
    }

    async fn create(&self, store: &Store, place: &Place, path: &Path) -> Result<Answer> {
        let text = self.app.clone();
        let read = store.read(move |tx| Box::pin(async move { find::app(tx, &text).await }));
        let app = read.await?;
        let key = self.urls.make(&app, place.data(), state::now())?;
        key_file::write(path, &key.file)?;
        let json = json!({"app": app_name(&app), "keyId": key.row.key_id});
        let text = format!("wrote a key of {} to {}", app.client_email, path.display());
        let row = key.row;
        let write = store.write(move |tx| Box::pin(async move { insert_key(tx, &row).await }));
        write.await?;
        Ok(Answer::new(json, text))
    }
}

async fn insert_key(tx: &mut store::Tx, key: &AppKey) -> domain::Result<()> {
    service_account_key::insert(tx, key).await?;
    let app = format!("apps/{}", key.app.segment());
    note(tx, Action::KEY_CREATE, app, key.key_id.as_str()).await
}

async fn delete_key(store: &Store, app: &str, key_id: &str) -> Result<Answer> {
    let (app, id) = (app.to_owned(), key_id.to_owned());
    let write = store.write(move |tx| {
        Box::pin(async move {
            let app = find::app(tx, &app).await?;
            if !app_keys::delete(tx, app.id, &id).await? {
                return Err(Error::failed_precondition("the app has no such key"));
            }
            meta::bump_auth(tx).await?;
            note(tx, Action::KEY_DELETE, app_name(&app), id).await?;
            Ok(app)
        })
    });
    let app = write.await?;
    let json = json!({"app": app_name(&app), "keyId": key_id, "deleted": true});
    Ok(Answer::new(
        json,
        format!("deleted a key of {}", app.client_email),
    ))
}

async fn list(store: &Store) -> Result<Answer> {
    let mut all: Vec<(App, Vec<AppKey>)> = Vec::new();
    loop {
        let after = all.last().map(|(app, _)| app.id);
        let read = store.read(move |tx| {
            Box::pin(async move {
                let mut page = Vec::new();
                for app in apps::page(tx, after, PAGE).await? {
                    let keys = app_keys::of_app(tx, app.id, PAGE).await?;
                    page.push((app, keys));
                }
                Ok(page)
            })
        });
        let page = read.await?;
        let is_last = (page.len() as i64) < PAGE;
        all.extend(page);
        if is_last {
            break;
        }
    }
    let line = |(app, _): &(App, Vec<AppKey>)| {
        let (name, email) = (app_name(app), &app.client_email);
        format!(
            "{name}  {}  {}  {email}",
            app.project_number, app.display_name
        )
    };
    let text: Vec<_> = all.iter().map(line).collect();
    let json: Vec<_> = all
        .iter()
        .map(|(app, keys)| to_long_json(app, keys))
        .collect();
    Ok(Answer::new(json!({"apps": json}), text.join("\n")))
}

impl Update {
    async fn run(&self, store: &Store) -> Result<Answer> {
        let text = self.app.clone();
        let read = store.read(move |tx| Box::pin(async move { find::app(tx, &text).await }));
        let mut app = read.await?;
        if let Some(name) = &self.name {
            app.display_name = app_options::name(name)?;
        }
        self.options.apply(&mut app)?;
        let (json, text) = (to_json(&app), format!("changed {}", app.display_name));
        store
            .write(move |tx| {
                Box::pin(async move {
                    check_visibility(tx, "--visible-to", &app.config).await?;
                    let name = app.display_name.as_str();
                    note(tx, Action::APP_UPDATE, app_name(&app), name).await?;
                    apps::update(tx, &app).await
                })
            })
            .await?;
        Ok(Answer::new(json, text))
    }
}

impl Grant {
    async fn approve(&self, store: &Store) -> Result<Answer> {
        let scopes = scopes::parse(&self.scopes)?;
        if let Some(scope) = scopes.iter().find(|scope| !scope.needs_approval()) {
            let text = format!(
                "{} needs no approval; only chat.app.* scopes do",
                scope.short()
            );
            return Err(Failure::new(text));
        }
        let (text, revoke) = (self.app.clone(), self.revoke);
        let write = store.write(move |tx| {
            Box::pin(async move {
                let app = find::app(tx, &text).await?;
                let held = changed(&app.approved_scopes, scopes, revoke);
                let held_text = held.to_short();
                apps::set_approved_scopes(tx, app.id, &held_text).await?;
                note(tx, Action::APP_APPROVE, app_name(&app), held_text).await?;
                meta::bump_auth(tx).await?;
                Ok((app, held))
            })
        });
        let (app, held) = write.await?;
        let json = json!({"app": app_name(&app), "approvedScopes": urls(held)});
        let text = format!("{} may use: {}", app.display_name, held.to_short());
        Ok(Answer::new(json, text))
    }

    async fn delegate(&self, store: &Store) -> Result<Answer> {
        let scopes = scopes::parse(&self.scopes)?;
        scopes::refuse_apps_own(scopes, "it cannot be delegated")?;
        let (text, revoke) = (self.app.clone(), self.revoke);
        let write = store.write(move |tx| {
            Box::pin(async move {
                let app = find::app(tx, &text).await?;
                let held = changed(&app.delegated_scopes, scopes, revoke);
                let held_text = held.to_short();
                apps::set_delegated_scopes(tx, app.id, &held_text).await?;
                note(tx, Action::APP_DELEGATE, app_name(&app), held_text).await?;
                meta::bump_auth(tx).await?;
                Ok((app, held))
            })
        });
        let (app, held) = write.await?;
        let json = json!({"app": app_name(&app), "delegatedScopes": urls(held)});
        let text = format!(
            "{} may act as any user with: {}",
            app.display_name,
            held.to_short()
        );
        Ok(Answer::new(json, text))
    }
}

fn changed(stored: &str, scopes: ScopeSet, revoke: bool) -> ScopeSet {
    let held = ScopeSet::parse_known(stored);
    if revoke {
        held.without(scopes)
    } else {
        held.union(scopes)
    }
}

fn urls(scopes: ScopeSet) -> Vec<String> {
    scopes.iter().map(|scope| scope.url()).collect()
}

fn app_name(app: &App) -> String {
    format!("apps/{}", app.id.segment())
}

fn to_json(app: &App) -> Value {
    json!({
        "name": names::user_name(app.id),
        "app": app_name(app),
        "projectNumber": app.project_number.to_string(),
        "clientEmail": app.client_email,
    })
}

fn to_long_json(app: &App, keys: &[AppKey]) -> Value {
    let mut json = to_json(app);
    json["displayName"] = app.display_name.as_str().into();
    json["description"] = app.description.as_str().into();
    json["avatarUrl"] = app.avatar_url.as_str().into();
    json["projectId"] = app.project_id.as_str().into();
    json["endpoint"] = app.endpoint.clone().into();
    json["events"] = app.event_format.as_str().into();
    json["audience"] = app.audience.as_str().into();
    json["commands"] = json!(app.config.commands);
    json["linkPreviews"] = json!(app.config.link_previews);
    json["joinsSpaces"] = app.config.joins_spaces.into();
    json["home"] = app.config.home.into();
    json["homeUrl"] = app.config.home_url.as_str().into();
    json["visibleTo"] = json!(app.config.visible_to);
    json["approvedScopes"] = urls(ScopeSet::parse_known(&app.approved_scopes)).into();
    json["delegatedScopes"] = urls(ScopeSet::parse_known(&app.delegated_scopes)).into();
    json["keys"] = keys.iter().map(|key| key.key_id.as_str()).collect();
    json
}
