//! Answers in the format of Google Workspace add-ons: actions, also inside of
//! `renderActions`.

use domain::apps::ReplyKind;
use proto::chat as wire;
use serde_json::{Value, json};

use super::{Effect, Reader, field};

pub fn read(reader: &mut Reader<'_>, json: &Value) -> Result<Vec<Effect>, String> {
    let mut effects = Vec::new();
    let mut known = false;
    let inside = field(json, "renderActions");
    for part in [Some(json), inside].into_iter().flatten() {
        if let Some(host) = field(part, "hostAppDataAction") {
            known = true;
            effects.extend(host_action(reader, host)?);
        }
        if let Some(action) = field(part, "action") {
            known = true;
            effects.extend(actions(reader, action)?);
        }
        if let Some(prompt) = field(part, "basicAuthorizationPrompt") {
            known = true;
            effects.push(authorization(prompt)?);
        }
    }
    if known || inside.is_some() {
        return Ok(effects);
    }
    Err(
        "none of hostAppDataAction, action, renderActions and basicAuthorizationPrompt; a message \
         belongs into hostAppDataAction.chatDataAction.createMessageAction.message"
            .to_owned(),
    )
}

fn host_action(reader: &mut Reader<'_>, host: &Value) -> Result<Option<Effect>, String> {
    let chat =
        field(host, "chatDataAction").ok_or("hostAppDataAction: chatDataAction is missing")?;
    let path = |action: &str| format!("hostAppDataAction.chatDataAction.{action}");
    for (action, kind) in [
        ("createMessageAction", ReplyKind::NewMessage),
        ("updateMessageAction", ReplyKind::UpdateMessage),
    ] {
        if let Some(value) = field(chat, action) {
            let path = format!("{}.message", path(action));
            let message = field(value, "message").ok_or(format!("{path} is missing"))?;
            let message = reader.message(&path, message.clone())?;
            return Ok(Some(Effect::Message(kind, message)));
        }
    }
    if let Some(value) = field(chat, "updateInlinePreviewAction") {
        let path = path("updateInlinePreviewAction");
        let cards = field(value, "cardsV2").ok_or(format!("{path}.cardsV2 is missing"))?;
        let message = reader.message(&path, json!({"cardsV2": cards}))?;
        let kind = ReplyKind::UpdateUserMessageCards;
        return Ok(Some(Effect::Message(kind, message)));
    }
    Err(format!(
        "{} createMessageAction, updateMessageAction or updateInlinePreviewAction is missing",
        path("")
    ))
}

fn actions(reader: &mut Reader<'_>, action: &Value) -> Result<Vec<Effect>, String> {
    let list = |name: &str| -> Vec<Value> {
        match field(action, name) {
            Some(Value::Array(values)) => values.clone(),
            Some(value) => vec![value.clone()],
            None => Vec::new(),
        }
    };
    let notice = field(action, "notification").and_then(|notice| field(notice, "text"));
    let notice = notice.and_then(Value::as_str).unwrap_or_default();
    let mut effects = Vec::new();
    for (n, navigation) in list("navigations").iter().enumerate() {
        effects.push(self::navigation(reader, n, navigation, notice)?);
    }
    for (n, operation) in list("modifyOperations").iter().enumerate() {
        let path = format!("action.modifyOperations[{n}].updateWidget");
        let widget = field(operation, "updateWidget").ok_or(format!("{path} is missing"))?;
        let found = field(widget, "selectionInputWidgetSuggestions")
            .and_then(|found| field(found, "suggestions"))
            .and_then(Value::as_array)
            .ok_or(format!(
                "{path}.selectionInputWidgetSuggestions.suggestions is missing"
            ))?;
        effects.push(reader.suggestions(&path, found.clone())?);
    }
    if effects.is_empty() && !notice.is_empty() {
        effects.push(Effect::Status(status(notice)));
    }
    Ok(effects)
}

fn navigation(
    reader: &mut Reader<'_>,
    n: usize,
    navigation: &Value,
    notice: &str,
) -> Result<Effect, String> {
    for (name, home) in [("pushCard", reader.home), ("updateCard", reader.home)] {
        if let Some(card) = field(navigation, name) {
            let card = reader.card(&format!("action.navigations[{n}].{name}"), card.clone())?;
            return Ok(if home {
                Effect::Home(card)
            } else {
                Effect::Dialog(card)
            });
        }
    }
    if let Some(end) = field(navigation, "endNavigation") {
        // Older programs write the action alone.
        return match field(end, "action").unwrap_or(end).as_str() {
            Some("CLOSE_DIALOG") => Ok(Effect::Status(status(notice))),
            Some("CLOSE_DIALOG_AND_EXECUTE") => Ok(Effect::CloseAndRefresh(status(notice))),
            _ => Err(format!(
                "action.navigations[{n}].endNavigation.action must be CLOSE_DIALOG or \
                 CLOSE_DIALOG_AND_EXECUTE"
            )),
        };
    }
    Err(format!(
        "action.navigations[{n}]: pushCard, updateCard or endNavigation is missing"
    ))
}

/// The dialog closes, with a text for the person.
fn status(notice: &str) -> wire::ActionStatus {
    wire::ActionStatus {
        status_code: proto::rpc::Code::Ok as i32,
        user_facing_message: notice.to_owned(),
    }
}

fn authorization(prompt: &Value) -> Result<Effect, String> {
    let url = field(prompt, "authorizationUrl").and_then(Value::as_str);
    match url {
        Some(url) if url.starts_with("https://") || url.starts_with("http://") => {
            Ok(Effect::RequestConfig(url.to_owned()))
        }
        _ => Err("basicAuthorizationPrompt.authorizationUrl must be a URL".to_owned()),
    }
}
