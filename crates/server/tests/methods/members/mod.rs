//! Behaviour tables of `spaces.members`, a file per RPC.

mod create;
mod delete;
mod get;
mod list;
mod update;

use serde_json::{Value, json};

use crate::harness::{As, World};

/// The name of somebody's membership.
fn membership(w: &World, space: &str, who: &str) -> String {
    format!("{space}/members/{}", w.id(who))
}

/// People and groups that the space counts.
async fn counts(w: &World, space: &str) -> (i64, i64) {
    let space = w
        .ok(As::user("alice"), "GetSpace", json!({"name": space}))
        .await;
    let count = |field: &str| space["membershipCount"][field].as_i64().unwrap_or(0);
    (
        count("joinedDirectHumanUserCount"),
        count("joinedGroupCount"),
    )
}

/// A named space of alice's that takes members of other organizations.
async fn open_space(w: &World, display_name: &str) -> String {
    let space = json!({"spaceType": "SPACE", "displayName": display_name,
        "externalUserAllowed": true});
    let space = w
        .ok(As::user("alice"), "CreateSpace", json!({"space": space}))
        .await;
    space["name"].as_str().unwrap().to_owned()
}

/// A named space that the app robo made by itself.
async fn apps_space(w: &World, display_name: &str) -> String {
    let space = json!({"spaceType": "SPACE", "displayName": display_name,
        "customer": "customers/my_customer"});
    let space = w
        .ok(As::app("robo"), "CreateSpace", json!({"space": space}))
        .await;
    space["name"].as_str().unwrap().to_owned()
}

/// Takes a permission of a space from its members.
async fn only_managers(w: &World, space: &str, permission: &str) {
    let space: Value = json!({"name": space, "permissionSettings": {
        permission: {"managersAllowed": true, "assistantManagersAllowed": true}}});
    let mask = format!("permissionSettings.{permission}");
    let request = json!({"space": space, "updateMask": mask});
    w.ok(As::user("alice"), "UpdateSpace", request).await;
}
