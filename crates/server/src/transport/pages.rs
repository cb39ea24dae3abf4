//! Everything over HTTP that is no RPC: OAuth, batches, the discovery document,
//! the state of the server, the web client.

use std::sync::{Arc, OnceLock};

use axum::Router;
use axum::body::Body;
use axum::extract::{MatchedPath, Request, State};
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use axum::routing::{get, post};
use bytes::Bytes;
use http::{HeaderValue, StatusCode};

use super::{answer, batch, custom_emojis, discovery, download, rest, status, upload};
use crate::state::Server;
use crate::{apps, live, oauth, web};

/// With `CONFAB_BENCH=1`: a constant through the same HTTP stack, of the size
/// of a message, for `cargo xtask bench ceiling`; over gRPC too. It has no log line, counter,
/// gate or codec, so that what those cost can be told.
pub const CEILING: &str = "/confab/v1/ceiling";

/// Says that the process runs, whatever it is busy with.
pub const ALIVE: &str = "/healthz";

/// The routes of everything that is no RPC.
pub fn router(server: &Arc<Server>) -> Router {
    Router::new()
        .route(ALIVE, get(alive))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics))
        .route("/batch", post(batch::answer))
        .route("/batch/{api}", post(batch::answer))
        .route("/batch/{api}/{version}", post(batch::answer))
        .merge(discovery::routes())
        .merge(apps::routes())
        .merge(live::routes())
        .merge(oauth::routes())
        .merge(upload::routes())
        .merge(download::routes())
        .merge(custom_emojis::routes())
        .merge(web::routes())
        .route_layer(from_fn(tag))
        .fallback(nothing)
        .method_not_allowed_fallback(nothing)
        .with_state(server.clone())
}

/// Puts the path's template into the answer, for its log line.
async fn tag(path: MatchedPath, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    response.extensions_mut().insert(path);
    response
}

/// The process runs.
async fn alive() -> Response {
    text(StatusCode::OK, "ok\n".to_owned())
}

/// Calls would be answered: the database is there and, if that was ever in
/// doubt, can be written; and the server will stay.
async fn ready(State(server): State<Arc<Server>>) -> Response {
    if *server.leaving.borrow() {
        let why = "The server is about to stop.\n".to_owned();
        return text(StatusCode::SERVICE_UNAVAILABLE, why);
    }
    match server.store.ping().await {
        Ok(()) => text(StatusCode::OK, "ok\n".to_owned()),
        Err(error) => {
            tracing::warn!(%error, cause = error.cause, "not ready");
            let why = "The database cannot be used; the log says why.\n".to_owned();
            text(status::http_status(error.code), why)
        }
    }
}

async fn metrics(State(server): State<Arc<Server>>) -> Response {
    match server.metrics.text() {
        Ok(body) => {
            let mut response = text(StatusCode::OK, body);
            let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
            let headers = response.headers_mut();
            headers.insert(http::header::CONTENT_TYPE, HeaderValue::from_static(kind));
            response
        }
        Err(error) => answer::into_body(rest::failure(&server, &error)),
    }
}

/// A path that nothing has.
pub async fn nothing(State(server): State<Arc<Server>>) -> Response {
    answer::into_body(rest::failure(&server, &rest::not_found()))
}

/// See [`CEILING`]; `bytes=N` in the query asks for another size.
pub fn ceiling(query: Option<&str>) -> Response {
    static BODY: OnceLock<Bytes> = OnceLock::new();
    let body = BODY.get_or_init(|| Bytes::from(vec![b' '; LARGEST_CEILING]));
    let body = body.slice(..ceiling_bytes(query));
    answer::into_body(answer::whole(StatusCode::OK, answer::JSON, body))
}

const LARGEST_CEILING: usize = 4 << 20;

/// How long the constant is to be.
pub fn ceiling_bytes(query: Option<&str>) -> usize {
    let asked = query.and_then(|query| query.strip_prefix("bytes="));
    let size = asked.and_then(|size| size.parse().ok()).unwrap_or(700);
    size.min(LARGEST_CEILING)
}

fn text(status: StatusCode, body: String) -> Response<Body> {
    answer::into_body(answer::whole(status, answer::TEXT, body))
}
