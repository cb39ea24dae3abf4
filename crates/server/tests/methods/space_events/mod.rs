//! What the tables of space events share.

mod get;
mod list;
mod payloads;
mod windows;

use serde_json::{Value, json};

use crate::harness::{As, World};

const PREFIX: &str = "google.workspace.chat.";
const EVERYTHING: &str =
    "start_time=\"2001-01-01T00:00:00Z\" AND end_time=\"2100-01-01T00:00:00Z\"";

/// `event_types:"…" OR …` from `message.v1.created space.v1.updated`.
fn types(short: &str) -> String {
    let one = |short: &str| format!("event_types:\"{PREFIX}{short}\"");
    short.split(' ').map(one).collect::<Vec<_>>().join(" OR ")
}

/// The events that a filter finds, from all pages of one each.
async fn events(w: &World, who: As, space: &str, filter: &str) -> Vec<Value> {
    let (mut events, mut token) = (Vec::new(), Value::Null);
    loop {
        let request = json!({"parent": space, "filter": filter, "pageSize": 1, "pageToken": token});
        let page = w.ok(who, "ListSpaceEvents", request).await;
        events.extend(page["spaceEvents"].as_array().cloned().unwrap_or_default());
        token = page["nextPageToken"].clone();
        if token.is_null() {
            return events;
        }
    }
}

/// Their types without what is common to all.
fn kinds(events: &[Value]) -> Vec<&str> {
    events
        .iter()
        .map(|event| {
            event["eventType"]
                .as_str()
                .unwrap()
                .strip_prefix(PREFIX)
                .unwrap()
        })
        .collect()
}

/// A message with this many replies, deleted with them by alice.
async fn delete_thread(w: &World, space: &str, replies: usize) -> Value {
    let first = w.send(As::user("alice"), space, "First").await;
    for _ in 0..replies {
        let message = json!({"text": "Reply", "thread": {"name": first["thread"]["name"]}});
        let request = json!({"parent": space, "message": message,
            "messageReplyOption": "REPLY_MESSAGE_OR_FAIL"});
        w.ok(As::user("bob"), "CreateMessage", request).await;
    }
    let request = json!({"name": first["name"], "force": true});
    w.ok(As::user("alice"), "DeleteMessage", request).await;
    first
}
