//! Uploads over HTTP, in the forms of Google's clients: a file alone, a file
//! after its description (`multipart/related`), and a session that sends bytes
//! in any number of requests. Both dialects of sessions are spoken, that of
//! `Content-Range` and that of `X-Goog-Upload-Command`.
//!
//! `start.rs` begins an upload, `session.rs` goes on with one, `receive.rs`
//! moves the bytes, `command.rs` reads the headers, `related.rs` the parts.

mod command;
mod receive;
mod related;
mod session;
mod start;

use std::borrow::Cow;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::response::Response;
use axum::routing::any;
use bytes::Bytes;
use domain::attachments::Upload;
use domain::{Code, Error, Result};
use http::header::AUTHORIZATION;
use http::request::Parts;
use http::{HeaderName, HeaderValue, Method, StatusCode};
use prost::Message as _;
use transcode::{JsonOptions, SystemParameters};

use super::{answer, dispatch, rest, status};
use crate::api::attachments::Session;
use crate::gate::Caller;
use crate::state::Server;

use command::Dialect;
use receive::Incoming;

/// The method whose table row says who may upload.
const RPC: &str = "google.chat.v1.ChatService/UploadAttachment";
/// Both beginnings of an upload's path; the method's own path follows.
const PREFIXES: [&str; 2] = ["/resumable/upload", "/upload"];
const STATUS: HeaderName = HeaderName::from_static("x-goog-upload-status");

/// Everything below the two beginnings.
pub fn routes() -> Router<Arc<Server>> {
    Router::new()
        .route("/upload/{*path}", any(answer))
        .route("/resumable/upload/{*path}", any(answer))
}

/// In a task of its own, so that what arrived is kept when the client goes
/// away in the middle.
async fn answer(State(server): State<Arc<Server>>, request: Request) -> Response {
    let of_task = server.clone();
    let running = tokio::spawn(async move { run(&of_task, request).await });
    running.await.unwrap_or_else(|error| {
        let error = Error::internal(format!("an upload failed: {error}"));
        answer::into_body(rest::failure(&server, &error))
    })
}

async fn run(server: &Arc<Server>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let mut body = Incoming::new(body);
    let upload = Uploading {
        server,
        parts: &parts,
    };
    match upload.run(&mut body).await {
        Ok(response) => response,
        Err(error) => {
            if let Some(cause) = &error.cause {
                tracing::warn!(target: "request", rpc = RPC, cause, "an upload failed");
            }
            // Many clients read the answer only when all is sent.
            body.drain().await;
            answer::into_body(rest::failure(server, &error))
        }
    }
}

/// One request of an upload.
struct Uploading<'a> {
    server: &'a Arc<Server>,
    parts: &'a Parts,
}

impl Uploading<'_> {
    async fn run(&self, body: &mut Incoming) -> Result<Response> {
        let query = self.parts.uri.query().unwrap_or_default();
        let (parameters, query) =
            SystemParameters::take(query, None).map_err(status::from_fault)?;
        let session = query.iter().find(|(name, _)| name == "upload_id");
        match session {
            Some((_, secret)) => self.go_on(&parameters, secret, body).await,
            None if self.parts.method == Method::POST => self.start(&parameters, query, body).await,
            None => Err(rest::not_found()),
        }
    }

    async fn caller(&self, rpc: usize, parameters: &SystemParameters) -> Result<Caller> {
        let credential = rest::credential(&self.parts.headers, parameters);
        dispatch::authenticate(self.server, rpc, credential).await
    }

    fn has_credential(&self, parameters: &SystemParameters) -> bool {
        self.parts.headers.contains_key(AUTHORIZATION) || parameters.access_token.is_some()
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.parts.headers.get(name)?.to_str().ok()
    }

    /// The answer to a whole file: what a message has to name.
    fn finished(
        &self,
        parameters: &SystemParameters,
        session: &Session,
        upload: &Upload,
        dialect: Dialect,
    ) -> Result<Response> {
        let schema = &self.server.schema;
        let rpcs = &self.server.rpcs;
        let rpc = rpcs.find(RPC).and_then(|rpc| rpcs.router.rpcs().get(rpc));
        let rpc = rpc.ok_or_else(rest::not_found)?;
        let options: JsonOptions = parameters
            .json_options(schema, rpc.output)
            .map_err(status::from_fault)?;
        let reply = session.answer(upload).encode_to_vec();
        let mut json = Vec::new();
        transcode::encode(schema, rpc.output, &reply, &options, &mut json)
            .map_err(Error::internal)?;
        let mut response = answer::whole(StatusCode::OK, answer::JSON, json);
        if dialect == Dialect::Goog {
            let done = HeaderValue::from_static("final");
            response.headers_mut().insert(STATUS, done);
        }
        Ok(answer::into_body(response))
    }
}

/// An answer without a body.
fn empty(status: StatusCode) -> Response {
    let response = answer::whole(status, answer::TEXT, Bytes::new());
    answer::into_body(response)
}

fn header_value(text: impl Into<Cow<'static, str>>) -> Result<HeaderValue> {
    HeaderValue::try_from(text.into().into_owned()).map_err(Error::internal)
}

fn invalid(text: impl Into<Cow<'static, str>>) -> Error {
    Error::new(Code::InvalidArgument, text)
}
