//! A delivery from its request to its end: send, keep the answer, carry it
//! out, write what became of it.

use std::sync::Arc;

use domain::apps::{App, Asked, Delivery, EventType, ReplyKind, State, check_reply, retry_delay};
use domain::ids::UserId;
use domain::names;
use domain::{Error, Result, Time};
use proto::card::{Button, ButtonList, Card, OnClick, OpenLink, Widget};
use proto::chat as wire;
use proto::chat::create_message_request::MessageReplyOption;
use proto::confab::{DialogStatus, InteractionResult};

use super::replies::{self, Effect};
use super::send::{self, Outcome};
use super::wire_json::to_json;
use crate::api::messages;
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
    let write = server
        .store
        .write(move |tx| Box::pin(async move { store::deliveries::save(tx, &kept).await }));
    write.await?;
    server.apps.tell_finished();
    Ok(())
}

/// Does what the answer asks for.
async fn carry_out(server: &Arc<Server>, app: &App, delivery: &mut Delivery) {
    let effects = match replies::read(server, delivery) {
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
    for (n, effect) in effects.effects.into_iter().enumerate() {
        if let Err(why) = check_reply(asked, effect.kind()) {
            return fail(server, app, delivery, why);
        }
        match apply(server, app, delivery, n, effect, &mut result).await {
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
    outcomes.extend(effects.notes);
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

async fn apply(
    server: &Arc<Server>,
    app: &App,
    delivery: &Delivery,
    n: usize,
    effect: Effect,
    result: &mut InteractionResult,
) -> Result<String> {
    let done = |what: &str, message: &wire::Message| format!("{what} {}", message.name);
    match effect {
        Effect::Message(ReplyKind::UpdateMessage, message) => {
            let message = update(server, app, delivery, *message).await?;
            let outcome = done("changed", &message);
            result.message = Some(named(message));
            Ok(outcome)
        }
        Effect::Message(ReplyKind::UpdateUserMessageCards, message) => {
            let (space, id) = about(delivery)?;
            let call = super::call_of(server, app);
            let message = messages::put_cards(call, space, id, message.cards_v2).await?;
            let outcome = done("put cards on", &message);
            result.message = Some(named(message));
            Ok(outcome)
        }
        Effect::Message(_, message) => {
            let message = post(server, app, delivery, n, *message).await?;
            let outcome = done("posted", &message);
            result.message = Some(named(message));
            Ok(outcome)
        }
        Effect::RequestConfig(url) => {
            let prompt = prompt(app, delivery, &url);
            let message = post(server, app, delivery, n, prompt).await?;
            result.config_url = url;
            let outcome = done("asked the person to configure the app, by", &message);
            result.message = Some(named(message));
            Ok(outcome)
        }
        Effect::Dialog(card) => {
            result.dialog = Some(wire::Dialog { body: Some(*card) });
            Ok("showed a dialog".to_owned())
        }
        Effect::Status(status) => {
            let code = status.status_code().as_str_name();
            let outcome = format!("answered the dialog with {code}");
            result.action_status = Some(DialogStatus {
                status_code: Some(status.status_code),
                user_facing_message: status.user_facing_message,
            });
            Ok(outcome)
        }
        Effect::Suggestions(items) => {
            let outcome = format!("offered {} suggestions", items.len());
            result.suggestions = items;
            Ok(outcome)
        }
        Effect::Home(card) => {
            result.home = Some(*card);
            Ok("showed the home".to_owned())
        }
    }
}

/// A result holds no more than a message's name: whoever reads it sees the
/// message with their own eyes.
fn named(message: wire::Message) -> wire::Message {
    wire::Message {
        name: message.name,
        ..Default::default()
    }
}

fn about(delivery: &Delivery) -> Result<(domain::ids::SpaceId, domain::ids::MessageId)> {
    let both = delivery.space.zip(delivery.message);
    both.ok_or_else(|| Error::failed_precondition("The event is about no message."))
}

async fn post(
    server: &Arc<Server>,
    app: &App,
    delivery: &Delivery,
    n: usize,
    mut message: wire::Message,
) -> Result<wire::Message> {
    let space = delivery
        .space
        .ok_or_else(|| Error::failed_precondition("The event is about no space."))?;
    message.action_response = None;
    message.thread = (!delivery.context.thread.is_empty()).then(|| wire::Thread {
        name: delivery.context.thread.clone(),
        ..Default::default()
    });
    let request = wire::CreateMessageRequest {
        parent: names::space_name(space),
        message: Some(message),
        // Carrying the same answer out twice posts once.
        request_id: format!("confab-delivery-{}-{n}", delivery.id),
        message_reply_option: MessageReplyOption::ReplyMessageFallbackToNewThread as i32,
        ..Default::default()
    };
    messages::create_message(super::call_of(server, app), request).await
}

async fn update(
    server: &Arc<Server>,
    app: &App,
    delivery: &Delivery,
    mut message: wire::Message,
) -> Result<wire::Message> {
    let (space, id) = about(delivery)?;
    let read = server
        .store
        .read(move |tx| Box::pin(store::messages::get(tx, space, id)));
    let old = read.await?.ok_or_else(Error::not_found)?;
    message.name = names::message_name(space, old.thread, id);
    message.action_response = None;
    let paths = ["text", "cards", "cards_v2", "accessory_widgets"];
    let request = wire::UpdateMessageRequest {
        message: Some(message),
        update_mask: Some(prost_types::FieldMask {
            paths: paths.map(str::to_owned).into(),
        }),
        allow_missing: false,
    };
    messages::update_message(super::call_of(server, app), request).await
}

/// What the person reads who has to configure the app first.
fn prompt(app: &App, delivery: &Delivery, url: &str) -> wire::Message {
    use proto::card::{card, on_click, widget};
    let open = OpenLink {
        url: url.to_owned(),
        ..Default::default()
    };
    let button = Button {
        text: "Configure".to_owned(),
        on_click: Some(Box::new(OnClick {
            data: Some(on_click::Data::OpenLink(open)),
        })),
        ..Default::default()
    };
    let widget = Widget {
        data: Some(widget::Data::ButtonList(ButtonList {
            buttons: vec![button],
        })),
        ..Default::default()
    };
    let section = card::Section {
        widgets: vec![widget],
        ..Default::default()
    };
    wire::Message {
        text: format!("{} requires configuration", app.display_name),
        cards_v2: vec![wire::CardWithId {
            card_id: "configure".to_owned(),
            card: Some(Card {
                sections: vec![section],
                ..Default::default()
            }),
        }],
        private_message_viewer: delivery.user.map(|user| wire::User {
            name: names::user_name(user),
            ..Default::default()
        }),
        ..Default::default()
    }
}

async fn read_app(server: &Server, id: UserId) -> Result<Option<App>> {
    server
        .store
        .read(move |tx| Box::pin(store::apps::get(tx, id)))
        .await
}
