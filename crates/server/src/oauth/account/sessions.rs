//! Signs somebody out everywhere else.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::response::Response;
use domain::audit::Action;
use http::header::SET_COOKIE;
use store::{meta, sessions, users};

use super::{confirm, done, signed_in};
use crate::oauth::session::{self, SignedIn};
use crate::oauth::sign_in::stopped;
use crate::oauth::trail::Origin;
use crate::oauth::visit::{Early, Visit};
use crate::state::Server;

pub async fn submit(State(server): State<Arc<Server>>, request: Request) -> Response {
    match end(&server, request).await {
        Ok(response) => response,
        Err(early) => *early,
    }
}

async fn end(server: &Server, request: Request) -> Result<Response, Early> {
    let visit = Visit::of_form(server, request).await?;
    let signed_in = signed_in(server, &visit.parts).await?;
    // Who signs in by an outside provider has nothing to type here.
    if has_password(server, &signed_in).await.map_err(stopped)? {
        confirm(server, &visit, &signed_in, "password").await?;
    }
    write(server, &visit, &signed_in).await.map_err(stopped)
}

async fn has_password(server: &Server, signed_in: &SignedIn) -> domain::Result<bool> {
    let user = signed_in.user.id;
    let read = server
        .store
        .read(move |tx| Box::pin(users::password_hash(tx, user)));
    Ok(read.await?.is_some())
}

/// Ends every session and begins this one anew.
async fn write(server: &Server, visit: &Visit, signed_in: &SignedIn) -> domain::Result<Response> {
    let (user, origin) = (signed_in.user.id, Origin::of(&visit.parts, server.now()));
    let write = server.store.write(move |tx| {
        Box::pin(async move {
            sessions::delete_of_user(tx, user, 0).await?;
            meta::bump_auth(tx).await?;
            origin.note_session(tx, user, Action::SIGN_OUT).await
        })
    });
    write.await?;
    let cookie = session::begin(server, user, &visit.parts).await?;
    let mut response = done("sessions");
    response.headers_mut().append(SET_COOKIE, cookie);
    Ok(response)
}
