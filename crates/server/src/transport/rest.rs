//! REST calls: JSON in and out around the same methods that gRPC runs. Routes,
//! system parameters and JSON are `transcode`'s; this file is the way through.

use std::borrow::Cow;
use std::sync::Arc;

use axum::body::Body;
use bytes::Bytes;
use domain::{Code, Error, Result};
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::request::Parts;
use http::{HeaderMap, Method, Response, StatusCode};
use hyper::body::Incoming;
use prost::Message;
use tokio::time::timeout;
use transcode::{Alt, JsonOptions, Route, RouteError, SystemParameters};

use super::dispatch::LONGEST;
use super::record::{Record, RequestId};
use super::{answer, body, dispatch, status, webhook};
use crate::metrics::Transport;
use crate::state::Server;

/// A rule for the request, or why there is none.
pub type Found<'r, 'p> = std::result::Result<Route<'r, 'p>, RouteError>;

/// Finds the rule that a request is for.
pub fn find<'r, 'p>(server: &'r Server, parts: &'p Parts) -> Found<'r, 'p> {
    let method = match parts.method {
        Method::HEAD => "GET",
        _ => transcode::overridden_method(parts.method.as_str(), override_header(parts)),
    };
    server.rpcs.router.find(method, parts.uri.path())
}

/// Answers a request whose path is a call's.
pub async fn answer(
    server: &Arc<Server>,
    id: RequestId,
    parts: &Parts,
    route: Found<'_, '_>,
    body: Incoming,
) -> Response<Body> {
    let record = Record::start(server, Transport::Rest, id);
    let response = match body::read(&parts.headers, body, body::LIMIT).await {
        Ok(body) => run(server, record, parts, route, body).await,
        Err(error) => {
            let response = failure(server, &error);
            record.finish::<()>(&Err(error));
            response
        }
    };
    let response = answer::encode(&parts.headers, response);
    answer::into_body(match parts.method {
        Method::HEAD => answer::without_body(response),
        _ => response,
    })
}

/// Runs a call whose body is there; a batch's parts come in here.
pub async fn run(
    server: &Arc<Server>,
    mut record: Record<'_>,
    parts: &Parts,
    route: Found<'_, '_>,
    body: Bytes,
) -> Response<Bytes> {
    let (query, body) = split(parts, &body);
    let mask = parts
        .headers
        .get("x-goog-fieldmask")
        .and_then(|mask| mask.to_str().ok());
    let (parameters, rest) = match SystemParameters::take(&query, mask) {
        Ok(taken) => taken,
        Err(fault) => {
            let error = status::from_fault(fault);
            let response = failure(server, &error);
            record.finish::<()>(&Err(error));
            return response;
        }
    };
    let input = Input {
        headers: &parts.headers,
        parameters: &parameters,
        query: &rest,
        body,
    };
    let executing = execute(server, &mut record, route, input);
    let outcome = timeout(LONGEST, executing).await.unwrap_or_else(|_| {
        let text = "The call took too long; it may have taken effect all the same.";
        Err(Error::new(Code::DeadlineExceeded, text))
    });
    record.finish(&outcome);
    match outcome {
        Ok(body) => success(&parameters, body),
        Err(error) => refusal(server, &parameters, &error),
    }
}

/// An error outside any call, in Google's shape.
pub fn failure(server: &Server, error: &Error) -> Response<Bytes> {
    let options = JsonOptions {
        pretty: true,
        ..JsonOptions::default()
    };
    let body = status::json_body(&server.schema, error, &options, false);
    answer::whole(status::http_status(error.code), answer::JSON, body)
}

/// The answer to a path that nothing has. Google's own front end answers so
/// for a known path with the wrong HTTP method too.
pub fn not_found() -> Error {
    Error::new(Code::NotFound, "Method not found.")
}

/// A query without system parameters.
pub(super) type Query<'q> = [(Cow<'q, str>, Cow<'q, str>)];

struct Input<'a> {
    headers: &'a HeaderMap,
    parameters: &'a SystemParameters,
    query: &'a Query<'a>,
    body: &'a [u8],
}

async fn execute(
    server: &Arc<Server>,
    record: &mut Record<'_>,
    route: Found<'_, '_>,
    input: Input<'_>,
) -> Result<Vec<u8>> {
    let route = route.map_err(|_| not_found())?;
    record.rpc = Some(route.rpc.index);
    let presented = webhook::presented(&route, input.headers, input.parameters, input.query);
    // What is a webhook's is boxed: other calls should not carry room for it.
    let webhook = match presented {
        Some(presented) => Some(Box::pin(webhook::find(server, &route, presented)).await?),
        None => None,
    };
    let caller = match &webhook {
        Some(webhook) => webhook::caller(webhook),
        None => {
            let credential = credential(input.headers, input.parameters);
            dispatch::authenticate(server, route.rpc.index, credential).await?
        }
    };
    record.caller = Some(caller.id);

    let request = match &webhook {
        Some(_) => webhook::assemble(server, &route, input.query, input.body)?,
        None => assemble(server, &route, input.query, input.body)?,
    };
    let output = route.rpc.output;
    let options = input
        .parameters
        .json_options(&server.schema, output)
        .map_err(status::from_fault)?;
    let reply = match &webhook {
        Some(webhook) => Box::pin(webhook::call(server, webhook, caller, request)).await?,
        None => dispatch::call(server, route.rpc.index, caller, request.into()).await?,
    };
    if input.parameters.alt == Alt::Proto {
        return Ok(reply);
    }
    let mut json = Vec::with_capacity(reply.len() * 2 + 64);
    transcode::encode(&server.schema, output, &reply, &options, &mut json)
        .map_err(Error::internal)?;
    Ok(json)
}

/// The request in wire form.
pub(super) fn assemble(
    server: &Server,
    route: &Route<'_, '_>,
    query: &Query<'_>,
    body: &[u8],
) -> Result<Vec<u8>> {
    let mut request = Vec::with_capacity(body.len());
    transcode::assemble(&server.schema, route, query, body, &mut request)
        .map_err(status::from_fault)?;
    Ok(request)
}

fn success(parameters: &SystemParameters, body: Vec<u8>) -> Response<Bytes> {
    match (parameters.alt, &parameters.callback) {
        (Alt::Proto, _) => answer::whole(StatusCode::OK, answer::PROTOBUF, body),
        (_, Some(callback)) => script(callback, &body),
        _ => answer::whole(StatusCode::OK, answer::JSON, body),
    }
}

fn refusal(server: &Server, parameters: &SystemParameters, error: &Error) -> Response<Bytes> {
    let status = status::http_status(error.code);
    if parameters.alt == Alt::Proto {
        let body = status::proto_body(error).encode_to_vec();
        return answer::whole(status, answer::PROTOBUF, body);
    }
    let options = JsonOptions {
        enums_as_numbers: parameters.enums_as_numbers,
        pretty: parameters.pretty_print,
        fields: None,
    };
    let body = status::json_body(&server.schema, error, &options, parameters.error_format_v1);
    match &parameters.callback {
        Some(callback) => script(callback, &body),
        None => answer::whole(status, answer::JSON, body),
    }
}

/// JSONP: a script runs only when its status is 200, whatever it tells.
fn script(callback: &str, json: &[u8]) -> Response<Bytes> {
    let body = transcode::wrap_jsonp(callback, json);
    answer::whole(StatusCode::OK, answer::JAVASCRIPT, body)
}

/// The bearer of the header, or else the token of the query. Another scheme
/// counts as a credential that is not valid.
pub fn credential<'a>(headers: &'a HeaderMap, parameters: &'a SystemParameters) -> Option<&'a str> {
    match headers.get(AUTHORIZATION) {
        Some(header) => Some(bearer(header.as_bytes())),
        None => parameters.access_token.as_deref(),
    }
}

/// The token of an `Authorization` value; empty when it is not a bearer's.
pub fn bearer(value: &[u8]) -> &str {
    let text = std::str::from_utf8(value).unwrap_or_default();
    let (scheme, token) = text.split_once(' ').unwrap_or((text, ""));
    if scheme.eq_ignore_ascii_case("bearer") {
        token.trim()
    } else {
        ""
    }
}

fn override_header(parts: &Parts) -> Option<&str> {
    parts.headers.get("x-http-method-override")?.to_str().ok()
}

/// Query and body. A GET whose URL would be too long comes as a POST with the
/// query as a form; then the form is the query.
fn split<'a>(parts: &'a Parts, body: &'a [u8]) -> (Cow<'a, str>, &'a [u8]) {
    let query = parts.uri.query().unwrap_or_default();
    let is_form = || {
        let content_type = parts
            .headers
            .get(CONTENT_TYPE)
            .map(|value| value.as_bytes());
        content_type.is_some_and(|value| value.starts_with(b"application/x-www-form-urlencoded"))
    };
    if override_header(parts).is_none() || !is_form() {
        return (Cow::Borrowed(query), body);
    }
    let form = String::from_utf8_lossy(body);
    if query.is_empty() {
        return (form, &[]);
    }
    (Cow::Owned(format!("{query}&{form}")), &[])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bearers() {
        let check = |value: &[u8], expected| assert_eq!(bearer(value), expected);
        check(b"Bearer abc", "abc");
        check(b"bearer  abc ", "abc");
        check(b"Basic abc", "");
        check(b"Bearer", "");
        check(b"", "");
        check(b"Bearer \xff", "");
    }

    #[test]
    fn overridden_gets() {
        let check = |uri: &str, headers: &[(&str, &str)], body: &str, expected: (&str, &str)| {
            let mut request = http::Request::post(uri);
            for (name, value) in headers {
                request = request.header(*name, *value);
            }
            let (parts, ()) = request.body(()).unwrap().into_parts();
            let (query, rest) = split(&parts, body.as_bytes());
            assert_eq!((&*query, rest), (expected.0, expected.1.as_bytes()));
        };
        let form = ("content-type", "application/x-www-form-urlencoded");
        let get = ("x-http-method-override", "GET");
        check("/v1/spaces?a=1", &[], "{}", ("a=1", "{}"));
        check("/v1/spaces", &[form, get], "a=1&b=2", ("a=1&b=2", ""));
        check(
            "/v1/spaces?alt=json",
            &[form, get],
            "a=1",
            ("alt=json&a=1", ""),
        );
        check(
            "/v1/spaces?a=1",
            &[("x-http-method-override", "PUT")],
            "{}",
            ("a=1", "{}"),
        );
        check("/v1/spaces?a=1", &[form], "{}", ("a=1", "{}"));
    }
}
