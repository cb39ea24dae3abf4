//! Who may end whose membership.

use proto::chat::space::SpaceType;

use super::{Member, Membership, Role};
use crate::error::{Error, Result};
use crate::permissions::Permission;
use crate::spaces::Space;

/// Decides whether a caller with the role `editor` (`None`: administrator
/// access, or the app that made the space) may end this membership.
/// `own`: it is the caller's own, so that it is a farewell.
pub fn check_delete(
    editor: Option<Role>,
    own: bool,
    space: &Space,
    target: &Membership,
) -> Result<()> {
    let person = matches!(target.member, Member::Person(_));
    if person && space.space_type == SpaceType::DirectMessage {
        return Err(Error::invalid("name", "Nobody can leave a direct message."));
    }
    if own {
        return Ok(());
    }
    let Some(editor) = editor else { return Ok(()) };
    let permission = match target.member {
        Member::App(_) => Permission::ManageApps,
        Member::Person(_) | Member::Group(_) => Permission::ManageMembersAndGroups,
    };
    if !space.allows(editor, permission) {
        return Err(permission.refusal());
    }
    if target.role == Some(Role::Manager) && editor != Role::Manager {
        return Err(Error::permission_denied(
            "Only a manager of the space can remove one of its managers.",
        ));
    }
    Ok(())
}
