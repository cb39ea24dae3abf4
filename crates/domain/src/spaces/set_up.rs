//! What `spaces.setup` accepts: a space of any kind with its first members.

use proto::chat as wire;
use proto::chat::membership::MemberType;
use proto::chat::space::SpaceType;
use proto::chat::user;

use super::Draft;
use crate::error::{Error, Result};
use crate::ids::GroupId;
use crate::names::{self, UserRef};
use crate::profile::Profile;

/// A checked `SetUpSpaceRequest`.
#[derive(Debug, PartialEq)]
pub struct SetUp {
    pub draft: Draft,
    pub invitees: Invitees,
}

/// Who is to join besides the caller, as the request names them.
#[derive(Debug, Default, PartialEq)]
pub struct Invitees {
    pub people: Vec<UserRef>,
    pub groups: Vec<Option<GroupId>>,
}

/// Checks everything that can be checked without looking anybody up. How many
/// people remain once aliases are resolved is [`check_people`]'s.
pub fn check_set_up(profile: &Profile, request: &wire::SetUpSpaceRequest) -> Result<SetUp> {
    let space = request
        .space
        .as_ref()
        .ok_or_else(|| Error::invalid("space", "The request has no space."))?;
    if space.import_mode {
        return Err(Error::invalid(
            "space.import_mode",
            "A space in import mode is made by spaces.create.",
        ));
    }
    let limit = profile.setup_limit;
    if request.memberships.len() > limit {
        let text = format!("More than {limit} memberships{}.", profile.note());
        return Err(Error::invalid("memberships", text));
    }
    let draft = draft(profile, space)?;
    let invitees = invitees(&request.memberships)?;
    if !invitees.groups.is_empty() && draft.space_type != SpaceType::Space {
        return Err(Error::invalid(
            "memberships",
            "Google groups can only be members of named spaces.",
        ));
    }
    if draft.single_user_bot_dm && !request.memberships.is_empty() {
        return Err(Error::invalid(
            "memberships",
            "A direct message with the calling app takes no memberships.",
        ));
    }
    Ok(SetUp { draft, invitees })
}

impl SetUp {
    /// Checks how many different people besides the caller there are.
    pub fn check_people(&self, people: usize) -> Result<()> {
        let fault = match self.draft.space_type {
            SpaceType::GroupChat if people < 2 => {
                "A group chat requires at least two memberships besides the caller's."
            }
            SpaceType::DirectMessage if !self.draft.single_user_bot_dm && people != 1 => {
                "A direct message requires exactly one membership besides the caller's."
            }
            _ => return Ok(()),
        };
        Err(Error::invalid("memberships", fault))
    }
}

fn draft(profile: &Profile, space: &wire::Space) -> Result<Draft> {
    match space.space_type() {
        SpaceType::Space if !space.single_user_bot_dm => super::create::named(profile, space),
        SpaceType::GroupChat if !space.single_user_bot_dm => group_chat(profile, space),
        SpaceType::DirectMessage if space.space_details.is_some() => Err(Error::invalid(
            "space.space_details",
            "A direct message has no description or guidelines.",
        )),
        SpaceType::DirectMessage => unnamed(space, SpaceType::DirectMessage),
        SpaceType::Space | SpaceType::GroupChat => Err(Error::invalid(
            "space.single_user_bot_dm",
            "Only a direct message can be one with an app.",
        )),
        SpaceType::Unspecified => Err(Error::invalid(
            "space.space_type",
            "The space type must be SPACE, GROUP_CHAT or DIRECT_MESSAGE.",
        )),
    }
}

pub(super) fn group_chat(profile: &Profile, space: &wire::Space) -> Result<Draft> {
    let (description, guidelines) = super::details(profile, space.space_details.as_ref())?;
    Ok(Draft {
        description,
        guidelines,
        ..unnamed(space, SpaceType::GroupChat)?
    })
}

fn unnamed(space: &wire::Space, space_type: SpaceType) -> Result<Draft> {
    if !space.display_name.is_empty() {
        return Err(Error::invalid(
            "space.display_name",
            "Only named spaces have a display name.",
        ));
    }
    Ok(Draft {
        space_type,
        single_user_bot_dm: space.single_user_bot_dm,
        display_name: String::new(),
        description: String::new(),
        guidelines: String::new(),
        external_user_allowed: space.external_user_allowed,
        history_state: super::history_state(space)?,
        audience: String::new(),
        permission_settings: None,
        import: None,
    })
}

fn invitees(memberships: &[wire::Membership]) -> Result<Invitees> {
    let mut invitees = Invitees::default();
    for (index, membership) in memberships.iter().enumerate() {
        let field = |rest: &str| format!("memberships[{index}].{rest}");
        match &membership.member_type {
            Some(MemberType::Member(member)) => {
                let name = names::user(&field("member.name"), &member.name)?;
                if member.r#type() != user::Type::Human || name == UserRef::App {
                    return Err(Error::invalid(
                        &field("member.type"),
                        "Only people, of type HUMAN, can be members when a space is set up.",
                    ));
                }
                invitees.people.push(name);
            }
            Some(MemberType::GroupMember(group)) => {
                invitees
                    .groups
                    .push(names::group(&field("group_member.name"), &group.name)?);
            }
            None => {
                return Err(Error::invalid(
                    &field("member"),
                    "A membership requires a member or a group_member.",
                ));
            }
        }
    }
    Ok(invitees)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::{CURRENT, REFERENCE};

    fn person(name: &str) -> wire::Membership {
        let user = wire::User {
            name: name.into(),
            r#type: user::Type::Human as i32,
            ..Default::default()
        };
        wire::Membership {
            member_type: Some(MemberType::Member(user)),
            ..Default::default()
        }
    }

    fn group(name: &str) -> wire::Membership {
        let group = wire::Group { name: name.into() };
        wire::Membership {
            member_type: Some(MemberType::GroupMember(group)),
            ..Default::default()
        }
    }

    fn request(space_type: SpaceType, members: Vec<wire::Membership>) -> wire::SetUpSpaceRequest {
        let display_name = if space_type == SpaceType::Space {
            "Launch".into()
        } else {
            String::new()
        };
        let space = wire::Space {
            space_type: space_type as i32,
            display_name,
            ..Default::default()
        };
        wire::SetUpSpaceRequest {
            space: Some(space),
            memberships: members,
            ..Default::default()
        }
    }

    fn people(count: usize) -> Vec<wire::Membership> {
        (0..count)
            .map(|n| person(&format!("users/p{n}@example.com")))
            .collect()
    }

    fn refused(request: wire::SetUpSpaceRequest, field: &str) {
        let error = check_set_up(&REFERENCE, &request).unwrap_err();
        let crate::error::Detail::BadRequest(violations) = &error.details[0] else {
            panic!("no violation")
        };
        assert_eq!(violations[0].field, field);
    }

    #[test]
    fn the_profile_limits_the_memberships() {
        for (profile, limit) in [(&REFERENCE, 20), (&CURRENT, 49)] {
            let set_up = |count| check_set_up(profile, &request(SpaceType::Space, people(count)));
            assert!(set_up(limit).is_ok());
            assert!(set_up(limit + 1).is_err());
        }
    }

    #[test]
    fn each_kind_has_its_own_demands() {
        let group_chat = request(SpaceType::GroupChat, people(2));
        let set_up = check_set_up(&REFERENCE, &group_chat).unwrap();
        assert!(set_up.check_people(1).is_err() && set_up.check_people(2).is_ok());
        let dm = check_set_up(&REFERENCE, &request(SpaceType::DirectMessage, people(1))).unwrap();
        assert!(dm.check_people(1).is_ok() && dm.check_people(2).is_err());

        refused(request(SpaceType::Unspecified, vec![]), "space.space_type");
        refused(
            request(SpaceType::GroupChat, vec![group("groups/1")]),
            "memberships",
        );
        refused(
            request(SpaceType::Space, vec![group("groups/a@b.c")]),
            "memberships[0].group_member.name",
        );
        refused(
            request(SpaceType::Space, vec![person("bob")]),
            "memberships[0].member.name",
        );
        refused(
            request(SpaceType::Space, vec![person("users/app")]),
            "memberships[0].member.type",
        );
        refused(
            request(SpaceType::Space, vec![wire::Membership::default()]),
            "memberships[0].member",
        );
        let mut with_app = request(SpaceType::DirectMessage, people(1));
        with_app.space.as_mut().unwrap().single_user_bot_dm = true;
        refused(with_app, "memberships");
        let mut named = request(SpaceType::DirectMessage, people(1));
        named.space.as_mut().unwrap().display_name = "Us".into();
        refused(named, "space.display_name");
        let mut detailed = request(SpaceType::DirectMessage, people(1));
        detailed.space.as_mut().unwrap().space_details = Some(Default::default());
        refused(detailed, "space.space_details");
    }
}
