//! The web client: the files of `web/dist`, built into the program by
//! `build.rs`. Without them a page that says how to build them.

use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::response::Response;
use axum::routing::get;
use bytes::Bytes;
use http::header::{
    CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, REFERRER_POLICY, VARY,
    X_FRAME_OPTIONS,
};
use http::{HeaderValue, StatusCode};

use crate::state::Server;
use crate::transport::answer;

/// One embedded file.
struct File {
    /// Below the root: `assets/index-abc.js`.
    path: &'static str,
    content_type: &'static str,
    bytes: &'static [u8],
    /// The same compressed, when that is smaller.
    gzip: Option<&'static [u8]>,
}

include!(concat!(env!("OUT_DIR"), "/web.rs"));

/// Only the page's own scripts, styles and connections; pictures come from
/// anywhere, since apps' cards show them. No text ever becomes HTML or script,
/// which Trusted Types hold the client to.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    connect-src 'self'; img-src 'self' data: blob: https:; media-src 'self' blob:; \
    font-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; \
    frame-ancestors 'none'; require-trusted-types-for 'script'; \
    trusted-types 'none'";

/// Where the client shows its views: each address is answered with its page.
/// `/room/…` and `/dm/…` are those of `spaceUri`.
const VIEWS: &[&str] = &[
    "/room/{*place}",
    "/dm/{*place}",
    "/browse",
    "/playground",
    "/developer",
    "/developer/{*place}",
    "/admin",
    "/admin/{*place}",
];

const NOT_BUILT: &str = "<!doctype html>
<html lang=\"en\">
<meta charset=\"utf-8\">
<meta name=\"viewport\" content=\"width=device-width\">
<title>Confab</title>
<h1>Confab is running</h1>
<p>Its APIs are served here. This program was built without the web client; to
build both, with Node installed, run:</p>
<pre>cargo xtask build</pre>
<p>and start <code>target/release/confab serve</code> again.</p>
</html>
";

/// The client's files, and its page at `/` and at the address of every view.
pub fn routes() -> Router<Arc<Server>> {
    let mut router = Router::new().route("/", get(index));
    for view in VIEWS {
        router = router.route(view, get(index));
    }
    for file in FILES.iter().filter(|file| file.path != "index.html") {
        let path = format!("/{}", file.path);
        router = router.route(
            &path,
            get(async move |request: Request| serve(file, &request)),
        );
    }
    router
}

async fn index(request: Request) -> Response {
    match FILES.iter().find(|file| file.path == "index.html") {
        Some(file) => serve(file, &request),
        None => {
            let html = HeaderValue::from_static("text/html; charset=utf-8");
            let body = Bytes::from_static(NOT_BUILT.as_bytes());
            secured(answer::whole(StatusCode::OK, html, body))
        }
    }
}

fn serve(file: &'static File, request: &Request) -> Response {
    let content_type = HeaderValue::from_static(file.content_type);
    let packed = file.gzip.filter(|_| answer::takes_gzip(request.headers()));
    let body = Bytes::from_static(packed.unwrap_or(file.bytes));
    let mut response = answer::whole(StatusCode::OK, content_type, body);
    let headers = response.headers_mut();
    if packed.is_some() {
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    headers.insert(VARY, HeaderValue::from_static("Accept-Encoding"));
    // Names below assets/ change with what is in them.
    let cache = match file.path.starts_with("assets/") {
        true => "public, max-age=31536000, immutable",
        false => "no-cache",
    };
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(cache));
    secured(response)
}

fn secured(mut response: http::Response<Bytes>) -> Response {
    let headers = response.headers_mut();
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    headers.insert(X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    answer::into_body(response)
}
