//! The look of the sign-in and consent pages: plain HTML without scripts, one
//! style sheet inside, and the headers that keep them so.

use std::sync::LazyLock;

use aws_lc_rs::digest;
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, LOCATION, REFERRER_POLICY, X_FRAME_OPTIONS,
};
use http::{HeaderValue, StatusCode};
use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::transport::answer;

const STYLE: &str = include_str!("html.css");
const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");
const PERMISSIONS_POLICY: HeaderName = HeaderName::from_static("permissions-policy");

/// The only style that a browser takes: the one of this program.
static STYLE_HASH: LazyLock<String> = LazyLock::new(|| {
    let hash = digest::digest(&digest::SHA256, STYLE.as_bytes());
    STANDARD.encode(hash.as_ref())
});

/// One page.
pub struct Page {
    pub status: StatusCode,
    pub title: String,
    pub body: Markup,
    /// Where the page's form may lead by redirects, besides here: a source of
    /// the content security policy, `http://localhost:1234`.
    pub form_target: Option<String>,
}

impl Page {
    pub fn new(title: impl Into<String>, body: Markup) -> Self {
        Self {
            status: StatusCode::OK,
            title: title.into(),
            body,
            form_target: None,
        }
    }

    pub fn with_status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    pub fn with_form_target(mut self, target: Option<String>) -> Self {
        self.form_target = target;
        self
    }

    pub fn into_response(self) -> Response {
        let policy = self.policy();
        let page = html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="robots" content="noindex";
                    title { (self.title) " – Confab" }
                    style { (PreEscaped(STYLE)) }
                }
                body { main { p.brand { "Confab" } (self.body) } }
            }
        };
        let mut response = answer::whole(self.status, HTML, page.into_string());
        response
            .headers_mut()
            .extend(policy.map(|it| (CONTENT_SECURITY_POLICY, it)));
        private(&mut response);
        answer::into_body(response)
    }

    /// `None` never happens: form targets are checked where they are made.
    fn policy(&self) -> Option<HeaderValue> {
        let target = self.form_target.as_deref().unwrap_or_default();
        let text = format!(
            "default-src 'none'; style-src 'sha256-{}'; img-src 'self'; \
             form-action 'self' {target}; base-uri 'none'; frame-ancestors 'none'",
            *STYLE_HASH
        );
        HeaderValue::from_str(&text).ok()
    }
}

/// A page that only says something.
pub fn notice(status: StatusCode, title: &str, text: &str) -> Response {
    let body = html! { h1 { (title) } p { (text) } };
    Page::new(title, body).with_status(status).into_response()
}

/// Sends the browser elsewhere, by GET. `location` is a URL or a path.
pub fn see_other(location: &str) -> Response {
    let Ok(location) = HeaderValue::from_str(location) else {
        return notice(
            StatusCode::BAD_REQUEST,
            "Nowhere to go",
            "The address that should come next has characters that no address has.",
        );
    };
    let mut response = answer::whole(StatusCode::SEE_OTHER, HTML, "");
    response.headers_mut().insert(LOCATION, location);
    private(&mut response);
    answer::into_body(response)
}

/// Nobody keeps the answer, frames it, or learns the address it was for.
fn private<B>(response: &mut http::Response<B>) {
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    // Not `no-referrer`: browsers would then send forms with `Origin: null`.
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    let nothing = "camera=(), geolocation=(), microphone=()";
    headers.insert(PERMISSIONS_POLICY, HeaderValue::from_static(nothing));
}
