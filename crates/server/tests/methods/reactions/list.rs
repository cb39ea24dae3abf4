//! Behaviour table of ListReactions.
//! Source: the reference's ListReactions and ListReactionsRequest.

use serde_json::{Value, json};

use super::{private_message, react};
use crate::harness::{As, World, assert_matches, assert_refused, both};

/// `Bob👍 Alice🎉`.
fn shown(list: &Value) -> String {
    let reactions = list["reactions"].as_array().cloned().unwrap_or_default();
    let shown = reactions.iter().map(|reaction| {
        let user = reaction["user"]["displayName"].as_str().unwrap();
        format!("{user}{}", reaction["emoji"]["unicode"].as_str().unwrap())
    });
    shown.collect::<Vec<_>>().join(" ")
}

async fn list(w: &World, message: &Value, filter: &str) -> String {
    let request = json!({"parent": message, "filter": filter});
    shown(&w.ok(As::user("bob"), "ListReactions", request).await)
}

async fn scene(w: &World) -> Value {
    let space = w.space("List", &["bob", "carol", "robo"]).await;
    let sent = w.send(As::user("alice"), &space, "Hello").await;
    let message = sent["name"].clone();
    for (who, emoji) in [
        ("bob", "👍"),
        ("alice", "🎉"),
        ("alice", "👍"),
        ("carol", "❤️"),
    ] {
        react(w, As::user(who), &message, emoji).await.unwrap();
    }
    message
}

#[tokio::test]
async fn reactions_are_listed_oldest_first() {
    both(async |w| {
        let message = scene(w).await;
        let all = w
            .ok(As::user("bob"), "ListReactions", json!({"parent": message}))
            .await;
        assert_eq!(shown(&all), "Bob👍 Alice🎉 Alice👍 Carol❤️");
        assert_matches(
            &all["reactions"][0],
            &json!({"name": "*", "user": {"name": w.name("bob"), "type": "HUMAN"}}),
        );
        assert_eq!(all["nextPageToken"], Value::Null);
        let space = message
            .as_str()
            .unwrap()
            .split("/messages/")
            .next()
            .unwrap();
        let none = w.send(As::user("bob"), space, "None").await;
        let request = json!({"parent": none["name"]});
        assert_eq!(
            w.ok(As::user("bob"), "ListReactions", request).await,
            json!({})
        );
    })
    .await;
}

#[tokio::test]
async fn filters_choose_emoji_and_users() {
    both(async |w| {
        let message = scene(w).await;
        let (alice, bob) = (w.name("alice"), w.name("bob"));
        for (filter, expected) in [
            (format!("user.name = \"{alice}\""), "Alice🎉 Alice👍"),
            ("emoji.unicode = \"👍\"".into(), "Bob👍 Alice👍"),
            ("emoji.unicode = \"❤\"".into(), "Carol❤️"),
            ("emoji.custom_emoji.uid = \"x\"".into(), ""),
            (
                "emoji.unicode = \"🎉\" OR emoji.unicode = \"❤️\"".into(),
                "Alice🎉 Carol❤️",
            ),
            (
                "emoji.unicode = \"🎉\" OR emoji.customEmoji.uid = \"x\"".into(),
                "Alice🎉",
            ),
            (
                format!("user.name = \"{alice}\" OR user.name = \"{bob}\""),
                "Bob👍 Alice🎉 Alice👍",
            ),
            (
                format!("emoji.unicode = \"👍\" AND user.name = \"{alice}\""),
                "Alice👍",
            ),
            (
                format!(
                    "(emoji.unicode = \"👍\" OR emoji.custom_emoji.uid = \"x\" OR \
                     emoji.unicode = \"❤️\") AND user.name = \"{bob}\""
                ),
                "Bob👍",
            ),
            ("user.name = \"users/me\"".into(), "Bob👍"),
            (
                "user.name = \"users/alice@example.com\"".into(),
                "Alice🎉 Alice👍",
            ),
            ("user.name = \"users/nobody\"".into(), ""),
            ("emoji.unicode = \"x\"".into(), ""),
        ] {
            assert_eq!(list(w, &message, &filter).await, expected, "{filter}");
        }
    })
    .await;
}

#[tokio::test]
async fn other_filters_are_refused() {
    both(async |w| {
        let message = scene(w).await;
        for filter in [
            "emoji.unicode = \"🙂\" AND emoji.unicode = \"👍\"",
            "emoji.unicode = \"🙂\" AND emoji.custom_emoji.uid = \"x\"",
            "emoji.unicode = \"🙂\" OR user.name = \"users/1\"",
            "emoji.unicode = \"🙂\" OR emoji.custom_emoji.uid = \"x\" OR user.name = \"users/1\"",
            "emoji.unicode = \"🙂\" OR emoji.custom_emoji.uid = \"x\" AND user.name = \"users/1\"",
            "emoji = \"🙂\"",
            "emoji.unicode",
        ] {
            let request = json!({"parent": message, "filter": filter});
            let outcome = w.call(As::user("bob"), "ListReactions", request).await;
            assert_refused(outcome, "INVALID_ARGUMENT", "Invalid filter");
        }
    })
    .await;
}

#[tokio::test]
async fn pages_follow_each_other() {
    both(async |w| {
        let message = scene(w).await;
        let (mut seen, mut token) = (Vec::new(), Value::Null);
        for (size, last) in [(3, false), (1, true)] {
            let request = json!({"parent": message, "pageSize": size, "pageToken": token});
            let page = w.ok(As::user("bob"), "ListReactions", request).await;
            seen.push(shown(&page));
            token = page["nextPageToken"].clone();
            assert_eq!(token.is_null(), last);
        }
        assert_eq!(seen, ["Bob👍 Alice🎉 Alice👍", "Carol❤️"]);
        let request = json!({"parent": message, "pageSize": 1});
        let token = w.ok(As::user("bob"), "ListReactions", request).await["nextPageToken"].clone();
        for (who, extra, part) in [
            (As::user("bob"), json!({"pageSize": -1}), "page_size"),
            (As::user("bob"), json!({"pageToken": "x"}), "page_token"),
            (
                As::user("bob"),
                json!({"pageToken": token, "filter": "emoji.unicode = \"👍\""}),
                "page_token",
            ),
            (As::user("alice"), json!({"pageToken": token}), "page_token"),
        ] {
            let mut request = extra;
            request["parent"] = message.clone();
            let outcome = w.call(who, "ListReactions", request).await;
            assert_refused(outcome, "INVALID_ARGUMENT", part);
        }
    })
    .await;
}

#[tokio::test]
async fn pages_hold_25_and_at_most_200() {
    both(async |w| {
        let space = w.space("Many", &["bob"]).await;
        let message = w.send(As::user("alice"), &space, "Hello").await["name"].clone();
        // More than the longest page.
        let many = (0x1F400..=0x1F4FC).filter_map(char::from_u32).take(201);
        for emoji in many {
            react(w, As::user("alice"), &message, &emoji.to_string())
                .await
                .unwrap();
        }
        for (size, expected) in [(0, 25), (26, 26), (200, 200), (201, 200), (i32::MAX, 200)] {
            let request = json!({"parent": message, "pageSize": size});
            let page = w.ok(As::user("bob"), "ListReactions", request).await;
            assert_eq!(page["reactions"].as_array().unwrap().len(), expected);
            assert!(page["nextPageToken"].is_string(), "{size}");
        }
    })
    .await;
}

#[tokio::test]
async fn who_may_list() {
    both(async |w| {
        let message = scene(w).await;
        let space = message
            .as_str()
            .unwrap()
            .split("/messages/")
            .next()
            .unwrap();
        let private = private_message(w, space).await;
        let request = json!({"parent": message});
        for who in [
            As::scoped("bob", "chat.messages.reactions.readonly"),
            As::scoped("bob", "chat.messages.reactions"),
            As::scoped("bob", "chat.messages.readonly"),
            As::scoped("bob", "chat.messages"),
            // Read-only access that an administrator approved.
            As::app("robo"),
        ] {
            w.ok(who, "ListReactions", request.clone()).await;
        }
        for (who, part) in [
            (As::user("dave"), "not a member"),
            (
                As::scoped("bob", "chat.messages.reactions.create"),
                "insufficient",
            ),
            (As::scoped("bob", "chat.import"), "insufficient"),
            (As::bot("robo"), "insufficient"),
            (As::app("other"), "administrator must grant"),
        ] {
            let outcome = w.call(who, "ListReactions", request.clone()).await;
            assert_refused(outcome, "PERMISSION_DENIED", part);
        }
        let private = json!({"parent": private});
        w.ok(As::user("bob"), "ListReactions", private.clone())
            .await;
        for who in [As::user("alice"), As::app("robo")] {
            assert_refused(
                w.call(who, "ListReactions", private.clone()).await,
                "NOT_FOUND",
                "",
            );
        }
        w.ok(As::user("alice"), "DeleteMessage", json!({"name": message}))
            .await;
        assert_refused(
            w.call(As::user("bob"), "ListReactions", request).await,
            "NOT_FOUND",
            "",
        );
    })
    .await;
}
