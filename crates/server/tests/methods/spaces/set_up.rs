//! Behaviour table of SetUpSpace.
//! Source: the reference's SetUpSpace and SetUpSpaceRequest.

use serde_json::{Value, json};

use crate::harness::{As, Refusal, World, assert_matches, assert_refused, both, both_in_profile};

async fn set_up(w: &World, who: As, space: Value, members: &[&str]) -> Result<Value, Refusal> {
    let memberships: Vec<_> = members.iter().map(|name| membership(w, name)).collect();
    w.call(
        who,
        "SetUpSpace",
        json!({"space": space, "memberships": memberships}),
    )
    .await
}

fn membership(w: &World, who: &str) -> Value {
    match who {
        "team" => json!({"groupMember": {"name": w.name(who)}}),
        email if email.contains('@') => {
            json!({"member": {"name": format!("users/{email}"), "type": "HUMAN"}})
        }
        _ => json!({"member": {"name": w.name(who), "type": "HUMAN"}}),
    }
}

fn kind(space_type: &str) -> Value {
    json!({"spaceType": space_type})
}

fn named(name: &str) -> Value {
    json!({"spaceType": "SPACE", "displayName": name})
}

async fn members(w: &World, space: &Value) -> Vec<(String, String)> {
    let request = json!({"parent": space["name"], "showInvited": true, "showGroups": true});
    let list = w.ok(As::user("alice"), "ListMemberships", request).await;
    let mut members: Vec<_> = list["memberships"]
        .as_array()
        .unwrap()
        .iter()
        .map(|m| {
            let name = m["member"]["displayName"]
                .as_str()
                .unwrap_or("group")
                .to_owned();
            (name, m["state"].as_str().unwrap().to_owned())
        })
        .collect();
    members.sort();
    members
}

#[tokio::test]
async fn a_named_space_gets_its_members() {
    both(async |w| {
        // By id, by alias, twice, the caller too, a group, and one who is
        // asked first.
        let list = ["bob", "bob@example.com", "alice", "team", "dave"];
        let space = set_up(w, As::user("alice"), named("Team space"), &list)
            .await
            .unwrap();
        assert_matches(
            &space,
            &json!({"spaceType": "SPACE", "displayName": "Team space",
                "membershipCount": {"joinedDirectHumanUserCount": 2, "joinedGroupCount": 1}}),
        );
        let expected = [
            ("Alice", "JOINED"),
            ("Bob", "JOINED"),
            ("Dave", "INVITED"),
            ("group", "JOINED"),
        ];
        let expected: Vec<_> = expected.map(|(n, s)| (n.to_owned(), s.to_owned())).into();
        assert_eq!(members(w, &space).await, expected);
    })
    .await;
}

#[tokio::test]
async fn a_group_chat_has_no_name_and_no_roles() {
    both(async |w| {
        let chat = set_up(w, As::user("alice"), kind("GROUP_CHAT"), &["bob", "carol"])
            .await
            .unwrap();
        assert_matches(
            &chat,
            &json!({"spaceType": "GROUP_CHAT", "type": "ROOM", "displayName": null,
                "spaceThreadingState": "UNTHREADED_MESSAGES", "permissionSettings": null,
                "accessSettings": null, "createTime": "*",
                "membershipCount": {"joinedDirectHumanUserCount": 3}}),
        );
        let member = format!(
            "{}/members/{}",
            chat["name"].as_str().unwrap(),
            w.id("alice")
        );
        let member = w
            .ok(As::user("alice"), "GetMembership", json!({"name": member}))
            .await;
        assert_eq!(member["role"], "ROLE_MEMBER");
        // Another set of the same people is another group chat.
        let other = set_up(w, As::user("alice"), kind("GROUP_CHAT"), &["bob", "carol"])
            .await
            .unwrap();
        assert_ne!(chat["name"], other["name"]);
    })
    .await;
}

#[tokio::test]
async fn a_direct_message_is_made_once() {
    both(async |w| {
        let dm = set_up(w, As::user("alice"), kind("DIRECT_MESSAGE"), &["bob"])
            .await
            .unwrap();
        assert_matches(
            &dm,
            &json!({"spaceType": "DIRECT_MESSAGE", "type": "ROOM", "createTime": null,
                "customer": null, "singleUserBotDm": null,
                "membershipCount": {"joinedDirectHumanUserCount": 2}}),
        );
        let again = set_up(w, As::user("bob"), kind("DIRECT_MESSAGE"), &["alice"])
            .await
            .unwrap();
        assert_eq!(dm["name"], again["name"]);
        // A block later changes nothing for those who have one.
        w.block("bob", "alice").await;
        let again = set_up(w, As::user("alice"), kind("DIRECT_MESSAGE"), &["bob"])
            .await
            .unwrap();
        assert_eq!(dm["name"], again["name"]);
    })
    .await;
}

#[tokio::test]
async fn a_direct_message_with_the_calling_app() {
    both(async |w| {
        let space = json!({"spaceType": "DIRECT_MESSAGE", "singleUserBotDm": true});
        let dm = set_up(w, As::user_of("alice", "robo"), space.clone(), &[])
            .await
            .unwrap();
        assert_matches(
            &dm,
            &json!({"type": "DM", "singleUserBotDm": true,
                "membershipCount": {"joinedDirectHumanUserCount": 1}}),
        );
        let again = set_up(w, As::user_of("alice", "robo"), space.clone(), &[])
            .await
            .unwrap();
        assert_eq!(dm["name"], again["name"]);
        let with_member = set_up(w, As::user_of("alice", "robo"), space.clone(), &["bob"]).await;
        assert_refused(with_member, "INVALID_ARGUMENT", "takes no memberships");
        let without_app = set_up(w, As::user("alice"), space, &[]).await;
        assert_refused(without_app, "INVALID_ARGUMENT", "No Chat app");
    })
    .await;
}

#[tokio::test]
async fn blocked_people_are_left_out_of_spaces_and_refused_in_direct_messages() {
    both(async |w| {
        w.block("bob", "alice").await;
        let space = set_up(w, As::user("alice"), named("Without"), &["bob", "carol"]).await;
        assert_matches(
            &space.unwrap(),
            &json!({"membershipCount": {"joinedDirectHumanUserCount": 2}}),
        );
        let dm = set_up(w, As::user("alice"), kind("DIRECT_MESSAGE"), &["bob"]).await;
        assert_refused(dm, "PERMISSION_DENIED", "isn't allowed");
    })
    .await;
}

#[tokio::test]
async fn outsiders_join_where_they_may() {
    both(async |w| {
        let closed = set_up(w, As::user("alice"), named("Closed"), &["erin@other.org"])
            .await
            .unwrap();
        assert_eq!(closed["membershipCount"]["joinedDirectHumanUserCount"], 1);
        let mut open = named("Open");
        open["externalUserAllowed"] = json!(true);
        let open = set_up(w, As::user("alice"), open, &["erin@other.org"])
            .await
            .unwrap();
        assert_eq!(open["externalUserAllowed"], true);
        assert_eq!(open["membershipCount"]["joinedDirectHumanUserCount"], 2);
        // "user's email must be used for {user}"
        for kind in [named("By id"), kind("DIRECT_MESSAGE")] {
            let outcome = set_up(w, As::user("alice"), kind, &["erin"]).await;
            assert_refused(outcome, "INVALID_ARGUMENT", "by their e-mail addresses");
        }
    })
    .await;
}

#[tokio::test]
async fn wrong_requests_are_refused() {
    both(async |w| {
        let alice = As::user("alice");
        let mut named_dm = kind("DIRECT_MESSAGE");
        named_dm["displayName"] = json!("Us");
        let mut detailed_dm = kind("DIRECT_MESSAGE");
        detailed_dm["spaceDetails"] = json!({"description": "Us"});
        let mut named_chat = kind("GROUP_CHAT");
        named_chat["displayName"] = json!("Us");
        for (space, members, part) in [
            (json!({"displayName": "x"}), &[][..], "space type must be"),
            (kind("SPACE"), &[], "requires a display name"),
            (kind("GROUP_CHAT"), &["bob"], "at least two memberships"),
            (
                kind("GROUP_CHAT"),
                &["bob", "bob"],
                "at least two memberships",
            ),
            (
                kind("GROUP_CHAT"),
                &["bob", "carol", "team"],
                "named spaces",
            ),
            (kind("DIRECT_MESSAGE"), &[], "exactly one membership"),
            (kind("DIRECT_MESSAGE"), &["alice"], "exactly one membership"),
            (
                kind("DIRECT_MESSAGE"),
                &["bob", "carol"],
                "exactly one membership",
            ),
            (named_dm, &["bob"], "Only named spaces have a display name"),
            (detailed_dm, &["bob"], "no description"),
            (
                named_chat,
                &["bob", "carol"],
                "Only named spaces have a display name",
            ),
        ] {
            let outcome = set_up(w, alice, space, members).await;
            assert_refused(outcome, "INVALID_ARGUMENT", part);
        }
        let app = json!({"member": {"name": "users/app", "type": "BOT"}});
        let request = json!({"space": named("x"), "memberships": [app]});
        assert_refused(
            w.call(alice, "SetUpSpace", request).await,
            "INVALID_ARGUMENT",
            "HUMAN",
        );
        let nobody = set_up(w, alice, named("x"), &["nobody@example.com"]).await;
        assert_refused(nobody, "NOT_FOUND", "not found");
        let as_app = set_up(w, As::app("robo"), named("x"), &[]).await;
        assert_refused(
            as_app,
            "PERMISSION_DENIED",
            "doesn't support app authentication",
        );
    })
    .await;
}

#[tokio::test]
async fn the_number_of_memberships_depends_on_the_profile() {
    for (profile, limit) in [("reference", 20), ("current", 49)] {
        both_in_profile(profile, async |w| {
            let many = vec!["bob"; limit];
            let space = set_up(w, As::user("alice"), named("Many"), &many)
                .await
                .unwrap();
            assert_eq!(space["membershipCount"]["joinedDirectHumanUserCount"], 2);
            let more = vec!["bob"; limit + 1];
            let outcome = set_up(w, As::user("alice"), named("More"), &more).await;
            assert_refused(outcome, "INVALID_ARGUMENT", "memberships");
        })
        .await;
    }
}

#[tokio::test]
async fn a_repeated_request_makes_nothing_twice() {
    both(async |w| {
        let request = json!({"space": named("Once"), "requestId": "r"});
        let first = w.ok(As::user("alice"), "SetUpSpace", request.clone()).await;
        let again = w.ok(As::user("alice"), "SetUpSpace", request).await;
        assert_eq!(first["name"], again["name"]);
    })
    .await;
}

#[tokio::test]
async fn calls_at_the_same_time_make_one_space() {
    both(async |w| {
        let alice = || set_up(w, As::user("alice"), kind("DIRECT_MESSAGE"), &["bob"]);
        let bob = || set_up(w, As::user("bob"), kind("DIRECT_MESSAGE"), &["alice"]);
        let (a, b, c, d) = tokio::join!(alice(), bob(), alice(), bob());
        let names = [a, b, c, d].map(|space| space.unwrap()["name"].clone());
        assert!(names.iter().all(|name| *name == names[0]), "{names:?}");

        let request = json!({"space": named("Once"), "requestId": "same"});
        let once = || w.ok(As::user("alice"), "SetUpSpace", request.clone());
        let (a, b, c) = tokio::join!(once(), once(), once());
        assert!(a["name"] == b["name"] && b["name"] == c["name"]);
    })
    .await;
}

/// Source: SetUpSpace: "if the caller blocks, or is blocked by some members,
/// … then those members aren't added"; "If one user blocks the other, the
/// request fails and the DM isn't created"; an existing one is returned even
/// when one user blocks the other.
#[tokio::test]
async fn a_block_counts_in_either_direction() {
    both(async |w| {
        let alice = As::user("alice");
        let before = set_up(w, alice, kind("DIRECT_MESSAGE"), &["dave"]).await;
        let before = before.unwrap();
        for (who, blocked) in [("alice", "bob"), ("carol", "alice"), ("alice", "dave")] {
            w.block(who, blocked).await;
        }
        let everybody = ["bob", "carol", "dave", "team"];
        let space = set_up(w, alice, named("Without"), &everybody)
            .await
            .unwrap();
        let alone = [("Alice", "JOINED"), ("group", "JOINED")];
        let alone: Vec<_> = alone.map(|(n, s)| (n.to_owned(), s.to_owned())).into();
        assert_eq!(members(w, &space).await, alone);
        let chat = set_up(w, alice, kind("GROUP_CHAT"), &everybody[..3]).await;
        assert_eq!(members(w, &chat.unwrap()).await, alone[..1]);
        for who in ["bob", "carol"] {
            let outcome = set_up(w, alice, kind("DIRECT_MESSAGE"), &[who]).await;
            assert_refused(outcome, "PERMISSION_DENIED", "isn't allowed");
            let find = json!({"name": w.name(who)});
            let outcome = w.call(alice, "FindDirectMessage", find).await;
            assert_refused(outcome, "NOT_FOUND", "not found");
        }
        let again = set_up(w, alice, kind("DIRECT_MESSAGE"), &["dave"]).await;
        assert_eq!(again.unwrap()["name"], before["name"]);
    })
    .await;
}

/// Source: CreateMembership's auto-accept policy; nothing is said of direct
/// messages, in which nobody is invited.
#[tokio::test]
async fn who_does_not_accept_everything_is_in_direct_messages_at_once() {
    both(async |w| {
        let dm = set_up(w, As::user("alice"), kind("DIRECT_MESSAGE"), &["dave"]).await;
        let dm = dm.unwrap();
        assert_eq!(dm["membershipCount"]["joinedDirectHumanUserCount"], 2);
        let name = dm["name"].as_str().unwrap();
        w.send(As::user("dave"), name, "Hello").await;
        let chat = set_up(w, As::user("alice"), kind("GROUP_CHAT"), &["bob", "dave"]).await;
        let name = chat.unwrap()["name"].clone();
        let outcome = w.call(As::user("dave"), "GetSpace", json!({"name": name}));
        assert_refused(outcome.await, "PERMISSION_DENIED", "not a member");
    })
    .await;
}

/// Source: SetUpSpaceRequest: space, request_id and memberships.
#[tokio::test]
async fn names_request_ids_and_groups_are_checked() {
    both(async |w| {
        let alice = As::user("alice");
        w.space("Taken", &[]).await;
        let outcome = set_up(w, alice, named("Taken"), &["bob"]).await;
        assert_refused(outcome, "ALREADY_EXISTS", "different display name");
        let request = json!({"space": named("Once"), "requestId": "mine"});
        w.ok(alice, "SetUpSpace", request.clone()).await;
        let outcome = w.call(As::user("bob"), "SetUpSpace", request).await;
        assert_refused(outcome, "ALREADY_EXISTS", "used by another user");

        let member = |body: Value| json!({"space": named("Wrong"), "memberships": [body]});
        let typed = |name: &str, kind: &str| json!({"member": {"name": name, "type": kind}});
        let email = json!({"groupMember": {"name": "groups/team@example.com"}});
        for (request, part) in [
            (member(email), "E-mail addresses of groups"),
            (member(json!({})), "requires a member"),
            (
                member(typed("bob@example.com", "HUMAN")),
                "user resource name",
            ),
            (member(typed("users/bob@example.com", "BOT")), "HUMAN"),
            (json!({"space": named(&"x".repeat(129))}), "128 characters"),
        ] {
            let outcome = w.call(alice, "SetUpSpace", request).await;
            assert_refused(outcome, "INVALID_ARGUMENT", part);
        }
        let robo = As::user_of("alice", "robo");
        for (field, value, part) in [
            (
                "displayName",
                json!("Us"),
                "Only named spaces have a display name",
            ),
            (
                "spaceDetails",
                json!({"description": "Us"}),
                "no description",
            ),
        ] {
            let mut space = json!({"spaceType": "DIRECT_MESSAGE", "singleUserBotDm": true});
            space[field] = value;
            let outcome = set_up(w, robo, space, &[]).await;
            assert_refused(outcome, "INVALID_ARGUMENT", part);
        }
        // A named space needs nobody besides the caller.
        let alone = set_up(w, alice, named("Alone"), &[]).await.unwrap();
        assert_eq!(alone["membershipCount"]["joinedDirectHumanUserCount"], 1);
    })
    .await;
}
