//! Spaces: the row, what a new one may look like, and how one may change.

mod audiences;
mod create;
mod defaults;
mod import;
mod patch;
mod set_up;

pub use audiences::{Audience, SpaceAudience};
pub use create::check_create;
pub use defaults::permission_settings;
pub use import::{IMPORT_PERIOD, Import};
pub use patch::{Editor, PATHS, check_patch};
pub use set_up::{Invitees, SetUp, check_set_up};

use proto::chat::space::{
    AccessPermissionSettings, PermissionSettings, PredefinedPermissionSettings, SpaceType,
};
use proto::chat::{self as wire, HistoryState};

use crate::error::{Error, Result};
use crate::ids::{SpaceId, UserId};
use crate::members::Role;
use crate::profile::Profile;
use crate::timestamp::Time;

/// Characters of a display name.
pub const DISPLAY_NAME_LIMIT: usize = 128;
/// Characters of `spaceDetails.guidelines`.
pub const GUIDELINES_LIMIT: usize = 5_000;
/// The organisation's default target audience.
pub const DEFAULT_AUDIENCE: &str = "audiences/default";

/// A space as it is stored.
#[derive(Clone, Debug, PartialEq)]
pub struct Space {
    pub id: SpaceId,
    pub space_type: SpaceType,
    pub single_user_bot_dm: bool,
    pub admin_installed: bool,
    pub display_name: String,
    pub description: String,
    pub guidelines: String,
    pub external_user_allowed: bool,
    pub history_state: HistoryState,
    pub import_mode: bool,
    pub import_expire_time: Option<Time>,
    /// Who made it: a person, or the app itself.
    pub creator: UserId,
    /// The app through which, or which itself, made it.
    pub creator_app: Option<UserId>,
    /// `audiences/…`, or empty when the space is private.
    pub audience: String,
    /// Only in named spaces.
    pub permission_settings: Option<PermissionSettings>,
    pub access_permission_settings: Option<AccessPermissionSettings>,
    /// People and groups who joined directly.
    pub human_count: i64,
    pub group_count: i64,
    pub create_time: Time,
    /// When the last message came; `None` before the first.
    pub last_active_time: Option<Time>,
    /// The latest time that any change in the space has taken.
    pub clock: Time,
}

impl Space {
    /// The time of the next change: now, or just after the last change when
    /// the machine's clock is behind it.
    pub fn tick(&mut self, now: Time) -> Time {
        self.clock = Time(now.0.max(self.clock.0 + 1));
        self.clock
    }

    /// Takes a time in the past for something that is imported; changes that
    /// follow still come later.
    pub fn take_past(&mut self, time: Time) -> Time {
        self.clock = self.clock.max(time);
        time
    }

    /// Whether this is an import that was not completed in time.
    pub fn import_expired(&self, now: Time) -> bool {
        self.import_mode && self.import_expire_time.is_some_and(|end| end <= now)
    }

    pub fn is_named(&self) -> bool {
        self.space_type == SpaceType::Space
    }

    /// Direct messages and group chats have no threads to reply in.
    pub fn has_reply_threads(&self) -> bool {
        self.is_named()
    }

    /// Whether somebody with this role may do it. Only named spaces have
    /// settings; elsewhere everybody may.
    pub fn allows(&self, role: Role, permission: crate::permissions::Permission) -> bool {
        match &self.permission_settings {
            Some(settings) => permission.granted(settings, role),
            None => true,
        }
    }
}

/// What the caller of `spaces.create` or `spaces.setup` may choose.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    pub space_type: SpaceType,
    pub single_user_bot_dm: bool,
    pub display_name: String,
    pub description: String,
    pub guidelines: String,
    pub external_user_allowed: bool,
    pub history_state: HistoryState,
    pub audience: String,
    pub permission_settings: Option<PermissionSettings>,
    /// Only of a space that is made in import mode.
    pub import: Option<Import>,
}

/// The name of a space, without blanks around it.
fn display_name(field: &str, name: &str) -> Result<String> {
    let name = name.trim();
    if name.is_empty() {
        return Err(Error::invalid(
            field,
            "A named space requires a display name.",
        ));
    }
    if name.chars().count() > DISPLAY_NAME_LIMIT {
        let text = format!("The display name is longer than {DISPLAY_NAME_LIMIT} characters.");
        return Err(Error::invalid(field, text));
    }
    Ok(name.to_owned())
}

/// Description and guidelines within their limits.
fn details(
    profile: &Profile,
    details: Option<&wire::space::SpaceDetails>,
) -> Result<(String, String)> {
    let Some(details) = details else {
        return Ok(Default::default());
    };
    let limit = profile.description_limit;
    if details.description.chars().count() > limit {
        let text = format!(
            "The description is longer than {limit} characters{}.",
            profile.note()
        );
        return Err(Error::invalid("space.space_details.description", text));
    }
    if details.guidelines.chars().count() > GUIDELINES_LIMIT {
        let text = format!("The guidelines are longer than {GUIDELINES_LIMIT} characters.");
        return Err(Error::invalid("space.space_details.guidelines", text));
    }
    Ok((details.description.clone(), details.guidelines.clone()))
}

/// `audiences/{audience}`, or empty for none.
fn audience(field: &str, audience: &str) -> Result<String> {
    let id = audience.strip_prefix("audiences/");
    if audience.is_empty() || id.is_some_and(|id| !id.is_empty() && !id.contains('/')) {
        return Ok(audience.to_owned());
    }
    Err(Error::invalid(
        field,
        "A target audience has the format audiences/{audience}.",
    ))
}

/// The settings that a named space begins with.
fn initial_settings(space: &wire::Space) -> Result<PermissionSettings> {
    use wire::space::SpacePermissionSettings as Given;
    let predefined = match &space.space_permission_settings {
        None => PredefinedPermissionSettings::CollaborationSpace,
        Some(Given::PredefinedPermissionSettings(value)) => {
            PredefinedPermissionSettings::try_from(*value)
                .ok()
                .filter(|v| *v != PredefinedPermissionSettings::Unspecified)
                .ok_or_else(|| {
                    Error::invalid(
                        "space.predefined_permission_settings",
                        "Predefined permission settings must be COLLABORATION_SPACE or \
                         ANNOUNCEMENT_SPACE.",
                    )
                })?
        }
        Some(Given::PermissionSettings(_)) => {
            return Err(Error::invalid(
                "space.permission_settings",
                "A space is created with predefined_permission_settings; permission_settings can \
                 be updated afterwards.",
            ));
        }
    };
    Ok(permission_settings(predefined))
}

/// The history state asked for, or on.
fn history_state(space: &wire::Space) -> Result<HistoryState> {
    match HistoryState::try_from(space.space_history_state) {
        Ok(HistoryState::Unspecified) => Ok(HistoryState::HistoryOn),
        Ok(state) => Ok(state),
        Err(_) => Err(Error::invalid(
            "space.space_history_state",
            "The history state must be HISTORY_ON or HISTORY_OFF.",
        )),
    }
}
