//! Files of messages that are forwarded.
//! Source: the reference's QuotedMessageSnapshot.attachments: populated for
//! FORWARD.

use serde_json::{Value, json};

use super::{create, fetch, resource, send_file, upload};
use crate::harness::{As, World, assert_refused, both};

async fn forward(w: &World, to: &str, quoted: &Value) -> Value {
    let quote = json!({"name": quoted["name"], "lastUpdateTime": quoted["createTime"],
        "quoteType": "FORWARD"});
    let message = json!({"text": "See", "quotedMessageMetadata": quote});
    create(w, As::user("alice"), to, message).await.unwrap()
}

fn attachments(message: &Value) -> &Value {
    &message["quotedMessageMetadata"]["quotedMessageSnapshot"]["attachments"]
}

/// Source: QuotedMessageSnapshot.attachments; who reads the forward fetches
/// them.
#[tokio::test]
async fn readers_of_the_forward_get_its_files() {
    both(async |w| {
        let from = w.space("From", &[]).await;
        let to = w.space("To", &["bob", "robo"]).await;
        let (alice, bob) = (As::user("alice"), As::user("bob"));
        let first = send_file(w, alice, &from, "a.txt", b"bytes").await;
        let file = resource(&first);
        assert_eq!(fetch(w, bob, file, &[]).await.status, 404);
        let sent = forward(w, &to, &first).await;
        let name = format!("{}/attachments/{file}", sent["name"].as_str().unwrap());
        let mut expected = first["attachment"].clone();
        expected[0]["name"] = json!(name);
        assert_eq!(attachments(&sent), &expected);
        assert_eq!(sent["attachment"], Value::Null);
        assert_eq!(fetch(w, bob, file, &[]).await.body, "bytes");
        let got = w
            .ok(As::app("robo"), "GetAttachment", json!({"name": name}))
            .await;
        assert_eq!(got, expected[0]);
        // It stays when the first message goes, and goes with the forward.
        for (message, status) in [(&first, 200), (&sent, 404)] {
            w.ok(alice, "DeleteMessage", json!({"name": message["name"]}))
                .await;
            assert_eq!(fetch(w, bob, file, &[]).await.status, status);
        }
        let outcome = w
            .call(As::app("robo"), "GetAttachment", json!({"name": name}))
            .await;
        assert_refused(outcome, "NOT_FOUND", "not found");
    })
    .await;
}

/// Source: messages.patch: a quote can be removed; what it showed goes with
/// it, and nothing else.
#[tokio::test]
async fn files_go_with_the_quote_alone() {
    both(async |w| {
        let (from, to) = (w.space("From", &[]).await, w.space("To", &["bob"]).await);
        let (alice, bob) = (As::user("alice"), As::user("bob"));
        let first = send_file(w, alice, &from, "a.txt", b"bytes").await;
        let sent = forward(w, &to, &first).await;
        let own = upload(w, alice, &to, "b.txt", "text/plain", b"own").await;
        let patch = async |fields: Value, mask: &str| {
            let mut message = fields;
            message["name"] = sent["name"].clone();
            let request = json!({"message": message, "updateMask": mask});
            w.ok(alice, "UpdateMessage", request).await
        };
        let both = patch(json!({"attachment": [own]}), "attachment").await;
        let status = async |file: &str| fetch(w, bob, file, &[]).await.status;
        assert_eq!(status(resource(&both)).await, 200);
        assert_eq!(status(resource(&first)).await, 200);
        patch(json!({}), "attachment").await;
        assert_eq!(status(resource(&both)).await, 404);
        assert_eq!(status(resource(&first)).await, 200);
        patch(json!({}), "quotedMessageMetadata").await;
        assert_eq!(status(resource(&first)).await, 404);
        assert_eq!(fetch(w, alice, resource(&first), &[]).await.body, "bytes");
    })
    .await;
}

/// Source: QuotedMessageSnapshot.attachments; a reading: what was forwarded
/// to a message is not forwarded with it.
#[tokio::test]
async fn a_forward_of_a_forward_has_its_own_files_alone() {
    both(async |w| {
        let (from, to) = (w.space("From", &[]).await, w.space("To", &[]).await);
        let third = w.space("Third", &["bob"]).await;
        let first = send_file(w, As::user("alice"), &from, "a.txt", b"bytes").await;
        let second = forward(w, &to, &first).await;
        let sent = forward(w, &third, &second).await;
        assert_eq!(attachments(&sent), &Value::Null);
        let got = fetch(w, As::user("bob"), resource(&first), &[]).await;
        assert_eq!(got.status, 404);
    })
    .await;
}
