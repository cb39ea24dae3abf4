//! Who sees a space while it is imported, and which methods work meanwhile.

use serde_json::{Value, json};

use super::{imported, post, reading, through};
use crate::harness::{As, assert_refused, both};

const TIME: &str = "2016-01-01T00:00:00Z";

#[tokio::test]
async fn only_the_importing_app_sees_it() {
    both(async |w| {
        let space = imported(w, "Hidden").await;
        let name = json!({"name": space});
        for who in [
            // Not even the person in whose name it was made.
            As::user("alice"),
            As::user_of("alice", "other"),
            // The app's own users without the delegated scope.
            As::scoped_of("alice", "robo", "chat.spaces chat.messages"),
            As::app("other"),
        ] {
            let outcome = w.call(who, "GetSpace", name.clone()).await;
            assert_refused(outcome, "PERMISSION_DENIED", "");
        }
        let admin = json!({"name": space, "useAdminAccess": true});
        let outcome = w.call(As::admin("alice"), "GetSpace", admin).await;
        assert_refused(outcome, "PERMISSION_DENIED", "not a member");
        let outcome = post(
            w,
            As::scoped_of("bob", "other", "chat.import"),
            &space,
            "no",
            TIME,
        )
        .await;
        assert_refused(outcome, "PERMISSION_DENIED", "not a member");
        let outcome = post(w, As::user_of("bob", "other"), &space, "no", TIME).await;
        assert_refused(outcome, "PERMISSION_DENIED", "not a member");
        let lists = w
            .ok(As::user_of("alice", "robo"), "ListSpaces", json!({}))
            .await;
        assert_eq!(lists, json!({}));
        let query = "customer = \"customers/my_customer\" AND space_type = \"SPACE\"";
        let request = json!({"query": query, "useAdminAccess": true});
        let found = w.ok(As::admin("alice"), "SearchSpaces", request).await;
        assert!(!found.to_string().contains("Hidden"));
    })
    .await;
}

#[tokio::test]
async fn the_app_itself_reads_and_writes_messages() {
    both(async |w| {
        let space = imported(w, "By the app").await;
        let robo = As::bot("robo");
        w.ok(robo, "GetSpace", json!({"name": space})).await;
        let sent = post(w, robo, &space, "mine", TIME).await.unwrap();
        w.ok(robo, "GetMessage", json!({"name": sent["name"]}))
            .await;
        let patch =
            json!({"message": {"name": sent["name"], "text": "mine!"}, "updateMask": "text"});
        w.ok(robo, "UpdateMessage", patch).await;
        let other = post(w, through("bob"), &space, "his", "2016-01-02T00:00:00Z")
            .await
            .unwrap();
        w.ok(robo, "GetMessage", json!({"name": other["name"]}))
            .await;
        let outcome = w
            .call(robo, "DeleteMessage", json!({"name": other["name"]}))
            .await;
        assert_refused(outcome, "PERMISSION_DENIED", "sent itself");
        w.ok(robo, "DeleteMessage", json!({"name": sent["name"]}))
            .await;
        // Everything else is for people whom it impersonates.
        let all = As::app("robo");
        let patch =
            json!({"space": {"name": space, "displayName": "New"}, "updateMask": "displayName"});
        let human = json!({"member": {"name": w.name("bob"), "type": "HUMAN"}, "deleteTime": TIME});
        for (rpc, request) in [
            ("ListMessages", json!({"parent": space})),
            ("ListMemberships", json!({"parent": space})),
            ("UpdateSpace", patch),
            ("DeleteSpace", json!({"name": space})),
            (
                "CreateMembership",
                json!({"parent": space, "membership": human}),
            ),
        ] {
            let outcome = w.call(all, rpc, request).await;
            assert_refused(outcome, "FAILED_PRECONDITION", "authentication of a user");
        }
    })
    .await;
}

#[tokio::test]
async fn methods_that_wait_for_the_end() {
    both(async |w| {
        let space = imported(w, "Not yet").await;
        let sent = post(w, through("bob"), &space, "hi", TIME).await.unwrap();
        let who = As::user_of("bob", "robo");
        let me = format!("{space}/members/{}", w.id("bob"));
        let role = json!({"membership": {"name": me, "role": "ROLE_MEMBER"}, "updateMask": "role"});
        let events = "event_types:\"google.workspace.chat.message.v1.created\"";
        let thread = sent["thread"]["name"].as_str().unwrap();
        let read = |name: String| json!({"name": name});
        let calls: [(&str, Value); 6] = [
            ("GetMembership", json!({"name": me})),
            ("UpdateMembership", role),
            ("ListReactions", json!({"parent": sent["name"]})),
            ("ListSpaceEvents", json!({"parent": space, "filter": events})),
            ("GetSpaceReadState", read(format!("users/me/{space}/spaceReadState"))),
            ("GetThreadReadState", read(format!("users/me/{thread}/threadReadState"))),
        ];
        for (rpc, request) in calls {
            let outcome = w.call(who, rpc, request.clone()).await;
            assert_refused(outcome, "FAILED_PRECONDITION", "import mode");
            let outcome = w.call(As::user("bob"), rpc, request).await;
            assert_refused(outcome, "PERMISSION_DENIED", "not a member");
        }
        // The target audience waits, too.
        let patch = json!({"space": {"name": space, "accessSettings": {"audience": "audiences/default"}},
            "updateMask": "accessSettings.audience"});
        let outcome = w.call(through("alice"), "UpdateSpace", patch).await;
        assert_refused(outcome, "INVALID_ARGUMENT", "import mode");
        // What the scope opens besides is what people are shown for reading.
        let outcome = w.call(through("alice"), "GetSpace", json!({"name": space})).await;
        assert_refused(outcome, "PERMISSION_DENIED", "insufficient");
        w.ok(reading("alice"), "GetSpace", json!({"name": space})).await;
    })
    .await;
}
