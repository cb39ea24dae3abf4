//! What somebody wants to be notified of in a space.

use proto::chat as wire;
use proto::chat::space::SpaceType;
use proto::chat::space_notification_setting::{MuteSetting, NotificationSetting as Level};

use crate::error::{Error, Result};
use crate::spaces::Space;

/// What the update mask may name.
pub const PATHS: &[&str] = &["notification_setting", "mute_setting"];

const FIELD: &str = "space_notification_setting.notification_setting";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Setting {
    pub level: Level,
    pub muted: bool,
}

impl Setting {
    /// Until somebody chooses: everything that is written to them, and of
    /// spaces what begins there.
    pub fn of_new_member(space: &Space) -> Self {
        let level = match space.is_named() {
            true => Level::MainConversations,
            false => Level::All,
        };
        let muted = false;
        Self { level, muted }
    }

    /// Takes what a patch says about the fields of its mask.
    pub fn apply(
        &mut self,
        space: &Space,
        patch: &wire::SpaceNotificationSetting,
        paths: &[&str],
    ) -> Result<()> {
        if paths.contains(&"notification_setting") {
            self.level = level(space, patch)?;
        }
        if paths.contains(&"mute_setting") {
            self.muted = muted(patch)?;
        }
        Ok(())
    }

    /// The number under which the level is stored.
    pub fn stored_level(self) -> i64 {
        i64::from(self.level as i32)
    }

    /// `None` for numbers that no level has.
    pub fn from_stored(level: i64, muted: bool) -> Option<Self> {
        let level = i32::try_from(level).ok().map(Level::try_from)?.ok()?;
        Some(Self { level, muted })
    }

    pub fn to_wire(self, name: String) -> wire::SpaceNotificationSetting {
        let mute = match self.muted {
            true => MuteSetting::Muted,
            false => MuteSetting::Unmuted,
        };
        wire::SpaceNotificationSetting {
            name,
            notification_setting: Some(self.level as i32),
            mute_setting: Some(mute as i32),
        }
    }
}

fn level(space: &Space, patch: &wire::SpaceNotificationSetting) -> Result<Level> {
    let number = patch.notification_setting.unwrap_or_default();
    match Level::try_from(number) {
        Ok(level @ (Level::MainConversations | Level::ForYou))
            if space.space_type == SpaceType::DirectMessage =>
        {
            let name = level.as_str_name();
            let text = format!("{name} is not supported in direct messages.");
            Err(Error::invalid(FIELD, text))
        }
        Ok(Level::Unspecified) | Err(_) => {
            let text = "The notification_setting must be ALL, MAIN_CONVERSATIONS, FOR_YOU or OFF.";
            Err(Error::invalid(FIELD, text))
        }
        Ok(level) => Ok(level),
    }
}

fn muted(patch: &wire::SpaceNotificationSetting) -> Result<bool> {
    match MuteSetting::try_from(patch.mute_setting.unwrap_or_default()) {
        Ok(MuteSetting::Muted) => Ok(true),
        Ok(MuteSetting::Unmuted) => Ok(false),
        _ => Err(Error::invalid(
            "space_notification_setting.mute_setting",
            "The mute_setting must be MUTED or UNMUTED.",
        )),
    }
}

/// Notification settings are nobody else's business.
pub fn refusal() -> Error {
    Error::permission_denied("Only the caller's own notification setting is supported.")
}
