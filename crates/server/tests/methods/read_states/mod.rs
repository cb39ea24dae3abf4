//! What the tables of read states share.

mod get_space;
mod get_thread;
mod update_space;

use serde_json::{Value, json};

use crate::harness::{As, Refusal, World};

/// `users/{user}/{space}/spaceReadState`, the user as given.
fn of_space(user: &str, space: &str) -> String {
    format!("users/{user}/{space}/spaceReadState")
}

async fn get(w: &World, who: As, space: &str) -> Result<Value, Refusal> {
    w.call(
        who,
        "GetSpaceReadState",
        json!({"name": of_space("me", space)}),
    )
    .await
}

async fn update(w: &World, who: As, space: &str, time: &Value) -> Result<Value, Refusal> {
    let state = json!({"name": of_space("me", space), "lastReadTime": time});
    let request = json!({"spaceReadState": state, "updateMask": "lastReadTime"});
    w.call(who, "UpdateSpaceReadState", request).await
}

/// A reply in the thread of that message.
async fn reply(w: &World, who: As, space: &str, to: &Value) -> Value {
    let message = json!({"text": "Reply", "thread": {"name": to["thread"]["name"]}});
    let request = json!({"parent": space, "message": message,
        "messageReplyOption": "REPLY_MESSAGE_OR_FAIL"});
    w.ok(who, "CreateMessage", request).await
}
