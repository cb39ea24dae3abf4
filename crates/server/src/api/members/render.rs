//! A membership as an answer shows it.

use domain::Result;
use domain::ids::{GroupId, UserId};
use domain::members::{Member, Membership};
use domain::names;
use proto::chat as wire;
use proto::chat::membership::{Affiliation, MemberType, MembershipRole, MembershipState};
use store::Tx;

use super::is_external;
use crate::api::users;

/// The membership with the user or group it is of.
pub async fn render(tx: &mut Tx, membership: &Membership) -> Result<wire::Membership> {
    let (member, affiliation) = match membership.member {
        Member::Person(id) => person(tx, id).await?,
        Member::App(id) => (user(tx, id).await?, Affiliation::Unspecified),
        Member::Group(id) => (group(id), Affiliation::Unspecified),
    };
    Ok(wire::Membership {
        name: names::member_name(membership.space, membership.member),
        state: membership.state as i32,
        role: membership
            .role
            .map_or(MembershipRole::Unspecified, |role| role.wire()) as i32,
        create_time: Some(membership.create_time.to_wire()),
        delete_time: membership.delete_time.map(|time| time.to_wire()),
        affiliation: affiliation as i32,
        member_type: Some(member),
    })
}

/// The membership as it is after its end.
pub async fn render_ended(tx: &mut Tx, membership: &Membership) -> Result<wire::Membership> {
    let mut rendered = render(tx, membership).await?;
    rendered.state = MembershipState::NotAMember as i32;
    rendered.role = MembershipRole::Unspecified as i32;
    Ok(rendered)
}

async fn person(tx: &mut Tx, id: UserId) -> Result<(MemberType, Affiliation)> {
    let Some(user) = store::users::get(tx, id).await? else {
        return Ok((
            MemberType::Member(users::render_unknown(id)),
            Affiliation::Unspecified,
        ));
    };
    let external = is_external(tx, &user).await?;
    let affiliation = if external {
        Affiliation::External
    } else {
        Affiliation::Internal
    };
    Ok((MemberType::Member(users::render(&user)), affiliation))
}

async fn user(tx: &mut Tx, id: UserId) -> Result<MemberType> {
    let user = store::users::get(tx, id).await?;
    let user = user.map_or_else(|| users::render_unknown(id), |user| users::render(&user));
    Ok(MemberType::Member(user))
}

fn group(id: GroupId) -> MemberType {
    MemberType::GroupMember(wire::Group {
        name: names::group_name(id),
    })
}
