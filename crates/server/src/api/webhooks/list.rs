//! `confab.v1.WebhookService/ListWebhooks`

use domain::ids::UserId;
use domain::page::{self, Fingerprint, Position};
use domain::permissions::Permission;
use domain::{Result, names};
use proto::confab as wire;

use super::render::render;
use crate::api::Call;
use crate::api::access::{self, For};

const MAX_SIZE: usize = 100;

pub async fn list_webhooks(
    call: Call,
    request: wire::ListWebhooksRequest,
) -> Result<wire::ListWebhooksResponse> {
    let id = names::space("parent", &request.parent)?;
    let size = page::size(request.page_size, MAX_SIZE, MAX_SIZE)?;
    let fingerprint = Fingerprint::of("webhooks.list").text(&request.parent);
    let after =
        Position::resume(&request.page_token, fingerprint)?.map(|position| UserId(position.first));
    let unit = call.clone();
    call.server
        .store
        .read(move |tx| {
            Box::pin(async move {
                let seat = access::joined(tx, &unit, id, For::Reading).await?;
                seat.demand(Permission::ManageWebhooks)?;
                let limit = size as i64 + 1;
                let mut found = store::webhooks::page(tx, seat.space.id, after, limit).await?;
                let more = found.len() > size;
                found.truncate(size);
                let next_page_token = match found.last() {
                    Some(last) if more => Position::at(last.id.0).token(fingerprint),
                    _ => String::new(),
                };
                Ok(wire::ListWebhooksResponse {
                    webhooks: found.iter().map(render).collect(),
                    next_page_token,
                })
            })
        })
        .await
}
