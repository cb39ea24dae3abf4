//! The format of Google Workspace add-ons, and of app homes everywhere.

use domain::apps::EventType;
use serde_json::{Map, Value, json};

use super::{Event, command_type, put};

pub fn body(event: &Event, home: bool) -> Value {
    let mut chat = Map::new();
    if home {
        chat.insert("type".into(), event.kind.as_str().into());
        if event.dialog.is_some() {
            dialog(event, &mut chat);
        }
    }
    chat.insert("user".into(), event.user.clone());
    chat.insert("space".into(), event.space.clone());
    chat.insert("eventTime".into(), event.time.to_rfc3339().into());
    if let Some((name, payload)) = payload(event) {
        chat.insert(name.into(), Value::Object(payload));
    }
    json!({
        "commonEventObject": event.common(true),
        // The token itself is put in when the request is made.
        "authorizationEventObject": {},
        "chat": chat,
    })
}

fn payload(event: &Event) -> Option<(&'static str, Map<String, Value>)> {
    let mut payload = Map::new();
    payload.insert("space".into(), event.space.clone());
    let config = || event.config_url.as_deref().map(Value::from);
    let name = match event.kind {
        EventType::Message | EventType::AppCommand => {
            put(&mut payload, "message", event.message.clone());
            put(&mut payload, "configCompleteRedirectUri", config());
            match event.command {
                Some((id, kind)) => {
                    let id = id as f64;
                    let metadata =
                        json!({"appCommandId": id, "appCommandType": command_type(kind)});
                    payload.insert("appCommandMetadata".into(), metadata);
                    put(&mut payload, "thread", event.thread.clone());
                    dialog(event, &mut payload);
                    "appCommandPayload"
                }
                None => "messagePayload",
            }
        }
        EventType::AddedToSpace => {
            payload.insert("interactionAdd".into(), event.message.is_some().into());
            put(&mut payload, "configCompleteRedirectUri", config());
            "addedToSpacePayload"
        }
        EventType::RemovedFromSpace => "removedFromSpacePayload",
        EventType::CardClicked => {
            put(&mut payload, "message", event.message.clone());
            put(&mut payload, "thread", event.thread.clone());
            dialog(event, &mut payload);
            "buttonClickedPayload"
        }
        EventType::WidgetUpdated => "widgetUpdatedPayload",
        EventType::AppHome | EventType::SubmitForm => return None,
    };
    Some((name, payload))
}

fn dialog(event: &Event, payload: &mut Map<String, Value>) {
    payload.insert("isDialogEvent".into(), event.dialog.is_some().into());
    if let Some(dialog) = event.dialog {
        payload.insert("dialogEventType".into(), dialog.as_str().into());
    }
}
