//! Cross-origin calls from browsers. Any page may call, since the only
//! credential is a token that the page must have: cookies never count here.

use http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_METHOD, ORIGIN,
};
use http::{HeaderMap, HeaderValue, Method, Request};

/// What Google's browser clients send (`*` would not include `authorization`).
const REQUEST_HEADERS: HeaderValue = HeaderValue::from_static(
    "authorization, content-encoding, content-range, content-type, if-match, if-none-match, \
     last-event-id, x-client-data, x-goog-api-client, x-goog-api-key, x-goog-authuser, \
     x-goog-encode-response-if-executable, x-goog-fieldmask, x-goog-request-params, \
     x-goog-upload-command, x-goog-upload-file-name, x-goog-upload-header-content-length, \
     x-goog-upload-header-content-type, x-goog-upload-offset, x-goog-upload-protocol, \
     x-goog-user-project, x-http-method-override, x-javascript-user-agent, x-origin, x-referer, \
     x-requested-with, x-upload-content-length, x-upload-content-type",
);
const ANSWER_HEADERS: HeaderValue = HeaderValue::from_static(
    "content-disposition, content-encoding, content-length, content-range, date, etag, location, \
     range, retry-after, www-authenticate, x-goog-upload-chunk-granularity, \
     x-goog-upload-control-url, x-goog-upload-size-received, x-goog-upload-status, \
     x-goog-upload-url, x-request-id",
);
const METHODS: HeaderValue =
    HeaderValue::from_static("GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
const ANY: HeaderValue = HeaderValue::from_static("*");

/// Whether a browser asks if it may send a request.
pub fn is_preflight<B>(request: &Request<B>) -> bool {
    request.method() == Method::OPTIONS
        && is_cross_origin(request)
        && request
            .headers()
            .contains_key(ACCESS_CONTROL_REQUEST_METHOD)
}

/// Whether a browser sends the request for a page that may read the answer.
pub fn is_cross_origin<B>(request: &Request<B>) -> bool {
    request.headers().contains_key(ORIGIN) && is_open(request.uri().path())
}

/// Answers a preflight.
pub fn allow(answer: &mut HeaderMap) {
    answer.insert(ACCESS_CONTROL_ALLOW_ORIGIN, ANY);
    answer.insert(ACCESS_CONTROL_ALLOW_METHODS, METHODS);
    answer.insert(ACCESS_CONTROL_ALLOW_HEADERS, REQUEST_HEADERS);
    answer.insert(ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("3600"));
}

/// Lets the page read an answer.
pub fn expose(answer: &mut HeaderMap) {
    answer.insert(ACCESS_CONTROL_ALLOW_ORIGIN, ANY);
    answer.insert(ACCESS_CONTROL_EXPOSE_HEADERS, ANSWER_HEADERS);
}

/// Paths that pages of other origins may call: the APIs, not the web client
/// and its sign-in pages.
fn is_open(path: &str) -> bool {
    const OPEN: [&str; 14] = [
        "/v1/",
        "/upload/",
        "/resumable/",
        "/batch",
        "/$discovery/",
        "/discovery/",
        "/confab/v1/",
        "/token",
        "/revoke",
        "/tokeninfo",
        "/userinfo/",
        "/oauth2/",
        "/.well-known/",
        "/service_accounts/",
    ];
    OPEN.iter().any(|prefix| path.starts_with(prefix))
}
