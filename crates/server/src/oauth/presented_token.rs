//! Where clients put the token that they ask about or give back: a field of
//! the query or of the body, or the `Authorization` header.

use std::net::IpAddr;

use axum::body::to_bytes;
use axum::extract::Request;
use http::header::AUTHORIZATION;

use super::error::{OAuthError, Word};
use super::form::Form;
use crate::transport::peer::client_address;
use crate::transport::rest;

/// Bytes of a body; an ID token has some 1,000.
const LIMIT: usize = 64 * 1024;

/// Fields of query and body together, and a bearer token as `access_token`.
pub struct Presented {
    query: Form<'static>,
    body: Form<'static>,
    bearer: Option<String>,
    pub address: IpAddr,
}

impl Presented {
    pub async fn read(request: Request) -> Result<Self, OAuthError> {
        let (parts, body) = request.into_parts();
        let query = parts.uri.query().unwrap_or_default();
        let body = to_bytes(body, LIMIT).await.map_err(|_| {
            OAuthError::new(
                Word::InvalidRequest,
                "The request body is too large or was cut off.",
            )
        })?;
        let address = client_address(&parts);
        let bearer = parts
            .headers
            .get(AUTHORIZATION)
            .map(|value| rest::bearer(value.as_bytes()));
        Ok(Self {
            address,
            query: Form::parse(query.as_bytes())?.into_owned(),
            body: Form::parse(&body)?.into_owned(),
            bearer: bearer.filter(|text| !text.is_empty()).map(str::to_owned),
        })
    }

    pub fn field(&self, name: &str) -> Option<&str> {
        self.query.get(name).or_else(|| self.body.get(name))
    }

    /// An access token, wherever it is.
    pub fn access_token(&self) -> Option<&str> {
        self.field("access_token").or(self.bearer.as_deref())
    }
}
