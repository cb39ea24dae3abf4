//! Behaviour table of CreateMembership.
//! Source: the reference's CreateMembership, CreateMembershipRequest and
//! Membership.

use serde_json::{Value, json};

use super::{apps_space, counts, membership, only_managers, open_space};
use crate::harness::{As, Refusal, Transport, World, assert_matches, assert_refused, both};

async fn create(w: &World, who: As, space: &str, membership: Value) -> Result<Value, Refusal> {
    w.call(
        who,
        "CreateMembership",
        json!({"parent": space, "membership": membership}),
    )
    .await
}

async fn as_admin(w: &World, who: As, space: &str, membership: Value) -> Result<Value, Refusal> {
    let request = json!({"parent": space, "membership": membership, "useAdminAccess": true});
    w.call(who, "CreateMembership", request).await
}

fn human(name: &str) -> Value {
    json!({"member": {"name": name, "type": "HUMAN"}})
}

fn bot(name: &str) -> Value {
    json!({"member": {"name": name, "type": "BOT"}})
}

fn group(name: &str) -> Value {
    json!({"groupMember": {"name": name}})
}

#[tokio::test]
async fn people_join_by_id_and_by_address() {
    both(async |w| {
        let space = w.space("Join", &[]).await;
        let alice = As::user("alice");
        // What only the server assigns counts for nothing.
        let mut body = human(&w.name("bob"));
        body["name"] = json!("spaces/x/members/y");
        body["role"] = json!("ROLE_MANAGER");
        body["state"] = json!("INVITED");
        body["createTime"] = json!("2001-01-01T00:00:00Z");
        let joined = create(w, alice, &space, body).await.unwrap();
        assert_matches(
            &joined,
            &json!({
                "name": membership(w, &space, "bob"), "state": "JOINED", "role": "ROLE_MEMBER",
                "createTime": "*", "deleteTime": null, "affiliation": "INTERNAL",
                "groupMember": null,
                "member": {"name": w.name("bob"), "type": "HUMAN", "displayName": "Bob",
                    "email": "bob@example.com", "domainId": "*"},
            }),
        );
        assert!(!joined["createTime"].as_str().unwrap().starts_with("2001"));
        assert_eq!(counts(w, &space).await, (2, 0));
        // Addresses ignore case; a member may add others in a space like this.
        let body = human("users/CAROL@example.com");
        let joined = create(w, As::user("bob"), &space, body).await.unwrap();
        assert_matches(&joined, &json!({"member": {"name": w.name("carol")}}));
        assert_eq!(counts(w, &space).await, (3, 0));
        let request = json!({"name": joined["name"]});
        assert_eq!(
            w.ok(As::user("carol"), "GetMembership", request).await,
            joined
        );
    })
    .await;
}

#[tokio::test]
async fn who_does_not_accept_everything_is_invited() {
    both(async |w| {
        let space = w.space("Invite", &[]).await;
        let body = human(&w.name("dave"));
        let invited = create(w, As::user("alice"), &space, body.clone())
            .await
            .unwrap();
        assert_matches(
            &invited,
            &json!({"state": "INVITED", "role": null, "createTime": "*"}),
        );
        assert_eq!(counts(w, &space).await, (1, 0));
        assert_refused(
            w.call(As::user("dave"), "GetSpace", json!({"name": space}))
                .await,
            "PERMISSION_DENIED",
            "not a member",
        );
        // Inviting again, and inviting oneself, change nothing.
        let again = create(w, As::user("alice"), &space, body.clone())
            .await
            .unwrap();
        assert_eq!(again, invited);
        let outcome = create(w, As::user("dave"), &space, body).await;
        assert_refused(outcome, "PERMISSION_DENIED", "not a member");
    })
    .await;
}

#[tokio::test]
async fn a_present_member_is_answered_as_it_is() {
    both(async |w| {
        let space = w.space("Present", &["bob", "team", "robo"]).await;
        w.set_role(&space, "bob", "ROLE_ASSISTANT_MANAGER").await;
        let bob = json!({"name": membership(w, &space, "bob")});
        let before = w.ok(As::user("alice"), "GetMembership", bob).await;
        let again = create(w, As::user("alice"), &space, human(&w.name("bob")))
            .await
            .unwrap();
        assert_eq!(again, before);
        assert_eq!(again["role"], "ROLE_ASSISTANT_MANAGER");
        create(w, As::user("alice"), &space, group(&w.name("team")))
            .await
            .unwrap();
        create(w, As::user_of("bob", "robo"), &space, bot("users/app"))
            .await
            .unwrap();
        assert_eq!(counts(w, &space).await, (2, 1));
        // Somebody who left comes back as a new member.
        let request = json!({"name": membership(w, &space, "bob")});
        w.ok(As::user("bob"), "DeleteMembership", request).await;
        let back = create(w, As::user("alice"), &space, human(&w.name("bob")))
            .await
            .unwrap();
        assert_matches(&back, &json!({"state": "JOINED", "role": "ROLE_MEMBER"}));
        assert_ne!(back["createTime"], before["createTime"]);
    })
    .await;
}

#[tokio::test]
async fn groups_join_named_spaces() {
    both(async |w| {
        let space = w.space("Groups", &["bob"]).await;
        let joined = create(w, As::user("bob"), &space, group(&w.name("team")))
            .await
            .unwrap();
        assert_matches(
            &joined,
            &json!({"name": membership(w, &space, "team"), "state": "JOINED", "role": null,
                "member": null, "affiliation": null, "groupMember": {"name": w.name("team")}}),
        );
        assert_eq!(counts(w, &space).await, (2, 1));
        // Who is in the group is in the space, and may still join by herself.
        w.send(As::user("carol"), &space, "By group").await;
        w.join(&space, "carol").await;
        assert_eq!(counts(w, &space).await, (3, 1));
        let alice = As::user("alice");
        // Who leaves the group, and is not there directly, is not in the space.
        let leave = json!({"name": format!("{space}/members/me")});
        w.ok(As::user("carol"), "DeleteMembership", leave).await;
        w.send(As::user("carol"), &space, "Still by group").await;
        w.leave_team("carol").await;
        let request = json!({"name": space});
        let outcome = w.call(As::user("carol"), "GetSpace", request).await;
        assert_refused(outcome, "PERMISSION_DENIED", "not a member");
        assert_eq!(counts(w, &space).await, (2, 1));
        let email = create(w, alice, &space, group("groups/team@example.com")).await;
        assert_refused(email, "INVALID_ARGUMENT", "E-mail addresses of groups");
        let nobody = create(w, alice, &space, group("groups/100000000000000000001")).await;
        assert_refused(nobody, "NOT_FOUND", "not found");
        for space_type in ["GROUP_CHAT", "DIRECT_MESSAGE"] {
            let members: &[_] = if space_type == "GROUP_CHAT" {
                &["bob", "dave"]
            } else {
                &["bob"]
            };
            let chat = w.chat(space_type, members).await;
            let outcome = create(w, alice, &chat, group(&w.name("team"))).await;
            assert_refused(outcome, "INVALID_ARGUMENT", "named spaces");
        }
    })
    .await;
}

#[tokio::test]
async fn apps_are_added_by_themselves_only() {
    both(async |w| {
        let space = w.space("Apps", &["bob"]).await;
        let robo = As::user_of("bob", "robo");
        let joined = create(w, robo, &space, bot("users/app")).await.unwrap();
        assert_matches(
            &joined,
            &json!({"name": membership(w, &space, "robo"), "state": "JOINED",
                "role": "ROLE_MEMBER", "affiliation": null,
                "member": {"name": w.name("robo"), "type": "BOT", "email": null}}),
        );
        // Apps are not among the people that a space counts.
        assert_eq!(counts(w, &space).await, (2, 0));
        w.send(As::bot("robo"), &space, "Here").await;
        let other = create(w, robo, &space, bot(&w.name("other"))).await;
        assert_refused(other, "PERMISSION_DENIED", "other apps");
        let none = create(w, As::user("bob"), &space, bot("users/app")).await;
        assert_refused(none, "INVALID_ARGUMENT", "no Chat app");
        let as_human = create(w, robo, &space, human(&w.name("robo"))).await;
        assert_refused(as_human, "INVALID_ARGUMENT", "is an app");
        // Its own id says the same as the alias.
        let other = As::user_of("bob", "other");
        create(w, other, &space, bot(&w.name("other")))
            .await
            .unwrap();

        let dm = w.chat("DIRECT_MESSAGE", &["bob"]).await;
        create(w, robo, &dm, bot("users/app")).await.unwrap();
        w.send(As::bot("robo"), &dm, "Three of us").await;
        let own = json!({"space": {"spaceType": "DIRECT_MESSAGE", "singleUserBotDm": true}});
        let own = w.ok(robo, "SetUpSpace", own).await;
        let outcome = create(w, other, own["name"].as_str().unwrap(), bot("users/app")).await;
        assert_refused(outcome, "INVALID_ARGUMENT", "direct message with an app");
    })
    .await;
}

#[tokio::test]
async fn apps_in_their_own_name_add_people() {
    both(async |w| {
        let space = w.space("By app", &["robo"]).await;
        let robo = As::app("robo");
        create(w, robo, &space, human(&w.name("bob")))
            .await
            .unwrap();
        // Open in the documents; the guide to memberships shows the alias here.
        create(w, robo, &space, human("users/carol@example.com"))
            .await
            .unwrap();
        assert_eq!(counts(w, &space).await, (3, 0));
        for body in [
            group(&w.name("team")),
            bot("users/app"),
            bot(&w.name("other")),
        ] {
            let outcome = create(w, robo, &space, body).await;
            assert_refused(outcome, "PERMISSION_DENIED", "only people can be added");
        }
        let bare = create(w, As::bot("robo"), &space, human(&w.name("dave"))).await;
        assert_refused(
            bare,
            "PERMISSION_DENIED",
            "insufficient authentication scopes",
        );
        let unapproved = create(w, As::app("other"), &space, human(&w.name("dave"))).await;
        assert_refused(unapproved, "PERMISSION_DENIED", "administrator must grant");
        let away = w.space("Away", &[]).await;
        let outcome = create(w, robo, &away, human(&w.name("bob"))).await;
        assert_refused(
            outcome,
            "PERMISSION_DENIED",
            "not permitted to use this app",
        );
        let open = open_space(w, "Open").await;
        w.join(&open, "robo").await;
        let outcome = create(w, robo, &open, human("users/erin@other.org")).await;
        assert_refused(outcome, "PERMISSION_DENIED", "user authentication");
        // The app that made a space is above its settings.
        let own = apps_space(w, "Own").await;
        let joined = create(w, robo, &own, human(&w.name("alice")))
            .await
            .unwrap();
        assert_eq!(joined["role"], "ROLE_MEMBER");
    })
    .await;
}

#[tokio::test]
async fn outsiders_join_spaces_that_are_open_to_them() {
    both(async |w| {
        let erin = human("users/erin@other.org");
        let closed = w.space("Closed", &[]).await;
        let outcome = create(w, As::user("alice"), &closed, erin.clone()).await;
        assert_refused(outcome, "PERMISSION_DENIED", "outside the organization");
        let open = open_space(w, "Open").await;
        let joined = create(w, As::user("alice"), &open, erin.clone())
            .await
            .unwrap();
        assert_matches(
            &joined,
            &json!({"state": "JOINED", "affiliation": "EXTERNAL"}),
        );
        let other = open_space(w, "Other").await;
        let outcome = as_admin(w, As::admin("alice"), &other, erin).await;
        assert_refused(outcome, "PERMISSION_DENIED", "user authentication");
    })
    .await;
}

#[tokio::test]
async fn spaces_and_people_may_say_no() {
    both(async |w| {
        let space = w.space("No", &["bob"]).await;
        w.block("carol", "bob").await;
        let outcome = create(w, As::user("bob"), &space, human(&w.name("carol"))).await;
        assert_refused(outcome, "PERMISSION_DENIED", "may not add this user");
        // The same when the caller has blocked somebody.
        w.block("bob", "dave").await;
        let outcome = create(w, As::user("bob"), &space, human(&w.name("dave"))).await;
        assert_refused(outcome, "PERMISSION_DENIED", "may not add this user");
        w.unblock("bob", "dave").await;
        only_managers(w, &space, "manageMembersAndGroups").await;
        for body in [human(&w.name("dave")), group(&w.name("team"))] {
            let outcome = create(w, As::user("bob"), &space, body).await;
            assert_refused(outcome, "PERMISSION_DENIED", "manage_members_and_groups");
        }
        create(w, As::user_of("bob", "robo"), &space, bot("users/app"))
            .await
            .unwrap();
        only_managers(w, &space, "manageApps").await;
        let outcome = create(w, As::user_of("bob", "other"), &space, bot("users/app")).await;
        assert_refused(outcome, "PERMISSION_DENIED", "manage_apps");
        w.set_role(&space, "bob", "ROLE_ASSISTANT_MANAGER").await;
        create(w, As::user_of("bob", "other"), &space, bot("users/app"))
            .await
            .unwrap();
        create(w, As::user("bob"), &space, human(&w.name("dave")))
            .await
            .unwrap();

        let dm = w.chat("DIRECT_MESSAGE", &["bob"]).await;
        let outcome = create(w, As::user("alice"), &dm, human(&w.name("carol"))).await;
        assert_refused(outcome, "INVALID_ARGUMENT", "direct message");
        let chat = w.chat("GROUP_CHAT", &["bob", "dave"]).await;
        create(w, As::user("alice"), &chat, human(&w.name("carol")))
            .await
            .unwrap();
        assert_eq!(counts(w, &chat).await, (3, 0));
    })
    .await;
}

#[tokio::test]
async fn administrators_add_people_and_groups_anywhere() {
    both(async |w| {
        let own = apps_space(w, "Of robo").await;
        let admin = As::admin("alice");
        let joined = as_admin(w, admin, &own, human(&w.name("bob")))
            .await
            .unwrap();
        assert_matches(&joined, &json!({"state": "JOINED", "role": "ROLE_MEMBER"}));
        as_admin(w, admin, &own, group(&w.name("team")))
            .await
            .unwrap();
        let app = as_admin(w, admin, &own, bot("users/app")).await;
        assert_refused(app, "PERMISSION_DENIED", "administrator access");
        let dm = w.chat("DIRECT_MESSAGE", &["bob"]).await;
        let outcome = as_admin(w, admin, &dm, human(&w.name("carol"))).await;
        assert_refused(outcome, "PERMISSION_DENIED", "not a member");
        for (who, part) in [
            (As::admin("bob"), "Administrator access needs"),
            (As::user("alice"), "insufficient authentication scopes"),
            (
                As::scoped("alice", "chat.admin.memberships.readonly"),
                "insufficient",
            ),
            (As::app("robo"), "Administrator access needs"),
        ] {
            let outcome = as_admin(w, who, &own, human(&w.name("dave"))).await;
            assert_refused(outcome, "PERMISSION_DENIED", part);
        }
        // The scope of administrators opens nothing without the flag.
        let outcome = create(w, admin, &own, human(&w.name("dave"))).await;
        assert_refused(outcome, "PERMISSION_DENIED", "insufficient");
    })
    .await;
}

#[tokio::test]
async fn wrong_memberships_are_refused() {
    both(async |w| {
        let space = w.space("Wrong", &[]).await;
        let robo = As::user_of("alice", "robo");
        for (body, part) in [
            (json!({}), "requires a member"),
            (
                json!({"member": {"name": w.name("bob")}}),
                "type of the member is required",
            ),
            (bot("users/bob@example.com"), "doesn't fit"),
            (human("users/app"), "doesn't fit"),
            (human(""), "malformed user resource name"),
            (human("bob@example.com"), "malformed user resource name"),
            (human("users/"), "malformed user resource name"),
            (group("team"), "groups/{group}"),
        ] {
            let outcome = create(w, robo, &space, body).await;
            assert_refused(outcome, "INVALID_ARGUMENT", part);
        }
        let without = w
            .call(robo, "CreateMembership", json!({"parent": space}))
            .await;
        assert_refused(without, "INVALID_ARGUMENT", "membership");
        for name in [
            "users/nobody@example.com",
            "users/100000000000000000001",
            "users/x",
        ] {
            let outcome = create(w, robo, &space, human(name)).await;
            assert_refused(outcome, "NOT_FOUND", "not found");
        }
        let bob = human(&w.name("bob"));
        for (who, parent) in [
            (As::user("bob"), space.as_str()),
            (As::user("alice"), "spaces/AAAAAAAAAAA"),
            (As::user("alice"), "spaces/x"),
        ] {
            let outcome = create(w, who, parent, bob.clone()).await;
            assert_refused(outcome, "PERMISSION_DENIED", "not a member");
        }
        if w.transport == Transport::Grpc {
            for parent in ["", "spaces/", "spaces/a/members/b", "users/a"] {
                let outcome = create(w, As::user("alice"), parent, bob.clone()).await;
                assert_refused(outcome, "INVALID_ARGUMENT", "spaces/{space}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn scopes_open_the_method_by_kind_of_member() {
    both(async |w| {
        let space = w.space("Scopes", &[]).await;
        let scoped = |scopes| As::scoped_of("alice", "robo", scopes);
        let (bob, app, team) = (
            human(&w.name("bob")),
            bot("users/app"),
            group(&w.name("team")),
        );
        for (scopes, body) in [
            ("chat.memberships", &app),
            ("chat.memberships.app", &bob),
            ("chat.memberships.app", &team),
            ("chat.memberships.readonly", &bob),
            ("chat.spaces", &bob),
            ("chat.admin.memberships", &bob),
        ] {
            let outcome = create(w, scoped(scopes), &space, body.clone()).await;
            assert_refused(
                outcome,
                "PERMISSION_DENIED",
                "insufficient authentication scopes",
            );
        }
        let outcome = create(w, scoped("chat.import"), &space, bob.clone()).await;
        assert_refused(
            outcome,
            "PERMISSION_DENIED",
            "only allows spaces in import mode",
        );
        assert_eq!(counts(w, &space).await, (1, 0));
        create(w, scoped("chat.memberships"), &space, bob.clone())
            .await
            .unwrap();
        create(w, scoped("chat.memberships"), &space, team)
            .await
            .unwrap();
        create(w, scoped("chat.memberships.app"), &space, app)
            .await
            .unwrap();
        assert_refused(
            create(w, As::Nobody, &space, bob).await,
            "UNAUTHENTICATED",
            "missing required authentication credential",
        );
    })
    .await;
}
