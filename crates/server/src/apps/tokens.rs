//! The bearer tokens of requests to apps. They are good for an hour; signing
//! each anew would cost more than the request.

use std::collections::HashMap;

use domain::apps::{App, Audience, EventFormat};
use domain::{Result, Time};
use parking_lot::Mutex;

use crate::signing::{CHAT, Signing, addon_account};
use crate::state::Server;

/// How long a token is used again.
const REUSE: i64 = 300 * Time::SECOND;
/// Tokens kept; more are simply made again.
const KEPT: usize = 10_000;

/// Tokens by what they say: signer and audience.
#[derive(Default)]
pub struct Tokens(Mutex<HashMap<(String, String), (Time, String)>>);

/// Who signs, and for whom.
fn parties(app: &App, url: &str) -> (String, String) {
    match (app.event_format, app.audience) {
        (EventFormat::Addon, _) => (addon_account(app.project_number), url.to_owned()),
        (EventFormat::Chat, Audience::EndpointUrl) => (CHAT.to_owned(), url.to_owned()),
        (EventFormat::Chat, Audience::ProjectNumber) => {
            (String::new(), app.project_number.to_string())
        }
    }
}

/// A fresh token for a request to `url`.
pub async fn sign(signing: &Signing, app: &App, url: &str, now: Time) -> Result<String> {
    let (signer, _) = parties(app, url);
    match signer.as_str() {
        "" => signing.chat_token(app.project_number, now).await,
        signer => signing.endpoint_token(url, signer, now).await,
    }
}

/// The token for a request to `url`, maybe one that was used before.
pub async fn bearer(server: &Server, app: &App, url: &str) -> Result<String> {
    let (key, now) = (parties(app, url), server.now());
    let kept = &server.apps.tokens.0;
    if let Some((made, token)) = kept.lock().get(&key)
        && now.0 - made.0 < REUSE
    {
        return Ok(token.clone());
    }
    let token = sign(&server.signing, app, url, now).await?;
    let mut kept = kept.lock();
    if kept.len() >= KEPT {
        kept.clear();
    }
    kept.insert(key, (now, token.clone()));
    Ok(token)
}
