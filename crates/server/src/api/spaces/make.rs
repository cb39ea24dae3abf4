//! What `create` and `setup` share: writing a space with its first members.

use domain::Time;
use domain::events::{Event, Kind};
use domain::ids::{SpaceId, UserId};
use domain::members::{Member, Membership, Role};
use domain::spaces::{Draft, IMPORT_PERIOD, Space};
use domain::{Error, Result};
use proto::chat::membership::MembershipState;
use store::Tx;
use store::requests::{Key, Method};

use crate::api::Call;
use crate::api::joining::audiences;

/// Somebody who is to be in the new space.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FirstMember {
    pub member: Member,
    /// Joins at once, or else is invited.
    pub joins: bool,
    pub role: Option<Role>,
}

/// The space that an earlier call with this request id made. Another caller's
/// request id is an error.
pub async fn repeated(tx: &mut Tx, call: &Call, request_id: &str) -> Result<Option<Space>> {
    if request_id.is_empty() {
        return Ok(None);
    }
    let Some((caller, space)) = store::requests::find(tx, key(call, request_id)).await? else {
        return Ok(None);
    };
    if caller != call.caller.id {
        return Err(Error::already_exists(
            "The request id was used by another user.",
        ));
    }
    // A space that was deleted since is as gone as for anybody else.
    let space = store::spaces::get(tx, SpaceId(space))
        .await?
        .ok_or_else(Error::not_found)?;
    Ok(Some(*space))
}

fn key<'a>(call: &Call, request_id: &'a str) -> Key<'a> {
    Key {
        space: None,
        app: call.caller.app,
        method: Method::MakeSpace,
        request_id,
    }
}

/// Writes the space, its name, its members, their events and the request id.
pub async fn make(
    tx: &mut Tx,
    call: &Call,
    id: SpaceId,
    draft: Draft,
    members: &[FirstMember],
    request_id: &str,
) -> Result<Space> {
    let space = row(call, id, draft, members);
    // First of all: the same request on another node waits here for this one,
    // and does not find its own display name taken.
    if !request_id.is_empty() {
        let key = key(call, request_id);
        store::requests::insert(tx, key, call.caller.id, id.0, call.now).await?;
    }
    if space.is_named() && !store::spaces::claim_name(tx, &space.display_name, id).await? {
        return Err(name_taken());
    }
    audiences::check(tx, &space).await?;
    store::spaces::insert(tx, &space).await?;
    for (n, first) in (0..).zip(members) {
        let state = if first.joins {
            MembershipState::Joined
        } else {
            MembershipState::Invited
        };
        let membership = Membership {
            space: id,
            member: first.member,
            state,
            role: first.role.filter(|_| first.joins),
            create_time: space.create_time,
            delete_time: None,
        };
        store::members::insert(tx, &membership).await?;
        if let Member::App(app) = first.member {
            store::deliveries::set_mover(tx, id, app, call.mover()).await?;
        }
        let kind = Kind::MembershipCreated(first.member);
        store::events::append(
            tx,
            &Event {
                space: id,
                time: space.create_time,
                n,
                kind,
            },
        )
        .await?;
    }
    Ok(space)
}

pub fn name_taken() -> Error {
    Error::already_exists(
        "A space with this display name exists in the organization. Try a different display name.",
    )
}

fn row(call: &Call, id: SpaceId, draft: Draft, members: &[FirstMember]) -> Space {
    let joined = |wanted: fn(Member) -> bool| {
        members
            .iter()
            .filter(|first| first.joins && wanted(first.member))
            .count() as i64
    };
    let created = draft.import.and_then(|import| import.create_time);
    Space {
        id,
        space_type: draft.space_type,
        single_user_bot_dm: draft.single_user_bot_dm,
        admin_installed: false,
        display_name: draft.display_name,
        description: draft.description,
        guidelines: draft.guidelines,
        external_user_allowed: draft.external_user_allowed,
        history_state: draft.history_state,
        import_mode: draft.import.is_some(),
        import_expire_time: draft.import.map(|_| Time(call.now.0 + IMPORT_PERIOD)),
        creator: call.caller.id,
        creator_app: call.caller.app,
        audience: draft.audience,
        permission_settings: draft.permission_settings,
        access_permission_settings: None,
        human_count: joined(|member| matches!(member, Member::Person(_))),
        group_count: joined(|member| matches!(member, Member::Group(_))),
        create_time: created.unwrap_or(call.now),
        last_active_time: None,
        clock: call.now,
    }
}

/// The caller of a method that makes a space: a person manages it, an app
/// is in it like anybody.
pub fn caller_as_member(call: &Call, named: bool) -> FirstMember {
    let manages = named && !call.is_app();
    let role = if manages { Role::Manager } else { Role::Member };
    FirstMember {
        member: call.member(),
        joins: true,
        role: Some(role),
    }
}

pub fn person(id: UserId, auto_accept: bool) -> FirstMember {
    FirstMember {
        member: Member::Person(id),
        joins: auto_accept,
        role: Some(Role::Member),
    }
}
