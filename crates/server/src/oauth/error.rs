//! Refusals in the words of RFC 6749 (sections 4.1.2.1 and 5.2), OpenID
//! Connect (3.1.2.6) and, where it has its own, Google.

use std::borrow::Cow;

use axum::response::{IntoResponse, Response};
use domain::Code;
use http::StatusCode;
use http::header::{HeaderValue, WWW_AUTHENTICATE};
use serde_json::json;

use super::token::json_response;

/// A refusal: the word that programs compare, and a sentence for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OAuthError {
    pub word: Word,
    pub description: Cow<'static, str>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    AccessDenied,
    ConsentRequired,
    InvalidClient,
    InvalidGrant,
    InvalidRequest,
    InvalidScope,
    /// Of a token at `/revoke`, `/tokeninfo` and userinfo.
    InvalidToken,
    LoginRequired,
    /// Google's, where the RFC says `invalid_grant`.
    RedirectUriMismatch,
    UnauthorizedClient,
    UnsupportedGrantType,
    UnsupportedResponseType,
    /// Our own fault; Google's Python library tries these two again.
    ServerError,
    TemporarilyUnavailable,
}

impl Word {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AccessDenied => "access_denied",
            Self::ConsentRequired => "consent_required",
            Self::InvalidClient => "invalid_client",
            Self::InvalidGrant => "invalid_grant",
            Self::InvalidRequest => "invalid_request",
            Self::InvalidScope => "invalid_scope",
            Self::InvalidToken => "invalid_token",
            Self::LoginRequired => "login_required",
            Self::RedirectUriMismatch => "redirect_uri_mismatch",
            Self::UnauthorizedClient => "unauthorized_client",
            Self::UnsupportedGrantType => "unsupported_grant_type",
            Self::UnsupportedResponseType => "unsupported_response_type",
            Self::ServerError => "server_error",
            Self::TemporarilyUnavailable => "temporarily_unavailable",
        }
    }

    pub fn status(self) -> StatusCode {
        match self {
            Self::InvalidClient | Self::UnauthorizedClient => StatusCode::UNAUTHORIZED,
            Self::ServerError => StatusCode::INTERNAL_SERVER_ERROR,
            Self::TemporarilyUnavailable => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::BAD_REQUEST,
        }
    }
}

impl OAuthError {
    pub fn new(word: Word, description: impl Into<Cow<'static, str>>) -> Self {
        let description = description.into();
        Self { word, description }
    }
}

impl From<domain::Error> for OAuthError {
    fn from(error: domain::Error) -> Self {
        tracing::error!(%error, cause = error.cause, "cannot answer an OAuth request");
        match error.code {
            Code::Unavailable | Code::Aborted => {
                Self::new(Word::TemporarilyUnavailable, "Try again in a moment.")
            }
            _ => Self::new(Word::ServerError, "Internal error encountered."),
        }
    }
}

impl IntoResponse for OAuthError {
    fn into_response(self) -> Response {
        let body = json!({
            "error": self.word.as_str(),
            "error_description": self.description,
        });
        let mut response = json_response(self.word.status(), &body);
        if self.word == Word::InvalidClient {
            let challenge = HeaderValue::from_static("Basic realm=\"oauth\"");
            response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
        }
        response
    }
}
