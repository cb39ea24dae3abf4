//! The JWT bearer grant (RFC 7523): a service account's assertion becomes its
//! own token, or with `sub`, where the app is trusted with it, a token of that
//! person (domain-wide delegation).

use domain::apps::{App, AppKey};
use domain::ids::UserId;
use domain::{Result, Time};
use serde_json::json;
use store::access_tokens::AccessToken;
use store::{Tx, access_tokens, app_keys, apps, users};

use super::error::{OAuthError, Word};
use super::issue;
use super::token::Granted;
use crate::gate::jwt::{self, Claims, Fault};
use crate::gate::{Scope, ScopeSet, read_key, secret};
use crate::state::Server;

/// Keys that an account can have.
const KEYS: i64 = 10;

/// Where Google's libraries believe they are, whatever `token_uri` says.
const GOOGLES: &[&str] = &[
    "https://oauth2.googleapis.com/token",
    "https://accounts.google.com/o/oauth2/token",
    "https://www.googleapis.com/oauth2/v4/token",
];

const NOT_DELEGATED: &str = "Client is unauthorized to retrieve access tokens using this method, \
                             or client not authorized for any of the scopes requested.";

pub async fn grant(server: &Server, assertion: &str) -> Result<Granted, OAuthError> {
    let now = server.now();
    let (claims, app) = verify(server, assertion, now).await?;
    check_audience(server, &claims)?;
    if let (Some(audience), None) = (&claims.target_audience, &claims.scope) {
        return id_token(server, audience, &app, now).await;
    }
    let token = match subject(&claims) {
        None => app_token(&claims, &app, now)?,
        Some(email) => delegated_token(server, &claims, &app, email, now).await?,
    };
    issue(server, token).await
}

/// Whose assertion it is, and that it is one.
async fn verify(server: &Server, assertion: &str, now: Time) -> Result<(Claims, App), OAuthError> {
    // An unknown key and a wrong signature look alike, as with Google.
    let mut fault = Fault::Signature;
    for (key, app) in candidates(server, assertion).await? {
        let claims = match jwt::verify(assertion, &key.public_key, now) {
            Ok(claims) => claims,
            Err(other) => {
                fault = other;
                continue;
            }
        };
        if claims.iss != app.client_email {
            let text = "Invalid grant: account not found";
            return Err(OAuthError::new(Word::InvalidGrant, text));
        }
        return Ok((claims, app));
    }
    Err(refused(fault))
}

/// The keys that may have signed it: the one that it names, or where it names
/// none, as with Node's library, those of the account that it claims to be of.
async fn candidates(server: &Server, assertion: &str) -> Result<Vec<(AppKey, App)>, OAuthError> {
    let (key_id, issuer) = match jwt::key_id(assertion) {
        Ok(key_id) => (Some(key_id), String::new()),
        Err(Fault::KeyIdMissing) => {
            let issuer = jwt::claimed_issuer(assertion).map_err(refused)?;
            (None, issuer)
        }
        Err(fault) => return Err(refused(fault)),
    };
    let read = server.store.read(move |tx| {
        Box::pin(async move {
            if let Some(key_id) = key_id {
                let found = read_key(tx, &key_id).await?;
                return Ok(found.map(|(key, app, _)| (key, app)).into_iter().collect());
            }
            let Some(app) = apps::by_client_email(tx, &issuer).await? else {
                return Ok(Vec::new());
            };
            let keys = app_keys::of_app(tx, app.id, KEYS).await?;
            Ok(keys.into_iter().map(|key| (key, app.clone())).collect())
        })
    });
    Ok(read.await?)
}

fn refused(fault: Fault) -> OAuthError {
    let text = match fault {
        Fault::Malformed => "Invalid JWT: The assertion could not be read.",
        Fault::Algorithm => "Invalid JWT: The assertion must be signed with RS256.",
        // Without a name every key of the account was tried.
        Fault::KeyIdMissing | Fault::Signature => "Invalid JWT Signature.",
        Fault::Times => {
            "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable \
             timeframe. Check your iat and exp values in the JWT claim."
        }
    };
    OAuthError::new(Word::InvalidGrant, text)
}

fn check_audience(server: &Server, claims: &Claims) -> Result<(), OAuthError> {
    let ours = [
        format!("{}/token", server.public_url),
        format!("https://oauth2.{}/token", server.settings.universe),
    ];
    let accepted =
        |audience: &str| GOOGLES.contains(&audience) || ours.iter().any(|our| our == audience);
    if claims.aud.iter().any(accepted) {
        return Ok(());
    }
    let text = format!(
        "Invalid JWT: Failed audience check. The right audience is {}",
        GOOGLES[0]
    );
    Err(OAuthError::new(Word::InvalidGrant, text))
}

/// The person that the app wants to act for.
fn subject(claims: &Claims) -> Option<&str> {
    claims
        .sub
        .as_deref()
        .filter(|sub| !sub.is_empty() && *sub != claims.iss)
}

fn app_token(claims: &Claims, app: &App, now: Time) -> Result<AccessToken, OAuthError> {
    let words = scope_words(claims)?;
    let known = |word: &&str| Scope::parse(word).is_some() || Scope::is_foreign(word);
    if !words.iter().all(known) {
        let text = "Invalid OAuth scope or ID token audience provided.";
        return Err(OAuthError::new(Word::InvalidScope, text));
    }
    let scopes = words.iter().filter_map(|word| Scope::parse(word)).collect();
    Ok(access_token(None, app, scopes, now))
}

async fn delegated_token(
    server: &Server,
    claims: &Claims,
    app: &App,
    email: &str,
    now: Time,
) -> Result<AccessToken, OAuthError> {
    let delegated = ScopeSet::parse_known(&app.delegated_scopes);
    let scopes = ScopeSet::parse(&scope_words(claims)?.join(" "));
    let scopes = scopes
        .ok()
        .filter(|scopes| scopes.is_subset_of(delegated) && !scopes.iter().any(Scope::is_for_apps))
        .ok_or_else(|| OAuthError::new(Word::UnauthorizedClient, NOT_DELEGATED))?;
    // Only now, so that an app without delegation learns nothing about people.
    let email = email.to_lowercase();
    let read = server
        .store
        .read(move |tx| Box::pin(async move { find_person(tx, &email).await }));
    let Some(user) = read.await? else {
        let text = "Invalid email or User ID";
        return Err(OAuthError::new(Word::InvalidGrant, text));
    };
    Ok(access_token(Some(user), app, scopes, now))
}

/// A person who may sign in, by address.
async fn find_person(tx: &mut Tx, email: &str) -> Result<Option<UserId>> {
    let user = users::by_email(tx, email).await?;
    Ok(user
        .filter(|user| user.is_person() && !user.disabled)
        .map(|user| user.id))
}

fn scope_words(claims: &Claims) -> Result<Vec<&str>, OAuthError> {
    let text = claims.scope.as_deref().unwrap_or_default();
    let words: Vec<_> = text.split_ascii_whitespace().collect();
    if words.is_empty() {
        let text = "Empty or missing scope not allowed.";
        return Err(OAuthError::new(Word::InvalidScope, text));
    }
    Ok(words)
}

fn access_token(user: Option<UserId>, app: &App, scopes: ScopeSet, now: Time) -> AccessToken {
    AccessToken {
        user,
        app: Some(app.id),
        scopes: scopes.to_short(),
        create_time: now,
        expire_time: Time(now.0 + issue::LIFETIME * Time::SECOND),
    }
}

async fn issue(server: &Server, token: AccessToken) -> Result<Granted, OAuthError> {
    let access_token = secret::access_token(token.user.is_none())?;
    let hash = secret::hash(&access_token);
    let write = server
        .store
        .write(move |tx| Box::pin(async move { access_tokens::insert(tx, &hash, &token).await }));
    write.await?;
    Ok(Granted {
        access_token: Some(access_token),
        scopes: None,
        refresh_token: None,
        id_token: None,
    })
}

/// An ID token of the account itself, for a server of the app's own.
async fn id_token(
    server: &Server,
    audience: &str,
    app: &App,
    now: Time,
) -> Result<Granted, OAuthError> {
    let iat = now.0.div_euclid(Time::SECOND);
    let claims = json!({
        "aud": audience,
        "azp": app.client_id,
        "sub": app.client_id,
        "email": app.client_email,
        "email_verified": true,
        "iat": iat,
        "exp": iat + issue::LIFETIME,
    });
    Ok(Granted {
        access_token: None,
        scopes: None,
        refresh_token: None,
        id_token: Some(server.signing.id_token(&claims, now).await?),
    })
}
