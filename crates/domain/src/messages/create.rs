//! What `messages.create` accepts.

use proto::chat as wire;
use proto::chat::create_message_notification_options::NotificationType;
use proto::chat::create_message_request::MessageReplyOption;

use super::quote::asked_fields;
use super::{Sender, check_content, check_quote, threads};
use crate::cards::drop_surplus;
use crate::error::{Error, Result};
use crate::names::{self, UserRef};

/// Characters of a custom message id, `client-` included.
const MESSAGE_ID_LIMIT: usize = 63;
/// Characters of a request id. The reference names no limit; a UUID has 36.
const REQUEST_ID_LIMIT: usize = 1_000;

/// The parts of a `CreateMessageRequest` that need no look into the space.
#[derive(Debug, PartialEq)]
pub struct NewMessage {
    /// Content fields only; the text as it was typed.
    pub content: Box<wire::Message>,
    pub client_id: Option<String>,
    pub request_id: Option<String>,
    pub private_viewer: Option<UserRef>,
    pub silent: bool,
}

/// Checks a request and takes it apart.
pub fn check_create(sender: Sender, request: &wire::CreateMessageRequest) -> Result<NewMessage> {
    let message = request
        .message
        .as_ref()
        .ok_or_else(|| Error::invalid("message", "Message cannot be empty."))?;
    check_content(sender, message)?;
    threads::check_keys(request)?;
    message
        .quoted_message_metadata
        .as_ref()
        .map_or(Ok(()), check_quote)?;
    if MessageReplyOption::try_from(request.message_reply_option).is_err() {
        return Err(Error::invalid(
            "message_reply_option",
            "The reply option is unknown.",
        ));
    }
    let private_viewer = message
        .private_message_viewer
        .as_ref()
        .map(|viewer| names::user("message.private_message_viewer.name", &viewer.name))
        .transpose()?;
    Ok(NewMessage {
        content: Box::new(content_fields(message)),
        client_id: optional(&request.message_id, check_message_id)?,
        request_id: optional(&request.request_id, |id| check_request_id("request_id", id))?,
        private_viewer,
        silent: notification(sender, request)?,
    })
}

/// Checks a custom message id: `client-` and then lower-case letters, digits
/// and hyphens, 63 characters in all.
pub fn check_message_id(id: &str) -> Result<()> {
    let valid = id.len() <= MESSAGE_ID_LIMIT
        && id.strip_prefix("client-").is_some_and(|rest| {
            !rest.is_empty()
                && rest
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        });
    if valid {
        return Ok(());
    }
    Err(Error::invalid(
        "message_id",
        "A custom message id begins with client- and has at most 63 characters, all of them \
         lowercase letters, numbers or hyphens.",
    ))
}

/// Checks the length of a request id.
pub fn check_request_id(field: &str, id: &str) -> Result<()> {
    if id.chars().count() <= REQUEST_ID_LIMIT {
        return Ok(());
    }
    let text = format!("The request id is longer than {REQUEST_ID_LIMIT} characters.");
    Err(Error::invalid(field, text))
}

fn optional(value: &str, check: impl Fn(&str) -> Result<()>) -> Result<Option<String>> {
    if value.is_empty() {
        return Ok(None);
    }
    check(value)?;
    Ok(Some(value.to_owned()))
}

/// Whether the message is silent. Only apps choose how people are notified.
fn notification(sender: Sender, request: &wire::CreateMessageRequest) -> Result<bool> {
    let field = "create_message_notification_options.notification_type";
    let Some(options) = &request.create_message_notification_options else {
        return Ok(false);
    };
    let kind = NotificationType::try_from(options.notification_type)
        .map_err(|_| Error::invalid(field, "The notification type is unknown."))?;
    if kind == NotificationType::None {
        return Ok(false);
    }
    if sender == Sender::Person {
        return Err(Error::invalid(
            field,
            "Only Chat apps can choose the notification type.",
        ));
    }
    let threaded = request.message_reply_option() != MessageReplyOption::Unspecified
        || request
            .message
            .as_ref()
            .is_some_and(|message| message.thread.is_some());
    let silent = kind == NotificationType::Silent;
    if silent && threaded {
        return Err(Error::permission_denied(
            "A silent message can't be sent to a thread.",
        ));
    }
    Ok(silent)
}

/// What is kept of a message that somebody sends: no output fields.
pub(super) fn content_fields(message: &wire::Message) -> wire::Message {
    #[allow(deprecated)]
    let mut content = wire::Message {
        text: message.text.clone(),
        cards: message.cards.clone(),
        cards_v2: message.cards_v2.clone(),
        fallback_text: message.fallback_text.clone(),
        attachment: message.attachment.clone(),
        accessory_widgets: message.accessory_widgets.clone(),
        markup_syntax: message.markup_syntax,
        quoted_message_metadata: message.quoted_message_metadata.as_ref().map(asked_fields),
        ..Default::default()
    };
    drop_surplus(&mut content.cards_v2);
    content
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn custom_ids_follow_the_documented_form() {
        for good in ["client-a", "client-custom-name", "client-0", "client--"] {
            assert_eq!(check_message_id(good), Ok(()), "{good}");
        }
        let long = format!("client-{}", "a".repeat(57));
        for bad in [
            "client-",
            "custom-name",
            "client-A",
            "client-a_b",
            "Client-a",
            "client-é",
            &long,
        ] {
            assert!(check_message_id(bad).is_err(), "{bad}");
        }
        assert_eq!(check_message_id(&long[..63]), Ok(()));
    }

    fn notify(kind: NotificationType) -> wire::CreateMessageRequest {
        wire::CreateMessageRequest {
            message: Some(wire::Message {
                text: "hi".into(),
                ..Default::default()
            }),
            create_message_notification_options: Some(wire::CreateMessageNotificationOptions {
                notification_type: kind as i32,
            }),
            ..Default::default()
        }
    }

    #[test]
    fn only_apps_choose_notifications() {
        let silent = notify(NotificationType::Silent);
        assert!(check_create(Sender::App, &silent).unwrap().silent);
        assert!(check_create(Sender::Person, &silent).is_err());
        assert!(check_create(Sender::Person, &notify(NotificationType::None)).is_ok());
        let mut threaded = silent;
        threaded.message_reply_option = MessageReplyOption::ReplyMessageOrFail as i32;
        let error = check_create(Sender::App, &threaded).unwrap_err();
        assert_eq!(error.code, crate::Code::PermissionDenied);
    }
}
