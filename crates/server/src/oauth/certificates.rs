//! Public keys: those of ID tokens, of requests to Chat apps, and of apps' own
//! service accounts.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use domain::{Error, Result, Time};
use http::StatusCode;
use http::header::{CACHE_CONTROL, HeaderValue};
use serde_json::Value;
use store::{app_keys, apps};

use super::token::json_response;
use crate::signing::{CHAT, Public, publish};
use crate::state::Server;
use crate::transport::{answer, rest};

/// How long verifiers may keep keys: less than a key is published ahead.
const MAX_AGE: HeaderValue =
    HeaderValue::from_static("public, max-age=3600, must-revalidate, no-transform");
/// Keys that one service account may have.
const KEYS: i64 = 10;

/// `GET /oauth2/v1/certs`: key ids with certificates in PEM.
pub async fn accounts_pem(State(server): State<Arc<Server>>) -> Response {
    let keys = server.signing.account_keys(server.now()).await;
    respond(&server, keys.map(|keys| publish::certificates(&keys)))
}

/// `GET /oauth2/v3/certs`: JSON Web Keys.
pub async fn accounts_jwk(State(server): State<Arc<Server>>) -> Response {
    let keys = server.signing.account_keys(server.now()).await;
    respond(&server, keys.and_then(|keys| publish::jwks(&keys)))
}

/// `GET /service_accounts/v1/metadata/x509/{email}` and the older
/// `/robot/v1/metadata/x509/{email}`.
pub async fn service_account_pem(
    State(server): State<Arc<Server>>,
    Path(email): Path<String>,
) -> Response {
    let keys = service_account(&server, email).await;
    respond(&server, keys.map(|keys| publish::certificates(&keys)))
}

/// `GET /service_accounts/v1/jwk/{email}`.
pub async fn service_account_jwk(
    State(server): State<Arc<Server>>,
    Path(email): Path<String>,
) -> Response {
    let keys = service_account(&server, email).await;
    respond(&server, keys.and_then(|keys| publish::jwks(&keys)))
}

async fn service_account(server: &Server, email: String) -> Result<Vec<Public>> {
    let now = server.now();
    if email == CHAT {
        return server.signing.chat_keys(now).await;
    }
    apps_own(server, email.to_lowercase(), now).await
}

/// The keys of an app's service account, certified by us: the account holds
/// the private halves alone and cannot sign its own certificate here.
async fn apps_own(server: &Server, email: String, now: Time) -> Result<Vec<Public>> {
    let name = email.clone();
    let read = server.store.read(move |tx| {
        Box::pin(async move {
            let Some(app) = apps::by_client_email(tx, &email).await? else {
                return Err(Error::not_found());
            };
            app_keys::of_app(tx, app.id, KEYS).await
        })
    });
    let mut published = Vec::new();
    for key in read.await? {
        let certificate = server.signing.certify(&name, &key.public_key, now).await?;
        let key_id = key.key_id;
        published.push(Public {
            key_id,
            certificate,
        });
    }
    Ok(published)
}

fn respond(server: &Server, body: Result<Value>) -> Response {
    match body {
        Ok(body) => {
            let mut response = json_response(StatusCode::OK, &body);
            let headers = response.headers_mut();
            headers.insert(CACHE_CONTROL, MAX_AGE);
            headers.remove(http::header::PRAGMA);
            response
        }
        Err(error) => answer::into_body(rest::failure(server, &error)).into_response(),
    }
}
