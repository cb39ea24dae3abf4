//! Answers in the classic format: a message, whose `actionResponse` says what
//! to do with it.

use domain::apps::ReplyKind;
use proto::chat as wire;
use proto::chat::action_response::{ResponseType, updated_widget};
use serde_json::Value;

use super::{Effect, Reader, SUGGESTIONS, check_card, field};

pub fn read(reader: &mut Reader<'_>, json: Value) -> Result<Vec<Effect>, String> {
    if field(&json, "hostAppDataAction").is_some() || field(&json, "renderActions").is_some() {
        return Err(
            "this is an answer of the add-on format, but the app takes events in the \
                    chat format"
                .to_owned(),
        );
    }
    let mut message = reader.message("", json)?;
    let response = message.action_response.take().unwrap_or_default();
    let effect = match response.r#type() {
        ResponseType::TypeUnspecified | ResponseType::NewMessage => {
            if is_empty(&message) {
                return Ok(Vec::new());
            }
            Effect::Message(ReplyKind::NewMessage, message)
        }
        ResponseType::UpdateMessage => Effect::Message(ReplyKind::UpdateMessage, message),
        ResponseType::UpdateUserMessageCards => {
            Effect::Message(ReplyKind::UpdateUserMessageCards, message)
        }
        ResponseType::RequestConfig => {
            if !response.url.starts_with("https://") && !response.url.starts_with("http://") {
                return Err("actionResponse.url: REQUEST_CONFIG needs a URL".to_owned());
            }
            Effect::RequestConfig(response.url)
        }
        ResponseType::Dialog => dialog(response.dialog_action.unwrap_or_default())?,
        ResponseType::UpdateWidget => suggestions(reader, response)?,
    };
    Ok(vec![effect])
}

fn is_empty(message: &wire::Message) -> bool {
    use prost::Message as _;
    message.encoded_len() == 0
}

fn dialog(action: wire::DialogAction) -> Result<Effect, String> {
    if let Some(status) = action.action_status {
        return Ok(Effect::Status(status));
    }
    let path = "actionResponse.dialogAction.dialog.body";
    let card = match action.action {
        Some(wire::dialog_action::Action::Dialog(dialog)) => dialog.body,
        None => None,
    };
    let card = card.ok_or_else(|| {
        "actionResponse.dialogAction: DIALOG needs dialog.body or actionStatus".to_owned()
    })?;
    check_card(path, &card)?;
    Ok(Effect::Dialog(Box::new(card)))
}

fn suggestions(reader: &mut Reader<'_>, response: wire::ActionResponse) -> Result<Effect, String> {
    let widget = response
        .updated_widget
        .and_then(|widget| widget.updated_widget);
    let Some(updated_widget::UpdatedWidget::Suggestions(items)) = widget else {
        return Err("actionResponse.updatedWidget: UPDATE_WIDGET needs suggestions".to_owned());
    };
    let mut items = items.items;
    if items.len() > SUGGESTIONS {
        let text = format!("only the first {SUGGESTIONS} suggestions are shown");
        reader.notes.push(text);
        items.truncate(SUGGESTIONS);
    }
    Ok(Effect::Suggestions(items))
}
