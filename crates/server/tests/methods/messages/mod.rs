//! Behaviour tables of `spaces.messages`, a file per RPC; of CreateMessage
//! threads, texts and quotes have files of their own.

mod cards;
mod create;
mod delete;
mod forwards;
mod get;
mod gifs;
mod history_off;
mod list;
mod quotes;
mod replace_cards;
mod text;
mod threads;
mod update;

use serde_json::{Value, json};

use crate::harness::{As, Refusal, World};

const FALLBACK: &str = "REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD";
const OR_FAIL: &str = "REPLY_MESSAGE_OR_FAIL";

/// Sends a message; `more` are the request's other fields.
async fn create(
    w: &World,
    who: As,
    space: &str,
    message: Value,
    more: Value,
) -> Result<Value, Refusal> {
    let mut request = more;
    request["parent"] = json!(space);
    request["message"] = message;
    w.call(who, "CreateMessage", request).await
}

/// Sends a text to a thread.
async fn reply(
    w: &World,
    who: As,
    space: &str,
    thread: Value,
    option: &str,
) -> Result<Value, Refusal> {
    let message = json!({"text": "Reply", "thread": thread});
    create(
        w,
        who,
        space,
        message,
        json!({"messageReplyOption": option}),
    )
    .await
}

/// Sends a text under a custom id.
async fn named(w: &World, who: As, space: &str, id: &str) -> Result<Value, Refusal> {
    create(w, who, space, json!({"text": id}), json!({"messageId": id})).await
}

/// A private message of robo's.
async fn private(w: &World, space: &str, viewer: &str) -> Value {
    let message = json!({"text": "Psst", "privateMessageViewer": {"name": w.name(viewer)}});
    create(w, As::bot("robo"), space, message, json!({}))
        .await
        .unwrap()
}

async fn get(w: &World, who: As, name: &Value) -> Result<Value, Refusal> {
    w.call(who, "GetMessage", json!({"name": name})).await
}

async fn delete(w: &World, who: As, name: &Value, force: bool) -> Result<Value, Refusal> {
    w.call(who, "DeleteMessage", json!({"name": name, "force": force}))
        .await
}

/// A card with a title.
fn card(id: &str) -> Value {
    json!({"cardId": id, "card": {"header": {"title": "Title"}}})
}

/// An accessory widget.
fn button() -> Value {
    json!({"buttonList": {"buttons": [
        {"text": "Open", "onClick": {"openLink": {"url": "https://example.com"}}}]}})
}

/// Takes a permission of a space from its members.
async fn only_managers(w: &World, space: &str, permission: &str) {
    let space = json!({"name": space, "permissionSettings": {
        permission: {"managersAllowed": true, "assistantManagersAllowed": true}}});
    let mask = format!("permissionSettings.{permission}");
    let request = json!({"space": space, "updateMask": mask});
    w.ok(As::user("alice"), "UpdateSpace", request).await;
}
