//! Posts through the URL of an incoming webhook: CreateMessage without a
//! credential. `rest.rs` sends them here.

use std::borrow::Cow;
use std::sync::Arc;

use domain::webhooks::Webhook;
use domain::{Error, Result};
use http::HeaderMap;
use http::header::AUTHORIZATION;
use prost::Message;
use proto::chat as wire;
use serde_json::Value;
use transcode::{Route, SystemParameters};

use super::rest::{self, Query};
use crate::api::Call;
use crate::api::webhooks::post;
use crate::gate::Caller;
pub use crate::gate::webhook::caller;
use crate::gate::webhook::{self, Presented};
use crate::state::Server;

const CREATE_MESSAGE: &str = "google.chat.v1.ChatService/CreateMessage";

/// What the URL presents when it is a webhook's; `None` for an ordinary call.
pub fn presented<'a>(
    route: &Route<'_, '_>,
    headers: &HeaderMap,
    parameters: &'a SystemParameters,
    query: &'a Query<'_>,
) -> Option<Presented<'a>> {
    let other = headers.contains_key(AUTHORIZATION) || parameters.access_token.is_some();
    if other || route.rpc.name != CREATE_MESSAGE {
        return None;
    }
    let key = parameters.key.as_deref();
    let token = query.iter().find(|(name, _)| name == "token");
    let token = token.map(|(_, token)| &**token);
    (key.is_some() || token.is_some()).then_some(Presented { key, token })
}

/// The webhook that the URL is of.
pub async fn find(
    server: &Server,
    route: &Route<'_, '_>,
    presented: Presented<'_>,
) -> Result<Box<Webhook>> {
    let found = webhook::authenticate(&server.store, &route.rpc.name, presented);
    found.await.map(Box::new)
}

/// The request in wire form. The token is no field of it.
pub fn assemble(
    server: &Server,
    route: &Route<'_, '_>,
    query: &Query<'_>,
    body: &[u8],
) -> Result<Vec<u8>> {
    let token = |(name, _): &&(Cow<'_, str>, _)| name == "token";
    let query: Vec<_> = query.iter().filter(|pair| !token(pair)).cloned().collect();
    rest::assemble(server, route, &query, &without_preview_text(body))
}

/// Posts the message; the answer is a `Message` in wire form.
pub async fn call(
    server: &Arc<Server>,
    webhook: &Webhook,
    caller: Caller,
    request: Vec<u8>,
) -> Result<Vec<u8>> {
    let request = wire::CreateMessageRequest::decode(&*request).map_err(Error::internal)?;
    let call = Call {
        server: server.clone(),
        caller,
        now: server.now(),
    };
    if let Some(quotas) = &server.quotas {
        quotas.charge_webhook(webhook.space, call.now)?;
    }
    Ok(post(call, webhook, request).await?.encode_to_vec())
}

/// The body without `previewText`, a field that no document has but Google
/// takes and Grafana sends. It becomes the fallback text if there is none.
fn without_preview_text(body: &[u8]) -> Cow<'_, [u8]> {
    let names = ["previewText", "preview_text"];
    let holds = |name: &str| body.windows(name.len()).any(|part| part == name.as_bytes());
    if !names.into_iter().any(holds) {
        return Cow::Borrowed(body);
    }
    // A body that is not JSON is refused later, in Google's words.
    let Ok(Value::Object(mut fields)) = serde_json::from_slice(body) else {
        return Cow::Borrowed(body);
    };
    let preview = names.map(|name| fields.remove(name));
    let fallback = ["fallbackText", "fallback_text"];
    let text = preview.into_iter().flatten().find(Value::is_string);
    if let Some(text) = text
        && !fallback.iter().any(|name| fields.contains_key(*name))
    {
        fields.insert(fallback[0].to_owned(), text);
    }
    Cow::Owned(Value::Object(fields).to_string().into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn preview_texts() {
        let check = |body: &str, expected: &str| {
            assert_eq!(&*without_preview_text(body.as_bytes()), expected.as_bytes());
        };
        check(r#"{"text": "a"}"#, r#"{"text": "a"}"#);
        check(
            r#"{"previewText":"p","fallbackText":"f"}"#,
            r#"{"fallbackText":"f"}"#,
        );
        check(r#"{"preview_text":"p"}"#, r#"{"fallbackText":"p"}"#);
        check(r#"{"previewText":"p""#, r#"{"previewText":"p""#);
        check(r#"{"text":"a previewText"}"#, r#"{"text":"a previewText"}"#);
    }
}
