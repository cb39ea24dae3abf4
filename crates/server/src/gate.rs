//! Who calls, and whether they may call this method at all.
//!
//! [`Gate::authenticate`] turns a credential into a [`Caller`], from memory
//! when it was seen lately; [`authorize`] holds the caller's scopes against a
//! method's. Kinds of credentials: opaque access tokens (`secret.rs`) and
//! service accounts' own JWTs (`self_signed.rs`).

pub mod access;
mod cache;
pub mod jwt;
pub mod password;
pub mod refusal;
pub mod scope;
pub mod secret;
pub mod self_signed;
mod watch;
pub mod webhook;

use std::sync::Arc;

use domain::ids::UserId;
use domain::{Result, Time};
use store::{Store, Tx, access_tokens, app_keys, apps, meta, users};

pub use access::{Scopes, authorize, insufficient};
pub use scope::{Scope, ScopeSet};
pub(crate) use watch::PERIOD as LOOKS_EVERY;

use cache::{Cache, Entry};
use refusal::Refusal;
use secret::Hash;
use self_signed::ServiceNames;

/// How a caller proved who they are. Google's rules differ per kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AuthKind {
    /// A person's token, also one that an app got by domain-wide delegation.
    User,
    /// An app's own: its service account's token or self-signed JWT.
    App,
}

/// Who a request comes from, settled before its method runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Caller {
    pub kind: AuthKind,
    /// Who things done by this caller are recorded under: the person, or the
    /// app's bot user.
    pub id: UserId,
    /// The person; always there for [`AuthKind::User`], never for an app.
    pub user: Option<UserId>,
    /// The app whose project the credential belongs to (`users/app`); always
    /// there for [`AuthKind::App`], absent for the built-in client.
    pub app: Option<UserId>,
    /// That app's project number; 0 for the built-in client.
    pub project: i64,
    /// Whether the person is an administrator.
    pub admin: bool,
    /// What the credential was issued for. Scopes that need an approval which
    /// the app does not have are in [`Caller::unapproved`] instead.
    pub scopes: ScopeSet,
    /// Scopes of the credential that an administrator has not approved.
    pub unapproved: ScopeSet,
}

/// Knows credentials. One for the process; clones share the memory.
#[derive(Clone)]
pub struct Gate(Arc<Inner>);

struct Inner {
    store: Store,
    cache: Cache,
    names: ServiceNames,
}

/// What was found out about a credential in one read.
type Finding = std::result::Result<Entry, Refusal>;

impl Gate {
    /// `public_url` is what others reach this server by.
    pub fn new(store: Store, public_url: &str, universe: &str) -> Self {
        Self(Arc::new(Inner {
            store,
            cache: Cache::new(),
            names: ServiceNames::new(public_url, universe),
        }))
    }

    /// Starts the task that notices changes made by other processes (tokens
    /// revoked, people disabled, …) within a second. It ends with the gate.
    pub fn watch(&self) {
        tokio::spawn(watch::run(Arc::downgrade(&self.0)));
    }

    /// Who presents `credential`, a bearer token without the word `Bearer`.
    /// Anything but a good one is UNAUTHENTICATED. `rpc` is the method's full
    /// name, for the error's details.
    pub async fn authenticate(
        &self,
        rpc: &str,
        credential: Option<&str>,
        now: Time,
    ) -> Result<Caller> {
        let Some(credential) = credential.map(str::trim).filter(|text| !text.is_empty()) else {
            return Err(Refusal::Missing.error(rpc));
        };
        let hash = secret::hash(credential);
        if let Some(caller) = self.0.cache.get(&hash, now) {
            return Ok(caller);
        }
        let finding = if secret::is_access_token(credential) {
            // Boxed, as the next: most calls find their caller in memory and
            // should not carry room for the search.
            Box::pin(self.find_token(hash, now)).await?
        } else if jwt::looks_like_jwt(credential) {
            Box::pin(self.find_self_signed(credential, now)).await?
        } else {
            Err(Refusal::Unsupported)
        };
        let entry = finding.map_err(|refusal| refusal.error(rpc))?;
        self.0.cache.insert(hash, entry);
        Ok(entry.caller)
    }

    async fn find_token(&self, hash: Hash, now: Time) -> Result<Finding> {
        let store = &self.0.store;
        store
            .read(move |tx| Box::pin(async move { read_token(tx, &hash, now).await }))
            .await
    }

    async fn find_self_signed(&self, token: &str, now: Time) -> Result<Finding> {
        let Ok(key_id) = jwt::key_id(token) else {
            return Ok(Err(Refusal::Unsupported));
        };
        let store = &self.0.store;
        let found = store.read(move |tx| Box::pin(async move { read_key(tx, &key_id).await }));
        let Some((key, app, version)) = found.await? else {
            return Ok(Err(Refusal::Unsupported));
        };
        let claims = match jwt::verify(token, &key.public_key, now) {
            Ok(claims) => claims,
            Err(jwt::Fault::Times) => return Ok(Err(Refusal::Expired)),
            Err(_) => return Ok(Err(Refusal::Unsupported)),
        };
        let Ok(caller) = self_signed::caller(&claims, &app, &self.0.names) else {
            return Ok(Err(Refusal::Unsupported));
        };
        let expire_time = claims.expire_time();
        Ok(Ok(Entry {
            caller,
            expire_time,
            version,
        }))
    }
}

/// The token with its person and app, as of one moment.
async fn read_token(tx: &mut Tx, hash: &Hash, now: Time) -> Result<Finding> {
    let version = meta::auth_version(tx).await?;
    let token = match access_tokens::get(tx, hash).await? {
        Some(token) if now < token.expire_time => token,
        _ => return Ok(Err(Refusal::Expired)),
    };
    let app = match token.app {
        Some(app) => match apps::get(tx, app).await? {
            Some(app) => Some(app),
            None => return Ok(Err(Refusal::Expired)),
        },
        None => None,
    };
    let scopes = ScopeSet::parse_known(&token.scopes);
    let caller = match (token.user, app) {
        (None, None) => return Ok(Err(Refusal::Expired)),
        (None, Some(app)) => self_signed::app_caller(&app, Some(scopes)),
        (Some(user), app) => match users::get(tx, user).await? {
            Some(user) if user.disabled => return Ok(Err(Refusal::Disabled)),
            Some(user) if user.is_person() => Caller {
                kind: AuthKind::User,
                id: user.id,
                user: Some(user.id),
                app: app.as_ref().map(|app| app.id),
                project: app.map_or(0, |app| app.project_number),
                admin: user.admin,
                scopes,
                unapproved: ScopeSet::EMPTY,
            },
            _ => return Ok(Err(Refusal::Expired)),
        },
    };
    Ok(Ok(Entry {
        caller,
        expire_time: token.expire_time,
        version,
    }))
}

/// A key with its app, as of one moment.
pub(crate) async fn read_key(
    tx: &mut Tx,
    key_id: &str,
) -> Result<Option<(domain::apps::AppKey, domain::apps::App, i64)>> {
    let version = meta::auth_version(tx).await?;
    let Some(key) = app_keys::get(tx, key_id).await? else {
        return Ok(None);
    };
    let app = apps::get(tx, key.app).await?;
    Ok(app.map(|app| (key, app, version)))
}
