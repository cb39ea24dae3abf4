//! Spaces that the caller has not joined but may: by an invitation, or since a
//! target audience that they belong to may discover the space.

use domain::Result;
use domain::ids::SpaceId;
use domain::members::Membership;
use domain::spaces::Space;
use proto::chat::membership::MembershipState;
use store::Tx;

use super::{For, fetch, refusal};
use crate::api::Call;
use crate::api::joining::audiences;

/// A space that the caller is invited to, or has joined already, with their
/// membership.
pub async fn invited(
    tx: &mut Tx,
    call: &Call,
    id: Option<SpaceId>,
    purpose: For,
) -> Result<(Box<Space>, Membership)> {
    let space = fetch(tx, id, purpose).await?.ok_or_else(|| refusal(call))?;
    let membership = store::members::get(tx, space.id, call.member()).await?;
    match membership {
        Some(membership)
            if membership.is_joined() || membership.state == MembershipState::Invited =>
        {
            Ok((space, membership))
        }
        _ => Err(refusal(call)),
    }
}

/// A space that the caller may discover, or has joined already.
pub struct Discovered {
    pub space: Box<Space>,
    pub may_join: bool,
}

pub async fn discovered(
    tx: &mut Tx,
    call: &Call,
    id: Option<SpaceId>,
    purpose: For,
) -> Result<Discovered> {
    let space = fetch(tx, id, purpose).await?.ok_or_else(|| refusal(call))?;
    let present = store::members::get(tx, space.id, call.member()).await?;
    let joined = present.is_some_and(|membership| membership.is_joined());
    let (mut may_discover, mut may_join) = (joined, false);
    if !space.import_mode && may_be_in(tx, call, &space).await? {
        for audience in store::audiences::of_space(tx, space.id).await? {
            if audiences::includes(tx, &audience.name, call.caller.id).await? {
                may_discover = true;
                may_join |= audience.may_join;
            }
        }
    }
    if !may_discover {
        return Err(refusal(call));
    }
    Ok(Discovered { space, may_join })
}

/// Whether a target audience of the caller may view the members of the space.
pub(super) async fn views_members(tx: &mut Tx, call: &Call, space: &Space) -> Result<bool> {
    if call.is_app() || !space.is_named() || space.import_mode {
        return Ok(false);
    }
    for audience in space.viewers() {
        if audiences::includes(tx, audience, call.caller.id).await? {
            return may_be_in(tx, call, space).await;
        }
    }
    Ok(false)
}

/// Outsiders only find spaces that are open to them.
async fn may_be_in(tx: &mut Tx, call: &Call, space: &Space) -> Result<bool> {
    Ok(space.external_user_allowed || audiences::is_internal(tx, call.caller.id).await?)
}
