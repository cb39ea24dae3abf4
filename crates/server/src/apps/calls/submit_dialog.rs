//! `POST /confab/v1/spaces/X:submitDialog`: a person submits or cancels a
//! dialog that a command opened.

use std::collections::BTreeMap;

use domain::apps::{DialogEvent, EventType};
use domain::{Error, Result, names};
use proto::confab::{InteractionResult, SubmitDialogRequest};

use super::order::Order;
use crate::api::Call;
use crate::apps::events::inputs;
use crate::apps::interact;

pub async fn submit_dialog(call: Call, request: SubmitDialogRequest) -> Result<InteractionResult> {
    if request.function.is_empty() && !request.cancel {
        return Err(Error::invalid("function", "The dialog names no function."));
    }
    let space = names::space("parent", &request.parent)?;
    let app = super::app_id("app", &request.app)?;
    let form = inputs(super::fields(request.form_inputs.clone()))?;
    let unit = call.clone();
    let read = call.server.store.read(move |tx| {
        Box::pin(async move {
            let order = Order::read(tx, &unit, space, app).await?;
            let parameters = request.parameters.clone().into_iter().collect();
            let (kind, dialog) = did(request.cancel, &parameters);
            let mut event = order.event(tx, &unit, kind).await?;
            event.dialog = dialog;
            event.function.clone_from(&request.function);
            event.parameters = parameters;
            event.form_inputs = form;
            if !request.thread.is_empty() {
                event.thread = Some(serde_json::json!({"name": request.thread}));
            }
            let mut new = order.delivery(&event, "a person submitted a dialog of the app");
            new.context.thread.clone_from(&request.thread);
            if let Some(url) = order.url(&request.function, false)? {
                new.url = url;
            }
            Ok((order, new))
        })
    });
    let (order, new) = read.await?;
    interact::ask(&call, &order.app, new).await
}

fn did(cancel: bool, parameters: &BTreeMap<String, String>) -> (EventType, Option<DialogEvent>) {
    if cancel {
        (EventType::CardClicked, Some(DialogEvent::CancelDialog))
    } else if super::asks_menu(parameters) {
        (EventType::WidgetUpdated, None)
    } else {
        (EventType::CardClicked, Some(DialogEvent::SubmitDialog))
    }
}
