//! What the tables of reactions share.

mod create;
mod delete;
mod list;

use serde_json::{Value, json};

use crate::harness::{As, Refusal, World};

/// Reacts with a Unicode emoji to the message of that name.
async fn react(w: &World, who: As, message: &Value, emoji: &str) -> Result<Value, Refusal> {
    let reaction = json!({"emoji": {"unicode": emoji}});
    let request = json!({"parent": message, "reaction": reaction});
    w.call(who, "CreateReaction", request).await
}

/// The counts that the message shows: `👍2 🎉1`.
async fn counts(w: &World, message: &Value) -> String {
    let message = w
        .ok(As::user("alice"), "GetMessage", json!({"name": message}))
        .await;
    shown(&message)
}

fn shown(message: &Value) -> String {
    let summaries = message["emojiReactionSummaries"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    let shown = summaries.iter().map(|summary| {
        let emoji = summary["emoji"]["unicode"].as_str().unwrap();
        format!("{emoji}{}", summary["reactionCount"])
    });
    shown.collect::<Vec<_>>().join(" ")
}

/// A message that robo sends to bob alone.
async fn private_message(w: &World, space: &str) -> Value {
    let message = json!({"text": "Psst", "privateMessageViewer": {"name": w.name("bob")}});
    let request = json!({"parent": space, "message": message});
    w.ok(As::bot("robo"), "CreateMessage", request).await["name"].clone()
}
