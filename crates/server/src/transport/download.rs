//! Files on their way out: `media.download` for programs, and the addresses of
//! `downloadUri` and `thumbnailUri`. Whatever people uploaded, it must never
//! run in this origin: it is always saved rather than shown, its type is not
//! guessed, and if a browser opened it all the same it would be sandboxed.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::Response;
use axum::routing::get;
use domain::attachments::{FALLBACK_TYPE, File};
use domain::ids::SpaceId;
use domain::{Error, Result, names};
use http::header::{
    ACCEPT_RANGES, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_RANGE,
    CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, IF_NONE_MATCH, IF_RANGE, RANGE, VARY,
    X_CONTENT_TYPE_OPTIONS,
};
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use prost::Message as _;
use proto::chat as wire;
use serde_json::json;
use transcode::{Alt, SystemParameters};

use super::range::{Asked, asked};
use super::{answer, rest, status};
use crate::api::Call;
use crate::api::attachments::{DOWNLOAD, MediaFile, find_media};
use crate::gate::refusal::Refusal;
use crate::gate::scope::CHAT_MESSAGES_READONLY;
use crate::gate::{AuthKind, Caller, ScopeSet};
use crate::media::{self, Bytes, Kind};
use crate::oauth;
use crate::state::Server;

/// Of programs, as the discovery document says.
const MEDIA: &str = "/v1/media/";
/// Of people: `downloadUri`.
const FOR_PEOPLE: &str = "/media/";
const THUMBNAIL: &str = "/thumbnail";
const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");
/// Files never change; whether somebody may still see one does.
const FRESH: HeaderValue = HeaderValue::from_static("private, max-age=300");

pub fn routes() -> Router<Arc<Server>> {
    Router::new()
        .route("/v1/media/{*resource_name}", get(download))
        .route("/media/{resource_name}", get(for_people))
        .route("/media/{resource_name}/thumbnail", get(thumbnail))
}

/// `media.download`. Without `alt=media` the answer is the resource in JSON.
async fn download(State(server): State<Arc<Server>>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    answered(&server, run_download(&server, &parts).await)
}

async fn run_download(server: &Arc<Server>, parts: &Parts) -> Result<Response> {
    let parameters = parameters(parts)?;
    let caller = caller(server, parts, &parameters).await?;
    let name = resource_name(parts, MEDIA, "")?;
    let MediaFile { file, space } = find_media(call(server, caller), &name).await?;
    charge(server, &caller, space)?;
    if parameters.alt == Alt::Media {
        return whole_or_part(server, parts, &file).await;
    }
    let body = json!({"resourceName": name}).to_string();
    let response = answer::whole(StatusCode::OK, answer::JSON, body);
    Ok(answer::into_body(response))
}

/// Counts a program's download in a space.
fn charge(server: &Server, caller: &Caller, space: SpaceId) -> Result<()> {
    let Some(quotas) = &server.quotas else {
        return Ok(());
    };
    let about = wire::GetAttachmentRequest {
        name: names::space_name(space),
    };
    quotas.charge(DOWNLOAD, caller, &about.encode_to_vec(), server.now())
}

async fn for_people(State(server): State<Arc<Server>>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    let outcome = async {
        let MediaFile { file, .. } = persons_file(&server, &parts, "").await?;
        whole_or_part(&server, &parts, &file).await
    };
    let outcome = outcome.await;
    answered(&server, outcome)
}

async fn thumbnail(State(server): State<Arc<Server>>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    let outcome = run_thumbnail(&server, &parts).await;
    answered(&server, outcome)
}

async fn run_thumbnail(server: &Arc<Server>, parts: &Parts) -> Result<Response> {
    let MediaFile { file, .. } = persons_file(server, parts, THUMBNAIL).await?;
    if !domain::attachments::has_thumbnail(&file.content_type) {
        return Err(Error::not_found());
    }
    let tag = format!("\"{}-thumbnail\"", file.file.segment());
    if is_known(&parts.headers, &tag) {
        return not_modified(&tag);
    }
    let media = &server.media;
    let small = media.thumbnails.get(&*media.blobs, &file).await?;
    let content_type = match small.first() {
        Some(0x89) => "image/png",
        _ => "image/jpeg",
    };
    let mut response = Response::new(body(parts, small.clone()));
    let headers = response.headers_mut();
    common_headers(headers, &tag)?;
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(CONTENT_LENGTH, HeaderValue::from(small.len()));
    Ok(response)
}

/// The file of an address that people open.
async fn persons_file(server: &Arc<Server>, parts: &Parts, end: &str) -> Result<MediaFile> {
    let parameters = parameters(parts)?;
    let caller = match rest::credential(&parts.headers, &parameters) {
        Some(_) => caller(server, parts, &parameters).await?,
        None => signed_in(server, parts).await?,
    };
    let name = resource_name(parts, FOR_PEOPLE, end)?;
    find_media(call(server, caller), &name).await
}

async fn caller(server: &Server, parts: &Parts, parameters: &SystemParameters) -> Result<Caller> {
    let credential = rest::credential(&parts.headers, parameters);
    let gate = &server.gate;
    gate.authenticate(DOWNLOAD, credential, server.now()).await
}

/// Whoever has a session in this browser; it only reads. Other origins' pages
/// can neither read these answers nor show them.
async fn signed_in(server: &Server, parts: &Parts) -> Result<Caller> {
    let Some(signed_in) = oauth::signed_in(server, parts).await? else {
        return Err(Refusal::Missing.error(DOWNLOAD));
    };
    let user = signed_in.user;
    Ok(Caller {
        kind: AuthKind::User,
        id: user.id,
        user: Some(user.id),
        app: None,
        project: 0,
        admin: user.admin,
        scopes: ScopeSet::of(&[CHAT_MESSAGES_READONLY]),
        unapproved: ScopeSet::EMPTY,
    })
}

fn parameters(parts: &Parts) -> Result<SystemParameters> {
    let query = parts.uri.query().unwrap_or_default();
    let (parameters, _) = SystemParameters::take(query, None).map_err(status::from_fault)?;
    Ok(parameters)
}

fn call(server: &Arc<Server>, caller: Caller) -> Call {
    Call {
        server: server.clone(),
        caller,
        now: server.now(),
    }
}

/// What is between two ends of the path, decoded.
fn resource_name(parts: &Parts, begin: &str, end: &str) -> Result<String> {
    let path = parts.uri.path();
    let name = path
        .strip_prefix(begin)
        .and_then(|rest| rest.strip_suffix(end));
    let decoded = percent_decode_str(name.unwrap_or_default()).decode_utf8();
    Ok(decoded.map_err(|_| Error::not_found())?.into_owned())
}

fn answered(server: &Server, outcome: Result<Response>) -> Response {
    outcome.unwrap_or_else(|error| {
        if let Some(cause) = &error.cause {
            tracing::warn!(target: "request", rpc = DOWNLOAD, cause, "a download failed");
        }
        answer::into_body(rest::failure(server, &error))
    })
}

/// The file, or the part of it that is asked for.
async fn whole_or_part(server: &Server, parts: &Parts, file: &File) -> Result<Response> {
    let tag = format!("\"{}\"", file.file.segment());
    if is_known(&parts.headers, &tag) {
        return not_modified(&tag);
    }
    let (status, range) = match range(&parts.headers, file.size, &tag) {
        Asked::Whole => (StatusCode::OK, 0..file.size),
        Asked::Part(range) => (StatusCode::PARTIAL_CONTENT, range),
        Asked::Nothing => return out_of_range(file.size),
    };
    let blobs = &server.media.blobs;
    let body = match parts.method {
        Method::HEAD => Body::empty(),
        _ => {
            let reader = blobs.read(file.file, Kind::Original, range.clone()).await;
            Body::from_stream(reader.map_err(media::refused)?)
        }
    };
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    common_headers(headers, &tag)?;
    let known = HeaderValue::try_from(&file.content_type);
    let content_type = known.unwrap_or(HeaderValue::from_static(FALLBACK_TYPE));
    headers.insert(CONTENT_TYPE, content_type);
    headers.insert(CONTENT_DISPOSITION, disposition(&file.content_name)?);
    headers.insert(ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    headers.insert(CONTENT_LENGTH, HeaderValue::from(range.end - range.start));
    if status == StatusCode::PARTIAL_CONTENT {
        let last = range.end - 1;
        let span = format!("bytes {}-{last}/{}", range.start, file.size);
        headers.insert(CONTENT_RANGE, header(span)?);
    }
    Ok(response)
}

fn range(headers: &HeaderMap, size: u64, tag: &str) -> Asked {
    let current = headers
        .get(IF_RANGE)
        .is_none_or(|condition| condition.as_bytes() == tag.as_bytes());
    match headers.get(RANGE).and_then(|range| range.to_str().ok()) {
        Some(range) if current => asked(range, size),
        _ => Asked::Whole,
    }
}

fn out_of_range(size: u64) -> Result<Response> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::RANGE_NOT_SATISFIABLE;
    let span = header(format!("bytes */{size}"))?;
    response.headers_mut().insert(CONTENT_RANGE, span);
    Ok(response)
}

/// Whether the client has the file already.
fn is_known(headers: &HeaderMap, tag: &str) -> bool {
    let values = headers.get_all(IF_NONE_MATCH).iter();
    let mut tags = values
        .filter_map(|value| value.to_str().ok())
        .flat_map(|list| list.split(','))
        .map(|known| known.trim().trim_start_matches("W/"));
    tags.any(|known| known == tag || known == "*")
}

fn not_modified(tag: &str) -> Result<Response> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NOT_MODIFIED;
    let headers = response.headers_mut();
    headers.insert(ETAG, header(tag.to_owned())?);
    headers.insert(CACHE_CONTROL, FRESH);
    Ok(response)
}

/// Of everything that people uploaded.
fn common_headers(headers: &mut HeaderMap, tag: &str) -> Result<()> {
    headers.insert(ETAG, header(tag.to_owned())?);
    headers.insert(CACHE_CONTROL, FRESH);
    let who = HeaderValue::from_static("Authorization, Cookie");
    headers.insert(VARY, who);
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    let policy = "default-src 'none'; sandbox; frame-ancestors 'none'";
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    headers.insert(RESOURCE_POLICY, HeaderValue::from_static("same-origin"));
    Ok(())
}

fn body(parts: &Parts, bytes: Bytes) -> Body {
    match parts.method {
        Method::HEAD => Body::empty(),
        _ => Body::from(bytes),
    }
}

/// Saved under its name, never shown. The second spelling of the name is that
/// of RFC 8187, for names that are not ASCII.
fn disposition(name: &str) -> Result<HeaderValue> {
    const KEPT: &AsciiSet = &NON_ALPHANUMERIC
        .remove(b'-')
        .remove(b'.')
        .remove(b'_')
        .remove(b'~');
    let plain = |sign: char| match sign {
        ' '..='~' if !"\"\\%".contains(sign) => sign,
        _ => '_',
    };
    let ascii: String = name.chars().map(plain).collect();
    let encoded = utf8_percent_encode(name, KEPT);
    header(format!(
        "attachment; filename=\"{ascii}\"; filename*=UTF-8''{encoded}"
    ))
}

fn header(text: String) -> Result<HeaderValue> {
    HeaderValue::try_from(text).map_err(Error::internal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_saved_files() {
        let check = |name, expected: &str| {
            let found = disposition(name).unwrap();
            assert_eq!(found.to_str().unwrap(), expected, "{name}");
        };
        check(
            "a b.txt",
            "attachment; filename=\"a b.txt\"; filename*=UTF-8''a%20b.txt",
        );
        check(
            "ü\"\\%.png",
            "attachment; filename=\"____.png\"; filename*=UTF-8''%C3%BC%22%5C%25.png",
        );
    }

    #[test]
    fn known_files() {
        let check = |values: &[&str], expected| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append(IF_NONE_MATCH, value.parse().unwrap());
            }
            assert_eq!(is_known(&headers, "\"a\""), expected, "{values:?}");
        };
        check(&[], false);
        check(&["\"a\""], true);
        check(&["\"b\", W/\"a\""], true);
        check(&["\"b\"", "*"], true);
        check(&["a"], false);
    }
}
