//! Permission settings, each where it applies.
//! Source: the reference's Space.PermissionSettings, Space.PermissionSetting
//! and PredefinedPermissionSettings.

use serde_json::{Value, json};

use crate::harness::{As, Refusal, World, assert_refused, both};

const SETTINGS: [&str; 8] = [
    "manageMembersAndGroups",
    "modifySpaceDetails",
    "toggleHistory",
    "useAtMentionAll",
    "manageApps",
    "manageWebhooks",
    "replyMessages",
    "viewSpaceMembership",
];

/// A space with a message of alice's, with bob as a member and carol as an
/// assistant manager.
async fn stage(w: &World, kind: &str) -> (String, Value) {
    let space = json!({"spaceType": "SPACE", "displayName": kind,
        "predefinedPermissionSettings": kind});
    let space = w
        .ok(As::user("alice"), "CreateSpace", json!({"space": space}))
        .await;
    let space = space["name"].as_str().unwrap().to_owned();
    for who in ["bob", "carol", "robo"] {
        w.join(&space, who).await;
    }
    w.set_role(&space, "carol", "ROLE_ASSISTANT_MANAGER").await;
    let first = w.send(As::user("alice"), &space, "first").await;
    (space, first["thread"].clone())
}

/// Does what the setting is about, in a way that can be repeated.
async fn act(
    w: &World,
    who: &'static str,
    setting: &str,
    (space, thread): &(String, Value),
) -> Result<Value, Refusal> {
    let patch = |mask: &str, fields: Value| {
        let mut space = json!({"name": space});
        space[mask] = fields;
        json!({"space": space, "updateMask": mask})
    };
    let join = |member: Value| json!({"parent": space, "membership": {"member": member}});
    let (caller, rpc, request) = match setting {
        "manageMembersAndGroups" => (
            As::user(who),
            "CreateMembership",
            join(json!({"name": w.name("alice"), "type": "HUMAN"})),
        ),
        "modifySpaceDetails" => (
            As::user(who),
            "UpdateSpace",
            patch("spaceDetails", json!({"description": "New"})),
        ),
        "toggleHistory" => (
            As::user(who),
            "UpdateSpace",
            patch("spaceHistoryState", json!("HISTORY_ON")),
        ),
        "useAtMentionAll" => (
            As::user(who),
            "CreateMessage",
            json!({"parent": space, "messageReplyOption": "REPLY_MESSAGE_OR_FAIL",
                "message": {"text": "<users/all>", "thread": {"name": thread["name"]}}}),
        ),
        "manageApps" => (
            As::user_of(who, "robo"),
            "CreateMembership",
            join(json!({"name": "users/app", "type": "BOT"})),
        ),
        "manageWebhooks" => (
            As::user(who),
            "confab.v1.WebhookService/CreateWebhook",
            json!({"parent": space, "webhook": {"displayName": "Build"}}),
        ),
        "replyMessages" => (
            As::user(who),
            "CreateMessage",
            json!({"parent": space, "messageReplyOption": "REPLY_MESSAGE_OR_FAIL",
                "message": {"text": "hi", "thread": {"name": thread["name"]}}}),
        ),
        _ => (As::user(who), "ListMemberships", json!({"parent": space})),
    };
    w.call(caller, rpc, request).await
}

async fn set(w: &World, space: &str, setting: &str, assistants: bool) {
    let space = json!({"name": space, "permissionSettings": {
        setting: {"managersAllowed": true, "assistantManagersAllowed": assistants}}});
    let mask = format!("permissionSettings.{setting}");
    let request = json!({"space": space, "updateMask": mask});
    w.ok(As::user("alice"), "UpdateSpace", request).await;
}

fn refused(outcome: Result<Value, Refusal>) {
    assert_refused(outcome, "PERMISSION_DENIED", "permission settings");
}

#[tokio::test]
async fn each_setting_says_who_may() {
    both(async |w| {
        let stage = stage(w, "COLLABORATION_SPACE").await;
        for setting in SETTINGS {
            for who in ["alice", "bob", "carol"] {
                act(w, who, setting, &stage).await.unwrap();
            }
            set(w, &stage.0, setting, true).await;
            refused(act(w, "bob", setting, &stage).await);
            act(w, "carol", setting, &stage).await.unwrap();
            set(w, &stage.0, setting, false).await;
            refused(act(w, "carol", setting, &stage).await);
            act(w, "alice", setting, &stage).await.unwrap();
            // The others stay as they are.
            let open = json!({"name": stage.0, "permissionSettings": {setting:
                {"managersAllowed": true, "assistantManagersAllowed": true,
                    "membersAllowed": true}}});
            let mask = format!("permissionSettings.{setting}");
            let request = json!({"space": open, "updateMask": mask});
            w.ok(As::user("alice"), "UpdateSpace", request).await;
        }
    })
    .await;
}

#[tokio::test]
async fn members_of_announcement_spaces_read_and_reply() {
    both(async |w| {
        let stage = stage(w, "ANNOUNCEMENT_SPACE").await;
        for setting in SETTINGS {
            let outcome = act(w, "bob", setting, &stage).await;
            if ["replyMessages", "viewSpaceMembership"].contains(&setting) {
                outcome.unwrap();
            } else {
                refused(outcome);
            }
            act(w, "carol", setting, &stage).await.unwrap();
        }
        let post = json!({"parent": stage.0, "message": {"text": "top level"}});
        refused(w.call(As::user("bob"), "CreateMessage", post.clone()).await);
        w.ok(As::user("carol"), "CreateMessage", post).await;
    })
    .await;
}
