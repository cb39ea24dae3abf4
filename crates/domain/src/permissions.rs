//! What the permission settings of a named space allow to whom.

use proto::chat::space::{PermissionSetting, PermissionSettings};

use crate::error::Error;
use crate::members::Role;

/// One of the settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permission {
    ManageMembersAndGroups,
    ModifySpaceDetails,
    ToggleHistory,
    UseAtMentionAll,
    ManageApps,
    ManageWebhooks,
    PostMessages,
    ReplyMessages,
    ViewSpaceMembership,
}

impl Permission {
    /// The setting's field in `PermissionSettings`.
    pub fn field(self) -> &'static str {
        match self {
            Self::ManageMembersAndGroups => "manage_members_and_groups",
            Self::ModifySpaceDetails => "modify_space_details",
            Self::ToggleHistory => "toggle_history",
            Self::UseAtMentionAll => "use_at_mention_all",
            Self::ManageApps => "manage_apps",
            Self::ManageWebhooks => "manage_webhooks",
            Self::PostMessages => "post_messages",
            Self::ReplyMessages => "reply_messages",
            Self::ViewSpaceMembership => "view_space_membership",
        }
    }

    /// Whether the settings grant it to this role. A setting that is absent
    /// grants it to managers only.
    pub fn granted(self, settings: &PermissionSettings, role: Role) -> bool {
        let Some(setting) = self.setting(settings) else {
            return role != Role::Member;
        };
        match role {
            Role::Manager => setting.managers_allowed,
            // Older clients know two levels; the middle one then follows the upper.
            Role::AssistantManager => setting
                .assistant_managers_allowed
                .unwrap_or(setting.managers_allowed),
            Role::Member => setting.members_allowed,
        }
    }

    fn setting(self, settings: &PermissionSettings) -> Option<&PermissionSetting> {
        match self {
            Self::ManageMembersAndGroups => settings.manage_members_and_groups.as_ref(),
            Self::ModifySpaceDetails => settings.modify_space_details.as_ref(),
            Self::ToggleHistory => settings.toggle_history.as_ref(),
            Self::UseAtMentionAll => settings.use_at_mention_all.as_ref(),
            Self::ManageApps => settings.manage_apps.as_ref(),
            Self::ManageWebhooks => settings.manage_webhooks.as_ref(),
            Self::PostMessages => settings.post_messages.as_ref(),
            Self::ReplyMessages => settings.reply_messages.as_ref(),
            Self::ViewSpaceMembership => settings.view_space_membership.as_ref(),
        }
    }

    /// The refusal of a member who lacks it.
    pub fn refusal(self) -> Error {
        Error::permission_denied(format!(
            "The permission settings of the space don't allow this to the caller: {}.",
            self.field()
        ))
    }
}

#[cfg(test)]
mod tests {
    use proto::chat::space::PredefinedPermissionSettings as Kind;

    use super::*;
    use crate::spaces::permission_settings;

    #[test]
    fn members_of_announcement_spaces_only_reply() {
        let announcement = permission_settings(Kind::AnnouncementSpace);
        let collaboration = permission_settings(Kind::CollaborationSpace);
        for (permission, member_may) in [
            (Permission::PostMessages, false),
            (Permission::ReplyMessages, true),
            (Permission::ManageApps, false),
            (Permission::ViewSpaceMembership, true),
        ] {
            assert_eq!(permission.granted(&announcement, Role::Member), member_may);
            assert!(permission.granted(&announcement, Role::AssistantManager));
            assert!(permission.granted(&announcement, Role::Manager));
            assert!(permission.granted(&collaboration, Role::Member));
        }
    }

    #[test]
    fn settings_of_older_clients_have_two_levels() {
        let managers_only = PermissionSetting {
            managers_allowed: true,
            ..Default::default()
        };
        let settings = PermissionSettings {
            manage_apps: Some(managers_only),
            ..Default::default()
        };
        assert!(Permission::ManageApps.granted(&settings, Role::AssistantManager));
        assert!(!Permission::ManageApps.granted(&settings, Role::Member));
    }
}
