//! Memberships that have ended, in spaces in import mode.

use proto::chat as wire;

use super::{Invitee, Member, Membership};
use crate::error::{Error, Result};
use crate::spaces::Space;
use crate::timestamp::Time;

/// When a historical membership began and ended.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Past {
    pub create_time: Time,
    pub delete_time: Time,
}

/// Reads the times of a membership that is imported: it ended after the space
/// was created and not in the future, and began before, a microsecond before
/// unless the request says when.
pub fn check_past(space: &Space, membership: &wire::Membership, now: Time) -> Result<Past> {
    let Some(ended) = membership.delete_time.as_ref().map(Time::from_wire) else {
        return Err(Error::invalid(
            "membership.delete_time",
            "While a space is in import mode only memberships that have ended can be created: \
             delete_time is required. Present members are added once the import is complete.",
        ));
    };
    if ended <= space.create_time || ended > now {
        return Err(Error::invalid(
            "membership.delete_time",
            "The deletion time of a historical membership must be after the creation of the \
             space and not in the future.",
        ));
    }
    let began = match &membership.create_time {
        Some(given) => Time::from_wire(given),
        None => Time(ended.0 - 1),
    };
    if began < space.create_time || began >= ended {
        return Err(Error::invalid(
            "membership.create_time",
            "The creation time of a historical membership must not be before that of the space, \
             and must be before delete_time.",
        ));
    }
    Ok(Past {
        create_time: began,
        delete_time: ended,
    })
}

impl Invitee {
    /// Only people have been members of what is imported.
    pub fn check_historical(&self) -> Result<()> {
        match self {
            Self::Person(_) => Ok(()),
            Self::App(_) | Self::Group(_) => Err(Error::invalid(
                "membership",
                "While a space is in import mode only memberships of people can be created.",
            )),
        }
    }
}

impl Membership {
    /// The membership of somebody who was in the space where it comes from.
    pub fn historical(space: &Space, member: Member, past: Past) -> Self {
        Self {
            space: space.id,
            member,
            state: wire::membership::MembershipState::NotAMember,
            role: None,
            create_time: past.create_time,
            delete_time: Some(past.delete_time),
        }
    }
}
