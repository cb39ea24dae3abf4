//! Behaviour table of FindDirectMessage.
//! Source: the reference's FindDirectMessage and FindDirectMessageRequest.

use serde_json::json;

use crate::harness::{As, assert_refused, both};

#[tokio::test]
async fn the_direct_message_of_two_people() {
    both(async |w| {
        let find = async |who, name: String| {
            w.call(who, "FindDirectMessage", json!({"name": name}))
                .await
        };
        assert_refused(
            find(As::user("alice"), w.name("bob")).await,
            "NOT_FOUND",
            "Requested entity was not found.",
        );
        let member = json!({"member": {"name": w.name("bob"), "type": "HUMAN"}});
        let request = json!({"space": {"spaceType": "DIRECT_MESSAGE"}, "memberships": [member]});
        let dm = w.ok(As::user("alice"), "SetUpSpace", request).await;
        for (who, name) in [
            (As::user("alice"), w.name("bob")),
            (As::user("alice"), "users/BOB@example.com".to_owned()),
            (As::user("bob"), w.name("alice")),
            (As::scoped("bob", "chat.spaces.readonly"), w.name("alice")),
        ] {
            assert_eq!(find(who, name).await.unwrap()["name"], dm["name"]);
        }
        assert_refused(
            find(As::user("carol"), w.name("bob")).await,
            "NOT_FOUND",
            "",
        );
    })
    .await;
}

#[tokio::test]
async fn the_direct_message_of_an_app_and_a_person() {
    both(async |w| {
        let request = json!({"space": {"spaceType": "DIRECT_MESSAGE", "singleUserBotDm": true}});
        let dm = w
            .ok(As::user_of("alice", "robo"), "SetUpSpace", request)
            .await;
        let find = async |who, name: String| {
            w.call(who, "FindDirectMessage", json!({"name": name}))
                .await
        };
        assert_eq!(
            find(As::bot("robo"), w.name("alice")).await.unwrap()["name"],
            dm["name"]
        );
        let by_app = find(As::user_of("alice", "robo"), "users/app".to_owned()).await;
        assert_eq!(by_app.unwrap()["name"], dm["name"]);
        assert_refused(
            find(As::bot("other"), w.name("alice")).await,
            "NOT_FOUND",
            "",
        );
        assert_refused(
            find(As::bot("robo"), "users/alice@example.com".to_owned()).await,
            "PERMISSION_DENIED",
            "email aliases",
        );
    })
    .await;
}

#[tokio::test]
async fn names_that_are_nobodys() {
    both(async |w| {
        for name in [
            "",
            "bob",
            "users/",
            "users/a/b",
            "users/nobody@example.com",
            "users/17",
        ] {
            let request = json!({"name": name});
            let outcome = w
                .call(As::user("alice"), "FindDirectMessage", request)
                .await;
            assert_refused(outcome, "INVALID_ARGUMENT", "");
        }
    })
    .await;
}
