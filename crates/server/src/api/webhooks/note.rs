//! What the audit log says of webhooks made and deleted by people.

use domain::audit::{Action, Actor, Entry};
use domain::webhooks::Webhook;
use domain::{Result, names};
use store::Tx;

use crate::api::Call;

pub async fn note(tx: &mut Tx, call: &Call, action: Action, webhook: &Webhook) -> Result<()> {
    let entry = Entry {
        time: call.now,
        actor: Actor::User(call.caller.id),
        action,
        target: names::webhook_name(webhook.space, webhook.id),
        detail: webhook.display_name.clone(),
        origin: String::new(),
    };
    store::audit::record(tx, &entry).await
}
