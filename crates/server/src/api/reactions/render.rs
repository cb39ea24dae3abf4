//! A reaction as an answer shows it.

use domain::ids::{MessageId, SpaceId};
use domain::reactions::{Emoji, Key};
use domain::{Result, names};
use proto::chat as wire;
use proto::chat::emoji::Content;
use store::Tx;

use crate::api::users::Directory;

/// `thread` is that of the message. Nothing of a reaction ever changes, so its
/// key tells everything but a custom emoji's name.
pub async fn render(
    tx: &mut Tx,
    users: &mut Directory,
    space: SpaceId,
    thread: MessageId,
    key: &Key,
) -> Result<wire::Reaction> {
    // One that was deleted has lost its name.
    let emoji = shown(tx, key.emoji).await?;
    Ok(wire::Reaction {
        name: names::reaction_name(space, thread, key),
        user: Some(users.get(tx, key.user).await?),
        emoji: Some(emoji.unwrap_or_else(|| key.emoji.to_wire())),
    })
}

/// An emoji with all that is known of it; `None` for a custom one that there
/// is not.
pub async fn shown(tx: &mut Tx, emoji: Emoji) -> Result<Option<wire::Emoji>> {
    let Emoji::Custom(id) = emoji else {
        return Ok(Some(emoji.to_wire()));
    };
    let found = store::custom_emojis::get(tx, id).await?;
    Ok(found.map(|found| wire::Emoji {
        content: Some(Content::CustomEmoji(found.to_wire())),
    }))
}
