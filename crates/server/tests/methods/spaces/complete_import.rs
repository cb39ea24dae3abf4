//! Behaviour table of CompleteImportSpace.
//! Source: the reference's CompleteImportSpace, and the import guides.

use serde_json::{Value, json};

use crate::harness::{As, assert_matches, assert_refused, both};
use crate::imports::{CREATED, complete, expire_at, imported, through};

fn join(w: &crate::harness::World, space: &str, who: &str) -> Value {
    let member = json!({"name": w.name(who), "type": "HUMAN"});
    json!({"parent": space, "membership": {"member": member}})
}

#[tokio::test]
async fn the_impersonated_user_becomes_a_manager() {
    both(async |w| {
        let space = imported(w, "Complete").await;
        let answer = complete(w, through("bob"), &space).await.unwrap();
        assert_matches(
            &answer["space"],
            &json!({"name": space, "displayName": "Complete", "importMode": null,
                "createTime": CREATED, "membershipCount": {"joinedDirectHumanUserCount": 1}}),
        );
        let me = json!({"name": format!("{space}/members/{}", w.id("bob"))});
        let me = w.ok(As::user("bob"), "GetMembership", me).await;
        assert_matches(&me, &json!({"state": "JOINED", "role": "ROLE_MANAGER"}));
        let lists = w.ok(As::user("bob"), "ListSpaces", json!({})).await;
        assert_eq!(lists["spaces"][0]["name"], space);
        // From now on it is a space like others.
        w.send(As::user("bob"), &space, "we moved").await;
        let outcome = w
            .call(As::user("alice"), "GetSpace", json!({"name": space}))
            .await;
        assert_refused(outcome, "PERMISSION_DENIED", "not a member");
        let admin = json!({"name": space, "useAdminAccess": true});
        w.ok(As::admin("alice"), "GetSpace", admin).await;
    })
    .await;
}

#[tokio::test]
async fn a_group_chat_has_no_manager() {
    both(async |w| {
        let chat = json!({"space": {"spaceType": "GROUP_CHAT", "importMode": true}});
        let chat = w.ok(through("alice"), "CreateSpace", chat).await;
        let chat = chat["name"].as_str().unwrap();
        complete(w, through("alice"), chat).await.unwrap();
        let me = json!({"name": format!("{chat}/members/{}", w.id("alice"))});
        let me = w.ok(As::user("alice"), "GetMembership", me).await;
        assert_matches(&me, &json!({"state": "JOINED", "role": "ROLE_MEMBER"}));
    })
    .await;
}

#[tokio::test]
async fn it_cannot_be_undone_or_repeated() {
    both(async |w| {
        let space = imported(w, "Twice").await;
        complete(w, through("alice"), &space).await.unwrap();
        assert_refused(
            complete(w, through("alice"), &space).await,
            "FAILED_PRECONDITION",
            "not in import mode",
        );
        let outcome = complete(w, through("bob"), &space).await;
        assert_refused(outcome, "PERMISSION_DENIED", "not a member");
        let plain = w.space("Plain", &[]).await;
        let outcome = complete(w, through("alice"), &plain).await;
        assert_refused(outcome, "FAILED_PRECONDITION", "not in import mode");
        let outcome = complete(w, through("alice"), "spaces/AAAAAAAAAAA").await;
        assert_refused(outcome, "PERMISSION_DENIED", "does not exist");
    })
    .await;
}

#[tokio::test]
async fn who_may_complete() {
    both(async |w| {
        let space = imported(w, "Whose").await;
        for (who, part) in [
            (
                As::scoped_of("alice", "robo", "chat.spaces"),
                "insufficient",
            ),
            (As::app("robo"), "doesn't support app authentication"),
            (As::scoped("alice", "chat.import"), "not a member"),
            (
                As::scoped_of("alice", "other", "chat.import"),
                "not a member",
            ),
        ] {
            let outcome = complete(w, who, &space).await;
            assert_refused(outcome, "PERMISSION_DENIED", part);
        }
        complete(w, through("carol"), &space).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn the_app_hands_the_space_over() {
    both(async |w| {
        let space = imported(w, "Hand over").await;
        complete(w, through("alice"), &space).await.unwrap();
        // In the manager's name chat.import goes on to add members and to set
        // the audience.
        w.ok(through("alice"), "CreateMembership", join(w, &space, "bob"))
            .await;
        let team =
            json!({"parent": space, "membership": {"groupMember": {"name": w.name("team")}}});
        w.ok(through("alice"), "CreateMembership", team).await;
        let audience = |who: &str| {
            json!({"space": {"name": space, "displayName": who,
            "accessSettings": {"audience": "audiences/default"}},
            "updateMask": "accessSettings.audience"})
        };
        w.ok(through("alice"), "UpdateSpace", audience("x")).await;
        // Nothing else, and in nobody else's.
        let rename =
            json!({"space": {"name": space, "displayName": "New"}, "updateMask": "displayName"});
        let outcome = w.call(through("alice"), "UpdateSpace", rename).await;
        assert_refused(outcome, "PERMISSION_DENIED", "chat.import");
        for rpc in ["ListMessages", "ListMemberships"] {
            let outcome = w
                .call(through("alice"), rpc, json!({"parent": space}))
                .await;
            assert_refused(outcome, "PERMISSION_DENIED", "chat.import");
        }
        let outcome = w
            .call(through("bob"), "CreateMembership", join(w, &space, "carol"))
            .await;
        assert_refused(outcome, "PERMISSION_DENIED", "chat.import");
        let other = As::scoped_of("alice", "other", "chat.import");
        let outcome = w
            .call(other, "CreateMembership", join(w, &space, "carol"))
            .await;
        assert_refused(outcome, "PERMISSION_DENIED", "chat.import");
        // And only until the day on which the import would have expired.
        expire_at(w, 1).await;
        let outcome = w
            .call(
                through("alice"),
                "CreateMembership",
                join(w, &space, "carol"),
            )
            .await;
        assert_refused(outcome, "PERMISSION_DENIED", "chat.import");
        let outcome = w.call(through("alice"), "UpdateSpace", audience("x")).await;
        assert_refused(outcome, "PERMISSION_DENIED", "chat.import");
        w.ok(
            As::user("alice"),
            "CreateMembership",
            join(w, &space, "carol"),
        )
        .await;
    })
    .await;
}
