//! Behaviour table of DeleteCustomEmoji.
//! Source: the discovery document's customEmojis.delete.

use serde_json::json;

use super::{create, custom_emoji};
use crate::harness::{As, assert_refused, both};

#[tokio::test]
async fn creators_and_administrators_delete() {
    both(async |w| {
        for (creator, deleter) in [("bob", "bob"), ("bob", "alice")] {
            // The name is free again each time.
            let made = create(w, As::user(creator), ":mine:").await.unwrap();
            let request = json!({"name": made["name"]});
            let answer = w
                .ok(As::user(deleter), "DeleteCustomEmoji", request.clone())
                .await;
            assert_eq!(answer, json!({}));
            let outcome = w.call(As::user("bob"), "GetCustomEmoji", request).await;
            assert_refused(outcome, "NOT_FOUND", "");
        }
        custom_emoji(w, ":alias:").await;
        let request = json!({"name": "customEmojis/:alias:"});
        w.ok(As::user("alice"), "DeleteCustomEmoji", request).await;
    })
    .await;
}

#[tokio::test]
async fn others_may_not() {
    both(async |w| {
        let made = custom_emoji(w, ":hers:").await;
        for (who, part) in [
            (As::user("bob"), "Only its creator and administrators"),
            (As::user("erin"), "people of the organization"),
            (
                As::scoped("alice", "chat.customemojis.readonly"),
                "insufficient",
            ),
            (As::app("robo"), "doesn't support app authentication"),
        ] {
            let request = json!({"name": made["name"]});
            let outcome = w.call(who, "DeleteCustomEmoji", request).await;
            assert_refused(outcome, "PERMISSION_DENIED", part);
        }
        let request = json!({"name": "customEmojis/:other:"});
        let outcome = w
            .call(As::user("alice"), "DeleteCustomEmoji", request)
            .await;
        assert_refused(outcome, "NOT_FOUND", "");
    })
    .await;
}
