//! `confab.v1.AdminService/RemoveGroupMember`

use domain::audit::Action;
use domain::names;
use domain::{Error, Result};
use proto::confab as wire;
use store::groups;

use super::{access, trail};
use crate::api::Call;

pub async fn remove_group_member(
    call: Call,
    request: wire::RemoveGroupMemberRequest,
) -> Result<()> {
    access::administrator(&call)?;
    let entry = trail::entry(&call, Action::GROUP_REMOVE_MEMBER);
    let unit = call.clone();
    let write = call.server.store.write(move |tx| {
        Box::pin(async move {
            let group = access::group(tx, "name", &request.name).await?;
            let person = access::person(tx, &unit, &request.user).await?;
            if !groups::remove_member(tx, group.id, person.id).await? {
                return Err(Error::not_found());
            }
            let email = person.email.as_deref().unwrap_or_default();
            trail::record_about(tx, entry, names::group_name(group.id), email).await
        })
    });
    write.await
}
