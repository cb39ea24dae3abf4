//! Quoting: finding the message that a quote names, and showing the quote.

use domain::ids::{MessageId, UserId};
use domain::messages::{Message, chat_name, forward, forwarded_files, is_forward, quote};
use domain::names;
use domain::spaces::Space;
use domain::{Error, Result};
use proto::chat as wire;
use proto::chat::space::SpaceType;
use store::Tx;

use super::{attachments, target};
use crate::api::access::{self, For};
use crate::api::users::Directory;
use crate::api::{Call, summaries};

const NAME: &str = "message.quoted_message_metadata.name";

/// The quote as a new message of `space` keeps it; `thread` is where the
/// message lands, `None` for a thread of its own.
pub async fn take(
    tx: &mut Tx,
    call: &Call,
    space: &Space,
    asked: &wire::QuotedMessageMetadata,
    thread: Option<MessageId>,
) -> Result<wire::QuotedMessageMetadata> {
    let (of, name) = names::message(NAME, &asked.name)?;
    if !is_forward(asked) {
        if of != Some(space.id) {
            let text = "The quoted message must be in the same space, unless the quote type is \
                        FORWARD.";
            return Err(Error::invalid(NAME, text));
        }
        let quoted = target::get(tx, call, space.id, &name).await?;
        return quote(asked, &quoted, thread);
    }
    // The seat in this space is known, and holds for imports, too.
    let other = match of == Some(space.id) {
        true => None,
        false => Some(access::joined(tx, call, of, For::Reading).await?.space),
    };
    let source = other.as_deref().unwrap_or(space);
    let quoted = target::get(tx, call, source.id, &name).await?;
    if !target::app_sees(call, source, &quoted) {
        return Err(Error::not_found());
    }
    let shown = shown_name(tx, call, source).await?;
    forward(asked, &quoted, space.id, thread, shown)
}

/// What a forward calls the space that the message comes from: a direct
/// message by the other one in it, a group chat by some of its members.
async fn shown_name(tx: &mut Tx, call: &Call, source: &Space) -> Result<String> {
    if source.is_named() {
        return Ok(source.display_name.clone());
    }
    let mut users = Directory::default();
    if source.space_type == SpaceType::DirectMessage {
        let others = summaries::others(tx, source.id, call.caller.id, &mut users).await?;
        return Ok(others.into_iter().next().unwrap_or_default().display_name);
    }
    // Nobody has this id, so the caller is among them.
    let everybody = summaries::others(tx, source.id, UserId(0), &mut users).await?;
    let names = everybody.iter().map(|user| user.display_name.as_str());
    Ok(chat_name(names))
}

/// The quote as answers show it.
pub fn render(call: &Call, message: &Message) -> Option<wire::QuotedMessageMetadata> {
    let mut shown = message.content.quoted_message_metadata.clone()?;
    if let Some(snapshot) = &mut shown.quoted_message_snapshot {
        let stored = forwarded_files(&message.content);
        snapshot.attachments = attachments::render(call, message, stored);
    }
    Some(shown)
}
