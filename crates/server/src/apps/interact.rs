//! What a person does with an app by a call: told at once, once, and answered
//! with what the person sees.

use std::sync::Arc;
use std::time::Duration;

use domain::apps::{App, Delivery, NewDelivery, State};
use domain::ids::{MessageId, SpaceId};
use domain::{Error, Result, Time};
use proto::chat as wire;
use proto::confab::InteractionResult;
use serde_json::Value;
use tokio::time::{Instant, timeout};

use super::wire_json::from_json;
use super::{app_name, settle};
use crate::api::{Call, messages};
use crate::state::Server;

/// While the caller waits nobody else takes the delivery.
const LEASE: i64 = 60 * Time::SECOND;
/// Between two looks at a delivery that another node may finish.
const LOOK: Duration = Duration::from_millis(200);

/// Tells the app now, and answers what the person sees.
pub async fn ask(call: &Call, app: &App, mut new: NewDelivery) -> Result<InteractionResult> {
    let server = &call.server;
    let now = server.now();
    new.due_time = Time(now.0 + LEASE);
    new.create_time = now;
    new.state = State::Sending;
    if app.endpoint.is_none() {
        new.state = State::Skipped;
        new.reason = "the app has no endpoint".to_owned();
    }
    let write = server.store.write(move |tx| {
        Box::pin(async move {
            let id = store::deliveries::insert(tx, &new).await?;
            let id = id.ok_or_else(|| Error::internal("a delivery without an event was there"))?;
            store::deliveries::get(tx, id).await
        })
    });
    let mut delivery = write.await?.ok_or_else(Error::not_found)?;
    if delivery.state == State::Skipped {
        let mut result = silent(app);
        result.delivery = name(&delivery);
        return Ok(result);
    }
    // On its own, so that it ends also when the caller goes away.
    let (server, app) = (server.clone(), app.clone());
    let asked = tokio::spawn(async move {
        settle::attempt(&server, &app, &mut delivery, false).await?;
        Result::Ok(delivery)
    });
    let delivery = asked.await.map_err(Error::internal)??;
    shown(call, &delivery).await
}

fn silent(app: &App) -> InteractionResult {
    InteractionResult {
        error: format!("{} not responding", app.display_name),
        ..Default::default()
    }
}

/// Waits until what a message led to is over, for one app, and answers what
/// the person sees.
pub async fn wait(
    call: &Call,
    app: &App,
    space: SpaceId,
    message: MessageId,
) -> Result<InteractionResult> {
    let server = &call.server;
    let mut finished = server.apps.finished.subscribe();
    // A little more than the app has.
    let limit = Duration::from_secs(server.settings.app_deadline + 2);
    let end = Instant::now() + limit;
    loop {
        let read = server
            .store
            .read(move |tx| Box::pin(store::deliveries::of_message(tx, space, message, 200)));
        let found = read.await?.into_iter().find(|found| found.app == app.id);
        if let Some(delivery) = found {
            // After a failed attempt nobody waits for the next one.
            let tried = !delivery.state.is_open() || !delivery.attempts.is_empty();
            if !delivery.state.is_open() {
                return shown(call, &delivery).await;
            }
            if tried && delivery.state == State::Waiting {
                let mut result = silent(app);
                result.delivery = name(&delivery);
                return Ok(result);
            }
        }
        if Instant::now() >= end {
            return Ok(silent(app));
        }
        // Either way the tables are asked again.
        let _ = timeout(LOOK, finished.changed()).await;
    }
}

fn name(delivery: &Delivery) -> String {
    format!("{}/deliveries/{}", app_name(delivery.app), delivery.id)
}

/// What the person sees of a finished delivery, with their own eyes.
pub async fn shown(call: &Call, delivery: &Delivery) -> Result<InteractionResult> {
    let mut result = stored(&call.server, delivery)?;
    if let Some(message) = &result.message {
        let request = wire::GetMessageRequest {
            name: message.name.clone(),
            ..Default::default()
        };
        // It may be gone already, or private to somebody else.
        let message = messages::get_message(call.clone(), request).await;
        result.message = message.ok().map(|message| *message);
    }
    result.delivery = name(delivery);
    Ok(result)
}

/// The result as it was written.
pub fn stored(server: &Arc<Server>, delivery: &Delivery) -> Result<InteractionResult> {
    if delivery.result.is_empty() {
        return Ok(InteractionResult::default());
    }
    let json: Value = serde_json::from_str(&delivery.result).map_err(Error::internal)?;
    from_json(server, "confab.v1.InteractionResult", &json).map_err(Error::internal)
}
