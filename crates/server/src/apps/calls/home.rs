//! `POST /confab/v1/spaces/X:openAppHome` and `:submitAppHome`: the home of an
//! app, a card in its direct messages, and the dialogs that it opens.

use std::collections::BTreeMap;

use domain::apps::{DialogEvent, EventType};
use domain::{Error, Result, names};
use proto::confab::{InteractionResult, OpenAppHomeRequest, SubmitAppHomeRequest};
use serde_json::{Map, Value};

use super::order::Order;
use crate::api::Call;
use crate::api::access::{self, For};
use crate::apps::events::inputs;
use crate::apps::interact;

pub async fn open_app_home(call: Call, request: OpenAppHomeRequest) -> Result<InteractionResult> {
    tell(call, &request.parent, Did::opened()).await
}

pub async fn submit_app_home(
    call: Call,
    request: SubmitAppHomeRequest,
) -> Result<InteractionResult> {
    let dialog = dialog(&request)?;
    if request.function.is_empty() && dialog != Some(DialogEvent::CancelDialog) {
        return Err(Error::invalid("function", "The click names no function."));
    }
    let parent = request.parent.as_str();
    let parameters = request.parameters.into_iter().collect();
    // Of a menu it is told as anywhere else: nothing was submitted.
    let asks = super::asks_menu(&parameters);
    let did = Did {
        kind: match asks {
            true => EventType::WidgetUpdated,
            false => EventType::SubmitForm,
        },
        dialog: dialog.filter(|_| !asks),
        function: request.function,
        parameters,
        form: inputs(super::fields(request.form_inputs))?,
    };
    let mut result = tell(call.clone(), parent, did).await?;
    if result.refresh {
        let opened = tell(call, parent, Did::opened()).await?;
        result.home = opened.home;
        result.error = opened.error;
    }
    Ok(result)
}

fn dialog(request: &SubmitAppHomeRequest) -> Result<Option<DialogEvent>> {
    match (
        request.open_dialog,
        request.submit_dialog,
        request.cancel_dialog,
    ) {
        (false, false, false) => Ok(None),
        (true, false, false) => Ok(Some(DialogEvent::RequestDialog)),
        (false, true, false) => Ok(Some(DialogEvent::SubmitDialog)),
        (false, false, true) => Ok(Some(DialogEvent::CancelDialog)),
        _ => {
            let text = "A click opens a dialog, submits one or closes one.";
            Err(Error::invalid("submit_dialog", text))
        }
    }
}

struct Did {
    kind: EventType,
    dialog: Option<DialogEvent>,
    function: String,
    parameters: BTreeMap<String, String>,
    form: Map<String, Value>,
}

impl Did {
    fn opened() -> Self {
        Self {
            kind: EventType::AppHome,
            dialog: None,
            function: String::new(),
            parameters: BTreeMap::new(),
            form: Map::new(),
        }
    }
}

async fn tell(call: Call, parent: &str, did: Did) -> Result<InteractionResult> {
    let space = names::space("parent", parent)?;
    let unit = call.clone();
    let read = call.server.store.read(move |tx| {
        Box::pin(async move {
            let seat = access::joined(tx, &unit, space, For::Reading).await?;
            let apps = store::apps::in_space(tx, seat.space.id, 1).await?;
            let app = apps.into_iter().next();
            let app = app.filter(|app| seat.space.single_user_bot_dm && app.config.home);
            let app = app.ok_or_else(|| {
                let text = "The space is no direct message with an app that has a home.";
                Error::failed_precondition(text)
            })?;
            let order = Order::read(tx, &unit, space, app.id).await?;
            let mut event = order.event(tx, &unit, did.kind).await?;
            event.function = did.function;
            event.parameters = did.parameters;
            event.form_inputs = did.form;
            event.dialog = did.dialog;
            let reason = match did.kind {
                EventType::AppHome => "a person opened the app's home",
                EventType::WidgetUpdated => "a person types into a menu of the app's home",
                _ => "a person clicked in the app's home",
            };
            let mut new = order.delivery(&event, reason);
            if let Some(url) = order.url(&event.function, false)? {
                new.url = url;
            }
            Ok((order, new))
        })
    });
    let (order, new) = read.await?;
    interact::ask(&call, &order.app, new).await
}
