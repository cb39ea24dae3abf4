//! Behaviour table of ListCustomEmojis.
//! Source: the discovery document's customEmojis.list.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{create, custom_emoji};
use crate::harness::{As, World, assert_matches, assert_refused, both};

/// The list has no order.
fn names(list: &Value) -> BTreeSet<String> {
    let emoji = list["customEmojis"].as_array().cloned().unwrap_or_default();
    let name = |emoji: &Value| emoji["emojiName"].as_str().unwrap().to_owned();
    emoji.iter().map(name).collect()
}

async fn list(w: &World, filter: &str) -> BTreeSet<String> {
    let request = json!({"filter": filter});
    names(&w.ok(As::user("bob"), "ListCustomEmojis", request).await)
}

fn set(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

#[tokio::test]
async fn everybodys_or_by_creator() {
    both(async |w| {
        assert_eq!(list(w, "").await, set(&[]));
        custom_emoji(w, ":alices:").await;
        create(w, As::user("bob"), ":bobs:").await.unwrap();
        assert_eq!(list(w, "").await, set(&[":alices:", ":bobs:"]));
        assert_eq!(list(w, "creator(\"users/me\")").await, set(&[":bobs:"]));
        let others = list(w, "NOT creator(\"users/me\")").await;
        assert_eq!(others, set(&[":alices:"]));
        let all = w.ok(As::user("bob"), "ListCustomEmojis", json!({})).await;
        assert_matches(
            &all["customEmojis"][0],
            &json!({"name": "*", "uid": "*", "temporaryImageUri": "*"}),
        );
    })
    .await;
}

#[tokio::test]
async fn pages_follow_each_other() {
    both(async |w| {
        for number in 0..3 {
            custom_emoji(w, &format!(":emoji-{number}:")).await;
        }
        let (mut seen, mut token) = (BTreeSet::new(), Value::Null);
        for (count, last) in [(2, false), (1, true)] {
            let request = json!({"pageSize": 2, "pageToken": token});
            let page = w.ok(As::user("bob"), "ListCustomEmojis", request).await;
            assert_eq!(names(&page).len(), count);
            seen.extend(names(&page));
            token = page["nextPageToken"].clone();
            assert_eq!(token.is_null(), last);
        }
        assert_eq!(seen.len(), 3);
        // "Values above 200 are changed to 200."
        let request = json!({"pageSize": 100_000});
        let all = w.ok(As::user("bob"), "ListCustomEmojis", request).await;
        assert_eq!(names(&all).len(), 3);
        let request = json!({"pageSize": 1});
        let page = w.ok(As::user("bob"), "ListCustomEmojis", request).await;
        let token = &page["nextPageToken"];
        for (request, part) in [
            (json!({"pageSize": -1}), "page_size"),
            (json!({"pageToken": "x"}), "page_token"),
            (
                json!({"pageToken": token, "filter": "creator(\"users/me\")"}),
                "page_token",
            ),
        ] {
            let outcome = w.call(As::user("bob"), "ListCustomEmojis", request).await;
            assert_refused(outcome, "INVALID_ARGUMENT", part);
        }
    })
    .await;
}

#[tokio::test]
async fn other_filters_and_callers_are_refused() {
    both(async |w| {
        for filter in [
            "creator(\"users/1\")",
            "emoji_name = \":a:\"",
            "creator(\"users/me\") OR NOT creator(\"users/me\")",
            "creator(",
        ] {
            let request = json!({"filter": filter});
            let outcome = w.call(As::user("bob"), "ListCustomEmojis", request).await;
            assert_refused(outcome, "INVALID_ARGUMENT", "Invalid filter at position");
        }
        for (who, part) in [
            (As::user("erin"), "people of the organization"),
            (As::scoped("bob", "chat.messages"), "insufficient"),
            (As::app("robo"), "doesn't support app authentication"),
        ] {
            let outcome = w.call(who, "ListCustomEmojis", json!({})).await;
            assert_refused(outcome, "PERMISSION_DENIED", part);
        }
        let readonly = As::scoped("bob", "chat.customemojis.readonly");
        w.ok(readonly, "ListCustomEmojis", json!({})).await;
    })
    .await;
}
