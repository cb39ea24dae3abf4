//! Behaviour table of DeleteReaction.
//! Source: the reference's DeleteReaction and DeleteReactionRequest.

use serde_json::json;

use super::{counts, private_message, react};
use crate::harness::{As, Transport, assert_refused, both};

#[tokio::test]
async fn people_take_back_their_own() {
    both(async |w| {
        let space = w.space("Back", &["bob"]).await;
        let sent = w.send(As::user("alice"), &space, "Hello").await;
        let message = &sent["name"];
        let mine = react(w, As::user("alice"), message, "👍").await.unwrap();
        let bobs = react(w, As::user("bob"), message, "👍").await.unwrap();
        react(w, As::user("bob"), message, "🎉").await.unwrap();
        // Not even the space's manager and the message's sender takes others'.
        let outcome = w
            .call(
                As::user("alice"),
                "DeleteReaction",
                json!({"name": bobs["name"]}),
            )
            .await;
        assert_refused(outcome, "PERMISSION_DENIED", "only their own");
        assert_eq!(counts(w, message).await, "👍2 🎉1");

        for (who, reaction, left) in [
            (As::user("alice"), &mine, "👍1 🎉1"),
            (As::user("bob"), &bobs, "🎉1"),
        ] {
            let request = json!({"name": reaction["name"]});
            assert_eq!(
                w.ok(who, "DeleteReaction", request.clone()).await,
                json!({})
            );
            assert_eq!(counts(w, message).await, left);
            let again = w.call(who, "DeleteReaction", request).await;
            assert_refused(again, "NOT_FOUND", "");
        }
        // Used again, an emoji comes last.
        react(w, As::user("alice"), message, "👍").await.unwrap();
        assert_eq!(counts(w, message).await, "🎉1 👍1");
    })
    .await;
}

#[tokio::test]
async fn reactions_that_are_not_there() {
    both(async |w| {
        let space = w.space("Unknown", &["bob", "robo"]).await;
        let sent = w.send(As::user("alice"), &space, "Hello").await;
        let message = sent["name"].as_str().unwrap();
        let private = private_message(w, &space).await;
        let hidden = react(w, As::user("bob"), &private, "👍").await.unwrap();
        for name in [
            format!("{message}/reactions/{}.VU5JQ09ERS7wn5GN", w.id("alice")),
            format!("{message}/reactions/👍"),
            format!("{message}/reactions/{}", w.id("alice")),
            format!("{space}/messages/no-such.message/reactions/x"),
            hidden["name"].as_str().unwrap().to_owned(),
        ] {
            let outcome = w
                .call(As::user("alice"), "DeleteReaction", json!({"name": name}))
                .await;
            assert_refused(outcome, "NOT_FOUND", "");
        }
        if w.transport == Transport::Grpc {
            for name in ["", message, "spaces/x/messages/y/reactions/"] {
                let request = json!({"name": name});
                let outcome = w.call(As::user("alice"), "DeleteReaction", request).await;
                assert_refused(outcome, "INVALID_ARGUMENT", "reaction resource name");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn who_may_not() {
    both(async |w| {
        let space = w.space("Closed", &["bob", "robo"]).await;
        let sent = w.send(As::user("alice"), &space, "Hello").await;
        let bobs = react(w, As::user("bob"), &sent["name"], "👍")
            .await
            .unwrap();
        let request = json!({"name": bobs["name"]});
        for (who, part) in [
            (As::user("carol"), "not a member"),
            (
                As::scoped("bob", "chat.messages.reactions.create"),
                "insufficient",
            ),
            (As::scoped("bob", "chat.import"), "chat.import only allows"),
            (As::app("robo"), "doesn't support app authentication"),
        ] {
            let outcome = w.call(who, "DeleteReaction", request.clone()).await;
            assert_refused(outcome, "PERMISSION_DENIED", part);
        }
        w.ok(
            As::scoped("bob", "chat.messages.reactions"),
            "DeleteReaction",
            request,
        )
        .await;
    })
    .await;
}
