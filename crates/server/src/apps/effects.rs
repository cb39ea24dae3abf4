//! What an answer asks for, carried out as the app: ordinary calls of `api`.

use std::sync::Arc;

use domain::apps::{App, Delivery, ReplyKind};
use domain::ids::{MessageId, SpaceId};
use domain::{Error, Result, names};
use proto::card::{Button, ButtonList, Card, OnClick, OpenLink, Widget};
use proto::chat as wire;
use proto::chat::create_message_request::MessageReplyOption;
use proto::confab::{DialogStatus, InteractionResult};

use super::replies::Effect;
use crate::api::messages;
use crate::state::Server;

/// Does one thing, notes in `result` what the person sees of it, and answers a
/// sentence for the developer. `n` tells apart the things of one answer.
pub async fn apply(
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
            let message = *messages::put_cards(call, space, id, message.cards_v2).await?;
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
            result.action_status = Some(dialog_status(status));
            Ok(outcome)
        }
        Effect::CloseAndRefresh(status) => {
            result.action_status = Some(dialog_status(status));
            result.refresh = true;
            if let (None, Some(_)) = (&result.message, delivery.message) {
                result.message = Some(named(clicked(server, delivery).await?));
            }
            Ok("closed the dialog and refreshed what had opened it".to_owned())
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

fn dialog_status(status: wire::ActionStatus) -> DialogStatus {
    DialogStatus {
        status_code: Some(status.status_code),
        user_facing_message: status.user_facing_message,
    }
}

/// The message that the event is about, with its name alone.
async fn clicked(server: &Server, delivery: &Delivery) -> Result<wire::Message> {
    let (space, id) = about(delivery)?;
    let read = server
        .store
        .read(move |tx| Box::pin(store::messages::get(tx, space, id)));
    let message = read.await?.ok_or_else(Error::not_found)?;
    Ok(wire::Message {
        name: names::message_name(space, message.thread, id),
        ..Default::default()
    })
}

/// A result holds no more than a message's name: whoever reads it sees the
/// message with their own eyes.
fn named(message: wire::Message) -> wire::Message {
    wire::Message {
        name: message.name,
        ..Default::default()
    }
}

fn about(delivery: &Delivery) -> Result<(SpaceId, MessageId)> {
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
    let posted = messages::create_message(super::call_of(server, app), request);
    posted.await.map(|message| *message)
}

async fn update(
    server: &Arc<Server>,
    app: &App,
    delivery: &Delivery,
    mut message: wire::Message,
) -> Result<wire::Message> {
    message.name = clicked(server, delivery).await?.name;
    message.action_response = None;
    let paths = ["text", "cards", "cards_v2", "accessory_widgets"];
    let request = wire::UpdateMessageRequest {
        message: Some(message),
        update_mask: Some(prost_types::FieldMask {
            paths: paths.map(str::to_owned).into(),
        }),
        allow_missing: false,
    };
    let updated = messages::update_message(super::call_of(server, app), request);
    updated.await.map(|message| *message)
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
            ..Default::default()
        }],
        private_message_viewer: delivery.user.map(|user| wire::User {
            name: names::user_name(user),
            ..Default::default()
        }),
        ..Default::default()
    }
}
