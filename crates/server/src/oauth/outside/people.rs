//! Which person somebody at the provider is here: one who came before, one
//! with the same address, or a new one.

use domain::users::{User, UserKind, domain_of};
use domain::{Result, Time};
use store::{Tx, meta, oidc_accounts, users};

use super::id_token::Claims;
use crate::accounts::{self, NewUser};
use crate::state::Server;

/// Who may come in, or why not.
pub enum Found {
    Person(User),
    /// For the person to read.
    Refused(&'static str),
}

const NO_EMAIL: &str = "Your provider does not vouch for an e-mail address of yours.";
const OTHER_DOMAIN: &str = "Your e-mail address is not of a domain that may sign in here.";
const DISABLED: &str = "Your account is disabled. Ask an administrator.";

pub async fn find(server: &Server, issuer: String, claims: Claims) -> Result<Found> {
    let now = server.now();
    let domains = server.settings.oidc.domains();
    let write = server
        .store
        .write(move |tx| Box::pin(find_or_make(tx, issuer, claims, domains, now)));
    write.await
}

async fn find_or_make(
    tx: &mut Tx,
    issuer: String,
    claims: Claims,
    domains: Vec<String>,
    now: Time,
) -> Result<Found> {
    // The domain is asked each time: somebody may have left it.
    let Some(email) = claims.verified_email() else {
        return Ok(Found::Refused(NO_EMAIL));
    };
    if !is_allowed(tx, &domains, domain_of(&email)).await? {
        return Ok(Found::Refused(OTHER_DOMAIN));
    }
    if let Some(id) = oidc_accounts::get(tx, &issuer, &claims.sub).await?
        && let Some(user) = users::get(tx, id).await?
    {
        return Ok(checked(user));
    }
    let user = match users::by_email(tx, &email).await? {
        Some(user) if user.kind == UserKind::Person => user,
        _ => make(tx, &email, claims.name.as_deref(), now).await?,
    };
    oidc_accounts::insert(tx, &issuer, &claims.sub, user.id, now).await?;
    Ok(checked(user))
}

fn checked(user: User) -> Found {
    match user.disabled {
        true => Found::Refused(DISABLED),
        false => Found::Person(user),
    }
}

/// Without a list, the organisation's own domain.
async fn is_allowed(tx: &mut Tx, domains: &[String], domain: &str) -> Result<bool> {
    if !domains.is_empty() {
        return Ok(domains.iter().any(|allowed| allowed == domain));
    }
    let own = meta::get(tx, meta::DOMAIN).await?;
    Ok(own.is_some_and(|own| own == domain))
}

async fn make(tx: &mut Tx, email: &str, name: Option<&str>, now: Time) -> Result<User> {
    let (local, _) = email.split_once('@').unwrap_or((email, ""));
    let name = name.and_then(domain::users::display_name);
    let new = NewUser {
        email: email.to_owned(),
        display_name: name.unwrap_or_else(|| local.to_owned()),
        admin: false,
        password: None,
    };
    let (user, _) = new.make(now)?;
    accounts::insert_user(tx, user, None).await
}
