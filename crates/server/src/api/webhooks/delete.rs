//! `confab.v1.WebhookService/DeleteWebhook`

use domain::audit::Action;
use domain::permissions::Permission;
use domain::{Error, Result, names};
use proto::confab as wire;

use super::note::note;
use crate::api::Call;
use crate::api::access::{self, For};

pub async fn delete_webhook(call: Call, request: wire::DeleteWebhookRequest) -> Result<()> {
    let (space, webhook) = names::webhook("name", &request.name)?;
    let unit = call.clone();
    call.server
        .store
        .write(move |tx| {
            Box::pin(async move {
                let seat = access::joined(tx, &unit, space, For::Writing).await?;
                seat.demand(Permission::ManageWebhooks)?;
                let there = match webhook {
                    Some(id) => store::webhooks::get(tx, id).await?,
                    None => None,
                };
                let there = there.filter(|webhook| webhook.space == seat.space.id);
                let webhook = there.ok_or_else(Error::not_found)?;
                store::webhooks::delete(tx, webhook.id).await?;
                note(tx, &unit, Action::WEBHOOK_DELETE, &webhook).await
            })
        })
        .await
}
