//! What `messages.patch` and `messages.update` accept.

use proto::chat as wire;

use super::content::{check_but_cards, check_cards};
use super::{Message, Sender, create};
use crate::cards::drop_surplus;
use crate::error::{Error, Result};
use crate::ids::UserId;

/// Every path that the update mask of a message may name.
pub const PATHS: &[&str] = &[
    "text",
    "attachment",
    "cards",
    "cards_v2",
    "accessory_widgets",
    "quoted_message_metadata",
];

/// Those whose change has the cards checked.
const CARD_PATHS: [&str; 3] = ["cards", "cards_v2", "accessory_widgets"];

/// Only its author may change a message.
pub fn check_author(message: &Message, caller: UserId) -> Result<()> {
    if message.sender == caller {
        return Ok(());
    }
    Err(Error::permission_denied(
        "Only the sender of a message can update it.",
    ))
}

/// Applies the paths (all of them in [`PATHS`]) of a patch; the answer is the
/// message's content before its text is composed, and whether the text or its
/// markup changed.
pub fn check_update(
    sender: Sender,
    message: &Message,
    patch: &wire::Message,
    paths: &[&str],
) -> Result<(Box<wire::Message>, bool)> {
    let mut content = message.content.clone();
    let mut text_changed = false;
    for path in paths {
        match *path {
            "text" => {
                text_changed = true;
                content.text.clone_from(&patch.text);
                content.markup_syntax = patch.markup_syntax;
                // Cards that an app put on a person's message were about the
                // old text.
                if sender == Sender::Person {
                    content.cards_v2.clear();
                }
            }
            "attachment" => content.attachment.clone_from(&patch.attachment),
            "quoted_message_metadata" => remove_quote(&mut content, patch)?,
            path => apps_field(sender, path, &mut content, patch)?,
        }
    }
    if paths.iter().any(|path| CARD_PATHS.contains(path)) {
        check_cards(&content)?;
        drop_surplus(&mut content.cards_v2);
    }
    // What stays was checked before; apps' cards on a person's message stay.
    let as_sender = if text_changed { sender } else { Sender::App };
    check_but_cards(as_sender, &create::content_fields(&content))?;
    Ok((content, text_changed))
}

fn remove_quote(content: &mut wire::Message, patch: &wire::Message) -> Result<()> {
    if patch.quoted_message_metadata.is_some() {
        return Err(Error::invalid(
            "message.quoted_message_metadata",
            "A quote can be removed, not changed.",
        ));
    }
    content.quoted_message_metadata = None;
    Ok(())
}

#[allow(deprecated)]
fn apps_field(
    sender: Sender,
    path: &str,
    content: &mut wire::Message,
    patch: &wire::Message,
) -> Result<()> {
    if sender == Sender::Person {
        let text = format!("{path} can only be updated with app authentication.");
        return Err(Error::invalid("update_mask", text));
    }
    match path {
        "cards" => content.cards.clone_from(&patch.cards),
        "cards_v2" => content.cards_v2.clone_from(&patch.cards_v2),
        _ => content
            .accessory_widgets
            .clone_from(&patch.accessory_widgets),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proto::chat::deletion_metadata::DeletionType;

    use super::*;
    use crate::ids::{MessageId, SpaceId};

    fn stored(content: wire::Message) -> Message {
        Message {
            space: SpaceId(1),
            id: MessageId(2),
            thread: MessageId(2),
            sender: UserId(3),
            app: None,
            client_id: None,
            private_viewer: None,
            silent: false,
            reply_count: 0,
            last_update_time: None,
            delete_time: None,
            deletion_type: DeletionType::Unspecified,
            reactions: Vec::new(),
            content: Box::new(content),
        }
    }

    fn text_and_card() -> wire::Message {
        wire::Message {
            text: "old".into(),
            cards_v2: vec![wire::CardWithId::default()],
            ..Default::default()
        }
    }

    fn update(
        sender: Sender,
        patch: wire::Message,
        path: &str,
    ) -> Result<(Box<wire::Message>, bool)> {
        check_update(sender, &stored(text_and_card()), &patch, &[path])
    }

    #[test]
    fn paths_replace_and_leave_the_rest() {
        let text = wire::Message {
            text: "new".into(),
            ..Default::default()
        };
        let (content, changed) = update(Sender::App, text.clone(), "text").unwrap();
        assert_eq!(
            (content.text.as_str(), content.cards_v2.len(), changed),
            ("new", 1, true)
        );
        let (content, _) = update(Sender::Person, text, "text").unwrap();
        assert_eq!(content.cards_v2.len(), 0);
        let (content, changed) = update(Sender::App, Default::default(), "cards_v2").unwrap();
        assert_eq!(
            (content.text.as_str(), content.cards_v2.len(), changed),
            ("old", 0, false)
        );
    }

    #[test]
    fn refusals() {
        assert!(update(Sender::Person, text_and_card(), "cards_v2").is_err());
        assert!(update(Sender::Person, Default::default(), "text").is_err());
        let quote = wire::Message {
            quoted_message_metadata: Some(Default::default()),
            ..Default::default()
        };
        assert!(update(Sender::Person, quote, "quoted_message_metadata").is_err());
        assert!(
            update(
                Sender::Person,
                Default::default(),
                "quoted_message_metadata"
            )
            .is_ok()
        );
        assert!(check_author(&stored(text_and_card()), UserId(4)).is_err());
    }
}
