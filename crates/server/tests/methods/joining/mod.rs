//! Behaviour tables of confab.v1.JoiningService.
//! Source: our own; the states of Membership and Space.accessSettings are the
//! reference's.

mod discover;
mod invitations;

use serde_json::{Value, json};

use crate::harness::{As, Refusal, World};

/// Calls `confab.v1.JoiningService/{rpc}` for a space.
async fn go(w: &World, who: As, rpc: &str, space: &str) -> Result<Value, Refusal> {
    let rpc = format!("confab.v1.JoiningService/{rpc}");
    w.call(who, &rpc, json!({"name": space})).await
}

/// The names of the spaces of a list, from all pages of one each.
async fn pages(w: &World, who: As, rpc: &str, space: fn(&Value) -> Vec<Value>) -> Vec<Value> {
    let rpc = format!("confab.v1.JoiningService/{rpc}");
    let (mut found, mut token) = (Vec::new(), Value::Null);
    loop {
        let request = json!({"pageSize": 1, "pageToken": token});
        let page = w.ok(who, &rpc, request).await;
        found.extend(space(&page));
        token = page["nextPageToken"].clone();
        if token.is_null() {
            return found;
        }
    }
}

/// The types of the space's membership events, as its maker sees them.
async fn membership_events(w: &World, space: &str) -> Vec<(String, Value)> {
    let kinds = ["created", "updated", "deleted"]
        .map(|kind| format!("event_types:\"google.workspace.chat.membership.v1.{kind}\""));
    let request = json!({"parent": space, "filter": kinds.join(" OR ")});
    let events = w.ok(As::user("alice"), "ListSpaceEvents", request).await;
    let events = events["spaceEvents"].as_array().unwrap();
    let short = |event: &Value| {
        let kind = event["eventType"].as_str().unwrap();
        let payload = kind.rsplit('.').next().unwrap();
        let field = format!(
            "membership{}{}EventData",
            payload[..1].to_uppercase(),
            &payload[1..]
        );
        (
            payload.to_owned(),
            event[field]["membership"]["state"].clone(),
        )
    };
    events.iter().map(short).collect()
}
