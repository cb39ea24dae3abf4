//! A reaction as an answer shows it.

use domain::ids::{MessageId, SpaceId};
use domain::reactions::Key;
use domain::{Result, names};
use proto::chat as wire;
use store::Tx;

use crate::api::users::Directory;

/// `thread` is that of the message. Nothing of a reaction ever changes, so its
/// key tells everything.
pub async fn render(
    tx: &mut Tx,
    users: &mut Directory,
    space: SpaceId,
    thread: MessageId,
    key: &Key,
) -> Result<wire::Reaction> {
    Ok(wire::Reaction {
        name: names::reaction_name(space, thread, key),
        user: Some(users.get(tx, key.user).await?),
        emoji: Some(key.emoji.to_wire()),
    })
}
