//! Behaviour table of ListMemberships.
//! Source: the reference's ListMemberships and ListMembershipsRequest.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{apps_space, only_managers};
use crate::harness::{As, Refusal, Transport, World, assert_matches, assert_refused, both};

async fn list(w: &World, who: As, space: &str, mut request: Value) -> Result<Value, Refusal> {
    request["parent"] = json!(space);
    w.call(who, "ListMemberships", request).await
}

/// The cast in an answer, in the order of their names.
fn cast(w: &World, answer: &Value) -> Vec<&'static str> {
    let listed: BTreeSet<String> = answer["memberships"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|member| {
            member["name"]
                .as_str()
                .unwrap()
                .rsplit('/')
                .next()
                .unwrap()
                .to_owned()
        })
        .collect();
    let everybody = [
        "alice", "bob", "carol", "dave", "erin", "other", "robo", "team",
    ];
    let found: Vec<_> = everybody
        .into_iter()
        .filter(|who| listed.contains(&w.id(who)))
        .collect();
    assert_eq!(found.len(), listed.len());
    found
}

/// alice owns it, bob assists, carol and the apps are members, dave is asked.
async fn full_space(w: &World) -> String {
    let space = w
        .space("Full", &["bob", "carol", "dave", "team", "robo", "other"])
        .await;
    w.set_role(&space, "bob", "ROLE_ASSISTANT_MANAGER").await;
    space
}

#[tokio::test]
async fn groups_and_the_invited_come_on_request() {
    both(async |w| {
        let space = full_space(w).await;
        let people = ["alice", "bob", "carol", "other", "robo"];
        let with = |more: &[&'static str]| {
            let mut all: Vec<_> = people.iter().chain(more).copied().collect();
            all.sort_unstable();
            all
        };
        for (request, expected) in [
            (json!({}), with(&[])),
            (json!({"showGroups": true}), with(&["team"])),
            (json!({"showInvited": true}), with(&["dave"])),
            (
                json!({"showGroups": true, "showInvited": true}),
                with(&["dave", "team"]),
            ),
        ] {
            let answer = list(w, As::user("carol"), &space, request.clone())
                .await
                .unwrap();
            assert_eq!(cast(w, &answer), expected, "{request}");
        }
        let answer = list(
            w,
            As::user("alice"),
            &space,
            json!({"filter": "role = \"ROLE_MANAGER\""}),
        );
        assert_matches(
            &answer.await.unwrap(),
            &json!({"nextPageToken": null, "memberships": [{
                "name": "*", "state": "JOINED", "role": "ROLE_MANAGER", "createTime": "*",
                "affiliation": "INTERNAL",
                "member": {"name": w.name("alice"), "type": "HUMAN", "displayName": "Alice"},
            }]}),
        );
        // In by a group is in.
        w.ok(
            As::user("carol"),
            "DeleteMembership",
            json!({"name": format!("{space}/members/me")}),
        )
        .await;
        list(w, As::user("carol"), &space, json!({})).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn filters_choose_roles_and_kinds() {
    both(async |w| {
        let space = full_space(w).await;
        for (filter, expected) in [
            (
                "role = \"ROLE_MANAGER\" OR role = \"ROLE_MEMBER\"",
                &["alice", "carol", "other", "robo"][..],
            ),
            (
                "member.type = \"HUMAN\" AND role = \"ROLE_MANAGER\"",
                &["alice"],
            ),
            (
                "member.type = \"HUMAN\" AND (role = \"ROLE_MANAGER\" OR role = \"ROLE_MEMBER\")",
                &["alice", "carol"],
            ),
            (
                "member.type != \"BOT\"",
                &["alice", "bob", "carol", "dave", "team"],
            ),
            (
                "member.type = \"HUMAN\"",
                &["alice", "bob", "carol", "dave"],
            ),
            ("member.type = \"BOT\"", &["other", "robo"]),
            ("member.type = \"BOT\" AND role = \"ROLE_MANAGER\"", &[]),
            (
                "role = \"ROLE_MEMBER\" OR member.type = \"HUMAN\"",
                &["alice", "bob", "carol", "dave", "other", "robo"],
            ),
            // Not among the documented values.
            ("role = \"ROLE_ASSISTANT_MANAGER\"", &["bob"]),
        ] {
            let request = json!({"filter": filter, "showGroups": true, "showInvited": true});
            let answer = list(w, As::user("alice"), &space, request).await.unwrap();
            assert_eq!(cast(w, &answer), expected, "{filter}");
        }
        for filter in [
            "member.type = \"HUMAN\" AND member.type = \"BOT\"",
            "role = \"ROLE_MANAGER\" AND role = \"ROLE_MEMBER\"",
            "role != \"ROLE_MANAGER\"",
            "role = \"OWNER\"",
            "member.name = \"users/1\"",
            "state = \"JOINED\"",
            "role",
            "NOT role = \"ROLE_MEMBER\"",
            "role = \"ROLE_MEMBER\" AND",
        ] {
            let outcome = list(w, As::user("alice"), &space, json!({"filter": filter})).await;
            assert_refused(outcome, "INVALID_ARGUMENT", "filter");
        }
    })
    .await;
}

#[tokio::test]
async fn apps_see_people_only() {
    both(async |w| {
        let space = full_space(w).await;
        for who in [As::bot("robo"), As::app("robo")] {
            let answer = list(w, who, &space, json!({})).await.unwrap();
            assert_eq!(cast(w, &answer), ["alice", "bob", "carol"]);
            let request = json!({"filter": "member.type = \"BOT\""});
            assert_eq!(list(w, who, &space, request).await.unwrap(), json!({}));
            let outcome = list(w, who, &space, json!({"showInvited": true})).await;
            assert_refused(outcome, "PERMISSION_DENIED", "user authentication");
        }
        // Only showInvited is said to need a user.
        let answer = list(w, As::bot("robo"), &space, json!({"showGroups": true})).await;
        assert_eq!(cast(w, &answer.unwrap()), ["alice", "bob", "carol", "team"]);
        let away = w.space("Away", &[]).await;
        let outcome = list(w, As::bot("robo"), &away, json!({})).await;
        assert_refused(
            outcome,
            "PERMISSION_DENIED",
            "not permitted to use this app",
        );
    })
    .await;
}

#[tokio::test]
async fn administrators_leave_out_apps() {
    both(async |w| {
        let space = apps_space(w, "Of robo").await;
        let admin = async |who, space: &str, filter| {
            list(
                w,
                who,
                space,
                json!({"useAdminAccess": true, "filter": filter}),
            )
            .await
        };
        let add = json!({"parent": space, "membership": {
            "member": {"name": w.name("bob"), "type": "HUMAN"}}});
        w.ok(As::app("robo"), "CreateMembership", add).await;
        for filter in ["member.type = \"HUMAN\"", "member.type != \"BOT\""] {
            for scope in ["chat.admin.memberships", "chat.admin.memberships.readonly"] {
                let answer = admin(As::scoped("alice", scope), &space, filter)
                    .await
                    .unwrap();
                assert_eq!(cast(w, &answer), ["bob"]);
            }
        }
        for filter in [
            "",
            "role = \"ROLE_MEMBER\"",
            "member.type = \"BOT\"",
            "member.type != \"HUMAN\"",
        ] {
            let outcome = admin(As::admin("alice"), &space, filter).await;
            assert_refused(outcome, "INVALID_ARGUMENT", "use_admin_access");
        }
        let filter = "member.type = \"HUMAN\"";
        let chat = w.chat("GROUP_CHAT", &["bob", "carol"]).await;
        let outcome = admin(As::admin("alice"), &chat, filter).await;
        assert_refused(outcome, "PERMISSION_DENIED", "not a member");
        for (who, part) in [
            (As::admin("bob"), "Administrator access needs"),
            (As::user("alice"), "insufficient authentication scopes"),
        ] {
            assert_refused(admin(who, &space, filter).await, "PERMISSION_DENIED", part);
        }
    })
    .await;
}

#[tokio::test]
async fn pages_follow_each_other() {
    both(async |w| {
        let space = full_space(w).await;
        let alice = As::user("alice");
        let mut seen = Vec::new();
        let mut token = String::new();
        let mut pages = 0;
        loop {
            let request = json!({"pageSize": 2, "pageToken": token, "showGroups": true});
            let page = list(w, alice, &space, request).await.unwrap();
            assert!(page["memberships"].as_array().unwrap().len() <= 2);
            seen.extend(cast(w, &page));
            pages += 1;
            match page["nextPageToken"].as_str() {
                Some(next) => token = next.to_owned(),
                None => break,
            }
        }
        seen.sort_unstable();
        assert_eq!(
            (pages, seen),
            (3, vec!["alice", "bob", "carol", "other", "robo", "team"])
        );

        let first = list(w, alice, &space, json!({"pageSize": 2}))
            .await
            .unwrap();
        let token = &first["nextPageToken"];
        let elsewhere = w.space("Elsewhere", &[]).await;
        for (parent, request) in [
            (
                &space,
                json!({"pageToken": token, "filter": "member.type = \"HUMAN\""}),
            ),
            (&space, json!({"pageToken": token, "showGroups": true})),
            (&space, json!({"pageToken": token, "showInvited": true})),
            (&elsewhere, json!({"pageToken": token})),
        ] {
            let outcome = list(w, alice, parent, request).await;
            assert_refused(outcome, "INVALID_ARGUMENT", "other parameters");
        }
        let outcome = list(w, alice, &space, json!({"pageToken": "bogus"})).await;
        assert_refused(outcome, "INVALID_ARGUMENT", "page_token");
        let outcome = list(w, alice, &space, json!({"pageSize": -1})).await;
        assert_refused(outcome, "INVALID_ARGUMENT", "page_size");
        // The size of the pages may change; too much is lowered silently.
        let rest = list(
            w,
            alice,
            &space,
            json!({"pageToken": token, "pageSize": 5_000}),
        );
        assert_eq!(
            rest.await.unwrap()["memberships"].as_array().unwrap().len(),
            3
        );
    })
    .await;
}

#[tokio::test]
async fn only_members_look() {
    both(async |w| {
        let space = w.space("Look", &["bob", "dave"]).await;
        for who in ["carol", "dave"] {
            let outcome = list(w, As::user(who), &space, json!({})).await;
            assert_refused(outcome, "PERMISSION_DENIED", "not a member");
        }
        let outcome = list(w, As::user("alice"), "spaces/AAAAAAAAAAA", json!({})).await;
        assert_refused(outcome, "PERMISSION_DENIED", "not a member");
        only_managers(w, &space, "viewSpaceMembership").await;
        let outcome = list(w, As::user("bob"), &space, json!({})).await;
        assert_refused(outcome, "PERMISSION_DENIED", "view_space_membership");
        if w.transport == Transport::Grpc {
            let outcome = list(w, As::user("alice"), "spaces", json!({})).await;
            assert_refused(outcome, "INVALID_ARGUMENT", "spaces/{space}");
        }
    })
    .await;
}

#[tokio::test]
async fn scopes_open_the_method() {
    both(async |w| {
        let space = w.space("Scopes", &[]).await;
        for scopes in ["chat.memberships", "chat.memberships.readonly"] {
            list(w, As::scoped("alice", scopes), &space, json!({}))
                .await
                .unwrap();
        }
        for (scopes, part) in [
            ("chat.memberships.app", "insufficient authentication scopes"),
            ("chat.spaces", "insufficient authentication scopes"),
            ("chat.import", "chat.import"),
        ] {
            let outcome = list(w, As::scoped("alice", scopes), &space, json!({})).await;
            assert_refused(outcome, "PERMISSION_DENIED", part);
        }
        let nobody = list(w, As::Nobody, &space, json!({})).await;
        assert_refused(nobody, "UNAUTHENTICATED", "missing required");
    })
    .await;
}

/// Source: the discovery document's AccessPermissionSettings and
/// PermissionSettings.viewSpaceMembership: they are set together, and what a
/// target audience sees all members see.
#[tokio::test]
async fn target_audiences_view_members() {
    both(async |w| {
        let space = w.space("Seen", &["bob"]).await;
        let view = "accessSettings.accessPermissionSettings.viewSpaceMembershipSetting";
        let permission = "permissionSettings.viewSpaceMembership";
        let set = async |mask: &str, audiences: &[&str], members: bool| {
            let principals = audiences
                .iter()
                .map(|name| json!({"audience": {"name": name}}));
            let principals: Vec<Value> = principals.collect();
            let setting = json!({"principals": principals});
            let space = json!({"name": space,
                "accessSettings": {"accessPermissionSettings": {
                    "viewSpaceMembershipSetting": setting}},
                "permissionSettings": {"viewSpaceMembership": {
                    "managersAllowed": true, "assistantManagersAllowed": true,
                    "membersAllowed": members}}});
            let request = json!({"space": space, "updateMask": mask});
            w.call(As::user("alice"), "UpdateSpace", request).await
        };
        let mask = format!("{view},{permission}");
        let all = ["audiences/default"];
        for (mask, audiences, members, part) in [
            (
                view.to_owned(),
                &all[..],
                true,
                "requires permission_settings",
            ),
            (format!("{mask},displayName"), &all, true, "together with"),
            (mask.clone(), &all, false, "all members must"),
            (mask.clone(), &["audiences/x"], true, "no target audience"),
        ] {
            let outcome = set(&mask, audiences, members).await;
            assert_refused(outcome, "INVALID_ARGUMENT", part);
        }

        let carol = list(w, As::user("carol"), &space, json!({})).await;
        assert_refused(carol, "PERMISSION_DENIED", "not a member");
        set(&mask, &all, true).await.unwrap();
        let carol = list(w, As::user("carol"), &space, json!({})).await;
        assert_eq!(cast(w, &carol.unwrap()), ["alice", "bob"]);
        let bob = json!({"name": format!("{space}/members/{}", w.id("bob"))});
        w.ok(As::user("carol"), "GetMembership", bob.clone()).await;
        // It opens nothing else, and only to the audience.
        let look = w
            .call(As::user("carol"), "GetSpace", json!({"name": space}))
            .await;
        assert_refused(look, "PERMISSION_DENIED", "not a member");
        // While it stands, members cannot lose the permission.
        let outcome = set(permission, &[], false).await;
        assert_refused(outcome, "INVALID_ARGUMENT", "all members must");
        // "Specify an empty AccessPermissionSetting."
        set(&mask, &[], false).await.unwrap();
        for (who, part) in [("carol", "not a member"), ("bob", "view_space_membership")] {
            let outcome = list(w, As::user(who), &space, json!({})).await;
            assert_refused(outcome, "PERMISSION_DENIED", part);
            let outcome = w
                .call(
                    As::user(who),
                    "GetMembership",
                    json!({"name":
                format!("{space}/members/{}", w.id("alice"))}),
                )
                .await;
            assert_refused(outcome, "PERMISSION_DENIED", part);
        }
    })
    .await;
}

/// Outsiders are in no audience of a space that is closed to them.
#[tokio::test]
async fn target_audiences_are_the_organizations() {
    both(async |w| {
        let space = w.space("Inside", &[]).await;
        let mask = "accessSettings.accessPermissionSettings.viewSpaceMembershipSetting,\
            permissionSettings.viewSpaceMembership";
        let all = json!([{"audience": {"name": "audiences/default"}}]);
        let request = json!({"space": {"name": space,
            "accessSettings": {"accessPermissionSettings": {
                "viewSpaceMembershipSetting": {"principals": all}}},
            "permissionSettings": {"viewSpaceMembership": {"managersAllowed": true,
                "assistantManagersAllowed": true, "membersAllowed": true}}},
            "updateMask": mask});
        w.ok(As::user("alice"), "UpdateSpace", request).await;
        list(w, As::user("bob"), &space, json!({})).await.unwrap();
        let outcome = list(w, As::user("erin"), &space, json!({})).await;
        assert_refused(outcome, "PERMISSION_DENIED", "not a member");
        let outcome = list(w, As::bot("robo"), &space, json!({})).await;
        assert_refused(
            outcome,
            "PERMISSION_DENIED",
            "not permitted to use this app",
        );
    })
    .await;
}
