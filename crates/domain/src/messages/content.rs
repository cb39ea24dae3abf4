//! What a message may hold.

use prost::Message as _;
use proto::chat as wire;

use super::{Sender, is_forward};
use crate::attachments;
use crate::cards;
use crate::error::{Error, Result};

/// Bytes of a whole message: text, cards and the rest.
pub const SIZE_LIMIT: usize = 32_000;

/// Checks the content of a new or changed message: something is visible, the
/// sender may send it, it is not too long.
pub fn check_content(sender: Sender, message: &wire::Message) -> Result<()> {
    check_cards(message)?;
    check_but_cards(sender, message)
}

/// As [`check_content`], for cards that are stored already: they passed, and
/// lost what is not shown.
pub(super) fn check_but_cards(sender: Sender, message: &wire::Message) -> Result<()> {
    if sender == Sender::Person {
        check_persons(message)?;
    }
    check_attachments(message)?;
    let visible = !message.text.trim().is_empty()
        || !message.cards.is_empty()
        || !message.cards_v2.is_empty()
        || !message.attachment.is_empty()
        || message
            .quoted_message_metadata
            .as_ref()
            .is_some_and(is_forward);
    if !visible {
        return Err(Error::invalid("message", "Message cannot be empty."));
    }
    check_size(message)
}

/// Checks the limit in bytes.
pub fn check_size(message: &wire::Message) -> Result<()> {
    let size = message.encoded_len();
    if size <= SIZE_LIMIT {
        return Ok(());
    }
    let text = format!(
        "The message is longer than {SIZE_LIMIT} bytes: text, cards and the rest add up to {size}."
    );
    Err(Error::invalid("message", text))
}

/// Fields that only apps may send.
fn check_persons(message: &wire::Message) -> Result<()> {
    let app_only = [
        ("message.cards", "cards", !message.cards.is_empty()),
        ("message.cards_v2", "cards", !message.cards_v2.is_empty()),
        (
            "message.accessory_widgets",
            "accessory widgets",
            !message.accessory_widgets.is_empty(),
        ),
    ];
    for (field, what, present) in app_only {
        if present {
            let text =
                format!("Message cannot have {what} for requests carrying human credentials.");
            return Err(Error::invalid(field, text));
        }
    }
    if message.private_message_viewer.is_some() {
        return Err(Error::invalid(
            "message.private_message_viewer",
            "Only Chat apps can send private messages.",
        ));
    }
    Ok(())
}

/// Checks the cards and widgets of a message.
pub(super) fn check_cards(message: &wire::Message) -> Result<()> {
    cards::check(&message.cards_v2)?;
    cards::v1::check(&message.cards)?;
    cards::check_accessory(&message.accessory_widgets)
}

fn check_attachments(message: &wire::Message) -> Result<()> {
    if message.attachment.is_empty() {
        return Ok(());
    }
    if message.attachment.len() > attachments::COUNT_LIMIT {
        let text = format!(
            "The message has {} attachments; at most {} are allowed.",
            message.attachment.len(),
            attachments::COUNT_LIMIT
        );
        return Err(Error::invalid("message.attachment", text));
    }
    if message.private_message_viewer.is_some() {
        return Err(Error::invalid(
            "message.attachment",
            "A private message can't have attachments.",
        ));
    }
    if !message.accessory_widgets.is_empty() {
        return Err(Error::invalid(
            "message.accessory_widgets",
            "A message with attachments can't have accessory widgets.",
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> wire::Message {
        wire::Message {
            text: text.into(),
            ..Default::default()
        }
    }

    fn cards(ids: &[&str]) -> wire::Message {
        let cards_v2 = ids
            .iter()
            .map(|id| wire::CardWithId {
                card_id: (*id).into(),
                card: Some(proto::card::Card {
                    header: Some(Default::default()),
                    ..Default::default()
                }),
                ..Default::default()
            })
            .collect();
        wire::Message {
            cards_v2,
            ..Default::default()
        }
    }

    #[test]
    fn something_must_be_visible() {
        for nothing in ["", " \n\t"] {
            let error = check_content(Sender::App, &text(nothing)).unwrap_err();
            assert_eq!(error.message, "Message cannot be empty.");
        }
        assert_eq!(check_content(Sender::Person, &text("hi")), Ok(()));
        assert_eq!(check_content(Sender::App, &cards(&["a"])), Ok(()));
    }

    #[test]
    fn size_counts_bytes_of_everything() {
        // Two bytes a letter, and four for the field's tag and length.
        assert_eq!(
            check_content(Sender::Person, &text(&"é".repeat(15_998))),
            Ok(())
        );
        assert!(check_content(Sender::Person, &text(&"é".repeat(15_999))).is_err());
        let mut both = cards(&["a"]);
        both.text = "x".repeat(SIZE_LIMIT - 10);
        assert!(check_content(Sender::App, &both).is_err());
    }

    #[test]
    fn people_send_no_cards() {
        assert!(check_content(Sender::Person, &cards(&["a"])).is_err());
        let private = wire::Message {
            private_message_viewer: Some(wire::User::default()),
            ..text("psst")
        };
        assert!(check_content(Sender::Person, &private).is_err());
        assert_eq!(check_content(Sender::App, &private), Ok(()));
    }
}
