//! Behaviour table of GetMembership.
//! Source: the reference's GetMembership, GetMembershipRequest and Membership.

use serde_json::{Value, json};

use super::{apps_space, membership, only_managers, open_space};
use crate::harness::{As, Refusal, Transport, World, assert_matches, assert_refused, both};

async fn get(w: &World, who: As, name: &str) -> Result<Value, Refusal> {
    w.call(who, "GetMembership", json!({"name": name})).await
}

async fn as_admin(w: &World, who: As, name: &str) -> Result<Value, Refusal> {
    w.call(
        who,
        "GetMembership",
        json!({"name": name, "useAdminAccess": true}),
    )
    .await
}

#[tokio::test]
async fn members_are_found_by_every_name() {
    both(async |w| {
        let space = w.space("Find", &["bob", "dave", "team", "robo"]).await;
        let name = |who| membership(w, &space, who);
        let bob = As::user_of("bob", "robo");
        let owner = json!({"name": name("alice"), "state": "JOINED", "role": "ROLE_MANAGER",
            "createTime": "*", "affiliation": "INTERNAL",
            "member": {"name": w.name("alice"), "type": "HUMAN", "displayName": "Alice"}});
        for alias in [name("alice"), format!("{space}/members/Alice@example.com")] {
            assert_matches(&get(w, bob, &alias).await.unwrap(), &owner);
        }
        let me = get(w, bob, &format!("{space}/members/me")).await.unwrap();
        assert_matches(&me, &json!({"name": name("bob"), "role": "ROLE_MEMBER"}));
        let app = json!({"name": name("robo"), "state": "JOINED",
            "member": {"name": w.name("robo"), "type": "BOT"}});
        for alias in [name("robo"), format!("{space}/members/app")] {
            assert_matches(&get(w, bob, &alias).await.unwrap(), &app);
        }
        // Open in the documents: a group's membership has the group's id.
        let group = get(w, bob, &name("team")).await.unwrap();
        assert_matches(
            &group,
            &json!({"groupMember": {"name": w.name("team")}, "role": null}),
        );
        let invited = get(w, bob, &name("dave")).await.unwrap();
        assert_matches(&invited, &json!({"state": "INVITED", "role": null}));
    })
    .await;
}

#[tokio::test]
async fn outsiders_are_shown_as_such() {
    both(async |w| {
        let space = open_space(w, "Open").await;
        w.join(&space, "erin").await;
        let erin = get(w, As::user("alice"), &membership(w, &space, "erin"))
            .await
            .unwrap();
        assert_matches(
            &erin,
            &json!({"affiliation": "EXTERNAL", "member": {"type": "HUMAN"}}),
        );
        let alice = get(w, As::user("erin"), &membership(w, &space, "alice"))
            .await
            .unwrap();
        assert_eq!(alice["affiliation"], "INTERNAL");
    })
    .await;
}

#[tokio::test]
async fn who_is_no_member_is_not_found() {
    both(async |w| {
        let space = w.space("Nobody", &["bob", "team"]).await;
        let alice = As::user("alice");
        // Open in the documents: NOT_FOUND, also for those who are in by a
        // group only, or who left.
        let delete = json!({"name": membership(w, &space, "bob")});
        w.ok(As::user("bob"), "DeleteMembership", delete).await;
        for who in ["bob", "carol", "robo", "erin"] {
            let outcome = get(w, alice, &membership(w, &space, who)).await;
            assert_refused(outcome, "NOT_FOUND", "not found");
        }
        for member in ["nobody@example.com", "x", "100000000000000000001"] {
            let outcome = get(w, alice, &format!("{space}/members/{member}")).await;
            assert_refused(outcome, "NOT_FOUND", "not found");
        }
        let app = get(
            w,
            As::user_of("alice", "robo"),
            &format!("{space}/members/app"),
        )
        .await;
        assert_refused(app, "NOT_FOUND", "not found");
        let no_app = get(w, alice, &format!("{space}/members/app")).await;
        assert_refused(no_app, "INVALID_ARGUMENT", "no Chat app");
    })
    .await;
}

#[tokio::test]
async fn only_members_look() {
    both(async |w| {
        let space = w.space("Look", &["bob", "dave"]).await;
        let name = membership(w, &space, "alice");
        for who in ["carol", "dave"] {
            let outcome = get(w, As::user(who), &name).await;
            assert_refused(outcome, "PERMISSION_DENIED", "not a member");
        }
        let missing = get(w, As::user("alice"), "spaces/AAAAAAAAAAA/members/app").await;
        assert_refused(missing, "PERMISSION_DENIED", "not a member");
        // A setting keeps members from all memberships but their own.
        only_managers(w, &space, "viewSpaceMembership").await;
        let outcome = get(w, As::user("bob"), &name).await;
        assert_refused(outcome, "PERMISSION_DENIED", "view_space_membership");
        get(w, As::user("bob"), &membership(w, &space, "bob"))
            .await
            .unwrap();
        get(w, As::user("alice"), &membership(w, &space, "bob"))
            .await
            .unwrap();
        if w.transport == Transport::Grpc {
            for name in ["", "spaces/a", "spaces/a/members/", "spaces/a/messages/b"] {
                let outcome = get(w, As::user("alice"), name).await;
                assert_refused(
                    outcome,
                    "INVALID_ARGUMENT",
                    "spaces/{space}/members/{member}",
                );
            }
        }
    })
    .await;
}

#[tokio::test]
async fn apps_see_people_by_id() {
    both(async |w| {
        let space = w.space("Apps", &["bob", "robo"]).await;
        for who in [As::bot("robo"), As::app("robo")] {
            let bob = get(w, who, &membership(w, &space, "bob")).await.unwrap();
            assert_matches(
                &bob,
                &json!({"member": {"name": w.name("bob"), "type": "HUMAN"}}),
            );
            let alias = get(w, who, &format!("{space}/members/bob@example.com")).await;
            assert_refused(alias, "PERMISSION_DENIED", "using email aliases");
            for name in [
                format!("{space}/members/app"),
                membership(w, &space, "robo"),
            ] {
                let outcome = get(w, who, &name).await;
                assert_refused(
                    outcome,
                    "PERMISSION_DENIED",
                    "membership information for apps",
                );
            }
        }
        let outcome = get(w, As::bot("other"), &membership(w, &space, "bob")).await;
        assert_refused(
            outcome,
            "PERMISSION_DENIED",
            "not permitted to use this app",
        );
    })
    .await;
}

#[tokio::test]
async fn administrators_see_people_and_groups_of_named_spaces() {
    both(async |w| {
        let space = apps_space(w, "Of robo").await;
        let add = json!({"parent": space, "membership": {
            "member": {"name": w.name("bob"), "type": "HUMAN"}}});
        w.ok(As::app("robo"), "CreateMembership", add).await;
        let bob = membership(w, &space, "bob");
        for scope in ["chat.admin.memberships", "chat.admin.memberships.readonly"] {
            let found = as_admin(w, As::scoped("alice", scope), &bob).await.unwrap();
            assert_matches(&found, &json!({"name": bob, "state": "JOINED"}));
        }
        let alias = format!("{space}/members/bob@example.com");
        as_admin(w, As::admin("alice"), &alias).await.unwrap();
        for name in [
            format!("{space}/members/app"),
            membership(w, &space, "robo"),
        ] {
            let outcome = as_admin(w, As::admin("alice"), &name).await;
            assert_refused(outcome, "PERMISSION_DENIED", "administrator access");
        }
        let dm = w.chat("DIRECT_MESSAGE", &["bob"]).await;
        let outcome = as_admin(w, As::admin("alice"), &membership(w, &dm, "bob")).await;
        assert_refused(outcome, "PERMISSION_DENIED", "not a member");
        for (who, part) in [
            (As::admin("bob"), "Administrator access needs"),
            (As::user("alice"), "insufficient authentication scopes"),
            (As::bot("robo"), "Administrator access needs"),
        ] {
            assert_refused(as_admin(w, who, &bob).await, "PERMISSION_DENIED", part);
        }
    })
    .await;
}

#[tokio::test]
async fn scopes_open_the_method() {
    both(async |w| {
        let space = w.space("Scopes", &[]).await;
        let name = membership(w, &space, "alice");
        for scopes in ["chat.memberships", "chat.memberships.readonly"] {
            get(w, As::scoped("alice", scopes), &name).await.unwrap();
        }
        for scopes in [
            "chat.memberships.app",
            "chat.import",
            "chat.spaces",
            "chat.messages",
        ] {
            let outcome = get(w, As::scoped("alice", scopes), &name).await;
            assert_refused(
                outcome,
                "PERMISSION_DENIED",
                "insufficient authentication scopes",
            );
        }
        let nobody = get(w, As::Nobody, &name).await;
        assert_refused(nobody, "UNAUTHENTICATED", "missing required");
    })
    .await;
}
