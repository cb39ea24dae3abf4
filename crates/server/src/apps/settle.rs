//! A delivery from its request to its end: send, keep the answer, carry it
//! out, write what became of it.

use std::sync::Arc;

use domain::apps::{App, Asked, Delivery, EventType, State, check_reply, retry_delay};
use domain::events::{Event, Kind};
use domain::ids::UserId;
use domain::{Error, Result, Time};
use proto::confab::InteractionResult;
use store::Tx;

use super::send::{self, Outcome};
use super::wire_json::to_json;
use super::{effects, replies};
use crate::state::Server;

/// Bytes of an answer that the inspector keeps.
const KEPT: usize = 64 << 10;

/// One claimed delivery: to its end, or to its next attempt.
pub async fn deliver(server: &Arc<Server>, mut delivery: Delivery) -> Result<()> {
    let app = read_app(server, delivery.app).await?;
    let Some(app) = app else {
        finish(server, &mut delivery, State::Failed, "the app is gone");
        return save(server, &delivery).await;
    };
    attempt(server, &app, &mut delivery, true).await
}

/// One attempt, and everything that follows from it.
pub async fn attempt(
    server: &Arc<Server>,
    app: &App,
    delivery: &mut Delivery,
    again: bool,
) -> Result<()> {
    if delivery.state != State::Answered {
        let (attempt, outcome) = send::send(server, app, &delivery.url, &delivery.request).await;
        let error = attempt.error.clone();
        delivery.attempts.push(attempt);
        match outcome {
            Outcome::Answered(body) => keep_answer(server, delivery, body).await?,
            Outcome::Unusable(why) => {
                fail(server, app, delivery, why);
                return save(server, delivery).await;
            }
            Outcome::Failed => {
                failed(server, app, delivery, error, again);
                return save(server, delivery).await;
            }
        }
    }
    carry_out(server, app, delivery).await;
    save(server, delivery).await
}

/// The answer is durable before it is carried out: after a crash it is carried
/// out, and the app not asked again.
async fn keep_answer(server: &Server, delivery: &mut Delivery, body: String) -> Result<()> {
    delivery.response = body;
    if is_nothing(&delivery.response) {
        return Ok(());
    }
    delivery.state = State::Answered;
    let kept = delivery.clone();
    let write = server
        .store
        .write(move |tx| Box::pin(async move { store::deliveries::save(tx, &kept).await }));
    write.await.map(drop)
}

fn is_nothing(body: &str) -> bool {
    let body = body.trim();
    body.is_empty() || body == "{}"
}

/// Another attempt later, or the end.
fn failed(server: &Server, app: &App, delivery: &mut Delivery, why: String, again: bool) {
    let pause = retry_delay(delivery.attempts.len()).filter(|_| again);
    match pause {
        Some(pause) => {
            delivery.state = State::Waiting;
            delivery.due_time = Time(server.now().0 + pause);
            delivery.outcome = format!("{why}; another attempt follows");
        }
        None => fail(server, app, delivery, why),
    }
}

/// What the person reads, and what the developer reads.
fn fail(server: &Server, app: &App, delivery: &mut Delivery, why: String) {
    let error = match (delivery.event, delivery.context.dialog) {
        (EventType::RemovedFromSpace, _) => String::new(),
        (_, Some(_)) if !delivery.response.is_empty() => {
            "Could not load dialog. Invalid response returned by bot.".to_owned()
        }
        (EventType::CardClicked, None) if !delivery.response.is_empty() => {
            "Unable to process your request".to_owned()
        }
        _ => format!("{} not responding", app.display_name),
    };
    let result = InteractionResult {
        error,
        ..Default::default()
    };
    set_result(server, delivery, &result);
    finish(server, delivery, State::Failed, &why);
}

fn finish(server: &Server, delivery: &mut Delivery, state: State, outcome: &str) {
    delivery.state = state;
    delivery.outcome = outcome.replace('\0', "");
    delivery.finish_time = Some(server.now());
}

fn set_result(server: &Server, delivery: &mut Delivery, result: &InteractionResult) {
    match to_json(server, "confab.v1.InteractionResult", result) {
        Ok(json) if json.as_object().is_some_and(|fields| !fields.is_empty()) => {
            delivery.result = json.to_string();
        }
        Ok(_) => {}
        Err(error) => tracing::warn!(%error, "cannot write what a person sees"),
    }
}

async fn save(server: &Server, delivery: &Delivery) -> Result<()> {
    let mut kept = delivery.clone();
    if kept.response.len() > KEPT {
        let end = (0..=KEPT)
            .rev()
            .find(|at| kept.response.is_char_boundary(*at));
        kept.response.truncate(end.unwrap_or(0));
    }
    let write = server.store.write(move |tx| {
        Box::pin(async move {
            store::deliveries::save(tx, &kept).await?;
            tell_person(tx, &kept).await
        })
    });
    write.await?;
    server.apps.tell_finished();
    Ok(())
}

/// Whoever waits for the app learns that there is something to see, or not.
async fn tell_person(tx: &mut Tx, delivery: &Delivery) -> Result<()> {
    let place = delivery.space.zip(delivery.user).zip(delivery.finish_time);
    let Some(((space, user), time)) = place.filter(|_| !delivery.result.is_empty()) else {
        return Ok(());
    };
    let event = Event {
        space,
        time,
        n: delivery.id,
        kind: Kind::AppNoticesUpdated(user),
    };
    store::events::append(tx, &event).await
}

/// Does what the answer asks for.
async fn carry_out(server: &Arc<Server>, app: &App, delivery: &mut Delivery) {
    let reply = match replies::read(server, delivery) {
        Ok(reply) => reply,
        Err(why) => return fail(server, app, delivery, format!("reply invalid: {why}")),
    };
    let asked = Asked {
        event: delivery.event,
        dialog: delivery.context.dialog,
        link: delivery.context.link,
        own_message: delivery.context.own_message,
    };
    let mut result = InteractionResult::default();
    let mut outcomes = Vec::new();
    for (n, effect) in reply.effects.into_iter().enumerate() {
        if let Err(why) = check_reply(asked, effect.kind()) {
            return fail(server, app, delivery, why);
        }
        match effects::apply(server, app, delivery, n, effect, &mut result).await {
            Ok(outcome) => outcomes.push(outcome),
            Err(error) => {
                let why = format!("reply refused: {}", describe(&error));
                return fail(server, app, delivery, why);
            }
        }
    }
    if outcomes.is_empty() {
        outcomes.push("the answer was empty".to_owned());
    }
    outcomes.extend(reply.notes);
    set_result(server, delivery, &result);
    finish(server, delivery, State::Done, &outcomes.join("; "));
}

fn describe(error: &Error) -> String {
    let fields = error.details.iter().filter_map(|detail| match detail {
        domain::error::Detail::BadRequest(violations) => violations.first(),
        _ => None,
    });
    match fields.map(|violation| violation.field.as_str()).next() {
        Some(field) if !field.is_empty() && !error.message.contains(field) => {
            format!("{} ({field})", error.message)
        }
        _ => error.message.to_string(),
    }
}

async fn read_app(server: &Server, id: UserId) -> Result<Option<App>> {
    server
        .store
        .read(move |tx| Box::pin(store::apps::get(tx, id)))
        .await
}
