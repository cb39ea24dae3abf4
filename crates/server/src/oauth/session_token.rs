//! `POST /confab/v1/session:token`: an access token for the web client, by the
//! browser's session. The header `X-Confab-Request: 1` is one that no page of
//! another origin may send.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::response::Response;
use domain::users::User;
use domain::{Error, Result, Time, names};
use http::StatusCode;
use http::header::CACHE_CONTROL;
use http::request::Parts;
use http::{HeaderName, HeaderValue};
use serde_json::{Value, json};
use store::access_tokens::{self, AccessToken};

use super::same_origin;
use super::session::{self, SignedIn};
use super::token::json_response;
use crate::gate::refusal::Refusal;
use crate::gate::{Scope, ScopeSet, secret};
use crate::state::Server;
use crate::transport::{answer, rest};

const REQUEST: HeaderName = HeaderName::from_static("x-confab-request");
/// Seconds that a token lives.
const LIFETIME: i64 = 3_600;
/// Tokens that one session may have at once: one for each tab.
const PER_SESSION: i64 = 50;

pub async fn token(State(server): State<Arc<Server>>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    match make(&server, &parts).await {
        Ok(body) => json_response(StatusCode::OK, &body),
        Err(error) => {
            let mut response = rest::failure(&server, &error);
            let never = HeaderValue::from_static("no-store");
            response.headers_mut().insert(CACHE_CONTROL, never);
            answer::into_body(response)
        }
    }
}

async fn make(server: &Server, parts: &Parts) -> Result<Value> {
    if !parts.headers.contains_key(REQUEST) || !same_origin::is_own(parts, &server.public_url) {
        return Err(Error::permission_denied(
            "Only pages of this server may ask for a token, with the header X-Confab-Request: 1.",
        ));
    }
    let Some(signed_in) = session::current(server, parts).await? else {
        return Err(Refusal::Missing.error("confab.v1.Session/Token"));
    };
    let token = issue(server, &signed_in).await?;
    Ok(json!({
        "accessToken": token,
        "expiresIn": LIFETIME,
        "user": user(&signed_in.user),
    }))
}

async fn issue(server: &Server, signed_in: &SignedIn) -> Result<String> {
    let (text, now) = (secret::access_token(false)?, server.now());
    let (hash, origin) = (secret::hash(&text), signed_in.session.id);
    let token = AccessToken {
        user: Some(signed_in.user.id),
        app: None,
        scopes: scopes(&signed_in.user).to_short(),
        create_time: now,
        expire_time: Time(now.0 + LIFETIME * Time::SECOND),
    };
    let write = server.store.write(move |tx| {
        Box::pin(async move {
            access_tokens::trim_origin(tx, origin, PER_SESSION - 1).await?;
            access_tokens::insert_of(tx, &hash, &token, origin).await
        })
    });
    write.await?;
    Ok(text)
}

/// Everything that a person may do by themselves.
fn scopes(user: &User) -> ScopeSet {
    Scope::all()
        .filter(|scope| !scope.is_for_apps() && !scope.needs_delegation())
        .filter(|scope| user.admin || !scope.is_for_admins())
        .collect()
}

fn user(user: &User) -> Value {
    json!({
        "name": names::user_name(user.id),
        "email": user.email,
        "displayName": user.display_name,
        "avatarUrl": user.avatar_url,
        "admin": user.admin,
    })
}
