//! `GET /api/bot_config_complete?token=…`: where an app sends a person who has
//! configured it. The prompt goes, and the app is told of the event again.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Query, State as Shared};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use domain::apps::{Delivery, NewDelivery, State};
use domain::names;
use domain::{Error, Result, Time};
use proto::chat as wire;
use serde::Deserialize;

use super::interact::stored;
use crate::api::messages;
use crate::gate::secret;
use crate::state::Server;
use crate::transport::{answer, rest};

/// How long the link works.
const LIFETIME: i64 = Time::DAY;

#[derive(Deserialize)]
struct Parameters {
    #[serde(default)]
    token: String,
}

pub fn routes() -> Router<Arc<Server>> {
    Router::new().route("/api/bot_config_complete", get(complete))
}

async fn complete(
    Shared(server): Shared<Arc<Server>>,
    Query(parameters): Query<Parameters>,
) -> Response {
    match again(&server, &parameters.token).await {
        Ok(url) => Redirect::to(&url).into_response(),
        Err(error) => answer::into_body(rest::failure(&server, &error)),
    }
}

/// Answers where the person goes on.
async fn again(server: &Arc<Server>, token: &str) -> Result<String> {
    let hash = secret::hash(token).to_vec();
    let now = server.now();
    let lookup = hash.clone();
    let read = server
        .store
        .read(move |tx| Box::pin(async move { store::deliveries::by_config(tx, &lookup).await }));
    let asked = read
        .await?
        .filter(|asked| now.0 - asked.create_time.0 < LIFETIME);
    let asked = asked.ok_or_else(Error::not_found)?;
    let result = stored(server, &asked)?;
    let home = asked
        .space
        .map_or_else(String::new, |space| format!("/room/{}", space.segment()));
    let url = format!("{}{home}", server.public_url);
    // The event is sent again only if the app asked for it, and once.
    if result.config_url.is_empty() {
        return Ok(url);
    }
    let new = replay(&asked, now);
    let id = asked.id;
    let write = server.store.write(move |tx| {
        Box::pin(async move {
            let first = store::deliveries::use_config(tx, id).await?;
            if first {
                store::deliveries::insert(tx, &new).await?;
                tx.wake();
            }
            Ok(first)
        })
    });
    if write.await?
        && let Some(prompt) = result.message
    {
        remove_prompt(server, &asked, prompt.name).await?;
    }
    Ok(url)
}

/// The same event once more; a link to come back is good once.
pub fn replay(delivery: &Delivery, now: Time) -> NewDelivery {
    NewDelivery {
        app: delivery.app,
        event_seq: None,
        event: delivery.event,
        space: delivery.space,
        message: delivery.message,
        user: delivery.user,
        state: State::Waiting,
        reason: format!("sent again after delivery {}", delivery.id),
        url: delivery.url.clone(),
        request: delivery.request.clone(),
        context: delivery.context.clone(),
        config_hash: None,
        due_time: now,
        create_time: now,
    }
}

async fn remove_prompt(server: &Arc<Server>, asked: &Delivery, name: String) -> Result<()> {
    let id = asked.app;
    let read = server
        .store
        .read(move |tx| Box::pin(store::apps::get(tx, id)));
    let Some(app) = read.await? else {
        return Ok(());
    };
    names::message("name", &name)?;
    let request = wire::DeleteMessageRequest { name, force: false };
    match messages::delete_message(super::call_of(server, &app), request).await {
        Err(error) if error.code != domain::Code::NotFound => Err(error),
        _ => Ok(()),
    }
}
