//! `confab.v1.AdminService/CreateUser`

use domain::audit::Action;
use domain::{Error, Result};
use proto::confab as wire;

use super::{access, render, trail};
use crate::accounts::{self, NewUser};
use crate::api::Call;
use crate::gate::password;

pub async fn create_user(call: Call, request: wire::CreateUserRequest) -> Result<wire::AdminUser> {
    access::administrator(&call)?;
    let new = NewUser {
        email: request.email,
        display_name: request.display_name,
        admin: request.admin,
        password: Some(request.password).filter(|password| !password.is_empty()),
    };
    let (now, entry) = (call.now, trail::entry(&call, Action::USER_CREATE));
    // A password's hash takes its time.
    let made = tokio::task::spawn_blocking(move || {
        if let Some(password) = &new.password {
            password::check_new(password, &[&new.email, &new.display_name])?;
        }
        new.make(now)
    });
    let (user, hash) = made.await.map_err(Error::internal)??;
    let write = call.server.store.write(move |tx| {
        Box::pin(async move {
            let user = accounts::insert_user(tx, user, hash.as_deref()).await?;
            let detail = if user.admin { "administrator" } else { "" };
            trail::record(tx, entry, &user, detail).await?;
            Ok(render::user(&user))
        })
    });
    write.await
}
