//! `POST /token`. One grant so far: the assertion of a service account.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::StatusCode;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderValue, PRAGMA};
use serde_json::{Value, json};

use super::assertion;
use super::error::{OAuthError, Word};
use super::form::Form;
use crate::state::Server;

const JWT_BEARER: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";

/// What a grant gives.
pub struct Granted {
    pub access_token: String,
    /// Seconds; one less than it lives, so that clients are never late.
    pub expires_in: i64,
}

pub async fn token(
    State(server): State<Arc<Server>>,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let body = match body {
        Ok(body) => body,
        Err(rejection) => {
            let text = "The request body is too large or was cut off.";
            let refusal = OAuthError::new(Word::InvalidRequest, text);
            let mut response = refusal.into_response();
            *response.status_mut() = rejection.status();
            return response;
        }
    };
    match grant(&server, &body).await {
        Ok(granted) => json_response(
            StatusCode::OK,
            &json!({
                "access_token": granted.access_token,
                "expires_in": granted.expires_in,
                "token_type": "Bearer",
            }),
        ),
        Err(error) => error.into_response(),
    }
}

async fn grant(server: &Server, body: &[u8]) -> Result<Granted, OAuthError> {
    let form = Form::parse(body)?;
    match form.get("grant_type").unwrap_or_default() {
        JWT_BEARER => assertion::grant(server, form.required("assertion")?).await,
        other => {
            // Part of what the caller sent, and no more than a line of it.
            let shown: String = other.chars().take(100).collect();
            let text = format!("Invalid grant_type: {shown}");
            Err(OAuthError::new(Word::UnsupportedGrantType, text))
        }
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
