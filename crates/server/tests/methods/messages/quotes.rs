//! Messages that quote another one.
//! Source: the reference's QuotedMessageMetadata, and today's rules for
//! creating quotes.

use serde_json::{Value, json};

use super::{OR_FAIL, create, get, private};
use crate::harness::{As, Refusal, World, assert_matches, assert_refused, both};

fn version(message: &Value) -> &Value {
    match &message["lastUpdateTime"] {
        Value::Null => &message["createTime"],
        time => time,
    }
}

async fn quote(w: &World, who: As, space: &str, quoted: &Value) -> Result<Value, Refusal> {
    let metadata = json!({"name": quoted["name"], "lastUpdateTime": version(quoted)});
    with_metadata(w, who, space, metadata).await
}

async fn with_metadata(w: &World, who: As, space: &str, metadata: Value) -> Result<Value, Refusal> {
    let message = json!({"text": "Indeed", "quotedMessageMetadata": metadata});
    create(w, who, space, message, json!({})).await
}

async fn quote_in(
    w: &World,
    space: &str,
    quoted: &Value,
    thread: &Value,
) -> Result<Value, Refusal> {
    let metadata = json!({"name": quoted["name"], "lastUpdateTime": version(quoted)});
    let message = json!({"text": "Indeed", "quotedMessageMetadata": metadata,
        "thread": {"name": thread["thread"]["name"]}});
    create(
        w,
        As::user("alice"),
        space,
        message,
        json!({"messageReplyOption": OR_FAIL}),
    )
    .await
}

async fn reply(w: &World, space: &str, first: &Value) -> Value {
    super::reply(
        w,
        As::user("alice"),
        space,
        first["thread"].clone(),
        OR_FAIL,
    )
    .await
    .unwrap()
}

#[tokio::test]
async fn the_latest_version_is_quoted() {
    both(async |w| {
        let space = w.space("Quote", &["bob", "robo"]).await;
        let first = w.send(As::user("alice"), &space, "*First*").await;
        for who in [As::user("bob"), As::bot("robo")] {
            let sent = quote(w, who, &space, &first).await.unwrap();
            assert_matches(
                &sent["quotedMessageMetadata"],
                &json!({"name": first["name"], "lastUpdateTime": first["createTime"],
                    "quoteType": "REPLY", "quotedMessageSnapshot": {
                        "sender": w.name("alice"), "text": "*First*", "formattedText": null}}),
            );
            assert_eq!(
                get(w, As::user("alice"), &sent["name"]).await.unwrap()["text"],
                "Indeed"
            );
        }
        let patch = json!({"message": {"name": first["name"], "text": "Second"},
            "updateMask": "text"});
        let second = w.ok(As::user("alice"), "UpdateMessage", patch).await;
        let outcome = quote(w, As::user("bob"), &space, &first).await;
        assert_refused(outcome, "INVALID_ARGUMENT", "latest version");
        let sent = quote(w, As::user("bob"), &space, &second).await.unwrap();
        assert_matches(
            &sent["quotedMessageMetadata"],
            &json!({"lastUpdateTime": second["lastUpdateTime"],
                "quotedMessageSnapshot": {"text": "Second"}}),
        );
        // A custom id is resolved.
        let named = super::named(w, As::bot("robo"), &space, "client-q")
            .await
            .unwrap();
        let metadata = json!({"name": format!("{space}/messages/client-q"),
            "lastUpdateTime": named["createTime"], "quoteType": "REPLY"});
        let sent = with_metadata(w, As::user("bob"), &space, metadata)
            .await
            .unwrap();
        assert_eq!(sent["quotedMessageMetadata"]["name"], named["name"]);
    })
    .await;
}

#[tokio::test]
async fn threads_quote_themselves_and_the_top_the_top() {
    both(async |w| {
        let space = w.space("Where", &[]).await;
        let a = w.send(As::user("alice"), &space, "A").await;
        let b = w.send(As::user("alice"), &space, "B").await;
        let reply_to_a = reply(w, &space, &a).await;
        quote(w, As::user("alice"), &space, &a).await.unwrap();
        quote_in(w, &space, &a, &a).await.unwrap();
        quote_in(w, &space, &reply_to_a, &a).await.unwrap();
        for outcome in [
            quote(w, As::user("alice"), &space, &reply_to_a).await,
            quote_in(w, &space, &b, &a).await,
            quote_in(w, &space, &reply_to_a, &b).await,
        ] {
            assert_refused(outcome, "INVALID_ARGUMENT", "own thread");
        }
    })
    .await;
}

#[tokio::test]
async fn wrong_quotes_are_refused() {
    both(async |w| {
        let space = w.space("Wrong", &["bob", "robo"]).await;
        let alice = As::user("alice");
        let first = w.send(alice, &space, "First").await;
        let (name, time) = (&first["name"], &first["createTime"]);
        for (metadata, part) in [
            (json!({}), "requires a name"),
            (json!({"name": name}), "last_update_time"),
            (json!({"lastUpdateTime": time}), "requires a name"),
            (
                json!({"name": name, "lastUpdateTime": "2001-01-01T00:00:00Z"}),
                "latest version",
            ),
            (
                json!({"name": "bogus", "lastUpdateTime": time}),
                "message resource name",
            ),
            (
                json!({"name": "spaces/AAAAAAAAAAA/messages/x.x", "lastUpdateTime": time}),
                "same space",
            ),
            (
                json!({"name": name, "lastUpdateTime": time, "quoteType": 9}),
                "quote type",
            ),
        ] {
            let outcome = with_metadata(w, alice, &space, metadata).await;
            assert_refused(outcome, "INVALID_ARGUMENT", part);
        }
        // Nothing to quote: what is deleted, or private to others.
        let hidden = private(w, &space, "bob").await;
        quote(w, As::user("bob"), &space, &hidden).await.unwrap();
        super::delete(w, alice, name, false).await.unwrap();
        for gone in [&hidden, &first] {
            let outcome = quote(w, alice, &space, gone).await;
            assert_refused(outcome, "NOT_FOUND", "not found");
        }
    })
    .await;
}
