//! `POST /revoke`: takes back what a token stands for (RFC 7009, with Google's
//! answers). A token that came of a person's consent takes the consent with it
//! and every other token of that client and person.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use domain::Result;
use domain::audit::Action;
use http::StatusCode;
use serde_json::json;
use store::{Tx, access_tokens, grants, meta, refresh_tokens};

use super::error::{OAuthError, Word};
use super::presented_token::Presented;
use super::token::json_response;
use super::trail::Origin;
use crate::gate::secret;
use crate::state::Server;

pub async fn revoke(State(server): State<Arc<Server>>, request: Request) -> Response {
    match take_back(&server, request).await {
        Ok(()) => json_response(StatusCode::OK, &json!({})),
        Err(error) => error.into_response(),
    }
}

async fn take_back(server: &Server, request: Request) -> Result<(), OAuthError> {
    let presented = Presented::read(request).await?;
    let Some(token) = presented.field("token") else {
        let text = "Missing required parameter: token";
        return Err(OAuthError::new(Word::InvalidRequest, text));
    };
    let hash = secret::hash(token);
    let (address, now) = (presented.address, server.now());
    let origin = Origin { address, now };
    let write = server
        .store
        .write(move |tx| Box::pin(end(tx, hash, origin)));
    match write.await? {
        true => Ok(()),
        false => Err(OAuthError::new(
            Word::InvalidToken,
            "Token expired or revoked",
        )),
    }
}

/// Whether there was such a token.
async fn end(tx: &mut Tx, hash: secret::Hash, origin: Origin) -> Result<bool> {
    let refresh = refresh_tokens::get(tx, &hash).await?;
    let source = match refresh {
        Some(token) => Some(token.grant),
        None => access_tokens::origin(tx, &hash).await?,
    };
    let token = access_tokens::get(tx, &hash).await?;
    let mut found = access_tokens::delete(tx, &hash).await?;
    let grant = match source {
        Some(source) => grants::get(tx, source).await?,
        None => None,
    };
    if let Some(grant) = grant {
        let action = Action::CONSENT_REVOKE;
        origin
            .note(tx, grant.user, action, &grant.client, "")
            .await?;
        grants::revoke(tx, grant.user, &grant.client).await?;
        found = true;
    } else if let Some(id) = token.and_then(|token| token.user.or(token.app)) {
        origin.note(tx, id, Action::TOKEN_REVOKE, "", "").await?;
    }
    if found {
        meta::bump_auth(tx).await?;
    }
    Ok(found)
}
