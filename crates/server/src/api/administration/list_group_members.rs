//! `confab.v1.AdminService/ListGroupMembers`

use domain::Result;
use domain::ids::UserId;
use domain::page::{self, Fingerprint, Position};
use proto::confab as wire;
use store::{groups, users};

use super::{access, render};
use crate::api::Call;

pub async fn list_group_members(
    call: Call,
    request: wire::ListGroupMembersRequest,
) -> Result<wire::ListGroupMembersResponse> {
    access::administrator(&call)?;
    let size = page::size(request.page_size, 100, 500)?;
    let fingerprint = Fingerprint::of("admin.groupMembers").text(&request.parent);
    let after = Position::resume(&request.page_token, fingerprint)?;
    let after = after.map(|position| UserId(position.first));
    let read = call.server.store.read(move |tx| {
        Box::pin(async move {
            let group = access::group(tx, "parent", &request.parent).await?;
            let mut ids = groups::members(tx, group.id, after, size as i64 + 1).await?;
            let more = ids.len() > size;
            ids.truncate(size);
            let mut people = Vec::with_capacity(ids.len());
            for id in &ids {
                people.extend(users::get(tx, *id).await?);
            }
            Ok((people, ids.last().copied().filter(|_| more)))
        })
    });
    let (people, last) = read.await?;
    Ok(wire::ListGroupMembersResponse {
        users: people.iter().map(render::user).collect(),
        next_page_token: last.map_or_else(String::new, |id| Position::at(id.0).token(fingerprint)),
    })
}
