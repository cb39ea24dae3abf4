//! Behaviour table of GetSpaceNotificationSetting.
//! Behaviour table of UpdateSpaceNotificationSetting.
//! Source: today's discovery document: SpaceNotificationSetting and the two
//! methods of users.spaces.spaceNotificationSetting.

use serde_json::{Value, json};

use crate::harness::{As, Refusal, World, assert_refused, both};

fn name(user: &str, space: &str) -> String {
    format!("users/{user}/{space}/spaceNotificationSetting")
}

async fn get(w: &World, who: &'static str, space: &str) -> Value {
    let request = json!({"name": name("me", space)});
    w.ok(As::user(who), "GetSpaceNotificationSetting", request)
        .await
}

async fn update(w: &World, space: &str, fields: Value, mask: &str) -> Result<Value, Refusal> {
    let mut setting = fields;
    setting["name"] = name("me", space).into();
    let request = json!({"spaceNotificationSetting": setting, "updateMask": mask});
    w.call(As::user("bob"), "UpdateSpaceNotificationSetting", request)
        .await
}

#[tokio::test]
async fn people_choose_for_themselves() {
    both(async |w| {
        let space = w.space("Notify", &["bob"]).await;
        let first = get(w, "bob", &space).await;
        assert_eq!(
            first,
            json!({"name": name(&w.id("bob"), &space), "notificationSetting": "MAIN_CONVERSATIONS",
                "muteSetting": "UNMUTED"})
        );
        for (fields, mask, level, mute) in [
            (
                json!({"notificationSetting": "OFF", "muteSetting": "MUTED"}),
                "notificationSetting",
                "OFF",
                "UNMUTED",
            ),
            (
                json!({"muteSetting": "MUTED"}),
                "mute_setting",
                "OFF",
                "MUTED",
            ),
            (
                json!({"notificationSetting": "FOR_YOU"}),
                "notification_setting",
                "FOR_YOU",
                "MUTED",
            ),
            (
                json!({"notificationSetting": "ALL", "muteSetting": "UNMUTED"}),
                "notificationSetting,muteSetting",
                "ALL",
                "UNMUTED",
            ),
        ] {
            let saved = update(w, &space, fields, mask).await.unwrap();
            assert_eq!(saved["notificationSetting"], level, "{mask}");
            assert_eq!(saved["muteSetting"], mute, "{mask}");
            assert_eq!(get(w, "bob", &space).await, saved);
        }
        let alices = get(w, "alice", &space).await;
        assert_eq!(alices["notificationSetting"], "MAIN_CONVERSATIONS");
    })
    .await;
}

#[tokio::test]
async fn what_is_refused() {
    both(async |w| {
        let space = w.space("Notify", &["bob"]).await;
        let direct = w.chat("DIRECT_MESSAGE", &["bob"]).await;
        assert_eq!(get(w, "bob", &direct).await["notificationSetting"], "ALL");
        let level = |level: &str| json!({"notificationSetting": level});
        for (space, fields, mask, part) in [
            (
                &direct,
                level("FOR_YOU"),
                "notificationSetting",
                "FOR_YOU is not supported",
            ),
            (
                &direct,
                level("MAIN_CONVERSATIONS"),
                "notificationSetting",
                "not supported",
            ),
            (&space, json!({}), "notificationSetting", "must be ALL"),
            (&space, json!({}), "muteSetting", "must be MUTED"),
            (&space, level("ALL"), "", "required"),
            (&space, level("ALL"), "*", "not supported"),
            (&space, level("ALL"), "name", "not supported"),
        ] {
            let outcome = update(w, space, fields, mask).await;
            assert_refused(outcome, "INVALID_ARGUMENT", part);
        }
        for user in ["alice@example.com", "app", "nobody"] {
            let request = json!({"name": name(user, &space)});
            let outcome = w
                .call(As::user("bob"), "GetSpaceNotificationSetting", request)
                .await;
            assert_refused(outcome, "PERMISSION_DENIED", "own notification setting");
        }
        let request = json!({"name": name("me", &space)});
        let outcome = w
            .call(As::user("carol"), "GetSpaceNotificationSetting", request)
            .await;
        assert!(outcome.is_err(), "not in the space");
    })
    .await;
}
