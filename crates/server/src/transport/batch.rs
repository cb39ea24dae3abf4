//! `POST /batch`: several REST calls in one `multipart/mixed` body, each run as
//! if it had come alone, one after the other and answered in their order.

use std::fmt::Write;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Extension, Request, State};
use axum::response::Response;
use bytes::{BufMut, Bytes};
use domain::{Code, Error, Result};
use http::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderName};
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Method, StatusCode, Uri};

use super::multipart::{self, Part};
use super::record::{Record, RequestId};
use super::{answer, body, rest};
use crate::metrics::Transport;
use crate::state::Server;

/// Calls in one batch: as many as Google's Python client sends at most.
const CALLS: usize = 1_000;
/// Once the answer has this many bytes, the calls that are left are refused.
const ANSWER_LIMIT: usize = 64 * 1024 * 1024;

pub async fn answer(
    State(server): State<Arc<Server>>,
    Extension(id): Extension<RequestId>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let response = match run(&server, id, &parts, body).await {
        Ok(response) => answer::encode(&parts.headers, response),
        Err(error) => rest::failure(&server, &error),
    };
    answer::into_body(response)
}

async fn run(
    server: &Arc<Server>,
    id: RequestId,
    outer: &Parts,
    body: Body,
) -> Result<http::Response<Bytes>> {
    let content_type = outer
        .headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let boundary = content_type.and_then(|kind| multipart::boundary(kind, "multipart/mixed"));
    let boundary = boundary.ok_or_else(|| {
        invalid("A batch must have the content type multipart/mixed with a boundary.")
    })?;
    let body = body::read(&outer.headers, body, body::LIMIT).await?;
    let parts = multipart::split(&body, &boundary, CALLS)?;
    if parts.is_empty() {
        return Err(invalid("The batch has no calls."));
    }
    let boundary = format!("batch_{id}");
    let mut answers = Vec::new();
    for part in &parts {
        let response = match inner_request(outer, part) {
            Ok(_) if answers.len() > ANSWER_LIMIT => rest::failure(server, &too_long()),
            Ok((parts, body)) => one(server, id, &parts, body).await,
            Err(error) => rest::failure(server, &error),
        };
        write_part(
            &mut answers,
            &boundary,
            part.header("content-id"),
            &response,
        );
    }
    answers.put_slice(format!("--{boundary}--\r\n").as_bytes());
    let content_type = HeaderValue::try_from(format!("multipart/mixed; boundary={boundary}"))
        .map_err(Error::internal)?;
    Ok(answer::whole(StatusCode::OK, content_type, answers))
}

async fn one(
    server: &Arc<Server>,
    id: RequestId,
    parts: &Parts,
    body: Bytes,
) -> http::Response<Bytes> {
    let record = Record::start(server, Transport::Batch, id);
    let route = rest::find(server, parts);
    rest::run(server, record, parts, route, body).await
}

/// The request that a part holds. It has the outer request's headers where it
/// has none of its own; those about the content do not count.
fn inner_request(outer: &Parts, part: &Part<'_>) -> Result<(Parts, Bytes)> {
    let is_http = part.header("content-type").is_none_or(|kind| {
        kind.split(';')
            .next()
            .is_some_and(|kind| kind.eq_ignore_ascii_case("application/http"))
    });
    if !is_http {
        return Err(invalid(
            "A part of a batch must have the content type application/http.",
        ));
    }
    let text = part.body.trim_ascii_start();
    let end = text
        .iter()
        .position(|byte| *byte == b'\n')
        .unwrap_or(text.len());
    let (line, rest) = text.split_at(end);
    let (method, uri) = request_line(line)?;
    let (own, body) = multipart::headers(rest.strip_prefix(b"\n").unwrap_or(rest))?;

    let mut headers = HeaderMap::with_capacity(outer.headers.len() + own.len());
    for (name, value) in own {
        let name = HeaderName::try_from(name).map_err(|_| invalid(BAD_HEADER))?;
        let value = HeaderValue::try_from(value).map_err(|_| invalid(BAD_HEADER))?;
        headers.append(name, value);
    }
    for name in outer.headers.keys() {
        if !name.as_str().starts_with("content-") && !headers.contains_key(name) {
            for value in outer.headers.get_all(name) {
                headers.append(name.clone(), value.clone());
            }
        }
    }
    let length = headers
        .get(CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok());
    let length = length
        .and_then(|length| length.parse().ok())
        .unwrap_or(body.len());
    let body = Bytes::copy_from_slice(&body[..length.min(body.len())]);

    let mut request = http::Request::new(());
    *request.method_mut() = method;
    *request.uri_mut() = uri;
    *request.headers_mut() = headers;
    Ok((request.into_parts().0, body))
}

const BAD_HEADER: &str = "A part of the batch has an invalid header.";

/// `POST /v1/spaces/X/messages?a=b HTTP/1.1`, the URL with or without a host.
fn request_line(line: &[u8]) -> Result<(Method, Uri)> {
    let bad = || invalid("A part of the batch does not begin with an HTTP request line.");
    let line = std::str::from_utf8(line).map_err(|_| bad())?;
    let mut words = line.split_ascii_whitespace();
    let (Some(method), Some(url)) = (words.next(), words.next()) else {
        return Err(bad());
    };
    let method = Method::try_from(method).map_err(|_| bad())?;
    let uri = Uri::try_from(url).map_err(|_| bad())?;
    let path = uri.path();
    if path.starts_with("/batch") {
        return Err(invalid("A batch may not hold another batch."));
    }
    if path.starts_with("/upload/") || path.starts_with("/resumable/") {
        return Err(invalid("Media cannot be part of a batch."));
    }
    Ok((method, uri))
}

fn write_part(
    out: &mut Vec<u8>,
    boundary: &str,
    content_id: Option<&str>,
    response: &http::Response<Bytes>,
) {
    let mut head = format!("--{boundary}\r\nContent-Type: application/http\r\n");
    // Writing to a string cannot fail.
    if let Some(id) = content_id {
        let id = id.trim_start_matches('<').trim_end_matches('>');
        let id: String = id.chars().filter(|sign| !sign.is_control()).collect();
        let _ = write!(head, "Content-ID: <response-{id}>\r\n");
    }
    let _ = write!(head, "\r\nHTTP/1.1 {}\r\n", response.status());
    out.put_slice(head.as_bytes());
    for (name, value) in response.headers() {
        out.put_slice(name.as_str().as_bytes());
        out.put_slice(b": ");
        out.put_slice(value.as_bytes());
        out.put_slice(b"\r\n");
    }
    let length = response.body().len();
    out.put_slice(format!("content-length: {length}\r\n\r\n").as_bytes());
    out.put_slice(response.body());
    out.put_slice(b"\r\n");
}

fn too_long() -> Error {
    let text = "The answers to this batch are too long; send fewer calls.";
    Error::new(Code::ResourceExhausted, text)
}

fn invalid(message: &'static str) -> Error {
    Error::new(Code::InvalidArgument, message)
}
