//! Errors of the token endpoint, in the words of RFC 6749, section 5.2.

use std::borrow::Cow;

use axum::response::{IntoResponse, Response};
use domain::Code;
use http::StatusCode;
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
    InvalidRequest,
    InvalidGrant,
    InvalidScope,
    UnauthorizedClient,
    UnsupportedGrantType,
    /// Our own fault; Google's Python library tries these two again.
    ServerError,
    TemporarilyUnavailable,
}

impl Word {
    fn as_str(self) -> &'static str {
        match self {
            Self::InvalidRequest => "invalid_request",
            Self::InvalidGrant => "invalid_grant",
            Self::InvalidScope => "invalid_scope",
            Self::UnauthorizedClient => "unauthorized_client",
            Self::UnsupportedGrantType => "unsupported_grant_type",
            Self::ServerError => "server_error",
            Self::TemporarilyUnavailable => "temporarily_unavailable",
        }
    }

    fn status(self) -> StatusCode {
        match self {
            Self::UnauthorizedClient => StatusCode::UNAUTHORIZED,
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
        tracing::error!(cause = error.cause, "cannot issue a token");
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
        json_response(self.word.status(), &body)
    }
}
