//! `grant_type=authorization_code`: a code becomes tokens, once.

use domain::Result;
use domain::audit::Action;
use domain::users::User;
use http::request::Parts;
use store::authorization_codes::{self, AuthorizationCode};
use store::grants::{self, Grant};
use store::{Tx, meta};

use super::client_auth::{self, Presented};
use super::error::{OAuthError, Word};
use super::form::Form;
use super::issue::{self, Fresh};
use super::pkce;
use super::token::Granted;
use super::trail::Origin;
use crate::gate::{ScopeSet, secret};
use crate::state::Server;

/// What a client sends with a code.
struct Sent {
    hash: secret::Hash,
    redirect_uri: String,
    verifier: Option<String>,
    presented: Presented,
    origin: Origin,
}

/// What a refusal leaves behind must be kept, so it is no error of the unit.
type Outcome<T> = std::result::Result<T, OAuthError>;

pub async fn grant(server: &Server, parts: &Parts, form: &Form<'_>) -> Outcome<Granted> {
    let code = form.required("code")?;
    let sent = Sent {
        hash: secret::hash(code),
        redirect_uri: form.required("redirect_uri")?.to_owned(),
        verifier: form.get("code_verifier").map(str::to_owned),
        presented: client_auth::authenticate(server, &parts.headers, form).await?,
        origin: Origin::of(parts, server.now()),
    };
    let fresh = Fresh::new()?;
    let write = server
        .store
        .write(move |tx| Box::pin(redeem(tx, sent, fresh)));
    let redeemed = write.await??;
    let scopes = ScopeSet::parse_known(&redeemed.grant.scopes);
    let (client, user, nonce) = (redeemed.client, redeemed.user, redeemed.code.nonce);
    let access = redeemed.fresh.access;
    let answer = issue::answer(server, &client, &user, scopes, nonce.as_deref(), access);
    let refresh_token = redeemed.code.offline.then_some(redeemed.fresh.refresh);
    Ok(Granted {
        refresh_token,
        ..answer.await?
    })
}

struct Redeemed {
    client: store::oauth_clients::OAuthClient,
    user: User,
    grant: Grant,
    code: AuthorizationCode,
    fresh: Fresh,
}

async fn redeem(tx: &mut Tx, sent: Sent, fresh: Fresh) -> Result<Outcome<Redeemed>> {
    let Some(code) = authorization_codes::get(tx, &sent.hash).await? else {
        return Ok(refused("Malformed auth code."));
    };
    let now = sent.origin.now;
    if code.used {
        return replayed(tx, &sent, code.grant).await;
    }
    let found = issue::grant_with_person(tx, code.grant, now).await?;
    let Some((grant, user)) = found.filter(|_| now < code.expire_time) else {
        return Ok(refused("The code has expired or was revoked."));
    };
    if let Err(error) = check(&sent, &code, &grant) {
        return Ok(Err(error));
    }
    if !authorization_codes::set_used(tx, &sent.hash).await? {
        // Another node was faster with the same code.
        return replayed(tx, &sent, code.grant).await;
    }
    let (client, scopes) = (sent.presented.client, ScopeSet::parse_known(&grant.scopes));
    issue::keep_access(tx, &fresh.access, &grant, &client, scopes, now).await?;
    if code.offline {
        issue::keep_refresh(tx, &fresh.refresh, &grant, now).await?;
    }
    Ok(Ok(Redeemed {
        client,
        user,
        grant,
        code,
        fresh,
    }))
}

/// A code that comes twice was stolen, before or after its first use: nothing
/// that came of it is to be trusted (RFC 6749, section 4.1.2).
async fn replayed<T>(tx: &mut Tx, sent: &Sent, grant: i64) -> Result<Outcome<T>> {
    if let Some(grant) = grants::get(tx, grant).await? {
        let action = Action::TOKEN_REUSE;
        let what = "an authorization code came twice";
        sent.origin
            .note(tx, grant.user, action, &grant.client, what)
            .await?;
    }
    grants::delete(tx, grant).await?;
    meta::bump_auth(tx).await?;
    Ok(refused("Code was already redeemed."))
}

fn check(sent: &Sent, code: &AuthorizationCode, grant: &Grant) -> Outcome<()> {
    if grant.client != sent.presented.client.id {
        return refused("The code was issued to another client.");
    }
    if code.redirect_uri != sent.redirect_uri {
        return Err(OAuthError::new(Word::RedirectUriMismatch, "Bad Request"));
    }
    if code.challenge.is_none() && !sent.presented.proven {
        return refused("A client without a secret must use PKCE.");
    }
    pkce::verify(code.challenge.as_deref(), sent.verifier.as_deref())
}

fn refused<T>(text: &'static str) -> Outcome<T> {
    Err(OAuthError::new(Word::InvalidGrant, text))
}
