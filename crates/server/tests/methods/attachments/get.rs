//! Behaviour table of GetAttachment.
//! Source: the reference's GetAttachment and Attachment.

use serde_json::{Value, json};

use super::{create, send_file, upload};
use crate::harness::{As, Refusal, World, assert_refused, both};

async fn get(w: &World, who: As, name: &Value) -> Result<Value, Refusal> {
    w.call(who, "GetAttachment", json!({"name": name})).await
}

#[tokio::test]
async fn apps_get_what_they_may_see() {
    both(async |w| {
        let space = w.space("Files", &["bob", "robo"]).await;
        let alice = As::user("alice");
        let uploaded = upload(w, alice, &space, "a.png", "image/png", b"x").await;
        let text = format!("<{}> look", w.name("robo"));
        let message = json!({"text": text, "attachment": [uploaded]});
        let mentioned = create(w, alice, &space, message).await.unwrap();
        let shown = &mentioned["attachment"][0];
        let got = get(w, As::bot("robo"), &shown["name"]).await.unwrap();
        assert_eq!(got, *shown);

        // With no more than chat.bot an app sees what is said to it.
        let hidden = send_file(w, alice, &space, "b.txt", b"x").await;
        let name = &hidden["attachment"][0]["name"];
        assert_refused(get(w, As::bot("robo"), name).await, "NOT_FOUND", "");
        assert_eq!(get(w, As::app("robo"), name).await.unwrap()["name"], *name);
    })
    .await;
}

#[tokio::test]
async fn refusals() {
    both(async |w| {
        let space = w.space("Files", &["robo"]).await;
        let alice = As::user("alice");
        let sent = send_file(w, alice, &space, "a.txt", b"x").await;
        let name = &sent["attachment"][0]["name"];
        let robo = As::app("robo");
        let outcome = get(w, alice, name).await;
        assert_refused(
            outcome,
            "PERMISSION_DENIED",
            "without service account credentials",
        );
        let outcome = get(w, As::app("other"), name).await;
        assert_refused(
            outcome,
            "PERMISSION_DENIED",
            "not permitted to use this app",
        );
        let message = sent["name"].as_str().unwrap();
        for unknown in ["AAAAAAAAAAE", "x"] {
            let name = json!(format!("{message}/attachments/{unknown}"));
            assert_refused(get(w, robo, &name).await, "NOT_FOUND", "not found");
        }
        for malformed in [
            json!(""),
            json!(message),
            json!(format!("{message}/attachments/")),
        ] {
            if w.transport == crate::harness::Transport::Rest {
                continue;
            }
            let outcome = get(w, robo, &malformed).await;
            assert_refused(outcome, "INVALID_ARGUMENT", "attachment resource name");
        }
        w.ok(alice, "DeleteMessage", json!({"name": message})).await;
        assert_refused(get(w, robo, name).await, "NOT_FOUND", "");
    })
    .await;
}
