//! Finding the message that a request names.

use domain::ids::SpaceId;
use domain::messages::Message;
use domain::names::MessageRef;
use domain::spaces::Space;
use domain::{Error, Result};
use store::Tx;

use crate::api::Call;
use crate::gate::scope::CHAT_APP_MESSAGES_READONLY;

/// The message if it is there, not deleted and not private to others; `None`
/// otherwise.
pub async fn find(
    tx: &mut Tx,
    call: &Call,
    space: SpaceId,
    name: &MessageRef,
) -> Result<Option<Message>> {
    let found = match name {
        MessageRef::Id { thread, message } => {
            let found = store::messages::get(tx, space, *message).await?;
            found.filter(|found| found.thread == *thread)
        }
        MessageRef::Client(id) => store::messages::by_client_id(tx, space, id).await?,
        MessageRef::Unknown => None,
    };
    Ok(found.filter(|found| found.delete_time.is_none() && found.visible_to(call.caller.id)))
}

/// As [`find`], or NOT_FOUND.
pub async fn get(tx: &mut Tx, call: &Call, space: SpaceId, name: &MessageRef) -> Result<Message> {
    find(tx, call, space, name)
        .await?
        .ok_or_else(Error::not_found)
}

/// With no more than `chat.bot` an app sees its direct messages, its own
/// messages and those that mention it.
pub fn app_sees(call: &Call, space: &Space, message: &Message) -> bool {
    if !call.is_app() || space.single_user_bot_dm {
        return true;
    }
    let app = call.caller.id;
    let public = message.private_viewer.is_none();
    message.sender == app
        || message.mentions(app)
        || (public && call.caller.scopes.contains(CHAT_APP_MESSAGES_READONLY))
}
