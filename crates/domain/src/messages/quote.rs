//! Quotes: a message that repeats another one above its own text.

use proto::chat as wire;
use proto::chat::quoted_message_metadata::QuoteType;

use super::Message;
use crate::error::{Error, Result};
use crate::ids::{MessageId, SpaceId};
use crate::names;
use crate::timestamp::Time;

const FIELD: &str = "message.quoted_message_metadata";
/// Members that the name of a group chat counts.
const CHAT_NAME_MEMBERS: usize = 5;

/// Checks what can be checked before the quoted message is fetched.
pub fn check_quote(quote: &wire::QuotedMessageMetadata) -> Result<()> {
    if quote.name.is_empty() || quote.last_update_time.is_none() {
        return Err(Error::invalid(
            FIELD,
            "A quote requires a name and a last_update_time.",
        ));
    }
    match QuoteType::try_from(quote.quote_type) {
        Ok(QuoteType::Unspecified | QuoteType::Reply | QuoteType::Forward) => Ok(()),
        Err(_) => Err(Error::invalid(FIELD, "The quote type is unknown.")),
    }
}

/// Whether the quote shows a message of another space or thread.
pub fn is_forward(quote: &wire::QuotedMessageMetadata) -> bool {
    quote.quote_type == QuoteType::Forward as i32
}

/// What a sender says of a quote; the rest is output.
pub(super) fn asked_fields(quote: &wire::QuotedMessageMetadata) -> wire::QuotedMessageMetadata {
    wire::QuotedMessageMetadata {
        name: quote.name.clone(),
        last_update_time: quote.last_update_time,
        quote_type: quote.quote_type,
        ..Default::default()
    }
}

/// The quote as it is kept, with a snapshot of the quoted message. `thread` is
/// where the quoting message lands, `None` for a thread of its own.
///
/// A message at the top of a space quotes another one there, a reply one of
/// its own thread; and the quoted version must be the latest.
pub fn quote(
    quote: &wire::QuotedMessageMetadata,
    quoted: &Message,
    thread: Option<MessageId>,
) -> Result<wire::QuotedMessageMetadata> {
    check_version(quote, quoted)?;
    let fits = match thread {
        Some(thread) => quoted.thread == thread,
        None => !quoted.is_reply(),
    };
    if !fits {
        return Err(Error::invalid(
            FIELD,
            "A reply can only quote messages of its own thread, and a message outside threads \
             only others outside threads.",
        ));
    }
    let snapshot = wire::QuotedMessageSnapshot {
        sender: names::user_name(quoted.sender),
        text: quoted.content.text.clone(),
        ..Default::default()
    };
    Ok(kept(quoted, QuoteType::Reply, snapshot, None))
}

/// A forward as it is kept, with a whole snapshot of the forwarded message.
/// `space` and `thread` are where it lands, as for [`quote`]; `source` names
/// the space that the message comes from.
///
/// The message comes from another space or thread, in its latest version, and
/// has a text or files: cards are not forwarded.
pub fn forward(
    quote: &wire::QuotedMessageMetadata,
    quoted: &Message,
    space: SpaceId,
    thread: Option<MessageId>,
    source: String,
) -> Result<wire::QuotedMessageMetadata> {
    check_version(quote, quoted)?;
    if quoted.space == space && thread == Some(quoted.thread) {
        return Err(Error::invalid(
            FIELD,
            "A message can only be forwarded to another space or thread. Use the quote type REPLY.",
        ));
    }
    let content = &quoted.content;
    if content.text.trim().is_empty() && content.attachment.is_empty() {
        return Err(Error::invalid(
            FIELD,
            "The quoted message has neither a text nor attachments to forward.",
        ));
    }
    let snapshot = wire::QuotedMessageSnapshot {
        sender: names::user_name(quoted.sender),
        text: content.text.clone(),
        formatted_text: content.formatted_text.clone(),
        annotations: content.annotations.clone(),
        attachments: content.attachment.clone(),
    };
    let from = wire::ForwardedMetadata {
        space: names::space_name(quoted.space),
        space_display_name: source,
    };
    Ok(kept(quoted, QuoteType::Forward, snapshot, Some(from)))
}

/// What a forward calls a group chat, which has no name: its members by their
/// first names.
pub fn chat_name<'a>(display_names: impl Iterator<Item = &'a str>) -> String {
    let first = display_names.filter_map(|name| name.split_whitespace().next());
    let first: Vec<_> = first.take(CHAT_NAME_MEMBERS).collect();
    first.join(", ")
}

/// The files that a message shows in what it forwards, as they are stored.
pub fn forwarded_files(content: &wire::Message) -> &[wire::Attachment] {
    let quote = content.quoted_message_metadata.as_ref();
    quote
        .and_then(|quote| quote.quoted_message_snapshot.as_ref())
        .map_or(&[], |snapshot| &snapshot.attachments)
}

fn check_version(quote: &wire::QuotedMessageMetadata, quoted: &Message) -> Result<()> {
    let named = quote.last_update_time.as_ref().map(Time::from_wire);
    if named == Some(quoted.version_time()) {
        return Ok(());
    }
    Err(Error::invalid(
        FIELD,
        "The last_update_time of the quote isn't that of the quoted message's latest version.",
    ))
}

fn kept(
    quoted: &Message,
    quote_type: QuoteType,
    snapshot: wire::QuotedMessageSnapshot,
    forwarded_metadata: Option<wire::ForwardedMetadata>,
) -> wire::QuotedMessageMetadata {
    wire::QuotedMessageMetadata {
        name: names::message_name(quoted.space, quoted.thread, quoted.id),
        last_update_time: Some(quoted.version_time().to_wire()),
        quote_type: quote_type as i32,
        quoted_message_snapshot: Some(snapshot),
        forwarded_metadata,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chats_are_called_by_first_names() {
        let names = ["Ada Lovelace", "  ", "Bo", "C", "D", "E", "F"];
        assert_eq!(chat_name(names.into_iter()), "Ada, Bo, C, D, E");
        assert_eq!(chat_name([].into_iter()), "");
    }
}
