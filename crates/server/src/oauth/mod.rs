//! OAuth 2 as Google's client libraries speak it. Start with `token.rs`.

mod assertion;
mod error;
mod form;
mod service_accounts;
mod token;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

use crate::state::Server;

/// Bytes of a form; an assertion with every scope has 4,000.
const FORM_LIMIT: usize = 64 * 1024;

/// Everything that is not under `/v1` or needs no token itself.
pub fn routes() -> Router<Arc<Server>> {
    Router::new()
        .route("/token", post(token::token))
        .layer(DefaultBodyLimit::max(FORM_LIMIT))
        .route(
            "/v1/projects/-/serviceAccounts/{email}/allowedLocations",
            get(service_accounts::allowed_locations),
        )
}
