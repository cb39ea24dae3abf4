//! `confab.v1.AdminService/SetUserAdmin`

use domain::Result;
use domain::audit::Action;
use proto::confab as wire;
use store::{meta, users};

use super::{access, render, trail};
use crate::api::Call;

pub async fn set_user_admin(
    call: Call,
    request: wire::SetUserAdminRequest,
) -> Result<wire::AdminUser> {
    access::administrator(&call)?;
    let entry = trail::entry(&call, Action::USER_SET_ADMIN);
    let detail = if request.admin { "on" } else { "off" };
    let unit = call.clone();
    let write = call.server.store.write(move |tx| {
        Box::pin(async move {
            let mut user = access::somebody_else(tx, &unit, &request.name).await?;
            user.admin = request.admin;
            users::set_admin(tx, user.id, user.admin).await?;
            // Every node looks again at what they may do.
            meta::bump_auth(tx).await?;
            trail::record(tx, entry, &user, detail).await?;
            Ok(render::user(&user))
        })
    });
    write.await
}
