//! A new password for who knows the old one.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::response::Response;
use domain::audit::Action;
use domain::{Code, Error, names};
use http::StatusCode;
use http::header::SET_COOKIE;
use tokio::task::spawn_blocking;

use super::{confirm, done, page, signed_in};
use crate::accounts;
use crate::gate::password;
use crate::oauth::passwords::Rejection;
use crate::oauth::session::{self, SignedIn};
use crate::oauth::sign_in::stopped;
use crate::oauth::trail::Origin;
use crate::oauth::visit::{Early, Visit};
use crate::state::Server;

pub async fn submit(State(server): State<Arc<Server>>, request: Request) -> Response {
    match change(&server, request).await {
        Ok(response) => response,
        Err(early) => *early,
    }
}

async fn change(server: &Server, request: Request) -> Result<Response, Early> {
    let visit = Visit::of_form(server, request).await?;
    let signed_in = signed_in(server, &visit.parts).await?;
    confirm(server, &visit, &signed_in, "old").await?;
    let new = visit.form.get("new").unwrap_or_default().to_owned();
    if visit.form.get("again").unwrap_or_default() != new {
        let text = "The new password was not the same twice.";
        return page::of(server, &signed_in, StatusCode::BAD_REQUEST, Some(text)).await;
    }
    let hash = match hash(server, &signed_in, new).await {
        Ok(hash) => hash,
        Err(Rejection::Failed(error)) if error.code == Code::InvalidArgument => {
            let (status, text) = (StatusCode::BAD_REQUEST, error.message.as_ref());
            return page::of(server, &signed_in, status, Some(text)).await;
        }
        Err(Rejection::Failed(error)) => return Err(stopped(error)),
        Err(_) => return Err(stopped(Error::unavailable("too many passwords at once"))),
    };
    write(server, &visit, &signed_in, hash)
        .await
        .map_err(stopped)
}

/// Checks the new password before it takes the time to hash it.
async fn hash(server: &Server, signed_in: &SignedIn, new: String) -> Result<String, Rejection> {
    let user = &signed_in.user;
    let known = [
        user.email.clone().unwrap_or_default(),
        user.display_name.clone(),
    ];
    let check = spawn_blocking(move || {
        password::check_new(&new, &known.each_ref().map(String::as_str)).map(|()| new)
    });
    let new = check.await.map_err(Error::internal)??;
    server.passwords.hash(new).await
}

/// Ends every session and begins this one anew.
async fn write(
    server: &Server,
    visit: &Visit,
    signed_in: &SignedIn,
    hash: String,
) -> domain::Result<Response> {
    let (user, origin) = (signed_in.user.id, Origin::of(&visit.parts, server.now()));
    let write = server.store.write(move |tx| {
        Box::pin(async move {
            accounts::replace_password(tx, user, &hash).await?;
            let (action, name) = (Action::USER_SET_PASSWORD, names::user_name(user));
            origin.note(tx, user, action, &name, "").await
        })
    });
    write.await?;
    let cookie = session::begin(server, user, &visit.parts).await?;
    let mut response = done("password");
    response.headers_mut().append(SET_COOKIE, cookie);
    Ok(response)
}
