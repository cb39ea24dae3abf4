//! `users.spaces.getSpaceNotificationSetting`

use domain::{Result, names};
use proto::chat as wire;

use super::{check_own, read, render};
use crate::api::Call;
use crate::api::access::{self, For};

pub async fn get_space_notification_setting(
    call: Call,
    request: wire::GetSpaceNotificationSettingRequest,
) -> Result<wire::SpaceNotificationSetting> {
    let (user, id) = names::notification_setting("name", &request.name)?;
    let unit = call.clone();
    let read = call.server.store.read(move |tx| {
        Box::pin(async move {
            check_own(tx, &unit, &user).await?;
            let space = access::joined(tx, &unit, id, For::Reading).await?.space;
            let setting = read(tx, &unit, &space).await?;
            Ok(render(&unit, &space, setting))
        })
    });
    read.await
}
