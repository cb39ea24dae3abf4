//! Who may delete which message, and what the tombstone says.

use proto::chat::deletion_metadata::DeletionType;

use super::{Message, Sender};
use crate::error::{Error, Result};
use crate::ids::UserId;
use crate::members::Role;

/// Who asks for the deletion.
#[derive(Clone, Copy, Debug)]
pub struct Deleter {
    pub user: UserId,
    pub kind: Sender,
    pub role: Role,
    /// A person's call came through an app's project.
    pub via_app: bool,
}

/// Decides whether the message may be deleted; the answer is who deleted it.
/// `sender_is_app`: the message was sent by an app.
///
/// A person's deletion of a thread's first message needs `force` while there
/// are replies; apps delete just the message.
pub fn check_delete(
    deleter: Deleter,
    message: &Message,
    sender_is_app: bool,
    force: bool,
) -> Result<DeletionType> {
    let own = message.sender == deleter.user;
    let manager = deleter.role != Role::Member;
    let deletion = match deleter.kind {
        Sender::App if own => DeletionType::Creator,
        Sender::App => {
            return Err(Error::permission_denied(
                "An app can only delete messages that it sent itself.",
            ));
        }
        Sender::Person if own && deleter.via_app => DeletionType::CreatorViaApp,
        Sender::Person if own => DeletionType::Creator,
        Sender::Person if manager && deleter.via_app => DeletionType::SpaceOwnerViaApp,
        Sender::Person if manager => DeletionType::SpaceOwner,
        Sender::Person if sender_is_app => DeletionType::SpaceMember,
        Sender::Person => {
            return Err(Error::permission_denied(
                "Only the sender of a message or a manager of the space can delete it.",
            ));
        }
    };
    let has_replies = !message.is_reply() && message.reply_count > 0;
    if has_replies && !force && deleter.kind == Sender::Person {
        return Err(Error::failed_precondition(
            "The message has threaded replies. Set force to delete them with it.",
        ));
    }
    Ok(deletion)
}
