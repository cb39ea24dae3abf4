//! `POST /token`: one file per grant.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::StatusCode;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderValue, PRAGMA};
use http::request::Parts;
use serde_json::{Value, json};

use super::error::{OAuthError, Word};
use super::form::Form;
use super::{assertion, code_grant, issue, refresh_grant};
use crate::gate::ScopeSet;
use crate::state::Server;

const JWT_BEARER: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";

/// What a grant gives.
pub struct Granted {
    /// Missing where only an ID token was asked for.
    pub access_token: Option<String>,
    /// What was granted, where the client has to know.
    pub scopes: Option<ScopeSet>,
    pub refresh_token: Option<String>,
    pub id_token: Option<String>,
}

pub async fn token(
    State(server): State<Arc<Server>>,
    parts: Parts,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let body = match body {
        Ok(body) => body,
        Err(rejection) => return cut_off(rejection.status()),
    };
    match grant(&server, &parts, &body).await {
        Ok(granted) => json_response(StatusCode::OK, &granted.to_json()),
        Err(error) => error.into_response(),
    }
}

/// A body that could not be read whole.
pub fn cut_off(status: StatusCode) -> Response {
    let text = "The request body is too large or was cut off.";
    let mut response = OAuthError::new(Word::InvalidRequest, text).into_response();
    *response.status_mut() = status;
    response
}

async fn grant(server: &Server, parts: &Parts, body: &[u8]) -> Result<Granted, OAuthError> {
    let form = Form::parse(body)?;
    match form.get("grant_type").unwrap_or_default() {
        JWT_BEARER => assertion::grant(server, form.required("assertion")?).await,
        "authorization_code" => code_grant::grant(server, parts, &form).await,
        "refresh_token" => refresh_grant::grant(server, parts, &form).await,
        other => {
            // Part of what the caller sent, and no more than a line of it.
            let shown: String = other.chars().take(100).collect();
            let text = format!("Invalid grant_type: {shown}");
            Err(OAuthError::new(Word::UnsupportedGrantType, text))
        }
    }
}

impl Granted {
    fn to_json(&self) -> Value {
        let mut body = json!({});
        if let Some(token) = &self.access_token {
            // One second less than it lives, so that clients are never late.
            let expires_in = issue::LIFETIME - 1;
            body = json!({
                "access_token": token,
                "expires_in": expires_in,
                "token_type": "Bearer",
            });
        }
        for (name, text) in [
            ("refresh_token", self.refresh_token.clone()),
            ("scope", self.scopes.map(ScopeSet::to_urls)),
            ("id_token", self.id_token.clone()),
        ] {
            if let Some(text) = text {
                body[name] = text.into();
            }
        }
        body
    }
}

/// A JSON answer that nobody may keep (RFC 6749, section 5.1).
pub fn json_response(status: StatusCode, body: &Value) -> Response {
    let mut response = Response::new(Body::from(format!("{body:#}\n")));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    let json = HeaderValue::from_static("application/json; charset=utf-8");
    headers.insert(CONTENT_TYPE, json);
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(PRAGMA, HeaderValue::from_static("no-cache"));
    response
}
