//! What a token is: `/tokeninfo` and `/oauth2/v3/tokeninfo`.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use domain::users::User;
use domain::{Result, Time};
use http::StatusCode;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde_json::{Map, Value, json};
use store::access_tokens::{self, AccessToken};
use store::{Tx, apps, grants, refresh_tokens, users};

use super::authorize::IDENTITY;
use super::error::{OAuthError, Word};
use super::person;
use super::presented_token::Presented;
use super::token::json_response;
use crate::gate::{ScopeSet, secret};
use crate::signing::{ISSUER, publish};
use crate::state::Server;

pub async fn token_info(State(server): State<Arc<Server>>, request: Request) -> Response {
    let found = async {
        let presented = Presented::read(request).await?;
        match presented.field("id_token") {
            Some(token) => of_id_token(&server, token).await,
            None => of_access_token(&server, presented.access_token()).await,
        }
    };
    match found.await {
        Ok(body) => json_response(StatusCode::OK, &body),
        Err(error) => error.into_response(),
    }
}

fn invalid() -> OAuthError {
    OAuthError::new(Word::InvalidToken, "Invalid Value")
}

/// An access token with what it came of.
struct Found {
    token: AccessToken,
    user: Option<User>,
    client: String,
    offline: bool,
}

async fn of_access_token(server: &Server, text: Option<&str>) -> Result<Value, OAuthError> {
    let now = server.now();
    let hash = secret::hash(text.ok_or_else(invalid)?);
    let read = server.store.read(move |tx| Box::pin(find(tx, hash)));
    let found = read.await?.ok_or_else(invalid)?;
    let disabled = found.user.as_ref().is_some_and(|user| user.disabled);
    if found.token.expire_time <= now || disabled {
        return Err(invalid());
    }
    Ok(access_info(&found, now))
}

async fn find(tx: &mut Tx, hash: secret::Hash) -> Result<Option<Found>> {
    let Some(token) = access_tokens::get(tx, &hash).await? else {
        return Ok(None);
    };
    let origin = access_tokens::origin(tx, &hash).await?;
    let grant = match origin {
        Some(origin) => grants::get(tx, origin).await?,
        None => None,
    };
    let app = match token.app {
        Some(app) => apps::get(tx, app).await?,
        None => None,
    };
    let user = match token.user {
        Some(user) => users::get(tx, user).await?,
        None => None,
    };
    let offline = match &grant {
        Some(grant) => refresh_tokens::is_offline(tx, grant.id).await?,
        None => false,
    };
    // Tokens of service accounts name the account, those of the web client
    // nobody but this server.
    let client = grant.map(|grant| grant.client);
    let client = client.or(app.map(|app| app.client_id));
    Ok(Some(Found {
        token,
        user,
        client: client.unwrap_or_else(|| "confab".to_owned()),
        offline,
    }))
}

/// Numbers and booleans are texts, as Google gives them.
fn access_info(found: &Found, now: Time) -> Value {
    let scopes = ScopeSet::parse_known(&found.token.scopes);
    let expire = found.token.expire_time.0.div_euclid(Time::SECOND);
    let left = (found.token.expire_time.0 - now.0).div_euclid(Time::SECOND);
    let mut info = json!({
        "azp": found.client,
        "aud": found.client,
        "scope": scopes.to_urls(),
        "exp": expire.to_string(),
        "expires_in": left.to_string(),
        "access_type": if found.offline { "offline" } else { "online" },
    });
    let known = found
        .user
        .as_ref()
        .filter(|_| !scopes.intersection(IDENTITY).is_empty());
    if let (Some(user), Some(info)) = (known, info.as_object_mut()) {
        let claims = person::claims(user, scopes).into_iter();
        let wanted = |name: &str| matches!(name, "sub" | "email" | "email_verified");
        info.extend(claims.filter(|(name, _)| wanted(name)).map(as_text));
    }
    info
}

async fn of_id_token(server: &Server, token: &str) -> Result<Value, OAuthError> {
    let header = jsonwebtoken::decode_header(token).map_err(|_| invalid())?;
    let kid = header.kid.ok_or_else(invalid)?;
    let keys = server.signing.account_keys(server.now()).await?;
    let keys: Vec<_> = keys.into_iter().filter(|key| key.key_id == kid).collect();
    let set = publish::jwks(&keys)?;
    let key = set["keys"].get(0).cloned().ok_or_else(invalid)?;
    let key = serde_json::from_value(key).map_err(domain::Error::internal)?;
    let key = DecodingKey::from_jwk(&key).map_err(domain::Error::internal)?;
    let mut validation = Validation::new(Algorithm::RS256);
    validation.validate_aud = false;
    validation.set_issuer(&[ISSUER]);
    let claims = jsonwebtoken::decode::<Map<String, Value>>(token, &key, &validation);
    let claims = claims.map_err(|_| invalid())?.claims;
    let mut info: Map<String, Value> = claims.into_iter().map(as_text).collect();
    info.insert("alg".to_owned(), "RS256".into());
    info.insert("kid".to_owned(), kid.into());
    info.insert("typ".to_owned(), "JWT".into());
    Ok(info.into())
}

fn as_text((name, value): (String, Value)) -> (String, Value) {
    match value {
        Value::String(_) => (name, value),
        other => (name, other.to_string().into()),
    }
}
