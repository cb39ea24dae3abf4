//! Behaviour table of confab.v1.SummaryService/ListSpaceSummaries.

use serde_json::{Value, json};

use crate::harness::{As, World, both};

const RPC: &str = "confab.v1.SummaryService/ListSpaceSummaries";

async fn summary(w: &World, who: &'static str, space: &str) -> Value {
    let answer = w.ok(As::user(who), RPC, json!({})).await;
    let all = answer["spaceSummaries"].as_array().cloned();
    let found = all.unwrap_or_default();
    let found = found.into_iter().find(|it| it["space"]["name"] == space);
    found.unwrap_or_default()
}

/// Unread messages and mentions.
async fn counts(w: &World, who: &'static str, space: &str) -> (i64, i64) {
    let summary = summary(w, who, space).await;
    let count = |name: &str| summary[name].as_i64().unwrap_or(0);
    (count("unreadCount"), count("mentionCount"))
}

async fn read(w: &World, who: &'static str, space: &str, time: &str) {
    let name = format!("users/me/{space}/spaceReadState");
    let state = json!({"name": name, "lastReadTime": time});
    let request = json!({"spaceReadState": state, "updateMask": "lastReadTime"});
    w.ok(As::user(who), "UpdateSpaceReadState", request).await;
}

const EVERYTHING: &str = "2100-01-01T00:00:00Z";

/// Source: Confab's own; `SpaceReadState.lastReadTime` parts read from unread.
#[tokio::test]
async fn messages_of_others_are_unread_until_they_are_read() {
    both(async |w| {
        let space = w.space("Unread", &["bob"]).await;
        assert_eq!(counts(w, "bob", &space).await, (0, 0));
        let first = w.send(As::user("alice"), &space, "One").await;
        w.send(As::user("alice"), &space, "Two").await;
        assert_eq!(counts(w, "bob", &space).await, (2, 0));
        assert_eq!(counts(w, "alice", &space).await, (0, 0));
        // Deleted ones need not be read.
        w.ok(
            As::user("alice"),
            "DeleteMessage",
            json!({"name": first["name"]}),
        )
        .await;
        assert_eq!(counts(w, "bob", &space).await, (1, 0));
        read(w, "bob", &space, EVERYTHING).await;
        assert_eq!(counts(w, "bob", &space).await, (0, 0));
        let shown = summary(w, "bob", &space).await;
        assert!(shown["lastReadTime"].is_string(), "{shown}");
        // Who writes has read what was before.
        w.send(As::user("alice"), &space, "Three").await;
        w.send(As::user("bob"), &space, "Four").await;
        assert_eq!(counts(w, "bob", &space).await, (0, 0));
        assert_eq!(counts(w, "alice", &space).await, (1, 0));
        // Marked as unread again.
        read(w, "bob", &space, "2001-01-01T00:00:00Z").await;
        assert_eq!(counts(w, "bob", &space).await, (2, 0));
    })
    .await;
}

/// Source: Confab's own; what was there before somebody came is not unread.
#[tokio::test]
async fn newcomers_begin_with_nothing_unread() {
    both(async |w| {
        let space = w.space("Unread", &[]).await;
        w.send(As::user("alice"), &space, "Before").await;
        w.join(&space, "carol").await;
        assert_eq!(counts(w, "carol", &space).await, (0, 0));
        w.send(As::user("alice"), &space, "After").await;
        assert_eq!(counts(w, "carol", &space).await, (1, 0));
        assert_eq!(summary(w, "dave", &space).await, Value::Null);
    })
    .await;
}

/// Source: Confab's own; mentions count in replies too.
#[tokio::test]
async fn mentions_are_counted_until_they_are_seen() {
    both(async |w| {
        let space = w.space("Mentions", &["bob", "carol"]).await;
        let mention = |who: &str| format!("Hello <{}>", w.name(who));
        let first = w.send(As::user("alice"), &space, &mention("bob")).await;
        w.send(As::user("alice"), &space, "Hello <users/all>").await;
        w.send(As::user("alice"), &space, &mention("carol")).await;
        assert_eq!(counts(w, "bob", &space).await, (3, 2));
        read(w, "bob", &space, EVERYTHING).await;
        assert_eq!(counts(w, "bob", &space).await, (0, 0));
        let reply = json!({"text": mention("bob"), "thread": {"name": first["thread"]["name"]}});
        let request = json!({"parent": space, "message": reply,
            "messageReplyOption": "REPLY_MESSAGE_OR_FAIL"});
        let reply = w.ok(As::user("alice"), "CreateMessage", request).await;
        assert_eq!(counts(w, "bob", &space).await, (0, 1));
        // An edit takes the mention back, another one gives it again.
        for (text, count) in [("Never mind".to_owned(), 0), (mention("bob"), 1)] {
            let message = json!({"name": reply["name"], "text": text});
            let request = json!({"message": message, "updateMask": "text"});
            w.ok(As::user("alice"), "UpdateMessage", request).await;
            assert_eq!(counts(w, "bob", &space).await, (0, count));
        }
        read(w, "bob", &space, EVERYTHING).await;
        assert_eq!(counts(w, "bob", &space).await, (0, 0));
    })
    .await;
}

/// Source: Confab's own; counts end, so that they cost the same everywhere.
#[tokio::test]
async fn counts_end_at_a_hundred() {
    both(async |w| {
        let space = w.space("Many", &["bob"]).await;
        for n in 0..103 {
            w.send(As::user("alice"), &space, &format!("{n} <users/all>"))
                .await;
        }
        assert_eq!(counts(w, "bob", &space).await, (100, 100));
    })
    .await;
}

/// Source: Confab's own; direct messages have no name but who is in them.
#[tokio::test]
async fn direct_messages_show_who_is_there() {
    both(async |w| {
        let chat = w.chat("DIRECT_MESSAGE", &["bob"]).await;
        assert_eq!(summary(w, "bob", &chat).await, Value::Null);
        w.send(As::user("alice"), &chat, "Hello").await;
        let shown = summary(w, "bob", &chat).await;
        assert_eq!(shown["unreadCount"], 1);
        assert_eq!(shown["members"].as_array().unwrap().len(), 1);
        assert_eq!(shown["members"][0]["displayName"], "Alice");
    })
    .await;
}

/// Source: as `spaces.list`: pages by token.
#[tokio::test]
async fn pages() {
    both(async |w| {
        let mut expected = Vec::new();
        for n in 0..5 {
            expected.push(w.space(&format!("Page {n}"), &["bob"]).await);
        }
        let (mut found, mut token) = (Vec::new(), Value::Null);
        loop {
            let request = json!({"pageSize": 2, "pageToken": token});
            let page = w.ok(As::user("bob"), RPC, request).await;
            for summary in page["spaceSummaries"].as_array().unwrap() {
                found.push(summary["space"]["name"].as_str().unwrap().to_owned());
            }
            token = page["nextPageToken"].clone();
            if token.is_null() {
                break;
            }
        }
        found.sort();
        expected.sort();
        assert_eq!(found, expected);
        let refused = w.call(As::user("bob"), RPC, json!({"pageSize": -1})).await;
        assert_eq!(refused.unwrap_err().status, "INVALID_ARGUMENT");
    })
    .await;
}
