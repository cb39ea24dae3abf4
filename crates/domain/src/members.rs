//! Memberships: the row, who may be added, changed and removed by whom.

mod create;
mod delete;
mod import;
mod update;

pub use create::{Invitee, check_create};
pub use delete::check_delete;
pub use import::{Past, check_past};
pub use update::{PATHS, check_update};

use proto::chat::membership::{MembershipRole, MembershipState};

use crate::ids::{GroupId, SpaceId, UserId};
use crate::timestamp::Time;

/// Who a membership is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Member {
    Person(UserId),
    App(UserId),
    Group(GroupId),
}

impl Member {
    /// The number under which the kind is stored.
    pub fn kind(self) -> i64 {
        match self {
            Self::Person(_) => 1,
            Self::App(_) => 2,
            Self::Group(_) => 3,
        }
    }

    pub fn id(self) -> i64 {
        match self {
            Self::Person(id) | Self::App(id) => id.0,
            Self::Group(id) => id.0,
        }
    }

    /// Puts back together what [`Self::kind`] and [`Self::id`] took apart.
    pub fn from_stored(kind: i64, id: i64) -> Option<Self> {
        match kind {
            1 => Some(Self::Person(UserId(id))),
            2 => Some(Self::App(UserId(id))),
            3 => Some(Self::Group(GroupId(id))),
            _ => None,
        }
    }

    /// The last part of the membership's resource name.
    pub fn segment(self) -> String {
        match self {
            Self::Person(id) | Self::App(id) => id.segment(),
            Self::Group(id) => id.segment(),
        }
    }
}

/// What somebody may do in a space. Groups have no role of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    Member,
    /// ROLE_ASSISTANT_MANAGER, shown to people as "manager".
    AssistantManager,
    /// ROLE_MANAGER, shown to people as "owner".
    Manager,
}

impl Role {
    pub fn wire(self) -> MembershipRole {
        match self {
            Self::Member => MembershipRole::RoleMember,
            Self::AssistantManager => MembershipRole::RoleAssistantManager,
            Self::Manager => MembershipRole::RoleManager,
        }
    }

    pub fn from_wire(role: MembershipRole) -> Option<Self> {
        match role {
            MembershipRole::RoleMember => Some(Self::Member),
            MembershipRole::RoleAssistantManager => Some(Self::AssistantManager),
            MembershipRole::RoleManager => Some(Self::Manager),
            MembershipRole::Unspecified => None,
        }
    }
}

/// A membership as it is stored.
#[derive(Clone, Debug, PartialEq)]
pub struct Membership {
    pub space: SpaceId,
    pub member: Member,
    pub state: MembershipState,
    /// `None` for groups.
    pub role: Option<Role>,
    pub create_time: Time,
    /// Only on historical memberships of an import.
    pub delete_time: Option<Time>,
}

impl Membership {
    pub fn is_joined(&self) -> bool {
        self.state == MembershipState::Joined && self.delete_time.is_none()
    }

    /// The role that counts when this member acts.
    pub fn acting_role(&self) -> Role {
        self.role.unwrap_or(Role::Member)
    }
}
