//! `/account`: what people change about how they sign in, by forms that need no
//! script: their password, their other sessions, the apps that act for them.

mod apps;
mod facts;
mod page;
mod password;
mod sessions;

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::response::Response;
use http::StatusCode;
use http::request::Parts;

pub use apps::submit as remove_app;
pub use password::submit as change_password;
pub use sessions::submit as end_sessions;

use super::html;
use super::passwords::Rejection;
use super::session::{self, SignedIn};
use super::sign_in::stopped;
use super::visit::{Early, Visit};
use crate::state::Server;
use crate::transport::peer::client_address;

const PATH: &str = "/account";

pub async fn show(State(server): State<Arc<Server>>, request: Request) -> Response {
    match open(&server, request).await {
        Ok(response) => response,
        Err(early) => *early,
    }
}

async fn open(server: &Server, request: Request) -> Result<Response, Early> {
    let visit = Visit::of_query(request)?;
    let signed_in = signed_in(server, &visit.parts).await?;
    let told = visit.form.get("done").and_then(page::told);
    page::of(server, &signed_in, StatusCode::OK, told).await
}

/// Whoever the browser is signed in as; others sign in first.
async fn signed_in(server: &Server, parts: &Parts) -> Result<SignedIn, Early> {
    let found = session::current(server, parts).await.map_err(stopped)?;
    found.ok_or_else(|| html::see_other("/signin?continue=%2Faccount").into())
}

/// Asks for the password once more, as throttled as signing in is.
async fn confirm(
    server: &Server,
    visit: &Visit,
    signed_in: &SignedIn,
    field: &str,
) -> Result<(), Early> {
    let typed = visit.form.get(field).unwrap_or_default().to_owned();
    let email = signed_in.user.email.clone().unwrap_or_default();
    let address = client_address(&visit.parts);
    let checked = server.passwords.check(server, address, &email, typed).await;
    let Err(rejection) = checked else {
        return Ok(());
    };
    super::sign_in::note(server, &visit.parts, &email, &rejection)
        .await
        .map_err(stopped)?;
    let (status, text) = match rejection {
        Rejection::Wrong => (StatusCode::FORBIDDEN, "This is not your password."),
        Rejection::TooMany(_) => (
            StatusCode::TOO_MANY_REQUESTS,
            "Too many tries. Try again in some minutes.",
        ),
        Rejection::Busy => (
            StatusCode::SERVICE_UNAVAILABLE,
            "Many people are signing in just now. Try again in a moment.",
        ),
        Rejection::Failed(error) => return Err(stopped(error)),
    };
    Err(page::of(server, signed_in, status, Some(text))
        .await?
        .into())
}

/// Back to the page, which then says what was done.
fn done(what: &str) -> Response {
    html::see_other(&format!("{PATH}?done={what}"))
}
