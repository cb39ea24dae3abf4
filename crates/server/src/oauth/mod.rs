//! Sign-in and OAuth 2 as Google's client libraries speak it. Start with
//! `sign_in.rs` for people and `token.rs` for programs.

mod account;
mod assertion;
mod authorize;
mod certificates;
mod client_auth;
mod code_grant;
mod cookies;
mod error;
mod form;
mod form_target;
mod html;
mod issue;
mod metadata;
mod outside;
mod own_path;
mod passwords;
mod person;
mod pkce;
mod presented_token;
pub mod redirect_uri;
mod refresh_grant;
mod revoke;
mod same_origin;
mod service_accounts;
mod session;
mod session_token;
mod sign_in;
mod sign_out;
mod throttle;
mod token;
mod token_info;
mod trail;
mod user_info;
mod visit;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

pub use outside::{Oidc, Provider};
pub use passwords::Passwords;
pub use session::current as signed_in;

use crate::state::Server;

/// Bytes of a form; an assertion with every scope has 4,000.
const FORM_LIMIT: usize = 64 * 1024;

/// Everything that is not under `/v1` or needs no token itself.
pub fn routes() -> Router<Arc<Server>> {
    Router::new()
        .route("/token", post(token::token))
        .layer(DefaultBodyLimit::max(FORM_LIMIT))
        .route("/revoke", post(revoke::revoke))
        .route("/confab/v1/session:token", post(session_token::token))
        .route(
            "/v1/projects/-/serviceAccounts/{email}/allowedLocations",
            get(service_accounts::allowed_locations),
        )
        .merge(pages())
        .merge(information())
        .merge(keys())
}

/// What people see.
fn pages() -> Router<Arc<Server>> {
    Router::new()
        .route("/o/oauth2/v2/auth", get(authorize::show))
        .route("/o/oauth2/auth", get(authorize::show))
        .route("/o/oauth2/consent", post(authorize::submit))
        .route("/signin", get(sign_in::show).post(sign_in::submit))
        .route("/signin/oidc", get(outside::start))
        .route("/signin/oidc/callback", get(outside::callback))
        .route("/signout", get(sign_out::show).post(sign_out::submit))
        .route("/account", get(account::show))
        .route("/account/password", post(account::change_password))
        .route("/account/sessions", post(account::end_sessions))
        .route("/account/apps", post(account::remove_app))
}

/// About tokens, the people behind them, and this server.
fn information() -> Router<Arc<Server>> {
    let of_token = get(token_info::token_info).post(token_info::token_info);
    let second = get(user_info::version_2).post(user_info::version_2);
    let standard = get(user_info::standard).post(user_info::standard);
    Router::new()
        .route("/tokeninfo", of_token.clone())
        .route("/oauth2/v3/tokeninfo", of_token)
        .route("/oauth2/v1/userinfo", second.clone())
        .route("/oauth2/v2/userinfo", second)
        .route("/oauth2/v3/userinfo", standard.clone())
        .route("/userinfo/v2/me", get(user_info::version_2))
        .route("/v1/userinfo", standard)
        .route(
            "/.well-known/openid-configuration",
            get(metadata::configuration),
        )
        .route(
            "/.well-known/oauth-authorization-server",
            get(metadata::configuration),
        )
}

/// What signatures of ours are checked with.
fn keys() -> Router<Arc<Server>> {
    Router::new()
        .route("/oauth2/v1/certs", get(certificates::accounts_pem))
        .route("/oauth2/v3/certs", get(certificates::accounts_jwk))
        .route(
            "/service_accounts/v1/metadata/x509/{email}",
            get(certificates::service_account_pem),
        )
        .route(
            "/robot/v1/metadata/x509/{email}",
            get(certificates::service_account_pem),
        )
        .route(
            "/service_accounts/v1/jwk/{email}",
            get(certificates::service_account_jwk),
        )
}
