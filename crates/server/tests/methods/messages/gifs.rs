//! GIFs that are attached to messages.
//! Source: the reference's Message.attachedGifs and AttachedGif.uri: output
//! only.

use serde_json::json;

use super::create;
use crate::harness::{As, assert_matches, assert_refused, both};

/// Source: Message.attachedGifs: output only. What a request says of them
/// counts for nothing, neither for people nor for apps.
#[tokio::test]
async fn gifs_in_requests_count_for_nothing() {
    both(async |w| {
        let space = w.space("Gifs", &["bob", "robo"]).await;
        let gifs = json!([{"uri": "https://example.com/a.gif"}]);
        for who in [As::user("bob"), As::user_of("bob", "robo"), As::bot("robo")] {
            let message = json!({"attachedGifs": gifs});
            let outcome = create(w, who, &space, message, json!({})).await;
            assert_refused(outcome, "INVALID_ARGUMENT", "Message cannot be empty.");
            let message = json!({"text": "Look", "attachedGifs": gifs});
            let sent = create(w, who, &space, message, json!({})).await.unwrap();
            assert_matches(&sent, &json!({"text": "Look", "attachedGifs": null}));

            let message = json!({"name": sent["name"], "text": "x", "attachedGifs": gifs});
            let patch = |mask: &str| json!({"message": message, "updateMask": mask});
            let outcome = w.call(who, "UpdateMessage", patch("attachedGifs")).await;
            assert_refused(outcome, "INVALID_ARGUMENT", "attached_gifs");
            let changed = w.ok(who, "UpdateMessage", patch("text")).await;
            assert_matches(&changed, &json!({"text": "x", "attachedGifs": null}));
        }
    })
    .await;
}
