//! A webhook as an answer shows it.

use domain::names;
use domain::webhooks::Webhook;
use proto::confab as wire;

/// Without the URL, which nobody can show again.
pub fn render(webhook: &Webhook) -> wire::Webhook {
    wire::Webhook {
        name: names::webhook_name(webhook.space, webhook.id),
        display_name: webhook.display_name.clone(),
        avatar_url: webhook.avatar_url.clone(),
        url: String::new(),
        token_hint: webhook.token_hint.clone(),
        creator: webhook.creator.map(names::user_name).unwrap_or_default(),
        create_time: Some(webhook.create_time.to_wire()),
    }
}
