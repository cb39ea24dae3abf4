//! `spaces.members.patch`: a person's role.

use domain::events::{Event, Kind};
use domain::members::{PATHS, check_update};
use domain::{Error, Result, mask, names};
use proto::chat as wire;

use super::{render::render, target};
use crate::api::access::{self, For};
use crate::api::{Call, users};
use crate::gate::scope::CHAT_MEMBERSHIPS;

pub async fn update_membership(
    call: Call,
    request: wire::UpdateMembershipRequest,
) -> Result<wire::Membership> {
    let patch = request
        .membership
        .ok_or_else(|| Error::invalid("membership", "The request has no membership."))?;
    let (id, name) = names::member("membership.name", &patch.name)?;
    mask::paths(request.update_mask.as_ref(), PATHS)?;
    users::no_alias_for_apps(&call, &name)?;
    let admin = request.use_admin_access;
    let unit = call.clone();
    call.server
        .store
        .write(move |tx| {
            Box::pin(async move {
                let seat = access::joined_or_admin(tx, &unit, id, admin, For::Writing).await?;
                seat.check_import_scope(&unit, &[CHAT_MEMBERSHIPS])?;
                if unit.is_app() && !seat.creator_app {
                    return Err(Error::permission_denied(
                        "An app can only change roles in spaces that it created.",
                    ));
                }
                let mut membership = target::find(tx, &unit, seat.space.id, &name).await?;
                if !membership.is_joined() {
                    return Err(Error::not_found());
                }
                let role = check_update(seat.editor(), &seat.space, &membership, &patch)?;
                if membership.role != Some(role) {
                    let mut space = seat.space;
                    let time = space.tick(unit.now);
                    membership.role = Some(role);
                    store::members::set_role(tx, space.id, membership.member, role).await?;
                    store::spaces::touch(tx, &space).await?;
                    let kind = Kind::MembershipUpdated(membership.member);
                    let event = Event {
                        space: space.id,
                        time,
                        n: 0,
                        kind,
                    };
                    store::events::append(tx, &event).await?;
                }
                render(tx, &membership).await
            })
        })
        .await
}
