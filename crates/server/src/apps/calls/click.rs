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

/// With this parameter the app is asked what a menu offers.
const QUERY: &str = "autocomplete_widget_query";

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
    let action = find_action(call, &message.content, &request.function);
    let in_card = action.is_some();
    let action = action.unwrap_or_default();
    let mut parameters: BTreeMap<String, String> = request.parameters.clone().into_iter().collect();
    if parameters.is_empty() {
        parameters = action.parameters;
    }
    let asks = parameters.contains_key(QUERY);
    let kind = if asks {
        EventType::WidgetUpdated
    } else {
        EventType::CardClicked
    };
    let mut event = order.event(tx, call, kind).await?;
    event.dialog = match request {
        _ if request.cancel_dialog => Some(DialogEvent::CancelDialog),
        _ if request.submit_dialog => Some(DialogEvent::SubmitDialog),
        _ if action.opens_dialog && !asks => Some(DialogEvent::RequestDialog),
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

/// Looks for the action in every card and widget of a message.
fn find_action(call: &Call, content: &wire::Message, function: &str) -> Option<Found> {
    use prost::Message as _;
    let pool = call.server.schema.descriptors();
    let kind = pool.get_message_by_name("google.chat.v1.Message")?;
    let message = DynamicMessage::decode(kind, content.encode_to_vec().as_slice()).ok()?;
    search(&message, function)
}

fn search(message: &DynamicMessage, function: &str) -> Option<Found> {
    match message.descriptor().full_name() {
        "google.apps.card.v1.Action" => {
            let bytes = prost::Message::encode_to_vec(message);
            let action: proto::card::Action = prost::Message::decode(bytes.as_slice()).ok()?;
            let pairs = action.parameters.iter();
            (action.function == function).then(|| Found {
                opens_dialog: action.interaction() == proto::card::action::Interaction::OpenDialog,
                parameters: pairs
                    .map(|pair| (pair.key.clone(), pair.value.clone()))
                    .collect(),
            })
        }
        "google.chat.v1.WidgetMarkup.FormAction" => {
            use wire::widget_markup::FormAction;
            let bytes = prost::Message::encode_to_vec(message);
            let action: FormAction = prost::Message::decode(bytes.as_slice()).ok()?;
            let pairs = action.parameters.iter();
            (action.action_method_name == function).then(|| Found {
                opens_dialog: false,
                parameters: pairs
                    .map(|pair| (pair.key.clone(), pair.value.clone()))
                    .collect(),
            })
        }
        _ => message
            .fields()
            .find_map(|(_, value)| inside(value, function)),
    }
}

fn inside(value: &Value, function: &str) -> Option<Found> {
    match value {
        Value::Message(message) => search(message, function),
        Value::List(values) => values.iter().find_map(|value| inside(value, function)),
        _ => None,
    }
}
