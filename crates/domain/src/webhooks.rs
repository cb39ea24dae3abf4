//! Incoming webhooks: URLs that let programs without a credential post into
//! one named space.

use proto::chat as wire;

use crate::error::{Error, Result};
use crate::ids::{SpaceId, UserId};
use crate::spaces::Space;
use crate::timestamp::Time;
use crate::users;

/// Webhooks that a space may have at a time. Google publishes no figure.
pub const LIMIT: i64 = 100;
/// Characters of the URL of a webhook's picture.
pub const AVATAR_URL_LIMIT: usize = 2_048;
/// Letters of the token that lists show.
pub const HINT_LENGTH: usize = 6;

/// A webhook as it is stored, with the name and picture of its bot user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Webhook {
    /// Also that of the bot user that its messages are sent by.
    pub id: UserId,
    pub space: SpaceId,
    pub display_name: String,
    /// Empty when there is no picture.
    pub avatar_url: String,
    /// The first letters of the URL's token.
    pub token_hint: String,
    /// `None`: an administrator on the command line.
    pub creator: Option<UserId>,
    pub create_time: Time,
}

/// Checks the name and picture of a new webhook; answers the name as it is
/// stored.
pub fn check_look(display_name: &str, avatar_url: &str) -> Result<String> {
    let name = users::display_name(display_name).ok_or_else(|| {
        let limit = users::DISPLAY_NAME_LIMIT;
        let text = format!("A webhook's name must have 1 to {limit} characters on one line.");
        Error::invalid("webhook.display_name", text)
    })?;
    let picture = avatar_url.is_empty()
        || (["https://", "http://"]
            .iter()
            .any(|scheme| avatar_url.starts_with(scheme))
            && avatar_url.len() <= AVATAR_URL_LIMIT
            && !avatar_url
                .chars()
                .any(|c| c.is_control() || c.is_whitespace()));
    if picture {
        return Ok(name);
    }
    let text = format!(
        "A webhook's picture must be a URL that begins with https:// or http:// and has at most \
         {AVATAR_URL_LIMIT} characters."
    );
    Err(Error::invalid("webhook.avatar_url", text))
}

/// Checks that a space can have one more webhook than `count`.
pub fn check_space(space: &Space, count: i64) -> Result<()> {
    if !space.is_named() {
        return Err(Error::failed_precondition(
            "Only spaces of the type SPACE can have webhooks, not direct messages and group chats.",
        ));
    }
    if count >= LIMIT {
        let text = format!("The space has {LIMIT} webhooks; delete one first.");
        return Err(Error::failed_precondition(text));
    }
    Ok(())
}

/// Refuses what a webhook's message cannot hold, beyond the rules for apps.
pub fn check_message(message: &wire::Message) -> Result<()> {
    let foreign = [
        (
            "message.private_message_viewer",
            "send private messages",
            message.private_message_viewer.is_some(),
        ),
        (
            "message.attachment",
            "attach files",
            !message.attachment.is_empty(),
        ),
        (
            "message.quoted_message_metadata",
            "quote messages",
            message.quoted_message_metadata.is_some(),
        ),
    ];
    for (field, what, there) in foreign {
        if there {
            return Err(Error::invalid(field, format!("A webhook can't {what}.")));
        }
    }
    Ok(())
}

/// What a webhook's call is answered with: what the request said, and the
/// names of the message and of its thread. `posted` is the message as an app
/// would read it.
pub fn answer(request: &wire::Message, posted: wire::Message) -> wire::Message {
    wire::Message {
        name: posted.name,
        thread: posted.thread,
        client_assigned_message_id: posted.client_assigned_message_id,
        text: request.text.clone(),
        cards: request.cards.clone(),
        cards_v2: request.cards_v2.clone(),
        fallback_text: request.fallback_text.clone(),
        accessory_widgets: request.accessory_widgets.clone(),
        ..Default::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looks() {
        assert_eq!(check_look(" Build ", "").as_deref(), Ok("Build"));
        assert!(check_look("Build", "https://example.com/a.png").is_ok());
        assert!(check_look("Build", "http://10.0.0.1/a.png").is_ok());
        let long = format!("https://example.com/{}", "a".repeat(AVATAR_URL_LIMIT));
        for (name, avatar) in [
            ("", ""),
            ("a\nb", ""),
            ("Build", "javascript:alert(1)"),
            ("Build", "example.com/a.png"),
            ("Build", "https://example.com/a b"),
            ("Build", &long),
        ] {
            assert!(check_look(name, avatar).is_err(), "{name} {avatar}");
        }
    }

    #[test]
    fn messages() {
        let text = wire::Message {
            text: "x".into(),
            ..Default::default()
        };
        assert_eq!(check_message(&text), Ok(()));
        let private = wire::Message {
            private_message_viewer: Some(Default::default()),
            ..text.clone()
        };
        assert!(check_message(&private).is_err());
        let posted = wire::Message {
            name: "spaces/a/messages/b.b".into(),
            sender: Some(Default::default()),
            ..text.clone()
        };
        let short = answer(&text, posted);
        assert_eq!((short.text.as_str(), short.sender), ("x", None));
    }
}
