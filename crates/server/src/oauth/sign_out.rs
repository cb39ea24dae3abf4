//! `/signout`: ends the browser's session, with the tokens it gave.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::response::Response;
use http::HeaderValue;
use http::header::{HeaderName, SET_COOKIE};
use maud::html;

use super::html::{self, Page};
use super::session;
use super::sign_in::failed;
use super::visit::Visit;
use crate::state::Server;

const CLEAR_SITE_DATA: HeaderName = HeaderName::from_static("clear-site-data");

/// Asks, since a GET must not change anything.
pub async fn show() -> Response {
    let body = html! {
        h1 { "Sign out?" }
        p.soft { "You will have to type your password again to come back." }
        form.actions method="post" action="/signout" {
            a.button.quiet href="/" { "Stay" }
            button type="submit" { "Sign out" }
        }
    };
    Page::new("Sign out", body).into_response()
}

pub async fn submit(State(server): State<Arc<Server>>, request: Request) -> Response {
    let visit = match Visit::of_form(&server, request).await {
        Ok(visit) => visit,
        Err(early) => return *early,
    };
    let cookie = match session::end(&server, &visit.parts).await {
        Ok(cookie) => cookie,
        Err(error) => return failed(error),
    };
    let mut response = html::see_other("/signin");
    let headers = response.headers_mut();
    headers.append(SET_COOKIE, cookie);
    // What the web client keeps in the browser goes too.
    headers.insert(CLEAR_SITE_DATA, HeaderValue::from_static("\"storage\""));
    response
}
