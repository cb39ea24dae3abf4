//! The classic format: Chat's own `Event`.

use domain::apps::EventType;
use serde_json::{Map, Value, json};

use super::{Event, command_type, put};

pub fn body(event: &Event) -> Value {
    let mut body = Map::new();
    body.insert("type".into(), event.kind.as_str().into());
    body.insert("eventTime".into(), event.time.to_rfc3339().into());
    put(&mut body, "message", event.message.clone());
    body.insert("user".into(), event.user.clone());
    body.insert("space".into(), event.space.clone());
    put(&mut body, "thread", event.thread.clone());
    if event.kind == EventType::CardClicked {
        let pairs = event.parameters.iter();
        let pairs: Vec<_> = pairs
            .map(|(key, value)| json!({"key": key, "value": value}))
            .collect();
        let action = json!({"actionMethodName": event.function, "parameters": pairs});
        body.insert("action".into(), action);
    }
    put(
        &mut body,
        "configCompleteRedirectUrl",
        event.config_url.as_deref().map(Value::from),
    );
    if let Some(dialog) = event.dialog {
        body.insert("isDialogEvent".into(), true.into());
        body.insert("dialogEventType".into(), dialog.as_str().into());
    }
    body.insert("common".into(), event.common(false));
    put(
        &mut body,
        "appCommandMetadata",
        event
            .command
            .map(|(id, kind)| json!({"appCommandId": id, "appCommandType": command_type(kind)})),
    );
    Value::Object(body)
}
