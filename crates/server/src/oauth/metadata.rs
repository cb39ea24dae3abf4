//! `/.well-known/openid-configuration` (and RFC 8414's name for it): what this
//! server can do, under its public URL. The issuer is Google's, because that is
//! what ID tokens must say for Google's verifiers.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use http::header::{CACHE_CONTROL, HeaderValue};
use serde_json::json;

use super::token::json_response;
use crate::signing::ISSUER;
use crate::state::Server;

pub async fn configuration(State(server): State<Arc<Server>>) -> Response {
    let here = |path: &str| format!("{}{path}", server.public_url);
    let body = json!({
        "issuer": ISSUER,
        "authorization_endpoint": here("/o/oauth2/v2/auth"),
        "token_endpoint": here("/token"),
        "userinfo_endpoint": here("/v1/userinfo"),
        "revocation_endpoint": here("/revoke"),
        "jwks_uri": here("/oauth2/v3/certs"),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query", "fragment"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "scopes_supported": ["openid", "email", "profile"],
        "token_endpoint_auth_methods_supported":
            ["client_secret_post", "client_secret_basic", "none"],
        "claims_supported": [
            "aud", "azp", "email", "email_verified", "exp", "family_name", "given_name", "hd",
            "iat", "iss", "name", "nonce", "picture", "sub",
        ],
        "code_challenge_methods_supported": ["S256"],
        "prompt_values_supported": ["none", "login", "consent", "select_account"],
        "authorization_response_iss_parameter_supported": true,
        "grant_types_supported": [
            "authorization_code",
            "refresh_token",
            "urn:ietf:params:oauth:grant-type:jwt-bearer",
        ],
    });
    let mut response = json_response(StatusCode::OK, &body);
    let headers = response.headers_mut();
    headers.insert(
        CACHE_CONTROL,
        HeaderValue::from_static("public, max-age=3600"),
    );
    headers.remove(http::header::PRAGMA);
    response
}
