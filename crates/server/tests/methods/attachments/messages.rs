//! Files in messages.
//! Source: the reference's Message.attachment, Attachment and
//! AttachmentDataRef.

use serde_json::{Value, json};

use super::{create, fetch, resource, send_file, upload};
use crate::harness::{As, Refusal, World, assert_matches, assert_refused, both};

async fn patch(w: &World, who: As, message: Value, mask: &str) -> Result<Value, Refusal> {
    let request = json!({"message": message, "updateMask": mask});
    w.call(who, "UpdateMessage", request).await
}

#[tokio::test]
async fn a_message_may_be_nothing_but_files() {
    both(async |w| {
        let space = w.space("Files", &["bob"]).await;
        let alice = As::user("alice");
        let picture = upload(w, alice, &space, "a.png", "image/png", b"x").await;
        let text = upload(w, alice, &space, "b.txt", "text/plain", b"xy").await;
        let message = json!({"attachment": [picture, text]});
        let sent = create(w, alice, &space, message).await.unwrap();
        let name = sent["name"].as_str().unwrap();
        let home = format!("http://{}", w.running.address);
        let id = |n: usize| {
            let data = &sent["attachment"][n]["attachmentDataRef"];
            data["resourceName"].as_str().unwrap().to_owned()
        };
        let expected = json!([
            {
                "name": format!("{name}/attachments/{}", id(0)),
                "contentName": "a.png", "contentType": "image/png",
                "source": "UPLOADED_CONTENT",
                "attachmentDataRef": {"resourceName": id(0)},
                "thumbnailUri": format!("{home}/media/{}/thumbnail", id(0)),
                "downloadUri": format!("{home}/media/{}", id(0)),
            },
            {
                "name": format!("{name}/attachments/{}", id(1)),
                "contentName": "b.txt", "contentType": "text/plain",
                "source": "UPLOADED_CONTENT",
                "attachmentDataRef": {"resourceName": id(1)},
                "downloadUri": format!("{home}/media/{}", id(1)),
            },
        ]);
        assert_eq!(sent["attachment"], expected);
        let got = w
            .ok(As::user("bob"), "GetMessage", json!({"name": name}))
            .await;
        assert_eq!(got["attachment"], expected);
        let listed = w
            .ok(As::user("bob"), "ListMessages", json!({"parent": space}))
            .await;
        assert_eq!(listed["messages"][0]["attachment"], expected);
    })
    .await;
}

#[tokio::test]
async fn a_token_is_for_one_message_of_one_user_in_one_space() {
    both(async |w| {
        let space = w.space("Files", &["bob", "robo"]).await;
        let other = w.space("Other", &[]).await;
        let alice = As::user("alice");
        let uploaded = upload(w, alice, &space, "a.png", "image/png", b"x").await;
        let message = json!({"text": "x", "attachment": [uploaded]});
        for (who, space) in [
            (As::user("bob"), &space),
            (As::bot("robo"), &space),
            (alice, &other),
        ] {
            let outcome = create(w, who, space, message.clone()).await;
            assert_refused(
                outcome,
                "INVALID_ARGUMENT",
                "upload token is unknown or was used",
            );
        }
        let twice = json!({"attachment": [uploaded, uploaded]});
        let outcome = create(w, alice, &space, twice).await;
        assert_refused(outcome, "INVALID_ARGUMENT", "upload token");
        // None of these used it up.
        create(w, alice, &space, message.clone()).await.unwrap();
        let outcome = create(w, alice, &space, message).await;
        assert_refused(outcome, "INVALID_ARGUMENT", "upload token");
        // Through whatever app.
        let uploaded = upload(w, As::user_of("bob", "robo"), &space, "b.png", "", b"x").await;
        let message = json!({"attachment": [uploaded]});
        create(w, As::user("bob"), &space, message).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_repeated_request_sends_a_file_once() {
    both(async |w| {
        let space = w.space("Files", &[]).await;
        let alice = As::user("alice");
        let uploaded = upload(w, alice, &space, "a.png", "image/png", b"x").await;
        let request = json!({"parent": space, "message": {"attachment": [uploaded]},
            "requestId": "once"});
        let first = w.ok(alice, "CreateMessage", request.clone()).await;
        assert_eq!(w.ok(alice, "CreateMessage", request).await, first);
    })
    .await;
}

#[tokio::test]
async fn unfinished_uploads_cannot_be_sent() {
    both(async |w| {
        let space = w.space("Files", &[]).await;
        let alice = As::user("alice");
        for entry in [
            json!({}),
            json!({"attachmentDataRef": {}}),
            json!({"attachmentDataRef": {"resourceName": "AAAAAAAAAAE"}}),
            json!({"driveDataRef": {"driveFileId": "x"}}),
        ] {
            let outcome = create(w, alice, &space, json!({"attachment": [entry]})).await;
            assert_refused(outcome, "INVALID_ARGUMENT", "");
        }
        let many = vec![json!({"attachmentDataRef": {"attachmentUploadToken": "x"}}); 21];
        let outcome = create(w, alice, &space, json!({"attachment": many})).await;
        assert_refused(outcome, "INVALID_ARGUMENT", "21 attachments; at most 20");
    })
    .await;
}

#[tokio::test]
async fn an_update_of_attachments_replaces_them() {
    both(async |w| {
        let space = w.space("Files", &["bob"]).await;
        let alice = As::user("alice");
        let sent = send_file(w, alice, &space, "a.txt", b"first").await;
        let name = &sent["name"];
        let first = &sent["attachment"][0];

        let text = json!({"name": name, "text": "New"});
        let changed = patch(w, alice, text, "text").await.unwrap();
        assert_eq!(changed["attachment"], sent["attachment"]);

        let second = upload(w, alice, &space, "b.txt", "text/plain", b"second").await;
        let both_files = json!({"name": name, "attachment": [{"name": first["name"]}, second]});
        let changed = patch(w, alice, both_files, "attachment").await.unwrap();
        assert_eq!(changed["attachment"][0], *first);
        assert_matches(&changed["attachment"][1], &json!({"contentName": "b.txt"}));
        assert_eq!(changed["text"], "New");

        let only = json!({"name": name, "attachment": [changed["attachment"][1]]});
        let changed = patch(w, alice, only, "attachment").await.unwrap();
        assert_eq!(changed["attachment"].as_array().unwrap().len(), 1);
        assert_eq!(fetch(w, alice, resource(&sent), &[]).await.status, 404);
        assert_eq!(
            fetch(w, alice, resource(&changed), &[]).await.body,
            "second"
        );

        let none = json!({"name": name, "attachment": []});
        let changed = patch(w, alice, none, "attachment").await.unwrap();
        assert_eq!(changed["attachment"], Value::Null);
        let gone = json!({"name": name, "attachment": [first]});
        let outcome = patch(w, alice, gone, "attachment").await;
        assert_refused(outcome, "INVALID_ARGUMENT", "attachmentUploadToken");
    })
    .await;
}

#[tokio::test]
async fn files_go_with_their_message() {
    both(async |w| {
        let space = w.space("Files", &[]).await;
        let alice = As::user("alice");
        let sent = send_file(w, alice, &space, "a.txt", b"first").await;
        let path = stored(w, resource(&sent));
        assert!(path.exists());
        w.ok(alice, "DeleteMessage", json!({"name": sent["name"]}))
            .await;
        assert_eq!(fetch(w, alice, resource(&sent), &[]).await.status, 404);
        until_gone(&path).await;
        let sent = send_file(w, alice, &space, "b.txt", b"second").await;
        let path = stored(w, resource(&sent));
        w.ok(alice, "DeleteSpace", json!({"name": space})).await;
        until_gone(&path).await;
    })
    .await;
}

/// Where the bytes of a file are.
fn stored(w: &World, resource: &str) -> std::path::PathBuf {
    let name = format!("{:016x}", domain::ids::FileId::parse(resource).unwrap().0);
    w.running
        .server
        .data
        .join("uploads")
        .join(&name[14..])
        .join(&name)
}

/// The janitor comes by every second.
async fn until_gone(path: &std::path::Path) {
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(30);
    while path.exists() {
        assert!(std::time::Instant::now() < deadline, "{path:?} stays");
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
}
