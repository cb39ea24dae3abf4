//! Who may see a space: one function per way in, which also fetches it.
//!
//! A space that does not exist and one the caller is not in are one answer,
//! PERMISSION_DENIED, as in Google Chat.

use domain::ids::SpaceId;
use domain::members::{Member, Membership, Role};
use domain::permissions::Permission;
use domain::spaces::Space;
use domain::webhooks::Webhook;
use domain::{Code, Error, Result};
use proto::chat::membership::MembershipState;
use store::Tx;

use super::Call;
use crate::gate::webhook::bad_token;

mod import;
mod joining;

pub use import::Importers;
use import::importer;
pub use joining::{discovered, invited};

/// A space and where the caller stands in it.
#[derive(Clone, Debug)]
pub struct Seat {
    pub space: Box<Space>,
    /// `None` with administrator access, and for webhooks.
    pub role: Option<Role>,
    /// The caller is the app that made the space.
    pub creator_app: bool,
}

impl Seat {
    /// The role, or `None` for somebody above roles: an administrator, or the
    /// app that made the space.
    pub fn editor(&self) -> Option<Role> {
        if self.creator_app { None } else { self.role }
    }

    /// Refuses a caller whom the space's settings do not allow it.
    pub fn demand(&self, permission: Permission) -> Result<()> {
        match self.editor() {
            Some(role) if !self.space.allows(role, permission) => Err(permission.refusal()),
            _ => Ok(()),
        }
    }
}

/// Whether the unit of work will change the space.
#[derive(Clone, Copy, PartialEq)]
pub enum For {
    Reading,
    Writing,
}

/// Which ways into a space a method has besides having joined it.
#[derive(Clone, Copy)]
pub struct Ways {
    /// The call asks for administrator access; the gate has checked that it may.
    pub admin: bool,
    /// Who may call the method while the space is in import mode.
    pub import: Importers,
}

/// A space that the caller has joined, directly or by a group.
pub async fn joined(tx: &mut Tx, call: &Call, id: Option<SpaceId>, purpose: For) -> Result<Seat> {
    joined_or_admin(tx, call, id, false, purpose).await
}

/// As [`joined`], or any named space of the organisation when the call asks
/// for administrator access. The gate has checked that it may.
pub async fn joined_or_admin(
    tx: &mut Tx,
    call: &Call,
    id: Option<SpaceId>,
    use_admin_access: bool,
    purpose: For,
) -> Result<Seat> {
    let ways = Ways {
        admin: use_admin_access,
        import: Importers::Nobody,
    };
    enter(tx, call, id, ways, purpose).await
}

/// As [`joined`], or a space that the calling app is importing.
pub async fn joined_or_importing(
    tx: &mut Tx,
    call: &Call,
    id: Option<SpaceId>,
    import: Importers,
    purpose: For,
) -> Result<Seat> {
    let ways = Ways {
        admin: false,
        import,
    };
    enter(tx, call, id, ways, purpose).await
}

/// A space by whichever way the method has.
pub async fn enter(
    tx: &mut Tx,
    call: &Call,
    id: Option<SpaceId>,
    ways: Ways,
    purpose: For,
) -> Result<Seat> {
    let space = fetch(tx, id, purpose).await?.ok_or_else(|| refusal(call))?;
    if ways.admin {
        return administrator(call, space);
    }
    if space.import_mode {
        return importer(call, space, ways.import);
    }
    let membership = membership_of_caller(tx, call, &space).await?;
    let membership = membership.ok_or_else(|| refusal(call))?;
    let creator_app = call.is_app() && space.creator_app == Some(call.caller.id);
    Ok(Seat {
        space,
        role: Some(membership.acting_role()),
        creator_app,
    })
}

/// As [`enter`], for methods that read the members: also a space whose members
/// a target audience of the caller may view.
pub async fn viewing_members(
    tx: &mut Tx,
    call: &Call,
    id: Option<SpaceId>,
    ways: Ways,
) -> Result<Seat> {
    let refused = match enter(tx, call, id, ways, For::Reading).await {
        Err(error) if error.code == Code::PermissionDenied && !ways.admin => error,
        outcome => return outcome,
    };
    match fetch(tx, id, For::Reading).await? {
        Some(space) if joining::views_members(tx, call, &space).await? => Ok(Seat {
            space,
            role: Some(Role::Member),
            creator_app: false,
        }),
        _ => Err(refused),
    }
}

/// Nobody looks into an unfinished import, and administrators only into named
/// spaces.
fn administrator(call: &Call, space: Box<Space>) -> Result<Seat> {
    if !space.is_named() || space.import_mode {
        return Err(refusal(call));
    }
    Ok(Seat {
        space,
        role: None,
        creator_app: false,
    })
}

/// The space that a webhook posts to, above its permission settings.
pub async fn by_webhook(tx: &mut Tx, webhook: &Webhook, purpose: For) -> Result<Seat> {
    let space = fetch(tx, Some(webhook.space), purpose).await?;
    Ok(Seat {
        space: space
            .filter(|space| !space.import_mode)
            .ok_or_else(bad_token)?,
        role: None,
        creator_app: false,
    })
}

async fn fetch(tx: &mut Tx, id: Option<SpaceId>, purpose: For) -> Result<Option<Box<Space>>> {
    let Some(id) = id else { return Ok(None) };
    match purpose {
        For::Reading => store::spaces::recent(tx, id).await,
        For::Writing => store::spaces::lock(tx, id).await,
    }
}

async fn membership_of_caller(
    tx: &mut Tx,
    call: &Call,
    space: &Space,
) -> Result<Option<Membership>> {
    let member = call.member();
    if let Some(direct) = store::members::recent(tx, space.id, member).await?
        && direct.is_joined()
    {
        return Ok(Some(direct));
    }
    let by_group = match member {
        Member::Person(person) if space.group_count > 0 => {
            store::members::joined_by_group(tx, space.id, person).await?
        }
        _ => false,
    };
    Ok(by_group.then_some(Membership {
        space: space.id,
        member,
        state: MembershipState::Joined,
        role: Some(Role::Member),
        create_time: space.create_time,
        delete_time: None,
    }))
}

fn refusal(call: &Call) -> Error {
    Error::permission_denied(if call.is_app() {
        "You are not permitted to use this app"
    } else {
        "The caller is not a member of the space, or the space does not exist."
    })
}
