//! Behaviour table of DeleteMembership.
//! Source: the reference's DeleteMembership and DeleteMembershipRequest.

use serde_json::{Value, json};

use super::{apps_space, counts, membership, only_managers};
use crate::harness::{As, Refusal, World, assert_matches, assert_refused, both};

async fn delete(w: &World, who: As, name: &str) -> Result<Value, Refusal> {
    w.call(who, "DeleteMembership", json!({"name": name})).await
}

async fn as_admin(w: &World, who: As, name: &str) -> Result<Value, Refusal> {
    w.call(
        who,
        "DeleteMembership",
        json!({"name": name, "useAdminAccess": true}),
    )
    .await
}

#[tokio::test]
async fn members_leave_and_are_removed() {
    both(async |w| {
        let space = w.space("Leave", &["bob", "carol", "dave", "team"]).await;
        assert_eq!(counts(w, &space).await, (3, 1));
        let name = |who| membership(w, &space, who);
        let left = delete(w, As::user("bob"), &name("bob")).await.unwrap();
        assert_matches(
            &left,
            &json!({"name": name("bob"), "state": "NOT_A_MEMBER", "role": null,
                "member": {"name": w.name("bob"), "type": "HUMAN"}}),
        );
        let outcome = w
            .call(As::user("bob"), "GetSpace", json!({"name": space}))
            .await;
        assert_refused(outcome, "PERMISSION_DENIED", "not a member");
        assert_eq!(counts(w, &space).await, (2, 1));
        // The invited, by address, were not counted; a group is.
        let alias = format!("{space}/members/dave@example.com");
        delete(w, As::user("alice"), &alias).await.unwrap();
        assert_eq!(counts(w, &space).await, (2, 1));
        let group = delete(w, As::user("carol"), &name("team")).await.unwrap();
        assert_matches(&group, &json!({"groupMember": {"name": w.name("team")}}));
        assert_eq!(counts(w, &space).await, (2, 0));
        delete(w, As::user("alice"), &name("carol")).await.unwrap();
        assert_eq!(counts(w, &space).await, (1, 0));
        // What is gone cannot go again.
        for who in ["bob", "carol", "dave", "team"] {
            let outcome = delete(w, As::user("alice"), &name(who)).await;
            assert_refused(outcome, "NOT_FOUND", "not found");
        }
        let outcome = delete(w, As::user("bob"), &name("bob")).await;
        assert_refused(outcome, "PERMISSION_DENIED", "not a member");
        // Open in the documents: the last owner may leave, too.
        delete(w, As::user("alice"), &name("alice")).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn roles_and_settings_decide_who_removes_whom() {
    both(async |w| {
        let space = w.space("Rules", &["bob", "carol", "dave", "robo"]).await;
        let name = |who| membership(w, &space, who);
        w.set_role(&space, "bob", "ROLE_ASSISTANT_MANAGER").await;
        for who in ["bob", "carol"] {
            let outcome = delete(w, As::user(who), &name("alice")).await;
            assert_refused(outcome, "PERMISSION_DENIED", "one of its managers");
        }
        only_managers(w, &space, "manageMembersAndGroups").await;
        let outcome = delete(w, As::user("carol"), &name("dave")).await;
        assert_refused(outcome, "PERMISSION_DENIED", "manage_members_and_groups");
        delete(w, As::user("bob"), &name("dave")).await.unwrap();
        only_managers(w, &space, "manageApps").await;
        let app = format!("{space}/members/app");
        let outcome = delete(w, As::user_of("carol", "robo"), &app).await;
        assert_refused(outcome, "PERMISSION_DENIED", "manage_apps");
        // To leave needs no permission.
        delete(w, As::user("carol"), &name("carol")).await.unwrap();
        w.set_role(&space, "bob", "ROLE_MANAGER").await;
        delete(w, As::user("bob"), &name("alice")).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn the_calling_app_is_removed_by_people() {
    both(async |w| {
        let space = w.space("Apps", &["bob", "robo", "other"]).await;
        let app = format!("{space}/members/app");
        let robo = As::user_of("bob", "robo");
        let others = delete(w, robo, &membership(w, &space, "other")).await;
        assert_refused(others, "PERMISSION_DENIED", "other apps");
        let no_app = delete(w, As::user("bob"), &membership(w, &space, "other")).await;
        assert_refused(no_app, "PERMISSION_DENIED", "other apps");
        assert_refused(
            delete(w, As::user("bob"), &app).await,
            "INVALID_ARGUMENT",
            "no Chat app",
        );
        let removed = delete(w, robo, &app).await.unwrap();
        assert_matches(
            &removed,
            &json!({"name": membership(w, &space, "robo"), "state": "NOT_A_MEMBER"}),
        );
        assert_eq!(counts(w, &space).await, (2, 0));
        assert_refused(delete(w, robo, &app).await, "NOT_FOUND", "not found");
        let outcome = w
            .call(As::bot("robo"), "GetSpace", json!({"name": space}))
            .await;
        assert_refused(
            outcome,
            "PERMISSION_DENIED",
            "not permitted to use this app",
        );
    })
    .await;
}

#[tokio::test]
async fn apps_in_their_own_name_remove_people() {
    both(async |w| {
        let space = w.space("By app", &["bob", "team", "robo", "other"]).await;
        let robo = As::app("robo");
        let name = |who| membership(w, &space, who);
        delete(w, robo, &name("bob")).await.unwrap();
        for app in [
            format!("{space}/members/app"),
            name("robo"),
            name("other"),
            name("team"),
        ] {
            let outcome = delete(w, robo, &app).await;
            assert_refused(outcome, "PERMISSION_DENIED", "only memberships of people");
        }
        let outcome = delete(w, robo, &name("alice")).await;
        assert_refused(outcome, "PERMISSION_DENIED", "one of its managers");
        let alias = delete(w, robo, &format!("{space}/members/alice@example.com")).await;
        assert_refused(alias, "PERMISSION_DENIED", "email aliases");
        for (who, part) in [
            (As::bot("robo"), "insufficient authentication scopes"),
            (As::app("other"), "administrator must grant"),
        ] {
            assert_refused(
                delete(w, who, &name("alice")).await,
                "PERMISSION_DENIED",
                part,
            );
        }
        // The app that made the space removes owners, too.
        let own = apps_space(w, "Own").await;
        let add = json!({"parent": own, "membership": {
            "member": {"name": w.name("bob"), "type": "HUMAN"}}});
        w.ok(robo, "CreateMembership", add).await;
        let bob = membership(w, &own, "bob");
        let owner = json!({"membership": {"name": bob, "role": "ROLE_MANAGER"},
            "updateMask": "role"});
        w.ok(robo, "UpdateMembership", owner).await;
        delete(w, robo, &bob).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn nobody_leaves_a_direct_message() {
    both(async |w| {
        let dm = w.chat("DIRECT_MESSAGE", &["bob"]).await;
        for who in ["alice", "bob"] {
            let outcome = delete(w, As::user("alice"), &membership(w, &dm, who)).await;
            assert_refused(outcome, "INVALID_ARGUMENT", "direct message");
        }
        // An app that somebody added can go again.
        w.join(&dm, "robo").await;
        delete(w, As::user_of("bob", "robo"), &format!("{dm}/members/app"))
            .await
            .unwrap();
        let chat = w.chat("GROUP_CHAT", &["bob", "carol"]).await;
        delete(w, As::user("bob"), &membership(w, &chat, "bob"))
            .await
            .unwrap();
        delete(w, As::user("alice"), &membership(w, &chat, "carol"))
            .await
            .unwrap();
        assert_eq!(counts(w, &chat).await, (1, 0));
    })
    .await;
}

#[tokio::test]
async fn administrators_remove_people_and_groups() {
    both(async |w| {
        let space = apps_space(w, "Of robo").await;
        let admin = As::admin("alice");
        for who in ["bob", "team"] {
            let body = match who {
                "team" => json!({"groupMember": {"name": w.name(who)}}),
                _ => json!({"member": {"name": w.name(who), "type": "HUMAN"}}),
            };
            let add = json!({"parent": space, "membership": body, "useAdminAccess": true});
            w.ok(admin, "CreateMembership", add).await;
        }
        for name in [
            format!("{space}/members/app"),
            membership(w, &space, "robo"),
        ] {
            let outcome = as_admin(w, admin, &name).await;
            assert_refused(outcome, "PERMISSION_DENIED", "administrator access");
        }
        let bob = membership(w, &space, "bob");
        for (who, part) in [
            (As::admin("bob"), "Administrator access needs"),
            (
                As::scoped("alice", "chat.admin.memberships.readonly"),
                "insufficient",
            ),
            (As::user("alice"), "insufficient"),
        ] {
            assert_refused(as_admin(w, who, &bob).await, "PERMISSION_DENIED", part);
        }
        as_admin(w, admin, &bob).await.unwrap();
        as_admin(w, admin, &membership(w, &space, "team"))
            .await
            .unwrap();
        let dm = w.chat("DIRECT_MESSAGE", &["bob"]).await;
        let outcome = as_admin(w, admin, &membership(w, &dm, "bob")).await;
        assert_refused(outcome, "PERMISSION_DENIED", "not a member");
    })
    .await;
}

#[tokio::test]
async fn scopes_open_the_method_by_kind_of_member() {
    both(async |w| {
        let space = w.space("Scopes", &["bob", "robo"]).await;
        let scoped = |scopes| As::scoped_of("alice", "robo", scopes);
        let (bob, app) = (membership(w, &space, "bob"), format!("{space}/members/app"));
        for (scopes, name) in [
            ("chat.memberships", &app),
            ("chat.memberships.app", &bob),
            ("chat.memberships.readonly", &bob),
            ("chat.import", &bob),
            ("chat.admin.memberships", &bob),
        ] {
            let outcome = delete(w, scoped(scopes), name).await;
            assert_refused(
                outcome,
                "PERMISSION_DENIED",
                "insufficient authentication scopes",
            );
        }
        delete(w, scoped("chat.memberships"), &bob).await.unwrap();
        delete(w, scoped("chat.memberships.app"), &app)
            .await
            .unwrap();
        let nobody = delete(w, As::Nobody, &bob).await;
        assert_refused(nobody, "UNAUTHENTICATED", "missing required");
        let outcome = delete(w, As::user("alice"), "spaces/AAAAAAAAAAA/members/x").await;
        assert_refused(outcome, "PERMISSION_DENIED", "not a member");
    })
    .await;
}
