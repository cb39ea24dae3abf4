//! Behaviour table of CreateSpace.
//! Source: the reference's CreateSpace, CreateSpaceRequest and Space.

use serde_json::{Value, json};

use crate::harness::{As, World, assert_matches, assert_refused, both, both_in_profile};

async fn create(w: &World, who: As, space: Value) -> Result<Value, crate::harness::Refusal> {
    w.call(who, "CreateSpace", json!({"space": space})).await
}

fn named(name: &str) -> Value {
    json!({"spaceType": "SPACE", "displayName": name})
}

#[tokio::test]
async fn a_named_space_is_created_and_its_creator_manages_it() {
    both(async |w| {
        let mut space = named("Plans");
        space["spaceDetails"] = json!({"description": "What next", "guidelines": "Be kind"});
        let space = create(w, As::user("alice"), space).await.unwrap();
        assert_matches(
            &space,
            &json!({
                "name": "*", "type": "ROOM", "spaceType": "SPACE", "displayName": "Plans",
                "spaceThreadingState": "THREADED_MESSAGES", "threaded": true,
                "spaceDetails": {"description": "What next", "guidelines": "Be kind"},
                "spaceHistoryState": "HISTORY_ON", "createTime": "*", "lastActiveTime": null,
                "membershipCount": {"joinedDirectHumanUserCount": 1},
                "accessSettings": {"accessState": "PRIVATE", "audience": null},
                "customer": "*", "spaceUri": "*", "externalUserAllowed": null,
                "permissionSettings": {
                    "postMessages": {"managersAllowed": true, "assistantManagersAllowed": true,
                                     "membersAllowed": true},
                },
            }),
        );
        let member = format!(
            "{}/members/{}",
            space["name"].as_str().unwrap(),
            w.id("alice")
        );
        let member = w
            .ok(As::user("alice"), "GetMembership", json!({"name": member}))
            .await;
        assert_matches(&member, &json!({"role": "ROLE_MANAGER", "state": "JOINED"}));
    })
    .await;
}

#[tokio::test]
async fn an_announcement_space_lets_managers_post() {
    both(async |w| {
        let mut space = named("News");
        space["predefinedPermissionSettings"] = json!("ANNOUNCEMENT_SPACE");
        let space = create(w, As::user("alice"), space).await.unwrap();
        assert_matches(
            &space["permissionSettings"],
            &json!({
                "postMessages": {"managersAllowed": true, "membersAllowed": null},
                "replyMessages": {"managersAllowed": true, "membersAllowed": true},
            }),
        );
    })
    .await;
}

#[tokio::test]
async fn an_app_creates_spaces_once_approved() {
    both(async |w| {
        let mut space = named("By app");
        assert_refused(
            create(w, As::app("robo"), space.clone()).await,
            "INVALID_ARGUMENT",
            "customer",
        );
        space["customer"] = json!("customers/my_customer");
        assert_refused(
            create(w, As::app("other"), space.clone()).await,
            "PERMISSION_DENIED",
            "The administrator must grant the app",
        );
        assert_refused(
            create(w, As::bot("robo"), space.clone()).await,
            "PERMISSION_DENIED",
            "insufficient authentication scopes",
        );
        let space = create(w, As::app("robo"), space).await.unwrap();
        assert_matches(
            &space,
            &json!({"displayName": "By app", "membershipCount": {
                "joinedDirectHumanUserCount": null}}),
        );
    })
    .await;
}

#[tokio::test]
async fn wrong_spaces_are_refused() {
    both(async |w| {
        let with = |field: &str, value: Value| {
            let mut space = named("Wrong");
            space[field] = value;
            space
        };
        for (space, part) in [
            (with("spaceType", Value::Null), "Only named spaces"),
            (with("spaceType", json!("GROUP_CHAT")), "Only named spaces"),
            (
                with("spaceType", json!("DIRECT_MESSAGE")),
                "Only named spaces",
            ),
            (with("displayName", json!("")), "requires a display name"),
            (
                with("displayName", json!("x".repeat(129))),
                "longer than 128 characters",
            ),
            (
                with("singleUserBotDm", json!(true)),
                "direct message with an app",
            ),
            (
                with("spaceThreadingState", json!("GROUPED_MESSAGES")),
                "group messages by topic",
            ),
            (
                with("spaceDetails", json!({"description": "x".repeat(151)})),
                "150 characters",
            ),
            (
                with("spaceDetails", json!({"guidelines": "x".repeat(5_001)})),
                "5000 characters",
            ),
            (
                with("accessSettings", json!({"audience": "all"})),
                "audiences/{audience}",
            ),
            (
                with("permissionSettings", json!({})),
                "predefined_permission_settings",
            ),
        ] {
            let outcome = create(w, As::user("alice"), space).await;
            assert_refused(outcome, "INVALID_ARGUMENT", part);
        }
        assert_refused(
            w.call(As::user("alice"), "CreateSpace", json!({})).await,
            "INVALID_ARGUMENT",
            "",
        );
        let listed = w.ok(As::user("alice"), "ListSpaces", json!({})).await;
        assert_matches(&listed, &json!({"spaces": null}));
    })
    .await;
}

#[tokio::test]
async fn descriptions_are_longer_in_the_current_profile() {
    both_in_profile("current", async |w| {
        let mut space = named("Long");
        space["spaceDetails"] = json!({"description": "x".repeat(4_096)});
        create(w, As::user("alice"), space.clone()).await.unwrap();
        space["spaceDetails"] = json!({"description": "x".repeat(4_097)});
        let outcome = create(w, As::user("alice"), space).await;
        assert_refused(outcome, "INVALID_ARGUMENT", "4096 characters");
    })
    .await;
}

#[tokio::test]
async fn display_names_are_taken_once() {
    both(async |w| {
        create(w, As::user("alice"), named("Taken")).await.unwrap();
        let again = create(w, As::user("bob"), named("Taken")).await;
        assert_refused(again, "ALREADY_EXISTS", "different display name");
        create(w, As::user("bob"), named("taken")).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_repeated_request_makes_nothing_twice() {
    both(async |w| {
        let request = |name: &str| json!({"space": named(name), "requestId": "r-1"});
        let first = w
            .ok(As::user("alice"), "CreateSpace", request("Once"))
            .await;
        let again = w
            .ok(As::user("alice"), "CreateSpace", request("Twice"))
            .await;
        assert_eq!(first["name"], again["name"]);
        assert_refused(
            w.call(As::user("bob"), "CreateSpace", request("Once"))
                .await,
            "ALREADY_EXISTS",
            "used by another user",
        );
        // Request ids are told apart by app.
        w.ok(
            As::user_of("bob", "robo"),
            "CreateSpace",
            request("Other app"),
        )
        .await;
    })
    .await;
}

#[tokio::test]
async fn scopes_open_the_method() {
    both(async |w| {
        for scopes in ["chat.spaces", "chat.spaces.create"] {
            create(w, As::scoped("alice", scopes), named(scopes))
                .await
                .unwrap();
        }
        for (who, status, part) in [
            (
                As::scoped("alice", "chat.spaces.readonly"),
                "PERMISSION_DENIED",
                "insufficient",
            ),
            (
                As::scoped("alice", "chat.import"),
                "PERMISSION_DENIED",
                "chat.import",
            ),
            (
                As::Nobody,
                "UNAUTHENTICATED",
                "missing required authentication credential",
            ),
        ] {
            assert_refused(create(w, who, named("No")).await, status, part);
        }
    })
    .await;
}

/// Source: CreateSpaceRequest.space: "The space name is assigned on the server
/// so anything specified in this field will be ignored"; Space's output only
/// fields; Space.external_user_allowed, "Input when creating a space".
#[tokio::test]
async fn what_only_the_server_says_counts_for_nothing() {
    both(async |w| {
        let mut space = named("Mine");
        for (field, value) in [
            ("name", json!("spaces/AAAAAAAAAAA")),
            ("lastActiveTime", json!("2001-01-01T00:00:00Z")),
            ("adminInstalled", json!(true)),
            ("spaceUri", json!("https://example.com")),
            ("externalUserAllowed", json!(true)),
        ] {
            space[field] = value;
        }
        space["membershipCount"] = json!({"joinedDirectHumanUserCount": 9, "joinedGroupCount": 9});
        let made = create(w, As::user("alice"), space).await.unwrap();
        assert_ne!(made["name"], "spaces/AAAAAAAAAAA");
        let id = made["name"]
            .as_str()
            .unwrap()
            .strip_prefix("spaces/")
            .unwrap();
        let uri = made["spaceUri"].as_str().unwrap();
        assert!(uri.contains(id), "{uri}");
        assert_matches(
            &made,
            &json!({"lastActiveTime": null, "adminInstalled": null, "externalUserAllowed": true,
                "membershipCount": {"joinedDirectHumanUserCount": 1, "joinedGroupCount": null}}),
        );
    })
    .await;
}
