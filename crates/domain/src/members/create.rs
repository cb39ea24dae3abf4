//! What `members.create` accepts.

use proto::chat as wire;
use proto::chat::membership::MemberType;
use proto::chat::{space::SpaceType, user};

use crate::error::{Error, Result};
use crate::ids::GroupId;
use crate::names::{self, UserRef};
use crate::spaces::Space;

/// Who is to join, as the request names them.
#[derive(Debug, PartialEq)]
pub enum Invitee {
    Person(UserRef),
    /// An app, by `users/app` or by its id; only the calling one is accepted.
    App(UserRef),
    Group(Option<GroupId>),
}

/// Reads the membership of a `CreateMembershipRequest`.
pub fn check_create(membership: Option<&wire::Membership>) -> Result<Invitee> {
    let membership =
        membership.ok_or_else(|| Error::invalid("membership", "The request has no membership."))?;
    match &membership.member_type {
        Some(MemberType::Member(member)) => {
            let name = names::user("membership.member.name", &member.name)?;
            match (member.r#type(), &name) {
                (user::Type::Human, UserRef::App) | (user::Type::Bot, UserRef::Email(_)) => {
                    Err(Error::invalid(
                        "membership.member.type",
                        "The type of the member doesn't fit its name: people are HUMAN, \
                         users/app is BOT.",
                    ))
                }
                (user::Type::Human, _) => Ok(Invitee::Person(name)),
                (user::Type::Bot, _) => Ok(Invitee::App(name)),
                (user::Type::Unspecified, _) => Err(Error::invalid(
                    "membership.member.type",
                    "The type of the member is required: HUMAN or BOT.",
                )),
            }
        }
        Some(MemberType::GroupMember(group)) => {
            names::group("membership.group_member.name", &group.name).map(Invitee::Group)
        }
        None => Err(Error::invalid(
            "membership.member",
            "The membership requires a member or a group_member.",
        )),
    }
}

impl Invitee {
    /// Whether this kind of member can be in this kind of space at all.
    pub fn check_space(&self, space: &Space) -> Result<()> {
        let fault = match (self, space.space_type) {
            (Self::Group(_), SpaceType::Space) => return Ok(()),
            (Self::Group(_), _) => "Google groups can only be members of named spaces.",
            (Self::Person(_), SpaceType::DirectMessage) => {
                "People can't be added to a direct message."
            }
            (Self::App(_), _) if space.single_user_bot_dm => {
                "An app can't be added to a direct message with an app."
            }
            _ => return Ok(()),
        };
        Err(Error::invalid("membership", fault))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(name: &str, kind: user::Type) -> wire::Membership {
        let user = wire::User {
            name: name.into(),
            r#type: kind as i32,
            ..Default::default()
        };
        wire::Membership {
            member_type: Some(MemberType::Member(user)),
            ..Default::default()
        }
    }

    #[test]
    fn members_have_a_fitting_type() {
        let create = |name, kind| check_create(Some(&member(name, kind)));
        assert_eq!(
            create("users/b@c.d", user::Type::Human),
            Ok(Invitee::Person(UserRef::Email("b@c.d".into())))
        );
        assert_eq!(
            create("users/app", user::Type::Bot),
            Ok(Invitee::App(UserRef::App))
        );
        for (name, kind) in [
            ("users/app", user::Type::Human),
            ("users/b@c.d", user::Type::Bot),
            ("users/b@c.d", user::Type::Unspecified),
            ("b@c.d", user::Type::Human),
            ("", user::Type::Human),
        ] {
            assert!(create(name, kind).is_err(), "{name} {kind:?}");
        }
        assert!(check_create(None).is_err());
        assert!(check_create(Some(&wire::Membership::default())).is_err());
    }
}
