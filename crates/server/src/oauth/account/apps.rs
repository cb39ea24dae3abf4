//! Takes back what an app may do in somebody's name.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::response::Response;
use domain::audit::Action;
use store::{grants, meta};

use super::{done, signed_in};
use crate::oauth::sign_in::stopped;
use crate::oauth::trail::Origin;
use crate::oauth::visit::{Early, Visit};
use crate::state::Server;

pub async fn submit(State(server): State<Arc<Server>>, request: Request) -> Response {
    match remove(&server, request).await {
        Ok(response) => response,
        Err(early) => *early,
    }
}

async fn remove(server: &Server, request: Request) -> Result<Response, Early> {
    let visit = Visit::of_form(server, request).await?;
    let user = signed_in(server, &visit.parts).await?.user.id;
    let client = visit.form.get("client").unwrap_or_default().to_owned();
    let origin = Origin::of(&visit.parts, server.now());
    let write = server.store.write(move |tx| {
        Box::pin(async move {
            grants::revoke(tx, user, &client).await?;
            meta::bump_auth(tx).await?;
            let action = Action::CONSENT_REVOKE;
            origin.note(tx, user, action, &client, "").await
        })
    });
    write.await.map_err(stopped)?;
    Ok(done("app"))
}
