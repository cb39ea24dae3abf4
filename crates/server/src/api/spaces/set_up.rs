//! `spaces.setup`: a space of any kind with its first members.

use domain::ids::{SpaceId, UserId};
use domain::members::Member;
use domain::messages::check_request_id;
use domain::names::UserRef;
use domain::spaces::{SetUp, Space, check_set_up};
use domain::users::User;
use domain::{Error, Result};
use proto::chat as wire;
use proto::chat::space::SpaceType;
use store::Tx;

use super::make::{FirstMember, caller_as_member, make, person, repeated};
use super::render::{Shape, render};
use crate::api::{Call, members::is_external, users};

pub async fn set_up_space(call: Call, request: wire::SetUpSpaceRequest) -> Result<wire::Space> {
    check_request_id("request_id", &request.request_id)?;
    let set_up = check_set_up(call.server.profile, &request)?;
    let id = call.fresh_space()?;
    let unit = call.clone();
    let space = call
        .server
        .store
        .write(move |tx| {
            Box::pin(async move {
                if let Some(space) = repeated(tx, &unit, &request.request_id).await? {
                    return Ok(space);
                }
                run(tx, &unit, id, set_up, &request.request_id).await
            })
        })
        .await?;
    Ok(render(&call, &space, Shape::Single))
}

async fn run(
    tx: &mut Tx,
    call: &Call,
    id: SpaceId,
    set_up: SetUp,
    request_id: &str,
) -> Result<Space> {
    let people = people(tx, call, &set_up).await?;
    set_up.check_people(people.len())?;
    if set_up.draft.space_type == SpaceType::DirectMessage {
        return direct_message(tx, call, id, set_up, people, request_id).await;
    }
    let named = set_up.draft.space_type == SpaceType::Space;
    let mut members = vec![caller_as_member(call, named)];
    for user in people {
        if may_join(tx, call, &set_up, &user).await? {
            members.push(person(user.id, user.auto_accept));
        }
    }
    for group in &set_up.invitees.groups {
        let group = group.ok_or_else(Error::not_found)?;
        let known = store::groups::get(tx, group)
            .await?
            .ok_or_else(Error::not_found)?;
        let member = Member::Group(known.id);
        if !members.iter().any(|first| first.member == member) {
            members.push(FirstMember {
                member,
                joins: true,
                role: None,
            });
        }
    }
    make(tx, call, id, set_up.draft, &members, request_id).await
}

/// The people whom the request names, each once and without the caller.
async fn people(tx: &mut Tx, call: &Call, set_up: &SetUp) -> Result<Vec<User>> {
    let mut people: Vec<User> = Vec::new();
    for name in &set_up.invitees.people {
        let user = users::resolve(tx, call, name)
            .await?
            .ok_or_else(Error::not_found)?;
        if !user.is_person() {
            return Err(Error::invalid(
                "memberships",
                "Only people, of type HUMAN, can be members when a space is set up.",
            ));
        }
        let by_id = matches!(name, UserRef::Id(_)) && user.id != call.caller.id;
        if by_id && is_external(tx, &user).await? {
            return Err(Error::invalid(
                "memberships",
                "People from outside the organization must be named by their e-mail addresses.",
            ));
        }
        let known = user.id == call.caller.id || people.iter().any(|other| other.id == user.id);
        if !known {
            people.push(user);
        }
    }
    Ok(people)
}

/// Whoever may not be added is left out without an error.
async fn may_join(tx: &mut Tx, call: &Call, set_up: &SetUp, user: &User) -> Result<bool> {
    let outsider = !set_up.draft.external_user_allowed && is_external(tx, user).await?;
    if outsider || user.disabled {
        return Ok(false);
    }
    Ok(!store::users::is_blocked_between(tx, call.caller.id, user.id).await?)
}

async fn direct_message(
    tx: &mut Tx,
    call: &Call,
    id: SpaceId,
    set_up: SetUp,
    people: Vec<User>,
    request_id: &str,
) -> Result<Space> {
    let other = other_side(call, &set_up, &people)?;
    if let Some(space) = store::spaces::direct_message(tx, call.caller.id, other.id()).await? {
        return Ok(space);
    }
    let blocked = store::users::is_blocked_between(tx, call.caller.id, other.id()).await?;
    if blocked || people.iter().any(|user| user.disabled) {
        return Err(Error::permission_denied(
            "A direct message between these users isn't allowed.",
        ));
    }
    // Nobody is invited to a direct message: it is there for both at once.
    let other_member = FirstMember {
        member: other.member(),
        joins: true,
        role: Some(domain::members::Role::Member),
    };
    let members = [caller_as_member(call, false), other_member];
    let space = make(tx, call, id, set_up.draft, &members, request_id).await?;
    if !store::spaces::claim_pair(tx, call.caller.id, other.id(), id).await? {
        return Err(Error::aborted("the two got a direct message meanwhile"));
    }
    Ok(space)
}

enum OtherSide {
    Person(UserId),
    App(UserId),
}

impl OtherSide {
    fn id(&self) -> UserId {
        match self {
            Self::Person(id) | Self::App(id) => *id,
        }
    }

    fn member(&self) -> Member {
        match self {
            Self::Person(id) => Member::Person(*id),
            Self::App(id) => Member::App(*id),
        }
    }
}

fn other_side(call: &Call, set_up: &SetUp, people: &[User]) -> Result<OtherSide> {
    if set_up.draft.single_user_bot_dm {
        return call.caller.app.map(OtherSide::App).ok_or_else(|| {
            Error::invalid(
                "space.single_user_bot_dm",
                "No Chat app made this call, so there is none to have a direct message with.",
            )
        });
    }
    people
        .first()
        .map(|user| OtherSide::Person(user.id))
        .ok_or_else(Error::not_found)
}
