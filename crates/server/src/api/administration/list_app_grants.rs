//! `confab.v1.AdminService/ListAppGrants`

use domain::Result;
use domain::ids::UserId;
use domain::page::{self, Fingerprint, Position};
use proto::confab as wire;

use super::{access, render};
use crate::api::Call;

pub async fn list_app_grants(
    call: Call,
    request: wire::ListAppGrantsRequest,
) -> Result<wire::ListAppGrantsResponse> {
    access::administrator(&call)?;
    let size = page::size(request.page_size, 100, 500)?;
    let fingerprint = Fingerprint::of("admin.apps");
    let after = Position::resume(&request.page_token, fingerprint)?;
    let after = after.map(|position| UserId(position.first));
    let limit = size as i64 + 1;
    let read = call
        .server
        .store
        .read(move |tx| Box::pin(async move { store::apps::page(tx, after, limit).await }));
    let mut found = read.await?;
    let more = found.len() > size;
    found.truncate(size);
    let next_page_token = match found.last() {
        Some(last) if more => Position::at(last.id.0).token(fingerprint),
        _ => String::new(),
    };
    Ok(wire::ListAppGrantsResponse {
        apps: found.iter().map(render::app).collect(),
        next_page_token,
    })
}
