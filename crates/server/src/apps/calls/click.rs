//! `POST /confab/v1/spaces/X/messages/Y:click`: a person clicks on a card.

use std::collections::BTreeMap;

use domain::apps::{DialogEvent, EventType, NewDelivery, matched};
use domain::ids::UserId;
use domain::messages::Message;
use domain::{Error, Result, names};
use prost_reflect::{DynamicMessage, ReflectMessage as _, Value};
use proto::chat as wire;
use proto::confab::{ClickCardRequest, InteractionResult};
use serde_json::Map;
use store::Tx;

use super::order::Order;
use crate::api::Call;
use crate::api::access::{self, For};
use crate::api::messages::target;
use crate::apps::events::inputs;
use crate::apps::plan::answer_thread;
use crate::apps::{interact, scene};

pub async fn click_card(call: Call, request: ClickCardRequest) -> Result<InteractionResult> {
    if request.function.is_empty() && !request.cancel_dialog {
        return Err(Error::invalid("function", "The click names no function."));
    }
    let (space, name) = names::message("name", &request.name)?;
    let form = inputs(super::fields(request.form_inputs.clone()))?;
    let unit = call.clone();
    let read = call.server.store.read(move |tx| {
        Box::pin(async move {
            let seat = access::joined(tx, &unit, space, For::Reading).await?;
            let message = target::get(tx, &unit, seat.space.id, &name).await?;
            let app = app_of(tx, &message).await?;
            let order = Order::read(tx, &unit, space, app).await?;
            let new = clicked(tx, &unit, &order, &message, &request, form).await?;
            Ok((order, new))
        })
    });
    let (order, new) = read.await?;
    interact::ask(&call, &order.app, new).await
}

/// The app that a card belongs to: the message's sender, or the app that
/// previews a link of a person's message.
async fn app_of(tx: &mut Tx, message: &Message) -> Result<UserId> {
    if message.app == Some(message.sender) {
        return Ok(message.sender);
    }
    let links = scene::links(message);
    let apps = store::apps::in_space(tx, message.space, 100).await?;
    let owner = apps
        .iter()
        .find(|app| matched(&app.config.link_previews, &links).is_some());
    let has_cards = !message.content.cards_v2.is_empty();
    owner
        .filter(|_| has_cards)
        .map(|app| app.id)
        .ok_or_else(|| Error::failed_precondition("The message has no card of an app."))
}

async fn clicked(
    tx: &mut Tx,
    call: &Call,
    order: &Order,
    message: &Message,
    request: &ClickCardRequest,
    form: Map<String, serde_json::Value>,
) -> Result<NewDelivery> {
    let mut parameters: BTreeMap<String, String> = request.parameters.clone().into_iter().collect();
    let actions = actions(call, &message.content, &request.function);
    let in_card = !actions.is_empty();
    let action = meant(actions, &parameters);
    if parameters.is_empty() {
        parameters = action.parameters;
    }
    let asks = super::asks_menu(&parameters);
    let kind = if asks {
        EventType::WidgetUpdated
    } else {
        EventType::CardClicked
    };
    let mut event = order.event(tx, call, kind).await?;
    event.dialog = match request {
        _ if request.cancel_dialog => Some(DialogEvent::CancelDialog),
        _ if asks => None,
        _ if request.submit_dialog => Some(DialogEvent::SubmitDialog),
        _ if action.opens_dialog => Some(DialogEvent::RequestDialog),
        _ => None,
    };
    event.message = Some(order.scene(call).message(tx, message).await?);
    event.thread = Some(order.scene(call).thread(message));
    event.function.clone_from(&request.function);
    event.parameters = parameters;
    event.form_inputs = form;
    let config_hash = match event.dialog {
        Some(_) => {
            let (url, hash) = scene::config_link(&call.server)?;
            event.config_url = Some(url);
            Some(hash)
        }
        None => None,
    };
    let mut new = order.delivery(&event, "a person clicked on a card of the app");
    new.message = Some(message.id);
    new.config_hash = config_hash;
    new.context.own_message = message.sender == order.app.id;
    new.context.thread = answer_thread(&order.space, message);
    if let Some(url) = order.url(&request.function, in_card)? {
        new.url = url;
    }
    Ok(new)
}

/// What a card says about one of its actions.
#[derive(Default)]
struct Found {
    parameters: BTreeMap<String, String>,
    opens_dialog: bool,
}

/// The action that was clicked, among those with the same function: in add-ons
/// often all of a card's. The click has all of its parameters, and maybe more,
/// such as the item of a grid.
fn meant(actions: Vec<Found>, given: &BTreeMap<String, String>) -> Found {
    let has = |(key, value): (&String, &String)| given.get(key) == Some(value);
    let fits = |action: &Found| action.parameters.iter().all(has);
    let score = |action: &Found| match fits(action) {
        true if !given.is_empty() => 1 + action.parameters.len(),
        _ => 0,
    };
    let actions = actions.into_iter();
    // The first of the best: `max_by_key` takes the last.
    actions.rev().max_by_key(score).unwrap_or_default()
}

/// The actions with this function in every card and widget of a message.
fn actions(call: &Call, content: &wire::Message, function: &str) -> Vec<Found> {
    use prost::Message as _;
    let pool = call.server.schema.descriptors();
    let mut found = Vec::new();
    let kind = pool.get_message_by_name("google.chat.v1.Message");
    let message =
        kind.and_then(|kind| DynamicMessage::decode(kind, content.encode_to_vec().as_slice()).ok());
    if let Some(message) = message {
        search(&message, function, &mut found);
    }
    found
}

fn search(message: &DynamicMessage, function: &str, found: &mut Vec<Found>) {
    match message.descriptor().full_name() {
        "google.apps.card.v1.Action" => {
            let action: proto::card::Action = decoded(message);
            let pairs = action.parameters.iter();
            if action.function == function {
                found.push(Found {
                    opens_dialog: action.interaction()
                        == proto::card::action::Interaction::OpenDialog,
                    parameters: pairs
                        .map(|pair| (pair.key.clone(), pair.value.clone()))
                        .collect(),
                });
            }
        }
        "google.chat.v1.WidgetMarkup.FormAction" => {
            let action: wire::widget_markup::FormAction = decoded(message);
            let pairs = action.parameters.iter();
            if action.action_method_name == function {
                found.push(Found {
                    opens_dialog: false,
                    parameters: pairs
                        .map(|pair| (pair.key.clone(), pair.value.clone()))
                        .collect(),
                });
            }
        }
        _ => {
            for (_, value) in message.fields() {
                inside(value, function, found);
            }
        }
    }
}

fn decoded<M: prost::Message + Default>(message: &DynamicMessage) -> M {
    let bytes = prost::Message::encode_to_vec(message);
    M::decode(bytes.as_slice()).unwrap_or_default()
}

fn inside(value: &Value, function: &str, found: &mut Vec<Found>) {
    match value {
        Value::Message(message) => search(message, function, found),
        Value::List(values) => {
            for value in values {
                inside(value, function, found);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_action_is_told_by_its_parameters() {
        let pairs = |pairs: &[(&str, &str)]| -> BTreeMap<String, String> {
            let pairs = pairs.iter().map(|(k, v)| ((*k).into(), (*v).into()));
            pairs.collect()
        };
        let check = |given: &[(&str, &str)], expected: &[(&str, &str)]| {
            let actions = [
                &[][..],
                &[("a", "1")],
                &[("a", "2")],
                &[("a", "2"), ("b", "3")],
            ];
            let actions = actions.map(|parameters| Found {
                parameters: pairs(parameters),
                opens_dialog: false,
            });
            let found = meant(actions.into(), &pairs(given));
            assert_eq!(found.parameters, pairs(expected), "{given:?}");
        };
        check(&[], &[]);
        check(&[("a", "1")], &[("a", "1")]);
        check(&[("a", "2")], &[("a", "2")]);
        check(&[("a", "2"), ("grid_item_identifier", "x")], &[("a", "2")]);
        check(&[("b", "3"), ("a", "2")], &[("a", "2"), ("b", "3")]);
        check(&[("a", "9")], &[]);
        assert!(meant(Vec::new(), &pairs(&[])).parameters.is_empty());
    }
}
