//! `confab.v1.AdminService/CreateGroup`

use domain::Result;
use domain::audit::Action;
use domain::names;
use proto::confab as wire;

use super::{access, render, trail};
use crate::accounts;
use crate::api::Call;

pub async fn create_group(
    call: Call,
    request: wire::CreateGroupRequest,
) -> Result<wire::AdminGroup> {
    access::administrator(&call)?;
    let group = accounts::new_group(&request.email, &request.display_name, call.now)?;
    let entry = trail::entry(&call, Action::GROUP_CREATE);
    let answer = render::group(&group);
    let write = call.server.store.write(move |tx| {
        Box::pin(async move {
            accounts::insert_group(tx, &group).await?;
            let name = names::group_name(group.id);
            trail::record_about(tx, entry, name, &group.email).await
        })
    });
    write.await?;
    Ok(answer)
}
