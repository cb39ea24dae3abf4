//! A message through a webhook's URL: `spaces.messages.create` without a
//! credential. The webhook is no member of the space and needs no permission
//! in it: who made it had that.

use domain::messages::{Sender, check_create};
use domain::webhooks::{Webhook, answer, check_message};
use domain::{Result, names};
use proto::chat as wire;

use crate::api::access::{self, For};
use crate::api::{Call, messages};
use crate::gate::webhook::bad_token;

pub async fn post(
    call: Call,
    webhook: &Webhook,
    request: wire::CreateMessageRequest,
) -> Result<wire::Message> {
    if names::space("parent", &request.parent)? != Some(webhook.space) {
        return Err(bad_token());
    }
    let new = check_create(Sender::App, &request)?;
    let asked = request.message.clone().unwrap_or_default();
    check_message(&asked)?;
    let entropy = call.entropy()?;
    let (unit, id, space) = (call.clone(), webhook.id, webhook.space);
    let posted = call.server.store.write(move |tx| {
        Box::pin(async move {
            tx.turn(space).await?;
            // It may have been deleted a moment ago.
            let there = store::webhooks::get(tx, id).await?;
            let webhook = there.ok_or_else(bad_token)?;
            let seat = access::by_webhook(tx, &webhook, For::Writing).await?;
            messages::post_in(tx, &unit, seat, &request, new, entropy).await
        })
    });
    Ok(answer(&asked, *posted.await?))
}
