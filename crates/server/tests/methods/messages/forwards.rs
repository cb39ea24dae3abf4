//! Messages that show one of another space or thread. What of them is about
//! files is in `attachments/forwards`.
//! Source: the reference's QuotedMessageMetadata, QuotedMessageSnapshot and
//! ForwardedMetadata.

use serde_json::{Value, json};

use super::{OR_FAIL, card, create, get, private};
use crate::harness::{As, Refusal, World, assert_matches, assert_refused, both};

fn forward_of(quoted: &Value) -> Value {
    let time = match &quoted["lastUpdateTime"] {
        Value::Null => &quoted["createTime"],
        time => time,
    };
    json!({"name": quoted["name"], "lastUpdateTime": time, "quoteType": "FORWARD"})
}

async fn forward(w: &World, who: As, to: &str, quoted: &Value) -> Result<Value, Refusal> {
    let message = json!({"text": "See", "quotedMessageMetadata": forward_of(quoted)});
    create(w, who, to, message, json!({})).await
}

/// What the forward calls the space that the message comes from.
async fn source(w: &World, who: As, to: &str, from: &str) -> Value {
    let first = w.send(As::user("alice"), from, "First").await;
    let sent = forward(w, who, to, &first).await.unwrap();
    sent["quotedMessageMetadata"]["forwardedMetadata"].clone()
}

/// Source: QuotedMessageMetadata.quoteType, FORWARD; QuotedMessageSnapshot:
/// formattedText and annotations are there for FORWARD.
#[tokio::test]
async fn another_space_gets_the_whole_snapshot() {
    both(async |w| {
        let (from, to) = (w.space("From", &[]).await, w.space("To", &["bob"]).await);
        let alice = As::user("alice");
        let text = format!("*Hi* <{}>", w.name("bob"));
        let first = w.send(alice, &from, &text).await;
        let sent = forward(w, alice, &to, &first).await.unwrap();
        let quote = json!({"name": first["name"], "lastUpdateTime": first["createTime"],
            "quoteType": "FORWARD",
            "quotedMessageSnapshot": {"sender": w.name("alice"), "text": first["text"],
                "formattedText": first["formattedText"], "annotations": first["annotations"]},
            "forwardedMetadata": {"space": from, "spaceDisplayName": "From"}});
        assert!(first["annotations"][0]["userMention"].is_object());
        assert_eq!(sent["quotedMessageMetadata"], quote);
        // Readers here need not be there, and see what was there then.
        let patch = json!({"message": {"name": first["name"], "text": "Later"},
            "updateMask": "text"});
        let later = w.ok(alice, "UpdateMessage", patch).await;
        let got = get(w, As::user("bob"), &sent["name"]).await.unwrap();
        assert_eq!(got["quotedMessageMetadata"], quote);
        let outcome = get(w, As::user("bob"), &first["name"]).await;
        assert_refused(outcome, "PERMISSION_DENIED", "not a member");
        super::delete(w, alice, &first["name"], false)
            .await
            .unwrap();
        let got = get(w, As::user("bob"), &sent["name"]).await.unwrap();
        assert_eq!(got["quotedMessageMetadata"], quote);
        let outcome = forward(w, alice, &to, &later).await;
        assert_refused(outcome, "NOT_FOUND", "not found");
    })
    .await;
}

/// Source: QuotedMessageMetadata.quoteType, FORWARD: a message of another
/// space or thread.
#[tokio::test]
async fn another_thread_gets_replies_too() {
    both(async |w| {
        let space = w.space("Here", &[]).await;
        let alice = As::user("alice");
        let (a, b) = (
            w.send(alice, &space, "A").await,
            w.send(alice, &space, "B").await,
        );
        let reply = super::reply(w, alice, &space, a["thread"].clone(), OR_FAIL);
        let reply = reply.await.unwrap();
        let into = async |thread: &Value, quoted: &Value| {
            let message = json!({"quotedMessageMetadata": forward_of(quoted), "thread":
                {"name": thread["thread"]["name"]}});
            create(
                w,
                alice,
                &space,
                message,
                json!({"messageReplyOption": OR_FAIL}),
            )
            .await
        };
        into(&b, &a).await.unwrap();
        into(&b, &reply).await.unwrap();
        let top = forward(w, alice, &space, &reply).await.unwrap();
        assert_eq!(
            top["quotedMessageMetadata"]["forwardedMetadata"],
            json!({"space": space, "spaceDisplayName": "Here"})
        );
        for quoted in [&a, &reply] {
            let outcome = into(&a, quoted).await;
            assert_refused(outcome, "INVALID_ARGUMENT", "another space or thread");
        }
    })
    .await;
}

/// Source: ForwardedMetadata.spaceDisplayName: the space's name, the other
/// participant of a direct message, first names of a group chat.
#[tokio::test]
async fn chats_without_a_name_are_called_by_people() {
    both(async |w| {
        let to = w.space("To", &["bob"]).await;
        let (alice, bob) = (As::user("alice"), As::user("bob"));
        let dm = w.chat("DIRECT_MESSAGE", &["bob"]).await;
        for (who, other) in [(alice, "Bob"), (bob, "Alice")] {
            let metadata = source(w, who, &to, &dm).await;
            assert_eq!(metadata, json!({"space": dm, "spaceDisplayName": other}));
        }
        let chat = w.chat("GROUP_CHAT", &["bob", "carol"]).await;
        let metadata = source(w, bob, &to, &chat).await;
        let name = metadata["spaceDisplayName"].as_str().unwrap();
        let mut names: Vec<_> = name.split(", ").collect();
        names.sort_unstable();
        assert_eq!(names, ["Alice", "Bob", "Carol"]);
    })
    .await;
}

/// Source: the reference leaves open who may forward what; the reading: who
/// may read it.
#[tokio::test]
async fn only_readers_forward() {
    both(async |w| {
        let from = w.space("From", &["bob", "robo"]).await;
        let to = w.space("To", &["bob", "carol", "robo"]).await;
        let (alice, robo) = (As::user("alice"), As::bot("robo"));
        let first = w.send(alice, &from, "First").await;
        forward(w, As::user("bob"), &to, &first).await.unwrap();
        let outcome = forward(w, As::user("carol"), &to, &first).await;
        assert_refused(outcome, "PERMISSION_DENIED", "not a member");
        // It was not said to the app; this was.
        let outcome = forward(w, robo, &to, &first).await;
        assert_refused(outcome, "NOT_FOUND", "not found");
        let said = w
            .send(alice, &from, &format!("<{}> hi", w.name("robo")))
            .await;
        forward(w, robo, &to, &said).await.unwrap();
        let hidden = private(w, &from, "bob").await;
        forward(w, As::user("bob"), &to, &hidden).await.unwrap();
        let outcome = forward(w, alice, &to, &hidden).await;
        assert_refused(outcome, "NOT_FOUND", "not found");
    })
    .await;
}

/// Source: QuotedMessageMetadata: name and lastUpdateTime are required, and
/// the latter is that of the latest version.
#[tokio::test]
async fn wrong_forwards_are_refused() {
    both(async |w| {
        let (from, to) = (w.space("From", &["robo"]).await, w.space("To", &[]).await);
        let alice = As::user("alice");
        let first = w.send(alice, &from, "First").await;
        let with = |field: &str, value: Value| {
            let mut metadata = forward_of(&first);
            metadata[field] = value;
            metadata
        };
        let cards = json!({"cardsV2": [card("a")]});
        let cards = create(w, As::bot("robo"), &from, cards, json!({}))
            .await
            .unwrap();
        for (metadata, part) in [
            (with("name", Value::Null), "requires a name"),
            (with("lastUpdateTime", Value::Null), "last_update_time"),
            (
                with("lastUpdateTime", json!("2001-01-01T00:00:00Z")),
                "latest version",
            ),
            (with("name", json!("bogus")), "message resource name"),
            (with("quoteType", Value::Null), "same space"),
            // Cards are not forwarded.
            (forward_of(&cards), "neither a text nor attachments"),
        ] {
            let message = json!({"text": "See", "quotedMessageMetadata": metadata});
            let outcome = create(w, alice, &to, message, json!({})).await;
            assert_refused(outcome, "INVALID_ARGUMENT", part);
        }
        for (space, code) in [
            (from.as_str(), "NOT_FOUND"),
            ("spaces/x", "PERMISSION_DENIED"),
        ] {
            let name = json!(format!("{space}/messages/AAAAAAAAAAA.AAAAAAAAAAA"));
            let message = json!({"text": "See", "quotedMessageMetadata": with("name", name)});
            let outcome = create(w, alice, &to, message, json!({})).await;
            assert_refused(outcome, code, "");
        }
    })
    .await;
}

/// Source: messages.patch: a quote can be removed, and only that; that a
/// forward may stand alone is a reading.
#[tokio::test]
async fn a_forward_may_stand_alone_and_be_taken_away() {
    both(async |w| {
        let (from, to) = (w.space("From", &[]).await, w.space("To", &[]).await);
        let alice = As::user("alice");
        // Twice as long as a message may be, with the snapshot.
        let first = w.send(alice, &from, &"x".repeat(31_000)).await;
        let message = json!({"quotedMessageMetadata": forward_of(&first)});
        let sent = create(w, alice, &to, message, json!({})).await.unwrap();
        assert_matches(
            &sent,
            &json!({"text": null, "quotedMessageMetadata": {"quoteType": "FORWARD"}}),
        );
        let patch = async |text: &str, mask: &str| {
            let message = json!({"name": sent["name"], "text": text});
            let request = json!({"message": message, "updateMask": mask});
            w.call(alice, "UpdateMessage", request).await
        };
        let outcome = patch("", "quotedMessageMetadata").await;
        assert_refused(outcome, "INVALID_ARGUMENT", "cannot be empty");
        let changed = patch(&"y".repeat(31_000), "text").await.unwrap();
        assert_eq!(
            changed["quotedMessageMetadata"],
            sent["quotedMessageMetadata"]
        );
        let changed = patch("", "quotedMessageMetadata").await.unwrap();
        assert_matches(&changed, &json!({"quotedMessageMetadata": null}));
    })
    .await;
}
