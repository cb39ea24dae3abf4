//! ListInvitations, AcceptInvitation, DeclineInvitation.

use serde_json::{Value, json};

use super::{go, membership_events, pages};
use crate::harness::{As, World, assert_matches, assert_refused, both};

fn invited_to(page: &Value) -> Vec<Value> {
    let invitations = page["invitations"].as_array().cloned().unwrap_or_default();
    invitations
        .into_iter()
        .map(|invitation| {
            assert_eq!(invitation["membership"]["state"], "INVITED");
            invitation["space"]["displayName"].clone()
        })
        .collect()
}

async fn joined_people(w: &World, space: &str) -> Value {
    let space = w
        .ok(As::user("alice"), "GetSpace", json!({"name": space}))
        .await;
    space["membershipCount"]["joinedDirectHumanUserCount"].clone()
}

#[tokio::test]
async fn an_invitation_is_accepted() {
    both(async |w| {
        let space = w.space("Accept", &["dave"]).await;
        let dave = As::user("dave");
        assert_eq!(joined_people(w, &space).await, 1);
        let member = go(w, dave, "AcceptInvitation", &space).await.unwrap();
        assert_matches(
            &member,
            &json!({"name": format!("{space}/members/{}", w.id("dave")), "state": "JOINED",
                "role": "ROLE_MEMBER", "createTime": "*"}),
        );
        assert_eq!(joined_people(w, &space).await, 2);
        w.send(dave, &space, "here I am").await;
        let lists = w.ok(dave, "ListSpaces", json!({})).await;
        assert_eq!(lists["spaces"][0]["name"], space);
        // The log tells the invitation and then the change.
        let events = membership_events(w, &space).await;
        let kinds: Vec<_> = events.iter().map(|(kind, _)| kind.as_str()).collect();
        assert_eq!(kinds, ["created", "created", "updated"]);
        assert_eq!(events[2].1, "JOINED");
        // Again is as good as once.
        assert_eq!(
            go(w, dave, "AcceptInvitation", &space).await.unwrap(),
            member
        );
        assert_eq!(joined_people(w, &space).await, 2);
    })
    .await;
}

#[tokio::test]
async fn an_invitation_is_declined() {
    both(async |w| {
        let space = w.space("Decline", &["dave"]).await;
        let dave = As::user("dave");
        let member = go(w, dave, "DeclineInvitation", &space).await.unwrap();
        assert_matches(&member, &json!({"state": "NOT_A_MEMBER", "role": null}));
        assert_eq!(joined_people(w, &space).await, 1);
        let events = membership_events(w, &space).await;
        assert_eq!(events[2], ("deleted".to_owned(), json!("NOT_A_MEMBER")));
        for rpc in ["AcceptInvitation", "DeclineInvitation"] {
            assert_refused(
                go(w, dave, rpc, &space).await,
                "PERMISSION_DENIED",
                "not a member",
            );
        }
        // A new invitation is one like the first.
        w.join(&space, "dave").await;
        go(w, dave, "AcceptInvitation", &space).await.unwrap();
        assert_refused(
            go(w, dave, "DeclineInvitation", &space).await,
            "FAILED_PRECONDITION",
            "spaces.members.delete",
        );
    })
    .await;
}

#[tokio::test]
async fn invitations_are_listed() {
    both(async |w| {
        let dave = As::user("dave");
        let list = "ListInvitations";
        assert!(pages(w, dave, list, invited_to).await.is_empty());
        let first = w.space("First", &["dave", "bob"]).await;
        w.space("Second", &["dave"]).await;
        w.space("Other", &["bob"]).await;
        let gone = w.space("Gone", &["dave"]).await;
        w.ok(As::user("alice"), "DeleteSpace", json!({"name": gone}))
            .await;
        let mut names = pages(w, dave, list, invited_to).await;
        names.sort_by_key(|name| name.to_string());
        assert_eq!(names, ["First", "Second"]);
        assert!(pages(w, As::user("bob"), list, invited_to).await.is_empty());
        go(w, dave, "AcceptInvitation", &first).await.unwrap();
        assert_eq!(pages(w, dave, list, invited_to).await, ["Second"]);
        let rpc = "confab.v1.JoiningService/ListInvitations";
        let outcome = w.call(dave, rpc, json!({"pageSize": -1})).await;
        assert_refused(outcome, "INVALID_ARGUMENT", "negative");
    })
    .await;
}

#[tokio::test]
async fn only_the_invited_person_answers() {
    both(async |w| {
        let space = w.space("Whose", &["dave"]).await;
        for rpc in ["AcceptInvitation", "DeclineInvitation"] {
            for who in [As::user("bob"), As::user("erin")] {
                assert_refused(
                    go(w, who, rpc, &space).await,
                    "PERMISSION_DENIED",
                    "not a member",
                );
            }
            let unknown = go(w, As::user("dave"), rpc, "spaces/AAAAAAAAAAA").await;
            assert_refused(unknown, "PERMISSION_DENIED", "not a member");
            let scope = As::scoped("dave", "chat.memberships.readonly");
            assert_refused(
                go(w, scope, rpc, &space).await,
                "PERMISSION_DENIED",
                "insufficient",
            );
            let app = go(w, As::app("robo"), rpc, &space).await;
            assert_refused(app, "PERMISSION_DENIED", "");
            assert_refused(
                go(w, As::Nobody, rpc, &space).await,
                "UNAUTHENTICATED",
                "credential",
            );
        }
        go(
            w,
            As::scoped("dave", "chat.memberships"),
            "AcceptInvitation",
            &space,
        )
        .await
        .unwrap();
    })
    .await;
}
