//! `GET /confab/v1/events`.
//!
//! Who comes back says with `Last-Event-ID`, or `lastEventId` in the query, up
//! to where it was told everything.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::Response;
use domain::{Error, Result};
use http::HeaderValue;
use http::header::{AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use http::request::Parts;
use tokio::sync::oneshot;

use super::catch_up::Missed;
use super::frames;
use super::hub::{Added, Command, Start};
use super::stream::{Frames, Leave};
use super::viewer::{NAME, Viewer};
use crate::gate::{AuthKind, insufficient};
use crate::state::Server;
use crate::transport::{answer, rest};

pub async fn events(State(server): State<Arc<Server>>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    match listen(&server, &parts).await {
        Ok(frames) => stream(frames),
        Err(error) => answer::into_body(rest::failure(&server, &error)),
    }
}

fn stream(frames: Frames) -> Response {
    let mut response = Response::new(Body::from_stream(frames));
    let headers = response.headers_mut();
    let mut say = |name, value| headers.insert(name, HeaderValue::from_static(value));
    say(CONTENT_TYPE, "text/event-stream; charset=utf-8");
    say(CACHE_CONTROL, "no-store");
    say(X_CONTENT_TYPE_OPTIONS, "nosniff");
    // Proxies that collect answers would hold the events back.
    say(http::HeaderName::from_static("x-accel-buffering"), "no");
    response
}

async fn listen(server: &Arc<Server>, parts: &Parts) -> Result<Frames> {
    let query: Vec<_> =
        form_urlencoded::parse(parts.uri.query().unwrap_or_default().as_bytes()).collect();
    let parameter = |name: &str| {
        query
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, it)| &**it)
    };
    let header = parts.headers.get(AUTHORIZATION);
    let credential = header
        .map(|value| rest::bearer(value.as_bytes()))
        .or_else(|| parameter("access_token"));
    let caller = server
        .gate
        .authenticate(NAME, credential, server.now())
        .await?;
    let viewer = Viewer::new(caller, credential.unwrap_or_default());
    if !viewer.opened.any() {
        return Err(insufficient(NAME));
    }
    let last = parts.headers.get("last-event-id");
    let last = match last.map(|value| value.to_str().unwrap_or("?")) {
        Some(last) => Some(last),
        None => parameter("lastEventId"),
    };
    // An id of somebody else's making is as good as one that is too old.
    let last = last
        .filter(|last| !last.is_empty())
        .map(|last| frames::position(last).unwrap_or(i64::MAX));
    let presence = parameter("presence") == Some("true") && viewer.caller.kind == AuthKind::User;
    let added = add(server, &viewer, last, presence).await?;
    Ok(begin(server, viewer, added))
}

async fn add(server: &Server, viewer: &Viewer, last: Option<i64>, presence: bool) -> Result<Added> {
    let (reply, answer) = oneshot::channel();
    let command = Command::Add {
        viewer: Box::new(viewer.clone()),
        last,
        presence,
        reply,
    };
    let stopping = || Error::unavailable("the server stops");
    let commands = &server.live.commands;
    commands.send(command).await.map_err(|_| stopping())?;
    answer.await.map_err(|_| stopping())?
}

fn begin(server: &Arc<Server>, viewer: Viewer, added: Added) -> Frames {
    let (hello, after) = match added.start {
        Start::Fresh => (frames::hello(added.position), None),
        Start::Reset => (frames::reset(added.position), None),
        Start::After(last) => (frames::hello(last), Some(last)),
    };
    let missed = after.filter(|last| *last < added.position);
    let past = missed.map(|after| {
        let missed = Missed {
            server: server.clone(),
            viewer,
            after,
            up_to: added.position,
            spaces: added.spaces,
        };
        missed.start()
    });
    Frames {
        hello: Some(hello),
        past,
        live: added.live,
        _leave: Leave {
            number: added.number,
            commands: server.live.commands.clone(),
        },
    }
}
