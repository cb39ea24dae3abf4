//! `users.spaces.*SpaceNotificationSetting`

mod get;
mod update;

pub use get::get_space_notification_setting;
pub use update::update_space_notification_setting;

use domain::names::UserRef;
use domain::notification_settings::{self as rules, Setting};
use domain::spaces::Space;
use domain::{Result, names};
use proto::chat as wire;
use store::{Tx, notification_settings};

use crate::api::{Call, users};

/// Refuses everybody's settings but the caller's.
async fn check_own(tx: &mut Tx, call: &Call, name: &UserRef) -> Result<()> {
    match users::is_caller(tx, call, name).await? {
        true => Ok(()),
        false => Err(rules::refusal()),
    }
}

async fn read(tx: &mut Tx, call: &Call, space: &Space) -> Result<Setting> {
    let chosen = notification_settings::get(tx, space.id, call.caller.id).await?;
    Ok(chosen.unwrap_or_else(|| Setting::of_new_member(space)))
}

fn render(call: &Call, space: &Space, setting: Setting) -> wire::SpaceNotificationSetting {
    setting.to_wire(names::notification_setting_name(call.caller.id, space.id))
}
