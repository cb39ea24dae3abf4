//! Behaviour table of UploadAttachment.
//! Source: the reference's AttachmentDataRef; the discovery document's
//! media.upload; the requests of Google's client libraries.

use serde_json::{Value, json};

use super::{send, upload, upload_answer};
use crate::harness::{As, World, assert_matches, assert_refused, both};

async fn simple(w: &World, who: As, target: &str, content_type: &str) -> super::Answer {
    let headers = [("content-type", content_type)];
    send(w, who, "POST", target, &headers, "bytes").await
}

#[tokio::test]
async fn the_rpc_itself_carries_no_bytes() {
    both(async |w| {
        let space = w.space("Files", &["bob", "robo"]).await;
        let ask = async |who, parent: &str, name: &str| {
            let request = json!({"parent": parent, "filename": name});
            w.call(who, "UploadAttachment", request).await
        };
        for who in [As::user("alice"), As::user_of("bob", "robo")] {
            let outcome = ask(who, &space, "a.png").await;
            assert_refused(outcome, "INVALID_ARGUMENT", "/upload/v1/{parent}");
        }
        let outcome = ask(As::user("alice"), &space, "").await;
        assert_refused(outcome, "INVALID_ARGUMENT", "filename");
        let outcome = ask(As::user("alice"), &space, "virus.exe").await;
        assert_refused(outcome, "INVALID_ARGUMENT", ".exe");
        let outcome = ask(As::user("dave"), &space, "a.png").await;
        assert_refused(outcome, "PERMISSION_DENIED", "not a member");
        let outcome = ask(As::bot("robo"), &space, "a.png").await;
        let text = "This method doesn't support app authentication with a service account. \
                    Authenticate with a user account.";
        assert_refused(outcome, "PERMISSION_DENIED", text);
        let outcome = ask(
            As::scoped("alice", "chat.messages.readonly"),
            &space,
            "a.png",
        )
        .await;
        assert_refused(
            outcome,
            "PERMISSION_DENIED",
            "insufficient authentication scopes",
        );
        let outcome = ask(As::scoped("alice", "chat.import"), &space, "a.png").await;
        assert_refused(outcome, "PERMISSION_DENIED", "import");
    })
    .await;
}

#[tokio::test]
async fn every_way_of_one_request_answers_a_token() {
    both(async |w| {
        let space = w.space("Files", &[]).await;
        let alice = As::scoped("alice", "chat.messages.create");
        let expected = json!({"attachmentDataRef": {
            "resourceName": "*", "attachmentUploadToken": "*"}});
        let parts = "--x\nContent-Type: application/json\n\n{\"filename\": \"a.txt\"}\n--x\n\
                     Content-Type: text/plain\n\nbytes\n--x--\n";
        let path = format!("/v1/{space}/attachments:upload");
        for (target, content_type, body) in [
            // Bare LF and CRLF, boundary plain and quoted.
            (
                format!("/upload{path}?uploadType=multipart&alt=json"),
                "multipart/related; boundary=x",
                parts.to_owned(),
            ),
            (
                format!("/resumable/upload{path}?upload_protocol=multipart"),
                "multipart/related; boundary=\"x\"",
                parts.replace('\n', "\r\n"),
            ),
            (
                format!("/upload{path}"),
                "Multipart/Related; type=x; Boundary=x",
                parts.to_owned(),
            ),
            (
                format!("/upload{path}?uploadType=media"),
                "image/png",
                "bytes".into(),
            ),
            (
                format!("/upload{path}?upload_protocol=raw&filename=a.txt"),
                "text/plain",
                String::new(),
            ),
            (format!("/upload{path}"), "image/png", "bytes".into()),
        ] {
            let headers = [("content-type", content_type)];
            let answer = send(w, alice, "POST", &target, &headers, body).await;
            assert_eq!(answer.status, 200, "{target}: {answer:?}");
            assert_matches(&answer.json(), &expected);
        }
        let goog = [
            ("x-goog-upload-protocol", "raw"),
            ("x-goog-upload-file-name", "b.txt"),
        ];
        let answer = send(w, alice, "POST", &format!("/upload{path}"), &goog, "bytes").await;
        assert_eq!(answer.header("x-goog-upload-status"), "final");
        assert_matches(&answer.json(), &expected);
    })
    .await;
}

#[tokio::test]
async fn who_may_upload_is_settled_before_any_byte() {
    both(async |w| {
        let space = w.space("Files", &["bob", "robo"]).await;
        let ask = async |who, space: &str| upload_answer(w, who, space, "a.txt", "x/y", b"x").await;
        assert_eq!(ask(As::user("bob"), &space).await.status, 200);
        let nobody = ask(As::Nobody, &space).await;
        assert_eq!(nobody.status, 401);
        let outsider = ask(As::user("dave"), &space).await;
        outsider.refused("PERMISSION_DENIED", "not a member");
        let app = ask(As::bot("robo"), &space).await;
        app.refused("PERMISSION_DENIED", "doesn't support app authentication");
        let reader = ask(As::scoped("alice", "chat.messages.readonly"), &space).await;
        reader.refused("PERMISSION_DENIED", "insufficient authentication scopes");
        let unknown = ask(As::user("alice"), "spaces/AAAAAAAAAAE").await;
        unknown.refused("PERMISSION_DENIED", "not a member");
    })
    .await;
}

#[tokio::test]
async fn what_is_wrong_is_said() {
    both(async |w| {
        let space = w.space("Files", &[]).await;
        let alice = As::user("alice");
        for (name, part) in [
            ("", "needs the filename"),
            ("setup.exe", "Files of the type .exe are blocked"),
            ("a.JAR", ".jar are blocked"),
            (&"x".repeat(300), "longer than 255 characters"),
        ] {
            let answer = upload_answer(w, alice, &space, name, "text/plain", b"x").await;
            answer.refused("INVALID_ARGUMENT", part);
        }
        let path = format!("/upload/v1/{space}/attachments:upload");
        let mixed = simple(
            w,
            alice,
            &format!("{path}?uploadType=multipart"),
            "text/plain",
        )
        .await;
        mixed.refused("INVALID_ARGUMENT", "multipart/related");
        let kind = simple(w, alice, &format!("{path}?uploadType=magic"), "text/plain").await;
        kind.refused("INVALID_ARGUMENT", "uploadType");
        let field = format!("{path}?uploadType=media&colour=red");
        simple(w, alice, &field, "text/plain")
            .await
            .refused("INVALID_ARGUMENT", "Unknown name \"colour\"");
        let other = format!("/upload/v1/{space}/messages");
        assert_eq!(simple(w, alice, &other, "text/plain").await.status, 404);
        let get = send(w, alice, "GET", &path, &[], "").await;
        assert_eq!(get.status, 404);
        let headers = [("content-encoding", "gzip")];
        let packed = send(w, alice, "POST", &path, &headers, "x").await;
        packed.refused("INVALID_ARGUMENT", "Content-Encoding");
        let length = [
            ("content-length", "209715201"),
            ("content-type", "image/png"),
        ];
        // Refused by what it says, before it is sent.
        let announced = format!("{path}?uploadType=resumable");
        let headers = [("x-upload-content-length", length[0].1)];
        let large = send(
            w,
            alice,
            "POST",
            &announced,
            &headers,
            "{\"filename\":\"a.bin\"}",
        )
        .await;
        large.refused("INVALID_ARGUMENT", "larger than 209715200 bytes");
    })
    .await;
}

#[tokio::test]
async fn nobody_hoards_uploads() {
    both(async |w| {
        let space = w.space("Files", &["bob"]).await;
        let target = format!("/upload/v1/{space}/attachments:upload?uploadType=resumable");
        let begin = async |who| {
            let body = "{\"filename\":\"a.bin\"}";
            send(w, who, "POST", &target, &[], body).await
        };
        for _ in 0..100 {
            assert_eq!(begin(As::user("alice")).await.status, 200);
        }
        let more = begin(As::user("alice")).await;
        more.refused("RESOURCE_EXHAUSTED", "100 uploads wait");
        assert_eq!(begin(As::user("bob")).await.status, 200);
    })
    .await;
}

#[tokio::test]
async fn names_and_types_are_kept() {
    both(async |w| {
        let space = w.space("Files", &[]).await;
        let alice = As::user("alice");
        let kept = async |uploaded: Value| {
            let message = json!({"attachment": [uploaded]});
            let sent = super::create(w, alice, &space, message).await.unwrap();
            let file = &sent["attachment"][0];
            (file["contentName"].clone(), file["contentType"].clone())
        };
        for (name, told, shown, content_type) in [
            ("a.png", "image/png", "a.png", "image/png"),
            (
                "Übersicht.pdf",
                "application/octet-stream",
                "Übersicht.pdf",
                "application/pdf",
            ),
            (
                "../../x/y.txt",
                "Text/Plain; charset=utf-8",
                "y.txt",
                "text/plain",
            ),
            ("C:\\a.csv", "", "a.csv", "text/csv"),
            ("LICENSE", "nonsense", "LICENSE", "application/octet-stream"),
        ] {
            let uploaded = upload(w, alice, &space, name, told, b"x").await;
            assert_eq!(kept(uploaded).await, (json!(shown), json!(content_type)));
        }
        let target = format!("/upload/v1/{space}/attachments:upload?uploadType=media");
        let nameless = simple(w, alice, &target, "image/png").await.json();
        assert_eq!(
            kept(nameless).await,
            (json!("file.png"), json!("image/png"))
        );
    })
    .await;
}
