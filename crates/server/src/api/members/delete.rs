//! `spaces.members.delete`: removes a member, or lets the caller leave.

use domain::events::{Event, Kind};
use domain::members::{Member, Membership, check_delete};
use domain::names::{self, UserRef};
use domain::{Error, Result};
use proto::chat as wire;
use store::Tx;

use super::render::render_ended;
use super::target;
use crate::api::access::{self, For, Importers, Seat, Ways};
use crate::api::{Call, users};
use crate::gate::insufficient;
use crate::gate::scope::{CHAT_MEMBERSHIPS, CHAT_MEMBERSHIPS_APP};

pub async fn delete_membership(
    call: Call,
    request: wire::DeleteMembershipRequest,
) -> Result<wire::Membership> {
    let (id, name) = names::member("name", &request.name)?;
    users::no_alias_for_apps(&call, &name)?;
    let admin = request.use_admin_access;
    check_kind(&call, &name, admin)?;
    let ways = Ways {
        admin,
        import: Importers::People,
    };
    let unit = call.clone();
    call.server
        .store
        .write(move |tx| {
            Box::pin(async move {
                let seat = access::enter(tx, &unit, id, ways, For::Writing).await?;
                let membership = target::find(tx, &unit, seat.space.id, &name).await?;
                // What an import said about the past ends with the import.
                if membership.delete_time.is_some() && !seat.space.import_mode {
                    return Err(Error::not_found());
                }
                check_member(&unit, &seat, &membership, admin)?;
                let own = membership.member == unit.member();
                check_delete(seat.editor(), own, &seat.space, &membership)?;
                end(tx, &unit, seat, &membership).await?;
                render_ended(tx, &membership).await
            })
        })
        .await
}

/// What the name alone tells.
fn check_kind(call: &Call, name: &UserRef, admin: bool) -> Result<()> {
    let app = *name == UserRef::App;
    if admin && app {
        return Err(no_apps_as_admin());
    }
    if call.is_app() && app {
        return Err(only_people());
    }
    Ok(())
}

fn no_apps_as_admin() -> Error {
    Error::permission_denied("Memberships of apps can't be deleted with administrator access.")
}

fn only_people() -> Error {
    Error::permission_denied("With app authentication only memberships of people can be deleted.")
}

/// What only the membership tells: its kind, and the scope for that kind.
fn check_member(call: &Call, seat: &Seat, membership: &Membership, admin: bool) -> Result<()> {
    let is_app = matches!(membership.member, Member::App(_));
    if admin {
        return if is_app {
            Err(no_apps_as_admin())
        } else {
            Ok(())
        };
    }
    if call.is_app() {
        return match membership.member {
            Member::Person(_) => Ok(()),
            _ => Err(only_people()),
        };
    }
    if is_app && call.caller.app.map(Member::App) != Some(membership.member) {
        return Err(Error::permission_denied(
            "Memberships of other apps than the calling one can't be deleted.",
        ));
    }
    let needed = if is_app {
        CHAT_MEMBERSHIPS_APP
    } else {
        CHAT_MEMBERSHIPS
    };
    // Only the app that imports the space comes this far with chat.import.
    if seat.space.import_mode || call.caller.scopes.contains(needed) {
        return Ok(());
    }
    Err(insufficient("google.chat.v1.ChatService/DeleteMembership"))
}

async fn end(tx: &mut Tx, call: &Call, seat: Seat, membership: &Membership) -> Result<()> {
    let mut space = seat.space;
    let time = space.tick(call.now);
    if membership.is_joined() {
        match membership.member {
            Member::Person(_) => space.human_count -= 1,
            Member::Group(_) => space.group_count -= 1,
            Member::App(_) => {}
        }
    }
    store::members::delete(tx, space.id, membership.member).await?;
    if let Member::App(app) = membership.member {
        store::deliveries::set_mover(tx, space.id, app, call.mover()).await?;
    }
    store::spaces::touch(tx, &space).await?;
    let kind = Kind::MembershipDeleted(membership.member);
    store::events::tell(
        tx,
        &space,
        &Event {
            space: space.id,
            time,
            n: 0,
            kind,
        },
    )
    .await
}
