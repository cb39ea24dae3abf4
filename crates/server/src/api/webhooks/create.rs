//! `confab.v1.WebhookService/CreateWebhook`

use domain::audit::Action;
use domain::ids::UserId;
use domain::permissions::Permission;
use domain::webhooks::{Webhook, check_look, check_space};
use domain::{Result, names};
use proto::confab as wire;

use super::note::note;
use super::render::render;
use crate::api::Call;
use crate::api::access::{self, For};
use crate::gate::webhook::{self, Token};

pub async fn create_webhook(
    call: Call,
    request: wire::CreateWebhookRequest,
) -> Result<wire::Webhook> {
    let id = names::space("parent", &request.parent)?;
    let asked = request.webhook.unwrap_or_default();
    let display_name = check_look(&asked.display_name, &asked.avatar_url)?;
    let webhook_id = UserId(call.fresh_id()?);
    let token = Token::fresh()?;
    let unit = call.clone();
    call.server
        .store
        .write(move |tx| {
            Box::pin(async move {
                let seat = access::joined(tx, &unit, id, For::Writing).await?;
                seat.demand(Permission::ManageWebhooks)?;
                let count = store::webhooks::count(tx, seat.space.id).await?;
                check_space(&seat.space, count)?;
                let new = Webhook {
                    id: webhook_id,
                    space: seat.space.id,
                    display_name,
                    avatar_url: asked.avatar_url,
                    token_hint: token.hint,
                    creator: Some(unit.caller.id),
                    create_time: unit.now,
                };
                store::webhooks::insert(tx, &new, &token.hash).await?;
                note(tx, &unit, Action::WEBHOOK_CREATE, &new).await?;
                let key = webhook::key(tx).await?;
                let home = &unit.server.public_url;
                Ok(wire::Webhook {
                    url: webhook::url(home, new.space, &key, &token.text),
                    ..render(&new)
                })
            })
        })
        .await
}
