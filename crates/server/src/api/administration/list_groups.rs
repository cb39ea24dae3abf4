//! `confab.v1.AdminService/ListGroups`

use domain::Result;
use domain::page::{self, Fingerprint, Position};
use proto::confab as wire;

use super::{access, render};
use crate::api::Call;

pub async fn list_groups(
    call: Call,
    request: wire::ListGroupsRequest,
) -> Result<wire::ListGroupsResponse> {
    access::administrator(&call)?;
    let size = page::size(request.page_size, 100, 500)?;
    let fingerprint = Fingerprint::of("admin.groups");
    let after = Position::resume(&request.page_token, fingerprint)?;
    let after = after.and_then(|position| position.text).unwrap_or_default();
    let limit = size as i64 + 1;
    let read = call
        .server
        .store
        .read(move |tx| Box::pin(async move { store::groups::page(tx, &after, limit).await }));
    let mut found = read.await?;
    let more = found.len() > size;
    found.truncate(size);
    let next_page_token = match found.last() {
        Some(last) if more => Position {
            text: last.email.clone().into(),
            ..Position::default()
        }
        .token(fingerprint),
        _ => String::new(),
    };
    Ok(wire::ListGroupsResponse {
        groups: found.iter().map(render::group).collect(),
        next_page_token,
    })
}
