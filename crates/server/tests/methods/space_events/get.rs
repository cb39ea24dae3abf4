//! Behaviour table of GetSpaceEvent.
//! Source: the reference's GetSpaceEvent and GetSpaceEventRequest. Payloads are
//! in `payloads.rs`.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;

use super::{EVERYTHING, delete_thread, events, types};
use crate::harness::{As, Transport, assert_refused, both};

fn encoded(text: &str) -> String {
    URL_SAFE_NO_PAD.encode(text)
}

#[tokio::test]
async fn every_listed_event_can_be_got() {
    both(async |w| {
        let space = w.space("Get", &["bob", "robo"]).await;
        delete_thread(w, &space, 2).await;
        let sent = w.send(As::user("bob"), &space, "Hello").await;
        let request = json!({"parent": sent["name"], "reaction": {"emoji": {"unicode": "👍"}}});
        w.ok(As::user("alice"), "CreateReaction", request).await;
        let found = events(w, As::user("bob"), &space, EVERYTHING).await;
        assert_eq!(found.len(), 9);
        for event in &found {
            let request = json!({"name": event["name"]});
            assert_eq!(
                w.ok(As::user("bob"), "GetSpaceEvent", request).await,
                *event
            );
        }
        // Google's form of a name.
        let name = found[0]["name"].as_str().unwrap();
        let segment = name.strip_prefix(&format!("{space}/spaceEvents/")).unwrap();
        let text = String::from_utf8(URL_SAFE_NO_PAD.decode(segment).unwrap()).unwrap();
        assert!(text.ends_with("_0_created"), "{text}");
    })
    .await;
}

#[tokio::test]
async fn names_of_no_event() {
    both(async |w| {
        let space = w.space("None", &["bob"]).await;
        delete_thread(w, &space, 2).await;
        let batch = events(w, As::user("bob"), &space, &types("message.v1.deleted")).await;
        let name = batch[0]["name"].as_str().unwrap();
        let segment = URL_SAFE_NO_PAD
            .decode(name.rsplit('/').next().unwrap())
            .unwrap();
        let text = String::from_utf8(segment).unwrap();
        let time = text.strip_suffix("_0_batchDeleted").unwrap();
        // A part of a batch is an event of its own.
        let part = format!(
            "{space}/spaceEvents/{}",
            encoded(&format!("{time}_1_deleted"))
        );
        let part = w
            .ok(As::user("bob"), "GetSpaceEvent", json!({"name": part}))
            .await;
        assert_eq!(
            part["eventType"],
            "google.workspace.chat.message.v1.deleted"
        );
        for segment in [
            "x".to_owned(),
            text.clone(),
            encoded(&format!("{time}_1_batchDeleted")),
            encoded(&format!("{time}_3_deleted")),
            encoded(&format!("{time}_0_created")),
            encoded(&format!("{time}_0_batchCreated")),
            encoded(&format!("0{time}_0_batchDeleted")),
        ] {
            let request = json!({"name": format!("{space}/spaceEvents/{segment}")});
            let outcome = w.call(As::user("bob"), "GetSpaceEvent", request).await;
            assert_refused(outcome, "NOT_FOUND", "");
        }
        if w.transport == Transport::Grpc {
            for name in [
                "",
                "spaces/x",
                "spaces/x/spaceEvents/",
                "spaces/x/messages/y",
            ] {
                let outcome = w
                    .call(As::user("bob"), "GetSpaceEvent", json!({"name": name}))
                    .await;
                assert_refused(outcome, "INVALID_ARGUMENT", "space event resource name");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn who_may_get() {
    both(async |w| {
        let space = w.space("Closed", &["bob", "robo", "other"]).await;
        w.send(As::user("alice"), &space, "Hello").await;
        let found = events(w, As::user("bob"), &space, &types("message.v1.created")).await;
        let request = json!({"name": found[0]["name"]});
        for who in [As::scoped("bob", "chat.messages.readonly"), As::app("robo")] {
            w.ok(who, "GetSpaceEvent", request.clone()).await;
        }
        for (who, part) in [
            (As::scoped("bob", "chat.memberships"), "insufficient"),
            (As::scoped("bob", "chat.messages.reactions"), "insufficient"),
            (As::scoped("bob", "chat.import"), "insufficient"),
            (As::user("carol"), "not a member"),
            (As::bot("robo"), "insufficient"),
            (As::app("other"), "administrator must grant"),
        ] {
            let outcome = w.call(who, "GetSpaceEvent", request.clone()).await;
            assert_refused(outcome, "PERMISSION_DENIED", part);
        }
    })
    .await;
}
