//! The permission settings of the two predefined kinds of named space.

use proto::chat::space::{PermissionSetting, PermissionSettings, PredefinedPermissionSettings};

const EVERYBODY: PermissionSetting = PermissionSetting {
    managers_allowed: true,
    assistant_managers_allowed: Some(true),
    members_allowed: true,
};

const MANAGERS: PermissionSetting = PermissionSetting {
    managers_allowed: true,
    assistant_managers_allowed: Some(true),
    members_allowed: false,
};

/// What a new space of this kind allows to whom.
pub fn permission_settings(kind: PredefinedPermissionSettings) -> PermissionSettings {
    let announcement = kind == PredefinedPermissionSettings::AnnouncementSpace;
    let managed = if announcement { MANAGERS } else { EVERYBODY };
    PermissionSettings {
        manage_members_and_groups: Some(managed),
        modify_space_details: Some(managed),
        toggle_history: Some(managed),
        use_at_mention_all: Some(managed),
        manage_apps: Some(managed),
        manage_webhooks: Some(managed),
        post_messages: Some(managed),
        reply_messages: Some(EVERYBODY),
        view_space_membership: Some(EVERYBODY),
    }
}
