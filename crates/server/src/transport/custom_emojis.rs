//! The pictures of custom emoji. Their address holds a key that nobody can
//! guess, and no credential is asked for: it is for `<img>` and for mail.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::get;
use domain::ids::{EmojiId, FileId};
use domain::{Error, Result};
use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use http::{HeaderName, HeaderValue};

use super::{answer, rest};
use crate::state::Server;

const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");
/// A picture never changes, but may be deleted.
const FRESH: &str = "public, max-age=600";

pub fn routes() -> Router<Arc<Server>> {
    Router::new().route("/media/customEmojis/{emoji}/{key}", get(picture))
}

async fn picture(
    State(server): State<Arc<Server>>,
    Path((emoji, key)): Path<(String, String)>,
) -> Response {
    let outcome = find(&server, &emoji, &key).await;
    outcome.unwrap_or_else(|error| answer::into_body(rest::failure(&server, &error)))
}

async fn find(server: &Server, emoji: &str, key: &str) -> Result<Response> {
    let ids = EmojiId::parse(emoji).zip(FileId::parse(key));
    let (emoji, key) = ids.ok_or_else(Error::not_found)?;
    let found = server
        .store
        .read(move |tx| Box::pin(store::custom_emojis::picture(tx, emoji, key)))
        .await?;
    let (content_type, bytes) = found.ok_or_else(Error::not_found)?;
    let mut response = Response::new(Body::from(bytes));
    let content_type = HeaderValue::try_from(content_type).map_err(Error::internal)?;
    for (name, value) in [
        (CONTENT_TYPE, content_type),
        (CACHE_CONTROL, HeaderValue::from_static(FRESH)),
        (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (
            CONTENT_SECURITY_POLICY,
            HeaderValue::from_static("default-src 'none'; sandbox; frame-ancestors 'none'"),
        ),
        (RESOURCE_POLICY, HeaderValue::from_static("cross-origin")),
    ] {
        response.headers_mut().insert(name, value);
    }
    Ok(response)
}
