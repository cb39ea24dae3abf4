//! What `members.patch` accepts: a person's role in a named space.

use proto::chat as wire;

use super::{Member, Membership, Role};
use crate::error::{Error, Result};
use crate::spaces::Space;

/// Every path that the update mask of a membership may name.
pub const PATHS: &[&str] = &["role"];

/// Decides whether `editor` (`None`: administrator access, or the app that
/// made the space) may give the member this role.
pub fn check_update(
    editor: Option<Role>,
    space: &Space,
    target: &Membership,
    patch: &wire::Membership,
) -> Result<Role> {
    let role = Role::from_wire(patch.role()).ok_or_else(|| {
        Error::invalid(
            "membership.role",
            "The role must be ROLE_MEMBER, ROLE_ASSISTANT_MANAGER or ROLE_MANAGER.",
        )
    })?;
    if !space.is_named() {
        return Err(Error::invalid(
            "membership.role",
            "Only members of named spaces have roles.",
        ));
    }
    if !matches!(target.member, Member::Person(_)) {
        return Err(Error::invalid(
            "membership.role",
            "Only people can be given a role.",
        ));
    }
    let old = target.acting_role();
    let allowed = match editor {
        None | Some(Role::Manager) => true,
        Some(Role::AssistantManager) => old != Role::Manager && role != Role::Manager,
        Some(Role::Member) => false,
    };
    if !allowed {
        return Err(Error::permission_denied(
            "The caller's role in the space doesn't allow this change of role.",
        ));
    }
    Ok(role)
}
