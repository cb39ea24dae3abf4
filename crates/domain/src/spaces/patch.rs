//! What `spaces.patch` accepts, path by path.

use proto::chat::space::{AccessPermissionSettings, PermissionSettings, SpaceType};
use proto::chat::{self as wire, HistoryState};

use super::Space;
use super::audiences::check_setting;
use crate::error::{Error, Result};
use crate::members::Role;
use crate::permissions::Permission;
use crate::profile::Profile;

/// Every path that the update mask of a space may name.
pub const PATHS: &[&str] = &[
    "display_name",
    "space_type",
    "space_details",
    "space_history_state",
    "access_settings.audience",
    "access_settings.access_permission_settings.discover_space_setting",
    "access_settings.access_permission_settings.join_space_setting",
    "access_settings.access_permission_settings.view_space_membership_setting",
    "permission_settings.manage_members_and_groups",
    "permission_settings.modify_space_details",
    "permission_settings.toggle_history",
    "permission_settings.use_at_mention_all",
    "permission_settings.manage_apps",
    "permission_settings.manage_webhooks",
    "permission_settings.reply_messages",
    "permission_settings.view_space_membership",
];

/// Who sees the members: the two go together.
const VIEW_SETTING: &str =
    "access_settings.access_permission_settings.view_space_membership_setting";
const VIEW_PERMISSION: &str = "permission_settings.view_space_membership";

/// Who asks for the change.
#[derive(Clone, Copy, Debug)]
pub enum Editor {
    /// An administrator, by `useAdminAccess`.
    Administrator,
    /// A person in the space.
    Person(Role),
    /// An app with its own credentials; `creator` when it made the space.
    App { creator: bool },
}

/// Paths that exclude those of the other kinds.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    Details,
    History,
    Audience,
    Access,
    Permissions,
}

fn kind(path: &str) -> Kind {
    match path {
        "space_history_state" => Kind::History,
        "access_settings.audience" => Kind::Audience,
        path if path.starts_with("access_settings.") => Kind::Access,
        path if path.starts_with("permission_settings.") => Kind::Permissions,
        _ => Kind::Details,
    }
}

/// Checks and applies a patch whose paths are all in [`PATHS`]; the answer is
/// the space as it shall be. Only `permission_settings.*` and the access
/// settings may be several at once besides name, type and details.
pub fn check_patch(
    profile: &Profile,
    editor: Editor,
    space: &Space,
    patch: &wire::Space,
    paths: &[&str],
) -> Result<Space> {
    let Some(first) = paths.first().copied().map(kind) else {
        return Err(Error::invalid("update_mask", "The update mask is empty."));
    };
    if paths.contains(&VIEW_SETTING) {
        return who_sees_members(profile, editor, space, patch, paths);
    }
    if let Some(other) = paths.iter().find(|path| kind(path) != first) {
        let text = format!("{} can't be updated together with {other}.", paths[0]);
        return Err(Error::invalid("update_mask", text));
    }
    let mut changed = space.clone();
    match first {
        Kind::Details => details(profile, editor, &mut changed, patch, paths)?,
        Kind::History => history(editor, &mut changed, patch)?,
        Kind::Audience => audience(editor, &mut changed, patch)?,
        Kind::Access => access(editor, &mut changed, patch, paths)?,
        Kind::Permissions => permissions(profile, editor, &mut changed, patch, paths)?,
    }
    check_viewers(&changed)?;
    Ok(changed)
}

/// Access settings, together with the one permission that goes with them.
fn who_sees_members(
    profile: &Profile,
    editor: Editor,
    space: &Space,
    patch: &wire::Space,
    paths: &[&str],
) -> Result<Space> {
    if !paths.contains(&VIEW_PERMISSION) {
        let text = format!("{VIEW_SETTING} requires {VIEW_PERMISSION} in the same update mask.");
        return Err(Error::invalid("update_mask", text));
    }
    let others = paths.iter().filter(|path| **path != VIEW_PERMISSION);
    let access_paths: Vec<&str> = others.copied().collect();
    if let Some(other) = access_paths.iter().find(|path| kind(path) != Kind::Access) {
        let text = format!("{VIEW_SETTING} can't be updated together with {other}.");
        return Err(Error::invalid("update_mask", text));
    }
    let mut changed = space.clone();
    access(editor, &mut changed, patch, &access_paths)?;
    permissions(profile, editor, &mut changed, patch, &[VIEW_PERMISSION])?;
    check_viewers(&changed)?;
    Ok(changed)
}

/// What a target audience sees of the members, all members must.
fn check_viewers(space: &Space) -> Result<()> {
    if space.viewers().next().is_none()
        || space.allows(Role::Member, Permission::ViewSpaceMembership)
    {
        return Ok(());
    }
    Err(Error::invalid(
        "space.permission_settings.view_space_membership",
        "While a target audience may view the members of the space, all members must.",
    ))
}

fn demand(space: &Space, editor: Editor, permission: Permission) -> Result<()> {
    let allowed = match editor {
        Editor::Administrator | Editor::App { creator: true } => true,
        Editor::Person(role) => space.allows(role, permission),
        Editor::App { creator: false } => space.allows(Role::Member, permission),
    };
    if allowed {
        Ok(())
    } else {
        Err(permission.refusal())
    }
}

fn not_as_admin(editor: Editor, path: &str, note: &str) -> Result<()> {
    match editor {
        Editor::Administrator => {
            let text = format!("{path} can't be updated with administrator access{note}.");
            Err(Error::invalid("update_mask", text))
        }
        _ => Ok(()),
    }
}

fn named_only(space: &Space, path: &str) -> Result<()> {
    if space.is_named() {
        return Ok(());
    }
    Err(Error::invalid(
        "update_mask",
        format!("Only named spaces have {path}."),
    ))
}

fn details(
    profile: &Profile,
    editor: Editor,
    space: &mut Space,
    patch: &wire::Space,
    paths: &[&str],
) -> Result<()> {
    demand(space, editor, Permission::ModifySpaceDetails)?;
    let has = |path: &str| paths.contains(&path);
    if has("space_type") {
        space_type(editor, space, patch, has("display_name"))?;
    }
    if has("display_name") {
        named_only(space, "a display name")?;
        space.display_name = super::display_name("space.display_name", &patch.display_name)?;
    }
    if has("space_details") {
        if space.space_type == SpaceType::DirectMessage {
            return Err(Error::invalid(
                "update_mask",
                "A direct message has no description or guidelines.",
            ));
        }
        (space.description, space.guidelines) =
            super::details(profile, patch.space_details.as_ref())?;
    }
    Ok(())
}

/// The one change of type: a group chat becomes a named space.
fn space_type(
    editor: Editor,
    space: &mut Space,
    patch: &wire::Space,
    with_name: bool,
) -> Result<()> {
    not_as_admin(editor, "space_type", "")?;
    if patch.space_type() != SpaceType::Space || space.space_type == SpaceType::DirectMessage {
        return Err(Error::invalid(
            "space.space_type",
            "The only change of type is from GROUP_CHAT to SPACE.",
        ));
    }
    if space.space_type == SpaceType::GroupChat {
        if !with_name {
            return Err(Error::invalid(
                "update_mask",
                "A group chat that becomes a named space needs display_name in the update mask.",
            ));
        }
        space.space_type = SpaceType::Space;
        space.permission_settings = Some(super::permission_settings(
            wire::space::PredefinedPermissionSettings::CollaborationSpace,
        ));
    }
    Ok(())
}

fn history(editor: Editor, space: &mut Space, patch: &wire::Space) -> Result<()> {
    not_as_admin(editor, "space_history_state", "")?;
    demand(space, editor, Permission::ToggleHistory)?;
    space.history_state = match patch.space_history_state() {
        HistoryState::Unspecified => {
            return Err(Error::invalid(
                "space.space_history_state",
                "The history state must be HISTORY_ON or HISTORY_OFF.",
            ));
        }
        state => state,
    };
    Ok(())
}

fn audience(editor: Editor, space: &mut Space, patch: &wire::Space) -> Result<()> {
    not_as_admin(editor, "access_settings.audience", "")?;
    named_only(space, "a target audience")?;
    if space.import_mode {
        return Err(Error::invalid(
            "update_mask",
            "The target audience can't be updated while the space is in import mode.",
        ));
    }
    if !matches!(editor, Editor::Person(Role::Manager)) {
        return Err(Error::permission_denied(
            "Only a manager of the space can update its target audience.",
        ));
    }
    let asked = patch
        .access_settings
        .as_ref()
        .map_or("", |access| &access.audience);
    space.audience = super::audience("space.access_settings.audience", asked)?;
    Ok(())
}

fn access(editor: Editor, space: &mut Space, patch: &wire::Space, paths: &[&str]) -> Result<()> {
    not_as_admin(editor, "access_settings.access_permission_settings", "")?;
    named_only(space, "access settings")?;
    if !matches!(
        editor,
        Editor::Person(Role::Manager | Role::AssistantManager)
    ) {
        return Err(Error::permission_denied(
            "Only a manager of the space can update its access settings.",
        ));
    }
    let given = patch
        .access_settings
        .as_ref()
        .and_then(|access| access.access_permission_settings.clone())
        .unwrap_or_default();
    let settings = space
        .access_permission_settings
        .get_or_insert_with(Default::default);
    for path in paths {
        match path.rsplit('.').next() {
            Some("discover_space_setting") => {
                check_setting(path, given.discover_space_setting.as_ref())?;
                settings.discover_space_setting = given.discover_space_setting.clone();
            }
            Some("join_space_setting") => {
                check_setting(path, given.join_space_setting.as_ref())?;
                settings.join_space_setting = given.join_space_setting.clone();
            }
            _ => {
                check_setting(path, given.view_space_membership_setting.as_ref())?;
                settings.view_space_membership_setting =
                    given.view_space_membership_setting.clone();
            }
        }
    }
    who_joins_discovers(settings)
}

fn who_joins_discovers(settings: &AccessPermissionSettings) -> Result<()> {
    let principals = |setting: &Option<wire::space::AccessPermissionSetting>| {
        setting
            .as_ref()
            .map(|setting| setting.principals.clone())
            .unwrap_or_default()
    };
    let discover = principals(&settings.discover_space_setting);
    if principals(&settings.join_space_setting)
        .iter()
        .all(|who| discover.contains(who))
    {
        return Ok(());
    }
    Err(Error::invalid(
        "space.access_settings.access_permission_settings.join_space_setting",
        "Whoever may join the space must also be able to discover it.",
    ))
}

fn permissions(
    profile: &Profile,
    editor: Editor,
    space: &mut Space,
    patch: &wire::Space,
    paths: &[&str],
) -> Result<()> {
    if !profile.permission_settings_as_admin {
        not_as_admin(editor, "permission_settings", &profile.note())?;
    }
    named_only(space, "permission settings")?;
    let allowed = matches!(
        editor,
        Editor::Administrator
            | Editor::Person(Role::Manager | Role::AssistantManager)
            | Editor::App { creator: true }
    );
    if !allowed {
        return Err(Error::permission_denied(
            "Only a manager of the space can update its permission settings.",
        ));
    }
    let given = match &patch.space_permission_settings {
        Some(wire::space::SpacePermissionSettings::PermissionSettings(given)) => given,
        _ => {
            return Err(Error::invalid(
                "space.permission_settings",
                "The request has no permission settings.",
            ));
        }
    };
    let settings = space
        .permission_settings
        .get_or_insert_with(Default::default);
    for path in paths {
        replace(settings, given, path)?;
    }
    Ok(())
}

fn replace(
    settings: &mut PermissionSettings,
    given: &PermissionSettings,
    path: &str,
) -> Result<()> {
    let (slot, value) = match path.trim_start_matches("permission_settings.") {
        "manage_members_and_groups" => (
            &mut settings.manage_members_and_groups,
            given.manage_members_and_groups,
        ),
        "modify_space_details" => (
            &mut settings.modify_space_details,
            given.modify_space_details,
        ),
        "toggle_history" => (&mut settings.toggle_history, given.toggle_history),
        "use_at_mention_all" => (&mut settings.use_at_mention_all, given.use_at_mention_all),
        "manage_apps" => (&mut settings.manage_apps, given.manage_apps),
        "manage_webhooks" => (&mut settings.manage_webhooks, given.manage_webhooks),
        "reply_messages" => (&mut settings.reply_messages, given.reply_messages),
        _ => (
            &mut settings.view_space_membership,
            given.view_space_membership,
        ),
    };
    let Some(value) = value.filter(|setting| setting.managers_allowed) else {
        let text = "Managers of the space always have every permission: set managers_allowed.";
        return Err(Error::invalid(&format!("space.{path}"), text));
    };
    *slot = Some(value);
    Ok(())
}
