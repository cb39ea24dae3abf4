//! Behaviour table of DeleteSpace.
//! Source: the reference's DeleteSpace and DeleteSpaceRequest.

use serde_json::json;

use crate::harness::{As, assert_refused, both};

#[tokio::test]
async fn a_deleted_space_is_gone_with_all_in_it() {
    both(async |w| {
        let space = w.space("Gone", &["bob"]).await;
        let message = w.send(As::user("alice"), &space, "Bye").await;
        let done = w
            .ok(As::user("alice"), "DeleteSpace", json!({"name": space}))
            .await;
        assert_eq!(done, json!({}));
        for (rpc, request) in [
            ("GetSpace", json!({"name": space})),
            ("DeleteSpace", json!({"name": space})),
            ("ListMessages", json!({"parent": space})),
            ("ListMemberships", json!({"parent": space})),
            ("GetMessage", json!({"name": message["name"]})),
            (
                "CreateMessage",
                json!({"parent": space, "message": {"text": "x"}}),
            ),
        ] {
            let outcome = w.call(As::user("alice"), rpc, request).await;
            assert_refused(outcome, "PERMISSION_DENIED", "not a member");
        }
        assert_eq!(
            w.ok(As::user("bob"), "ListSpaces", json!({})).await,
            json!({})
        );
        // Its name is free.
        w.space("Gone", &[]).await;
    })
    .await;
}

#[tokio::test]
async fn managers_the_creating_app_and_administrators_delete() {
    both(async |w| {
        let space = w.space("Guarded", &["bob", "robo"]).await;
        let request = json!({"name": space});
        for (who, part) in [
            (As::user("bob"), "Only a manager"),
            (As::user("carol"), "not a member"),
            (As::app("robo"), "Only a manager"),
            (As::bot("robo"), "insufficient"),
            (As::scoped("alice", "chat.spaces"), "insufficient"),
            (As::scoped("alice", "chat.import"), "import mode"),
            (As::admin("alice"), "insufficient"),
        ] {
            let outcome = w.call(who, "DeleteSpace", request.clone()).await;
            assert_refused(outcome, "PERMISSION_DENIED", part);
        }
        let as_admin = json!({"name": space, "useAdminAccess": true});
        w.ok(As::admin("alice"), "DeleteSpace", as_admin).await;

        let made = json!({"space": {"spaceType": "SPACE", "displayName": "App's",
            "customer": "customers/my_customer"}});
        let made = w.ok(As::app("robo"), "CreateSpace", made).await;
        w.ok(
            As::app("robo"),
            "DeleteSpace",
            json!({"name": made["name"]}),
        )
        .await;
    })
    .await;
}

#[tokio::test]
async fn only_named_spaces_are_deleted() {
    both(async |w| {
        let member = json!({"member": {"name": w.name("bob"), "type": "HUMAN"}});
        let request = json!({"space": {"spaceType": "DIRECT_MESSAGE"}, "memberships": [member]});
        let dm = w.ok(As::user("alice"), "SetUpSpace", request).await;
        let outcome = w
            .call(
                As::user("alice"),
                "DeleteSpace",
                json!({"name": dm["name"]}),
            )
            .await;
        assert_refused(outcome, "INVALID_ARGUMENT", "Only named spaces");
    })
    .await;
}

/// Source: DeleteSpaceRequest.use_admin_access: an administrator with the scope
/// chat.admin.delete; administrators' access is for named spaces.
#[tokio::test]
async fn who_deletes_with_administrator_access() {
    both(async |w| {
        let named = w.space("Bound", &["bob"]).await;
        let chat = w.chat("GROUP_CHAT", &["bob", "carol"]).await;
        let request = |space: &str| json!({"name": space, "useAdminAccess": true});
        for (who, space, part) in [
            (As::admin("bob"), &named, "Administrator access needs"),
            (As::user("alice"), &named, "insufficient"),
            (
                As::scoped("alice", "chat.admin.spaces"),
                &named,
                "insufficient",
            ),
            (As::app("robo"), &named, "Administrator access needs"),
            (As::admin("alice"), &chat, "not a member"),
        ] {
            let outcome = w.call(who, "DeleteSpace", request(space)).await;
            assert_refused(outcome, "PERMISSION_DENIED", part);
        }
        let scoped = As::scoped("alice", "chat.admin.delete");
        w.ok(scoped, "DeleteSpace", request(&named)).await;
    })
    .await;
}
