//! Behaviour table of UpdateMembership.
//! Source: the reference's UpdateMembership, UpdateMembershipRequest and
//! MembershipRole.

use serde_json::{Value, json};

use super::{apps_space, membership};
use crate::harness::{As, Refusal, World, assert_matches, assert_refused, both};

const OWNER: &str = "ROLE_MANAGER";
const ASSISTANT: &str = "ROLE_ASSISTANT_MANAGER";
const MEMBER: &str = "ROLE_MEMBER";

async fn patch(w: &World, who: As, name: &str, role: &str) -> Result<Value, Refusal> {
    masked(w, who, json!({"name": name, "role": role}), "role").await
}

async fn masked(w: &World, who: As, membership: Value, mask: &str) -> Result<Value, Refusal> {
    w.call(
        who,
        "UpdateMembership",
        json!({"membership": membership, "updateMask": mask}),
    )
    .await
}

async fn as_admin(w: &World, who: As, name: &str, role: &str) -> Result<Value, Refusal> {
    let request = json!({"membership": {"name": name, "role": role}, "updateMask": "role",
        "useAdminAccess": true});
    w.call(who, "UpdateMembership", request).await
}

#[tokio::test]
async fn owners_give_every_role() {
    both(async |w| {
        let space = w.space("Roles", &["bob", "carol"]).await;
        let alice = As::user("alice");
        let bob = membership(w, &space, "bob");
        let before = w.ok(alice, "GetMembership", json!({"name": bob})).await;
        for role in [ASSISTANT, OWNER, MEMBER, MEMBER, OWNER] {
            let mut expected = before.clone();
            expected["role"] = json!(role);
            assert_eq!(patch(w, alice, &bob, role).await.unwrap(), expected);
            assert_eq!(
                w.ok(alice, "GetMembership", json!({"name": bob})).await,
                expected
            );
        }
        // By address and by `*`, and one owner another's role, also the own.
        let alias =
            json!({"name": format!("{space}/members/carol@example.com"), "role": ASSISTANT});
        let carol = masked(w, alice, alias, "*").await.unwrap();
        assert_matches(
            &carol,
            &json!({"name": membership(w, &space, "carol"), "role": ASSISTANT}),
        );
        patch(w, As::user("bob"), &membership(w, &space, "alice"), MEMBER)
            .await
            .unwrap();
        // Open in the documents: nothing keeps the last owner.
        patch(w, As::user("bob"), &bob, MEMBER).await.unwrap();
        let outcome = patch(w, As::user("bob"), &bob, OWNER).await;
        assert_refused(outcome, "PERMISSION_DENIED", "change of role");
    })
    .await;
}

#[tokio::test]
async fn assistants_and_members_may_less() {
    both(async |w| {
        let space = w.space("Less", &["bob", "carol", "team"]).await;
        w.set_role(&space, "bob", ASSISTANT).await;
        let name = |who| membership(w, &space, who);
        let bob = As::user("bob");
        for (who, target, role, allowed) in [
            (As::user("carol"), "carol", ASSISTANT, false),
            (As::user("carol"), "bob", MEMBER, false),
            (bob, "carol", OWNER, false),
            (bob, "bob", OWNER, false),
            (bob, "alice", MEMBER, false),
            (bob, "alice", ASSISTANT, false),
            (bob, "carol", ASSISTANT, true),
            (bob, "carol", MEMBER, true),
            (bob, "bob", MEMBER, true),
        ] {
            let outcome = patch(w, who, &name(target), role).await;
            if allowed {
                assert_eq!(outcome.unwrap()["role"], role);
            } else {
                assert_refused(outcome, "PERMISSION_DENIED", "change of role");
            }
        }
        let outcome = patch(w, As::user("erin"), &name("bob"), MEMBER).await;
        assert_refused(outcome, "PERMISSION_DENIED", "not a member");
    })
    .await;
}

#[tokio::test]
async fn only_people_in_named_spaces_have_roles() {
    both(async |w| {
        let space = w.space("People", &["bob", "dave", "team", "robo"]).await;
        let alice = As::user_of("alice", "robo");
        for who in ["team", "robo"] {
            let outcome = patch(w, alice, &membership(w, &space, who), ASSISTANT).await;
            assert_refused(outcome, "INVALID_ARGUMENT", "Only people");
        }
        // The invited have no role yet.
        for who in ["dave", "carol", "erin"] {
            let outcome = patch(w, alice, &membership(w, &space, who), ASSISTANT).await;
            assert_refused(outcome, "NOT_FOUND", "not found");
        }
        for (kind, members) in [
            ("GROUP_CHAT", &["bob", "carol"][..]),
            ("DIRECT_MESSAGE", &["bob"]),
        ] {
            let chat = w.chat(kind, members).await;
            let outcome = patch(w, alice, &membership(w, &chat, "bob"), OWNER).await;
            assert_refused(outcome, "INVALID_ARGUMENT", "named spaces");
        }
        let bob = membership(w, &space, "bob");
        for (body, mask, part) in [
            (json!({"name": bob, "role": ASSISTANT}), "", "update_mask"),
            (
                json!({"name": bob, "role": ASSISTANT}),
                "state",
                "update_mask",
            ),
            (
                json!({"name": bob, "role": ASSISTANT}),
                "role,createTime",
                "update_mask",
            ),
            (json!({"name": bob}), "role", "role must be"),
            (
                json!({"name": bob, "role": "MEMBERSHIP_ROLE_UNSPECIFIED"}),
                "role",
                "role must be",
            ),
        ] {
            let outcome = masked(w, alice, body, mask).await;
            assert_refused(outcome, "INVALID_ARGUMENT", part);
        }
        let unchanged = w.ok(alice, "GetMembership", json!({"name": bob})).await;
        assert_eq!(unchanged["role"], MEMBER);
    })
    .await;
}

#[tokio::test]
async fn apps_change_roles_where_they_made_the_space() {
    both(async |w| {
        let own = apps_space(w, "Own").await;
        let robo = As::app("robo");
        for who in ["alice", "bob"] {
            let add = json!({"parent": own, "membership": {
                "member": {"name": w.name(who), "type": "HUMAN"}}});
            w.ok(robo, "CreateMembership", add).await;
        }
        let bob = membership(w, &own, "bob");
        for role in [OWNER, ASSISTANT, MEMBER] {
            assert_eq!(patch(w, robo, &bob, role).await.unwrap()["role"], role);
        }
        let alias = patch(w, robo, &format!("{own}/members/bob@example.com"), OWNER).await;
        assert_refused(alias, "PERMISSION_DENIED", "email aliases");
        let bare = patch(w, As::bot("robo"), &bob, OWNER).await;
        assert_refused(
            bare,
            "PERMISSION_DENIED",
            "insufficient authentication scopes",
        );
        let space = w.space("Of alice", &["bob", "robo"]).await;
        let outcome = patch(w, robo, &membership(w, &space, "bob"), ASSISTANT).await;
        assert_refused(outcome, "PERMISSION_DENIED", "spaces that it created");
        let unapproved = patch(w, As::app("other"), &bob, OWNER).await;
        assert_refused(unapproved, "PERMISSION_DENIED", "administrator must grant");
        // A person through that app is a person.
        let outcome = patch(w, As::user_of("alice", "robo"), &bob, OWNER).await;
        assert_refused(outcome, "PERMISSION_DENIED", "change of role");
    })
    .await;
}

#[tokio::test]
async fn administrators_give_every_role_in_named_spaces() {
    both(async |w| {
        let own = apps_space(w, "Of robo").await;
        let add = json!({"parent": own, "membership": {
            "member": {"name": w.name("bob"), "type": "HUMAN"}}});
        w.ok(As::app("robo"), "CreateMembership", add).await;
        let bob = membership(w, &own, "bob");
        let changed = as_admin(w, As::admin("alice"), &bob, OWNER).await.unwrap();
        assert_eq!(changed["role"], OWNER);
        let chat = w.chat("GROUP_CHAT", &["bob", "carol"]).await;
        let outcome = as_admin(w, As::admin("alice"), &membership(w, &chat, "bob"), OWNER).await;
        assert_refused(outcome, "PERMISSION_DENIED", "not a member");
        for (who, part) in [
            (As::admin("bob"), "Administrator access needs"),
            (
                As::scoped("alice", "chat.admin.memberships.readonly"),
                "insufficient",
            ),
            (As::user("alice"), "insufficient"),
            (As::app("robo"), "Administrator access needs"),
        ] {
            assert_refused(
                as_admin(w, who, &bob, OWNER).await,
                "PERMISSION_DENIED",
                part,
            );
        }
    })
    .await;
}

#[tokio::test]
async fn scopes_open_the_method() {
    both(async |w| {
        let space = w.space("Scopes", &["bob"]).await;
        let bob = membership(w, &space, "bob");
        patch(w, As::scoped("alice", "chat.memberships"), &bob, ASSISTANT)
            .await
            .unwrap();
        for (scopes, part) in [
            (
                "chat.memberships.readonly",
                "insufficient authentication scopes",
            ),
            ("chat.memberships.app", "insufficient authentication scopes"),
            ("chat.import", "chat.import"),
        ] {
            let outcome = patch(w, As::scoped("alice", scopes), &bob, MEMBER).await;
            assert_refused(outcome, "PERMISSION_DENIED", part);
        }
        let nobody = patch(w, As::Nobody, &bob, MEMBER).await;
        assert_refused(nobody, "UNAUTHENTICATED", "missing required");
    })
    .await;
}
