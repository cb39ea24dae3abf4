//! Quotes: a message that repeats another one above its own text.

use proto::chat as wire;
use proto::chat::quoted_message_metadata::QuoteType;

use super::Message;
use crate::error::{Error, Result};
use crate::ids::MessageId;
use crate::names;
use crate::timestamp::Time;

const FIELD: &str = "message.quoted_message_metadata";

/// Checks what can be checked before the quoted message is fetched.
pub fn check_quote(quote: &wire::QuotedMessageMetadata) -> Result<()> {
    if quote.name.is_empty() || quote.last_update_time.is_none() {
        return Err(Error::invalid(
            FIELD,
            "A quote requires a name and a last_update_time.",
        ));
    }
    match QuoteType::try_from(quote.quote_type) {
        Ok(QuoteType::Unspecified | QuoteType::Reply) => Ok(()),
        Ok(QuoteType::Forward) => Err(Error::unimplemented("Forwarding by quote")),
        Err(_) => Err(Error::invalid(FIELD, "The quote type is unknown.")),
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
    let named = quote.last_update_time.as_ref().map(Time::from_wire);
    if named != Some(quoted.version_time()) {
        return Err(Error::invalid(
            FIELD,
            "The last_update_time of the quote isn't that of the quoted message's latest version.",
        ));
    }
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
    Ok(wire::QuotedMessageMetadata {
        name: names::message_name(quoted.space, quoted.thread, quoted.id),
        last_update_time: Some(quoted.version_time().to_wire()),
        quote_type: QuoteType::Reply as i32,
        quoted_message_snapshot: Some(wire::QuotedMessageSnapshot {
            sender: names::user_name(quoted.sender),
            text: quoted.content.text.clone(),
            ..Default::default()
        }),
        forwarded_metadata: None,
    })
}
