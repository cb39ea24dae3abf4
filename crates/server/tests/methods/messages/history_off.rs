//! Messages of spaces whose history is off.

use domain::Time;
use serde_json::json;

use crate::harness::{As, World, both};

/// The janitor's work as if it were that many hours later.
async fn hours_later(w: &World, hours: i64) -> usize {
    let now = Time(w.running.server.now().0 + hours * 3_600 * Time::SECOND);
    w.running
        .server
        .store
        .write(move |tx| Box::pin(store::expiry::remove_due(tx, now, 100)))
        .await
        .unwrap()
}

async fn set_history(w: &World, space: &str, state: &str) {
    let space = json!({"name": space, "spaceHistoryState": state});
    let request = json!({"space": space, "updateMask": "spaceHistoryState"});
    w.ok(As::user("alice"), "UpdateSpace", request).await;
}

async fn texts(w: &World, space: &str) -> Vec<String> {
    let page = w
        .ok(As::user("bob"), "ListMessages", json!({"parent": space}))
        .await;
    let messages = page["messages"].as_array().cloned().unwrap_or_default();
    messages
        .iter()
        .map(|message| message["text"].as_str().unwrap().to_owned())
        .collect()
}

/// Source: HistoryState, HISTORY_OFF: "Messages and threads are kept for 24
/// hours"; the setting applies to messages sent while it is off.
#[tokio::test]
async fn messages_sent_while_history_is_off_go_after_a_day() {
    both(async |w| {
        let space = w.space("History", &["bob"]).await;
        w.send(As::user("alice"), &space, "on").await;
        set_history(w, &space, "HISTORY_OFF").await;
        let off = w.send(As::user("alice"), &space, "off").await;
        let reply = json!({"text": "reply", "thread": {"name": off["thread"]["name"]}});
        let request = json!({"parent": space, "message": reply,
            "messageReplyOption": "REPLY_MESSAGE_OR_FAIL"});
        w.ok(As::user("bob"), "CreateMessage", request).await;
        set_history(w, &space, "HISTORY_ON").await;
        w.send(As::user("alice"), &space, "on again").await;

        assert_eq!(hours_later(w, 23).await, 0);
        assert_eq!(texts(w, &space).await, ["on", "off", "reply", "on again"]);
        assert_eq!(hours_later(w, 25).await, 2);
        assert_eq!(texts(w, &space).await, ["on", "on again"]);
        assert_eq!(hours_later(w, 50).await, 0);

        let request = json!({"name": off["name"]});
        let refused = w.call(As::user("bob"), "GetMessage", request).await;
        assert_eq!(refused.unwrap_err().status, "NOT_FOUND");
        let filter = "event_types:\"google.workspace.chat.message.v1.deleted\" AND \
                      start_time=\"2001-01-01T00:00:00Z\" AND end_time=\"2100-01-01T00:00:00Z\"";
        let request = json!({"parent": space, "filter": filter});
        let events = w.ok(As::user("bob"), "ListSpaceEvents", request).await;
        assert_eq!(events["spaceEvents"].as_array().unwrap().len(), 2);
    })
    .await;
}
