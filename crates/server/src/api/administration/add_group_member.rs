//! `confab.v1.AdminService/AddGroupMember`

use domain::Result;
use domain::audit::Action;
use domain::names;
use proto::confab as wire;
use store::groups;

use super::{access, render, trail};
use crate::api::Call;

pub async fn add_group_member(
    call: Call,
    request: wire::AddGroupMemberRequest,
) -> Result<wire::AdminUser> {
    access::administrator(&call)?;
    let entry = trail::entry(&call, Action::GROUP_ADD_MEMBER);
    let unit = call.clone();
    let write = call.server.store.write(move |tx| {
        Box::pin(async move {
            let group = access::group(tx, "name", &request.name).await?;
            let person = access::person(tx, &unit, &request.user).await?;
            if groups::add_member(tx, group.id, person.id).await? {
                let email = person.email.as_deref().unwrap_or_default();
                trail::record_about(tx, entry, names::group_name(group.id), email).await?;
            }
            Ok(render::user(&person))
        })
    });
    write.await
}
