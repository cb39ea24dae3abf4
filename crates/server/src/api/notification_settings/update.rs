//! `users.spaces.updateSpaceNotificationSetting`

use domain::notification_settings::PATHS;
use domain::{Error, Result, mask, names};
use proto::chat as wire;
use store::notification_settings;

use super::{check_own, read, render};
use crate::api::Call;
use crate::api::access::{self, For};

pub async fn update_space_notification_setting(
    call: Call,
    request: wire::UpdateSpaceNotificationSettingRequest,
) -> Result<wire::SpaceNotificationSetting> {
    const FIELD: &str = "space_notification_setting";
    let patch = request
        .space_notification_setting
        .ok_or_else(|| Error::invalid(FIELD, "The request has no notification setting."))?;
    let name = "space_notification_setting.name";
    let (user, id) = names::notification_setting(name, &patch.name)?;
    let paths = mask::named_paths(request.update_mask.as_ref(), PATHS)?;
    let unit = call.clone();
    let write = call.server.store.write(move |tx| {
        Box::pin(async move {
            check_own(tx, &unit, &user).await?;
            let space = access::joined(tx, &unit, id, For::Reading).await?.space;
            let mut setting = read(tx, &unit, &space).await?;
            setting.apply(&space, &patch, &paths)?;
            notification_settings::set(tx, space.id, unit.caller.id, setting).await?;
            Ok(render(&unit, &space, setting))
        })
    });
    write.await
}
