//! Who the person of an access token is: `/oauth2/v3/userinfo` and its other
//! addresses and versions.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use domain::users::User;
use http::StatusCode;
use http::header::{HeaderValue, WWW_AUTHENTICATE};
use serde_json::{Value, json};
use store::users;

use super::authorize::IDENTITY;
use super::error::{OAuthError, Word};
use super::person;
use super::presented_token::Presented;
use super::token::json_response;
use crate::gate::ScopeSet;
use crate::state::Server;

/// OpenID Connect's names.
pub async fn standard(State(server): State<Arc<Server>>, request: Request) -> Response {
    let claims = |user: &User, scopes| json!(person::claims(user, scopes));
    respond(find(&server, request).await, claims)
}

/// The names of Google's version 2.
pub async fn version_2(State(server): State<Arc<Server>>, request: Request) -> Response {
    respond(find(&server, request).await, person::version_2)
}

fn respond(
    found: Result<(User, ScopeSet), OAuthError>,
    to_json: impl Fn(&User, ScopeSet) -> Value,
) -> Response {
    match found {
        Ok((user, scopes)) => json_response(StatusCode::OK, &to_json(&user, scopes)),
        Err(error) if error.word == Word::InvalidToken => {
            let mut response = error.into_response();
            *response.status_mut() = StatusCode::UNAUTHORIZED;
            let challenge = HeaderValue::from_static("Bearer error=\"invalid_token\"");
            response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
            response
        }
        Err(error) => error.into_response(),
    }
}

async fn find(server: &Server, request: Request) -> Result<(User, ScopeSet), OAuthError> {
    let refused = || OAuthError::new(Word::InvalidToken, "Invalid Credentials");
    let presented = Presented::read(request).await?;
    let gate = server
        .gate
        .authenticate("userinfo", presented.access_token(), server.now());
    let caller = gate.await.map_err(|error| match error.code {
        domain::Code::Unauthenticated => refused(),
        _ => error.into(),
    })?;
    // Without one of these scopes a token says nothing about its person.
    let scopes = caller.scopes;
    let Some(user) = caller
        .user
        .filter(|_| !scopes.intersection(IDENTITY).is_empty())
    else {
        return Err(refused());
    };
    let read = server
        .store
        .read(move |tx| Box::pin(async move { users::get(tx, user).await }));
    let user = read.await?.ok_or_else(refused)?;
    Ok((user, scopes))
}
