//! `spaces.members.create`: adds or invites a person, a group or the calling
//! app.

use domain::events::{Event, Kind};
use domain::ids::{GroupId, SpaceId};
use domain::members::{Invitee, Member, Membership, Role, check_create};
use domain::names::{self, UserRef};
use domain::permissions::Permission;
use domain::spaces::Space;
use domain::{Error, Result};
use proto::chat as wire;
use proto::chat::membership::MembershipState;
use store::Tx;

use super::render::render;
use super::{import, is_external};
use crate::api::access::{self, For, Importers, Seat, Ways};
use crate::api::{Call, users};
use crate::gate::insufficient;
use crate::gate::scope::{CHAT_IMPORT, CHAT_MEMBERSHIPS, CHAT_MEMBERSHIPS_APP, Scope};

pub async fn create_membership(
    call: Call,
    request: wire::CreateMembershipRequest,
) -> Result<wire::Membership> {
    let id = names::space("parent", &request.parent)?;
    let invitee = check_create(request.membership.as_ref())?;
    let admin = request.use_admin_access;
    check_kind(&call, &invitee, admin)?;
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
                if seat.space.import_mode {
                    let past = request.membership.unwrap_or_default();
                    return import::add(tx, &unit, seat, &invitee, &past).await;
                }
                check_handover(&unit, &seat, &invitee)?;
                invitee.check_space(&seat.space)?;
                add(tx, &unit, seat, &invitee).await
            })
        })
        .await
}

/// What needs no look into the space: who may add which kind of member, and
/// the scope for that kind.
fn check_kind(call: &Call, invitee: &Invitee, admin: bool) -> Result<()> {
    if admin {
        if matches!(invitee, Invitee::App(_)) {
            return Err(Error::permission_denied(
                "Memberships of apps can't be created with administrator access.",
            ));
        }
        return Ok(());
    }
    if call.is_app() {
        return match invitee {
            Invitee::Person(_) => Ok(()),
            _ => Err(Error::permission_denied(
                "With app authentication only people can be added to a space.",
            )),
        };
    }
    let scopes = [needed(invitee), CHAT_IMPORT];
    if call.caller.scopes.contains_any(&scopes) {
        return Ok(());
    }
    Err(insufficient("google.chat.v1.ChatService/CreateMembership"))
}

/// People and groups need `chat.memberships`, the calling app
/// `chat.memberships.app`; the gate let either in.
fn needed(invitee: &Invitee) -> Scope {
    match invitee {
        Invitee::App(_) => CHAT_MEMBERSHIPS_APP,
        Invitee::Person(_) | Invitee::Group(_) => CHAT_MEMBERSHIPS,
    }
}

/// `chat.import` adds people and groups to a space that was imported.
fn check_handover(call: &Call, seat: &Seat, invitee: &Invitee) -> Result<()> {
    match invitee {
        Invitee::App(_) => seat.check_import_scope(call, &[needed(invitee)]),
        _ => seat.check_import_or_handover(call, &[needed(invitee)]),
    }
}

async fn add(tx: &mut Tx, call: &Call, seat: Seat, invitee: &Invitee) -> Result<wire::Membership> {
    let (member, joins) = match invitee {
        Invitee::Person(name) => person(tx, call, &seat, name).await?,
        Invitee::App(name) => (app(tx, call, &seat, name).await?, true),
        Invitee::Group(group) => (self::group(tx, &seat, *group).await?, true),
    };
    if let Some(present) = present(tx, seat.space.id, member).await? {
        return render(tx, &present).await;
    }
    let mut space = seat.space;
    let membership = write(tx, call, &mut space, member, joins).await?;
    render(tx, &membership).await
}

/// The membership that there is. One that an import left behind makes room.
async fn present(tx: &mut Tx, space: SpaceId, member: Member) -> Result<Option<Membership>> {
    let found = store::members::get(tx, space, member).await?;
    if found
        .as_ref()
        .is_some_and(|found| found.delete_time.is_some())
    {
        store::members::delete(tx, space, member).await?;
        return Ok(None);
    }
    Ok(found)
}

/// Writes the membership of somebody who is not there yet, and tells of it.
pub async fn write(
    tx: &mut Tx,
    call: &Call,
    space: &mut Space,
    member: Member,
    joins: bool,
) -> Result<Membership> {
    let time = space.tick(call.now);
    let role = (joins && !matches!(member, Member::Group(_))).then_some(Role::Member);
    let state = if joins {
        MembershipState::Joined
    } else {
        MembershipState::Invited
    };
    let membership = Membership {
        space: space.id,
        member,
        state,
        role,
        create_time: time,
        delete_time: None,
    };
    match member {
        Member::Person(_) if joins => space.human_count += 1,
        Member::Group(_) if joins => space.group_count += 1,
        _ => {}
    }
    store::members::insert(tx, &membership).await?;
    store::spaces::touch(tx, space).await?;
    let event = Event {
        space: space.id,
        time,
        n: 0,
        kind: Kind::MembershipCreated(member),
    };
    store::events::append(tx, &event).await?;
    Ok(membership)
}

async fn person(tx: &mut Tx, call: &Call, seat: &Seat, name: &UserRef) -> Result<(Member, bool)> {
    seat.demand(Permission::ManageMembersAndGroups)?;
    let user = users::resolve(tx, call, name)
        .await?
        .ok_or_else(Error::not_found)?;
    if !user.is_person() {
        return Err(Error::invalid(
            "membership.member.type",
            "The type of the member doesn't fit: the user is an app.",
        ));
    }
    if is_external(tx, &user).await? {
        external(call, seat)?;
    }
    if store::users::is_blocked_between(tx, call.caller.id, user.id).await? || user.disabled {
        return Err(Error::permission_denied(
            "The caller may not add this user to the space.",
        ));
    }
    Ok((Member::Person(user.id), user.auto_accept))
}

fn external(call: &Call, seat: &Seat) -> Result<()> {
    if !seat.space.external_user_allowed {
        return Err(Error::permission_denied(
            "The space doesn't permit members from outside the organization.",
        ));
    }
    if call.is_app() || seat.role.is_none() {
        return Err(Error::permission_denied(
            "Members from outside the organization can only be added with user authentication.",
        ));
    }
    Ok(())
}

/// Only the calling app itself can be added.
async fn app(tx: &mut Tx, call: &Call, seat: &Seat, name: &UserRef) -> Result<Member> {
    let own = call.app()?;
    if !matches!(name, UserRef::App) && *name != UserRef::Id(own) {
        return Err(Error::permission_denied(
            "Memberships can't be created for other apps than the calling one.",
        ));
    }
    seat.demand(Permission::ManageApps)?;
    let joins = store::apps::get(tx, own)
        .await?
        .is_some_and(|app| app.config.joins_spaces);
    if !joins {
        return Err(Error::failed_precondition(
            "The app can't be added to spaces; it is configured for direct messages only.",
        ));
    }
    store::deliveries::set_mover(tx, seat.space.id, own, call.mover()).await?;
    Ok(Member::App(own))
}

async fn group(tx: &mut Tx, seat: &Seat, group: Option<GroupId>) -> Result<Member> {
    seat.demand(Permission::ManageMembersAndGroups)?;
    let group = group.ok_or_else(Error::not_found)?;
    let known = store::groups::get(tx, group)
        .await?
        .ok_or_else(Error::not_found)?;
    Ok(Member::Group(known.id))
}
