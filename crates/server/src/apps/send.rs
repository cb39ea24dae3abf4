//! One request to an app's endpoint: bounded in time and size, and every
//! failure a sentence for its developer.

use std::error::Error as _;
use std::time::{Duration, Instant};

use domain::apps::{App, Attempt, EventFormat};
use http::header::{AUTHORIZATION, CONTENT_TYPE, FROM, USER_AGENT};
use serde_json::Value;
use tokio::time::timeout;

use super::tokens;
use crate::state::Server;

/// Bytes of an answer. A message has 32,000, a dialog not many more.
const ANSWER_LIMIT: usize = 1 << 20;

/// What came of a request.
pub enum Outcome {
    /// 2xx with this body.
    Answered(String),
    /// 2xx, but nothing that could be read: not asked again.
    Unusable(String),
    /// Worth another attempt.
    Failed,
}

/// Sends a body; the token goes into the header, and in the add-on format also
/// into the body, where it is never stored.
pub async fn send(server: &Server, app: &App, url: &str, body: &str) -> (Attempt, Outcome) {
    // The first token waits for a key to be made; that is not the app's time.
    let token = tokens::bearer(server, app, url).await;
    let (time, started) = (server.now(), Instant::now());
    let deadline = Duration::from_secs(server.settings.app_deadline);
    let sent = timeout(deadline, request(server, app, url, body, token)).await;
    let mut attempt = Attempt {
        time: time.0,
        duration: i64::try_from(started.elapsed().as_micros()).unwrap_or(i64::MAX),
        ..Attempt::default()
    };
    let outcome = match sent {
        Err(_) => {
            let seconds = deadline.as_secs();
            attempt.error = format!("no answer within {seconds} seconds");
            Outcome::Failed
        }
        Ok(Err(text)) => {
            attempt.error = text;
            Outcome::Failed
        }
        Ok(Ok((status, Err(text)))) => {
            attempt.status = Some(status);
            attempt.error.clone_from(&text);
            Outcome::Unusable(text)
        }
        Ok(Ok((status, Ok(body)))) => {
            attempt.status = Some(status);
            match refused(app, status) {
                Some(text) => {
                    attempt.error = text;
                    Outcome::Failed
                }
                None => Outcome::Answered(body),
            }
        }
    };
    (attempt, outcome)
}

/// Status and body, or why the body could not be read.
type Response = (u16, Result<String, String>);

async fn request(
    server: &Server,
    app: &App,
    url: &str,
    body: &str,
    token: domain::Result<String>,
) -> Result<Response, String> {
    let (client, target) = server
        .outgoing
        .client(url)
        .map_err(|error| format!("the endpoint is not asked: {error}"))?;
    let token = token.map_err(|error| format!("no token could be signed: {error}"))?;
    let agent = match app.event_format {
        EventFormat::Chat => "Google-Dynamite",
        EventFormat::Addon => "Google-gsuiteaddons",
    };
    let body = match app.event_format {
        EventFormat::Addon => with_token(body, &token),
        EventFormat::Chat => body.to_owned(),
    };
    let request = client
        .post(target)
        .header(AUTHORIZATION, format!("Bearer {token}"))
        .header(CONTENT_TYPE, "application/json; charset=utf-8")
        .header(USER_AGENT, agent)
        .header(FROM, crate::signing::CHAT)
        .body(body);
    let mut response = request.send().await.map_err(|error| why(&error))?;
    let status = response.status().as_u16();
    let mut bytes = Vec::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) if bytes.len() + chunk.len() > ANSWER_LIMIT => {
                let text = format!("the answer is longer than {ANSWER_LIMIT} bytes");
                return Ok((status, Err(text)));
            }
            Ok(Some(chunk)) => bytes.extend_from_slice(&chunk),
            Ok(None) => break,
            Err(error) => return Err(format!("the answer broke off: {}", why(&error))),
        }
    }
    let text = String::from_utf8_lossy(&bytes).replace('\0', "\u{fffd}");
    Ok((status, Ok(text)))
}

fn with_token(body: &str, token: &str) -> String {
    let Ok(mut json) = serde_json::from_str::<Value>(body) else {
        return body.to_owned();
    };
    json["authorizationEventObject"]["systemIdToken"] = token.into();
    super::events::text(&json)
}

/// The innermost cause: what reqwest itself says is mostly the URL.
fn why(error: &reqwest::Error) -> String {
    let what = if error.is_connect() {
        "cannot connect to the endpoint"
    } else if error.is_timeout() {
        "the endpoint did not accept the connection in time"
    } else {
        "the request failed"
    };
    let mut cause = error.source();
    while let Some(next) = cause.and_then(|cause| cause.source()) {
        cause = Some(next);
    }
    match cause {
        Some(cause) => format!("{what}: {cause}"),
        None => what.to_owned(),
    }
}

fn refused(app: &App, status: u16) -> Option<String> {
    let hint = match status {
        200..=299 => return None,
        300..=399 => ": redirects are not followed; configure the final URL".to_owned(),
        401 | 403 => format!(
            ": it did not accept the request's token, whose audience is the {}",
            match (app.event_format, app.audience) {
                (EventFormat::Chat, domain::apps::Audience::ProjectNumber) => "project number",
                _ => "endpoint's URL",
            }
        ),
        404 | 405 => ": is this the path that takes events by POST?".to_owned(),
        _ => String::new(),
    };
    Some(format!("endpoint answered {status}{hint}"))
}
