//! Making a space in import mode.

use serde_json::{Value, json};

use super::{CREATED, reading, through};
use crate::harness::{As, Refusal, World, assert_matches, assert_refused, both};

async fn create(w: &World, who: As, mut space: Value) -> Result<Value, Refusal> {
    space["importMode"] = json!(true);
    w.call(who, "CreateSpace", json!({"space": space})).await
}

fn named(name: &str) -> Value {
    json!({"spaceType": "SPACE", "displayName": name})
}

#[tokio::test]
async fn a_space_keeps_when_it_was_created() {
    both(async |w| {
        let mut space = named("Old times");
        space["createTime"] = json!(CREATED);
        space["externalUserAllowed"] = json!(true);
        let made = create(w, through("alice"), space).await.unwrap();
        assert_matches(
            &made,
            &json!({"spaceType": "SPACE", "displayName": "Old times", "importMode": true,
                "createTime": CREATED, "importModeExpireTime": "*",
                "externalUserAllowed": true, "lastActiveTime": null}),
        );
        // Nobody is in it.
        let counts = &made["membershipCount"];
        assert!(counts["joinedDirectHumanUserCount"].is_null(), "{counts}");
        let shown = w
            .ok(reading("bob"), "GetSpace", json!({"name": made["name"]}))
            .await;
        assert_matches(&shown, &json!({"importMode": true, "createTime": CREATED}));
        // The time to finish counts from the call, not from the past.
        let expires = made["importModeExpireTime"].as_str().unwrap();
        let expires = domain::Time::parse(expires).unwrap();
        let days = (expires.0 - server::state::now().0) / domain::Time::DAY;
        assert!((89..=90).contains(&days), "{days}");
        // Without a time of its own it was created now.
        let now = create(w, through("alice"), named("New times"))
            .await
            .unwrap();
        assert!(now["createTime"].as_str().unwrap() > "2020");
        // A group chat has no name.
        let chat = json!({"spaceType": "GROUP_CHAT", "createTime": "2000-01-01T00:00:00Z"});
        let chat = create(w, through("alice"), chat).await.unwrap();
        assert_matches(
            &chat,
            &json!({"spaceType": "GROUP_CHAT", "importMode": true}),
        );
    })
    .await;
}

#[tokio::test]
async fn the_past_is_refused_elsewhere() {
    both(async |w| {
        let mut space = named("Now");
        space["createTime"] = json!(CREATED);
        let made = w
            .ok(As::user("alice"), "CreateSpace", json!({"space": space}))
            .await;
        assert_matches(
            &made,
            &json!({"importMode": null, "importModeExpireTime": null}),
        );
        assert!(made["createTime"].as_str().unwrap() > "2020");
        let set_up = json!({"space": {"spaceType": "SPACE", "displayName": "Set up",
            "importMode": true}});
        assert_refused(
            w.call(As::user("alice"), "SetUpSpace", set_up).await,
            "INVALID_ARGUMENT",
            "spaces.create",
        );
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_imported() {
    both(async |w| {
        let with = |field: &str, value: Value| {
            let mut space = named("Bad");
            space[field] = value;
            space
        };
        for (space, part) in [
            (
                with("createTime", json!("1999-12-31T23:59:59Z")),
                "2000-01-01",
            ),
            (with("createTime", json!("2999-01-01T00:00:00Z")), "and now"),
            (with("spaceType", json!("DIRECT_MESSAGE")), "GROUP_CHAT"),
            (with("spaceType", json!("GROUP_CHAT")), "display name"),
            (with("displayName", json!("")), "display name"),
            (with("displayName", json!("x".repeat(129))), "128"),
            (with("singleUserBotDm", json!(true)), "direct message"),
            (
                with("accessSettings", json!({"audience": "audiences/default"})),
                "target audience",
            ),
        ] {
            let outcome = create(w, through("alice"), space).await;
            assert_refused(outcome, "INVALID_ARGUMENT", part);
        }
        create(w, through("alice"), named("Taken")).await.unwrap();
        let outcome = create(w, through("alice"), named("Taken")).await;
        assert_refused(outcome, "ALREADY_EXISTS", "display name");
    })
    .await;
}

#[tokio::test]
async fn who_may_import() {
    both(async |w| {
        for (who, part) in [
            // An import needs its scope, and an app behind it.
            (
                As::scoped_of("alice", "robo", "chat.spaces"),
                "insufficient",
            ),
            (As::scoped("alice", "chat.import"), "domain-wide delegation"),
            (through("erin"), "users of the organization"),
            (As::app("robo"), "in the name of a user"),
        ] {
            let mut space = named("Whose");
            space["customer"] = json!("customers/my_customer");
            assert_refused(create(w, who, space).await, "PERMISSION_DENIED", part);
        }
        // The scope makes nothing but imports.
        let outcome = w
            .call(
                through("alice"),
                "CreateSpace",
                json!({"space": named("Plain")}),
            )
            .await;
        assert_refused(outcome, "PERMISSION_DENIED", "import mode");
    })
    .await;
}

#[tokio::test]
async fn a_repeated_request_makes_one_import() {
    both(async |w| {
        let mut space = named("Once");
        space["importMode"] = json!(true);
        let request = json!({"space": space, "requestId": "import-1"});
        let first = w.ok(through("alice"), "CreateSpace", request.clone()).await;
        let again = w.ok(through("alice"), "CreateSpace", request).await;
        assert_eq!(first["name"], again["name"]);
    })
    .await;
}
