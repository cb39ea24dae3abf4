//! The first request of an upload.

use std::borrow::Cow;

use axum::response::Response;
use bytes::Bytes;
use domain::{Error, Result};
use http::header::{CONTENT_ENCODING, CONTENT_TYPE, HOST, LOCATION};
use http::{HeaderName, HeaderValue, StatusCode};
use prost::Message as _;
use proto::chat as wire;
use transcode::{Route, SystemParameters};

use super::command::{self, Chunk, Dialect, Protocol};
use super::receive::{Incoming, Source, receive};
use super::related::Related;
use super::{PREFIXES, RPC, STATUS, Uploading, empty, header_value, invalid};
use crate::api::Call;
use crate::api::attachments::{Announced, begin_upload, cancel};
use crate::gate::{Caller, authorize};
use crate::transport::listener::Encrypted;
use crate::transport::{multipart, rest, status};

/// Bytes of a description that is a body of its own.
const DESCRIPTION: usize = 64 * 1024;
const UPLOAD_URL: HeaderName = HeaderName::from_static("x-goog-upload-url");
const CONTROL_URL: HeaderName = HeaderName::from_static("x-goog-upload-control-url");
const GRANULARITY: HeaderName = HeaderName::from_static("x-goog-upload-chunk-granularity");

type Query<'q> = Vec<(Cow<'q, str>, Cow<'q, str>)>;

/// A first request that was understood so far.
struct Start<'a, 'q> {
    route: Route<'a, 'a>,
    caller: Caller,
    parameters: &'a SystemParameters,
    query: Query<'q>,
}

impl Uploading<'_> {
    pub(super) async fn start(
        &self,
        parameters: &SystemParameters,
        query: Query<'_>,
        body: &mut Incoming,
    ) -> Result<Response> {
        let route = self.route()?;
        let (protocol, dialect) =
            command::protocol(parameters.upload_type.as_deref(), &self.parts.headers)?;
        let caller = self.caller(route.rpc.index, parameters).await?;
        let method = self.server.rpcs.method(route.rpc.index);
        let method = method.ok_or_else(rest::not_found)?;
        authorize(method.rpc, &method.scopes, &caller, false)?;
        let encoded = self.header(CONTENT_ENCODING.as_str());
        if encoded.is_some_and(|encoding| encoding != "identity") {
            return Err(invalid("Uploads must not have a Content-Encoding."));
        }
        let start = Start {
            route,
            caller,
            parameters,
            query,
        };
        match protocol {
            Protocol::Raw => self.raw(start, dialect, body).await,
            Protocol::Multipart => self.multipart(start, dialect, body).await,
            Protocol::Resumable => self.resumable(start, dialect, body).await,
        }
    }

    fn route(&self) -> Result<Route<'_, '_>> {
        let path = self.parts.uri.path();
        let path = PREFIXES.iter().find_map(|prefix| path.strip_prefix(prefix));
        let route = path.and_then(|path| self.server.rpcs.router.find("POST", path).ok());
        route
            .filter(|route| route.rpc.name == RPC)
            .ok_or_else(rest::not_found)
    }

    fn call(&self, caller: Caller) -> Call {
        Call {
            server: self.server.clone(),
            caller,
            now: self.server.now(),
        }
    }

    /// Reads what is said of the file, and counts the upload.
    fn request(&self, start: &Start, json: &[u8]) -> Result<wire::UploadAttachmentRequest> {
        let mut bytes = Vec::new();
        let schema = &self.server.schema;
        transcode::assemble(schema, &start.route, &start.query, json, &mut bytes)
            .map_err(status::from_fault)?;
        if let Some(quotas) = &self.server.quotas {
            quotas.charge(RPC, &start.caller, &bytes, self.server.now())?;
        }
        wire::UploadAttachmentRequest::decode(bytes.as_slice()).map_err(Error::internal)
    }

    /// The file alone. Its name comes with the query or a header, or is made
    /// up from its type: clients have no other place for it.
    async fn raw(
        &self,
        mut start: Start<'_, '_>,
        dialect: Dialect,
        body: &mut Incoming,
    ) -> Result<Response> {
        let content_type = self.header(CONTENT_TYPE.as_str()).map(str::to_owned);
        if !start.query.iter().any(|(name, _)| name == "filename") {
            let told = self.header("x-goog-upload-file-name").map(str::to_owned);
            let name = told.unwrap_or_else(|| made_up_name(content_type.as_deref()));
            start.query.push(("filename".into(), name.into()));
        }
        let request = self.request(&start, b"")?;
        let announced = Announced {
            content_type,
            size: command::number(self.header("content-length")),
        };
        self.whole(start, request, announced, dialect, body).await
    }

    async fn multipart(
        &self,
        start: Start<'_, '_>,
        dialect: Dialect,
        body: &mut Incoming,
    ) -> Result<Response> {
        let content_type = self.header(CONTENT_TYPE.as_str()).unwrap_or_default();
        let boundary = multipart::boundary(content_type, "multipart/related");
        let boundary = boundary.ok_or_else(|| {
            invalid("The Content-Type must be multipart/related with a boundary.")
        })?;
        let mut related = Related::new(body, &boundary);
        let json = related.description().await?;
        let request = self.request(&start, &json)?;
        let announced = Announced {
            content_type: related.file().await?,
            size: None,
        };
        self.whole(start, request, announced, dialect, &mut related)
            .await
    }

    /// A file that comes with this very request. What fails cannot go on.
    async fn whole<S: Source>(
        &self,
        start: Start<'_, '_>,
        request: wire::UploadAttachmentRequest,
        announced: Announced,
        dialect: Dialect,
        source: &mut S,
    ) -> Result<Response> {
        let call = self.call(start.caller);
        let (session, upload) = begin_upload(call, request, announced).await?;
        let chunk = Chunk {
            last: true,
            ..Chunk::default()
        };
        match receive(self.server, &upload, chunk, source).await {
            Ok(upload) if upload.finished => {
                self.finished(start.parameters, &session, &upload, dialect)
            }
            outcome => {
                if let Err(error) = cancel(self.server, &upload).await {
                    tracing::warn!(%error, cause = error.cause, "cannot give an upload up");
                }
                Err(match outcome {
                    Ok(_) => invalid("The file is shorter than was announced."),
                    Err(error) => error,
                })
            }
        }
    }

    /// Opens a session.
    async fn resumable(
        &self,
        start: Start<'_, '_>,
        dialect: Dialect,
        body: &mut Incoming,
    ) -> Result<Response> {
        let json: Bytes = body.whole(DESCRIPTION).await?;
        let mut start = start;
        let named = self.header("x-goog-upload-file-name");
        if let (true, Some(name)) = (json.trim_ascii().is_empty(), named) {
            start
                .query
                .push(("filename".into(), name.to_owned().into()));
        }
        let request = self.request(&start, &json)?;
        let (of_type, of_size) = match dialect {
            Dialect::ContentRange => ("x-upload-content-type", "x-upload-content-length"),
            Dialect::Goog => (
                "x-goog-upload-header-content-type",
                "x-goog-upload-header-content-length",
            ),
        };
        let announced = Announced {
            content_type: self.header(of_type).map(str::to_owned),
            size: command::number(self.header(of_size)),
        };
        let call = self.call(start.caller);
        let (session, _) = begin_upload(call, request, announced).await?;
        let url = header_value(self.session_url(session.secret()))?;
        let mut response = empty(StatusCode::OK);
        let headers = response.headers_mut();
        if dialect == Dialect::Goog {
            headers.insert(STATUS, HeaderValue::from_static("active"));
            headers.insert(GRANULARITY, HeaderValue::from_static("1"));
            headers.insert(CONTROL_URL, url.clone());
            headers.insert(UPLOAD_URL, url.clone());
        }
        headers.insert(LOCATION, url);
        Ok(response)
    }

    /// Where the session goes on: at the host that the client used, whatever
    /// the public URL is.
    fn session_url(&self, secret: &str) -> String {
        let path = self.parts.uri.path();
        let origin = self.origin();
        format!("{origin}{path}?uploadType=resumable&upload_id={secret}")
    }

    fn origin(&self) -> String {
        let uri = &self.parts.uri;
        let public = &self.server.public_url;
        let host = uri.authority().map(|authority| authority.as_str());
        let Some(host) = host.or_else(|| self.header(HOST.as_str())) else {
            return public.clone();
        };
        // Somebody may take TLS off in front of this server.
        let (public_scheme, public_host) = public.split_once("://").unwrap_or(("http", public));
        if public_host.eq_ignore_ascii_case(host) {
            return public.clone();
        }
        let scheme = match self.parts.extensions.get::<Encrypted>() {
            Some(Encrypted(true)) => "https",
            Some(Encrypted(false)) => "http",
            None => uri.scheme_str().unwrap_or(public_scheme),
        };
        format!("{scheme}://{host}")
    }
}

/// `file.png`
fn made_up_name(content_type: Option<&str>) -> String {
    let known = content_type.and_then(domain::attachments::media_type);
    let extensions = known.and_then(|kind| {
        let extensions = mime_guess::get_mime_extensions_str(&kind)?;
        // The type's own word first: jpeg has jfif, jpe and others.
        let word = kind.rsplit('/').next().unwrap_or_default();
        let own = extensions.iter().find(|extension| **extension == word);
        own.or(extensions.first()).copied()
    });
    match extensions {
        Some(extension) => format!("file.{extension}"),
        None => "file".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn made_up_names() {
        let check = |kind, expected| assert_eq!(made_up_name(kind), expected, "{kind:?}");
        check(Some("image/png"), "file.png");
        check(Some("image/jpeg"), "file.jpeg");
        check(Some("application/pdf; x=y"), "file.pdf");
        check(Some("application/octet-stream"), "file");
        check(Some("nonsense"), "file");
        check(None, "file");
    }
}
