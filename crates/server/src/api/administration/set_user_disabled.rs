//! `confab.v1.AdminService/SetUserDisabled`

use domain::Result;
use domain::audit::Action;
use proto::confab as wire;
use store::{meta, sessions, users};

use super::{access, render, trail};
use crate::api::Call;

pub async fn set_user_disabled(
    call: Call,
    request: wire::SetUserDisabledRequest,
) -> Result<wire::AdminUser> {
    access::administrator(&call)?;
    let action = match request.disabled {
        true => Action::USER_DISABLE,
        false => Action::USER_ENABLE,
    };
    let entry = trail::entry(&call, action);
    let unit = call.clone();
    let write = call.server.store.write(move |tx| {
        Box::pin(async move {
            let mut user = access::somebody_else(tx, &unit, &request.name).await?;
            user.disabled = request.disabled;
            users::set_disabled(tx, user.id, user.disabled).await?;
            sessions::delete_of_user(tx, user.id, 0).await?;
            // Their tokens stop working on every node.
            meta::bump_auth(tx).await?;
            trail::record(tx, entry, &user, "").await?;
            Ok(render::user(&user))
        })
    });
    write.await
}
