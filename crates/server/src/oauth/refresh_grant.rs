//! `grant_type=refresh_token`. A client that shows its secret keeps its
//! refresh token, as with Google, whose libraries would lose a new one. One
//! that does not gets a new one each time, and an old one that comes again
//! ends the grant (docs/decisions/0008).

use domain::Result;
use domain::audit::Action;
use domain::users::User;
use http::request::Parts;
use store::grants::{self, Grant};
use store::oauth_clients::OAuthClient;
use store::{Tx, meta, refresh_tokens};

use super::client_auth::{self, Presented};
use super::error::{OAuthError, Word};
use super::form::Form;
use super::issue::{self, Fresh};
use super::token::Granted;
use super::trail::Origin;
use crate::gate::{Scope, ScopeSet, secret};
use crate::state::Server;

type Outcome<T> = std::result::Result<T, OAuthError>;

const GONE: &str = "Token has been expired or revoked.";

pub async fn grant(server: &Server, parts: &Parts, form: &Form<'_>) -> Outcome<Granted> {
    let hash = secret::hash(form.required("refresh_token")?);
    let asked = asked(form)?;
    let presented = client_auth::authenticate(server, &parts.headers, form).await?;
    let (fresh, origin) = (Fresh::new()?, Origin::of(parts, server.now()));
    let write = server
        .store
        .write(move |tx| Box::pin(refresh(tx, hash, presented, asked, fresh, origin)));
    let refreshed = write.await??;
    let (client, user) = (&refreshed.client, &refreshed.user);
    let access = refreshed.access;
    let answer = issue::answer(server, client, user, refreshed.scopes, None, access);
    Ok(Granted {
        refresh_token: refreshed.refresh,
        ..answer.await?
    })
}

/// The scopes that a client wants this time, if it says.
fn asked(form: &Form<'_>) -> Outcome<Option<ScopeSet>> {
    let Some(text) = form.get("scope") else {
        return Ok(None);
    };
    let known = |word: &str| Scope::parse(word).is_some() || Scope::is_foreign(word);
    if !text.split_ascii_whitespace().all(known) {
        return Err(beyond());
    }
    Ok(Some(ScopeSet::parse_known(text)))
}

fn beyond() -> OAuthError {
    OAuthError::new(
        Word::InvalidScope,
        "Some requested scopes were not granted.",
    )
}

struct Refreshed {
    client: OAuthClient,
    user: User,
    scopes: ScopeSet,
    access: String,
    /// The one that takes the place of the old one.
    refresh: Option<String>,
}

async fn refresh(
    tx: &mut Tx,
    hash: secret::Hash,
    presented: Presented,
    asked: Option<ScopeSet>,
    fresh: Fresh,
    origin: Origin,
) -> Result<Outcome<Refreshed>> {
    let now = origin.now;
    let Some(token) = refresh_tokens::get(tx, &hash).await? else {
        return Ok(gone());
    };
    let found = issue::grant_with_person(tx, token.grant, now).await?;
    let Some((grant, user)) = found else {
        return Ok(gone());
    };
    if grant.client != presented.client.id {
        let text = "The refresh token was issued to another client.";
        return Ok(Err(OAuthError::new(Word::InvalidGrant, text)));
    }
    if token.replaced {
        return reused(tx, &grant, origin).await;
    }
    let granted = ScopeSet::parse_known(&grant.scopes);
    let scopes = asked.unwrap_or(granted);
    if !scopes.is_subset_of(granted) {
        return Ok(Err(beyond()));
    }
    let refresh = match presented.proven {
        true => {
            issue::prolong(tx, &grant, now).await?;
            None
        }
        false if !refresh_tokens::set_replaced(tx, &hash).await? => {
            return reused(tx, &grant, origin).await;
        }
        false => {
            issue::keep_refresh(tx, &fresh.refresh, &grant, now).await?;
            Some(fresh.refresh)
        }
    };
    let (client, access) = (presented.client, fresh.access);
    issue::keep_access(tx, &access, &grant, &client, scopes, now).await?;
    Ok(Ok(Refreshed {
        client,
        user,
        scopes,
        access,
        refresh,
    }))
}

fn gone<T>() -> Outcome<T> {
    Err(OAuthError::new(Word::InvalidGrant, GONE))
}

/// Two hold the same token, and which of them is the thief cannot be told.
async fn reused<T>(tx: &mut Tx, grant: &Grant, origin: Origin) -> Result<Outcome<T>> {
    let (action, what) = (Action::TOKEN_REUSE, "a replaced refresh token came again");
    origin
        .note(tx, grant.user, action, &grant.client, what)
        .await?;
    grants::delete(tx, grant.id).await?;
    meta::bump_auth(tx).await?;
    Ok(gone())
}
