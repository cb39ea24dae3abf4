//! Behaviour table of UpdateSpace.
//! Source: the reference's UpdateSpace and UpdateSpaceRequest.

use serde_json::{Value, json};

use crate::harness::{As, Refusal, World, assert_matches, assert_refused, both, both_in_profile};

async fn patch(
    w: &World,
    who: As,
    name: &str,
    mask: &str,
    fields: Value,
) -> Result<Value, Refusal> {
    let mut space = fields;
    space["name"] = json!(name);
    w.call(
        who,
        "UpdateSpace",
        json!({"space": space, "updateMask": mask}),
    )
    .await
}

async fn group_chat(w: &World) -> String {
    let member = |who| json!({"member": {"name": w.name(who), "type": "HUMAN"}});
    let request = json!({"space": {"spaceType": "GROUP_CHAT"},
        "memberships": [member("bob"), member("carol")]});
    let chat = w.ok(As::user("alice"), "SetUpSpace", request).await;
    chat["name"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn name_and_details_change() {
    both(async |w| {
        let space = w.space("Before", &["bob"]).await;
        let new = json!({"displayName": "After", "spaceDetails": {"description": "d"}});
        let mask = "displayName,space_details";
        let changed = patch(w, As::user("bob"), &space, mask, new).await.unwrap();
        assert_matches(
            &changed,
            &json!({"displayName": "After", "spaceDetails": {"description": "d"}}),
        );
        // Description and guidelines are replaced together.
        let new = json!({"spaceDetails": {"guidelines": "g"}});
        let changed = patch(w, As::user("alice"), &space, "spaceDetails", new)
            .await
            .unwrap();
        assert_eq!(changed["spaceDetails"], json!({"guidelines": "g"}));
        // The old name is free again, the new one is taken.
        w.space("Before", &[]).await;
        let taken = json!({"displayName": "Before"});
        let outcome = patch(w, As::user("alice"), &space, "displayName", taken).await;
        assert_refused(outcome, "ALREADY_EXISTS", "display name");
    })
    .await;
}

#[tokio::test]
async fn a_group_chat_becomes_a_named_space() {
    both(async |w| {
        let chat = group_chat(w).await;
        let both = json!({"displayName": "Named", "spaceType": "SPACE"});
        for (mask, fields, part) in [
            ("displayName", both.clone(), "Only named spaces have"),
            ("spaceType", both.clone(), "needs display_name"),
            (
                "spaceType,displayName",
                json!({"spaceType": "SPACE"}),
                "requires a display name",
            ),
            (
                "spaceType,displayName",
                json!({"displayName": "x", "spaceType": "DIRECT_MESSAGE"}),
                "from GROUP_CHAT to SPACE",
            ),
        ] {
            let outcome = patch(w, As::user("alice"), &chat, mask, fields).await;
            assert_refused(outcome, "INVALID_ARGUMENT", part);
        }
        let mask = "spaceType,displayName";
        let changed = patch(w, As::user("alice"), &chat, mask, both.clone())
            .await
            .unwrap();
        assert_matches(
            &changed,
            &json!({"spaceType": "SPACE", "displayName": "Named", "permissionSettings": "*"}),
        );
        // Whoever did it manages the space; the others are members.
        for (who, role) in [("alice", "ROLE_MANAGER"), ("bob", "ROLE_MEMBER")] {
            let name = json!({"name": format!("{chat}/members/{}", w.id(who))});
            let member = w.ok(As::user("bob"), "GetMembership", name).await;
            assert_eq!(member["role"], role);
        }
        // Naming the type again is allowed.
        patch(w, As::user("alice"), &chat, mask, both)
            .await
            .unwrap();
    })
    .await;
}

#[tokio::test]
async fn history_and_audience_change_alone() {
    both(async |w| {
        let space = w.space("Alone", &["bob"]).await;
        let alice = As::user("alice");
        let off = json!({"spaceHistoryState": "HISTORY_OFF", "displayName": "x"});
        let changed = patch(w, alice, &space, "spaceHistoryState", off.clone())
            .await
            .unwrap();
        assert_eq!(changed["spaceHistoryState"], "HISTORY_OFF");
        let mask = "spaceHistoryState,displayName";
        assert_refused(
            patch(w, alice, &space, mask, off).await,
            "INVALID_ARGUMENT",
            "can't be updated together",
        );
        assert_refused(
            patch(w, alice, &space, "spaceHistoryState", json!({})).await,
            "INVALID_ARGUMENT",
            "HISTORY_ON or HISTORY_OFF",
        );

        let audience = json!({"accessSettings": {"audience": "audiences/default"}});
        let mask = "accessSettings.audience";
        let changed = patch(w, alice, &space, mask, audience.clone())
            .await
            .unwrap();
        assert_matches(
            &changed["accessSettings"],
            &json!({"accessState": "DISCOVERABLE", "audience": "audiences/default"}),
        );
        let changed = patch(w, alice, &space, mask, json!({})).await.unwrap();
        assert_eq!(changed["accessSettings"], json!({"accessState": "PRIVATE"}));
        assert_refused(
            patch(w, As::user("bob"), &space, mask, audience).await,
            "PERMISSION_DENIED",
            "Only a manager",
        );
    })
    .await;
}

#[tokio::test]
async fn permission_settings_change_one_by_one() {
    both(async |w| {
        let space = w.space("Rules", &["bob"]).await;
        let managers = json!({"permissionSettings": {
            "modifySpaceDetails": {"managersAllowed": true},
            "manageApps": {"managersAllowed": true}}});
        let mask = "permissionSettings.modifySpaceDetails";
        let changed = patch(w, As::user("alice"), &space, mask, managers.clone())
            .await
            .unwrap();
        assert_matches(
            &changed["permissionSettings"],
            &json!({"modifySpaceDetails": {"managersAllowed": true, "membersAllowed": null},
                "manageApps": {"membersAllowed": true}}),
        );
        let rename = json!({"displayName": "Renamed"});
        assert_refused(
            patch(w, As::user("bob"), &space, "displayName", rename).await,
            "PERMISSION_DENIED",
            "modify_space_details",
        );
        assert_refused(
            patch(w, As::user("bob"), &space, mask, managers.clone()).await,
            "PERMISSION_DENIED",
            "Only a manager",
        );
        let mixed = "permissionSettings.manageApps,displayName";
        assert_refused(
            patch(w, As::user("alice"), &space, mixed, managers).await,
            "INVALID_ARGUMENT",
            "can't be updated together",
        );
        let nobody = json!({"permissionSettings": {"manageApps": {}}});
        let mask = "permissionSettings.manageApps";
        assert_refused(
            patch(w, As::user("alice"), &space, mask, nobody).await,
            "INVALID_ARGUMENT",
            "managers_allowed",
        );
    })
    .await;
}

#[tokio::test]
async fn wrong_masks_and_names_are_refused() {
    both(async |w| {
        let space = w.space("Masks", &[]).await;
        for mask in [
            "",
            "*",
            "bogus",
            "spaceDetails.description",
            "externalUserAllowed",
            "predefinedPermissionSettings",
            "permissionSettings",
            "permissionSettings.postMessages",
            "createTime",
        ] {
            let outcome = patch(w, As::user("alice"), &space, mask, json!({})).await;
            assert_refused(outcome, "INVALID_ARGUMENT", "update_mask");
        }
        let outcome = patch(
            w,
            As::user("bob"),
            &space,
            "displayName",
            json!({"displayName": "x"}),
        )
        .await;
        assert_refused(outcome, "PERMISSION_DENIED", "not a member");
        let import = As::scoped("alice", "chat.import");
        let outcome = patch(
            w,
            import,
            &space,
            "displayName",
            json!({"displayName": "x"}),
        )
        .await;
        assert_refused(outcome, "PERMISSION_DENIED", "import mode");
    })
    .await;
}

#[tokio::test]
async fn administrators_change_less() {
    both(async |w| {
        let space = w.space("Adm", &[]).await;
        let admin = async |mask: &str, mut space_fields: Value| {
            space_fields["name"] = json!(space);
            let request =
                json!({"space": space_fields, "updateMask": mask, "useAdminAccess": true});
            w.call(As::admin("alice"), "UpdateSpace", request).await
        };
        let changed = admin("displayName", json!({"displayName": "By admin"}))
            .await
            .unwrap();
        assert_eq!(changed["displayName"], "By admin");
        for (mask, fields) in [
            (
                "spaceHistoryState",
                json!({"spaceHistoryState": "HISTORY_OFF"}),
            ),
            ("accessSettings.audience", json!({})),
            ("spaceType", json!({"spaceType": "SPACE"})),
            (
                "permissionSettings.manageApps",
                json!({"permissionSettings": {"manageApps": {"managersAllowed": true}}}),
            ),
        ] {
            let outcome = admin(mask, fields).await;
            assert_refused(outcome, "INVALID_ARGUMENT", "administrator access");
        }
    })
    .await;
    both_in_profile("current", async |w| {
        let space = w.space("Adm", &[]).await;
        let settings = json!({"name": space, "permissionSettings": {
            "manageApps": {"managersAllowed": true}}});
        let request = json!({"space": settings, "useAdminAccess": true,
            "updateMask": "permissionSettings.manageApps"});
        w.ok(As::admin("alice"), "UpdateSpace", request).await;
    })
    .await;
}

#[tokio::test]
async fn apps_change_what_they_made() {
    both(async |w| {
        let space = json!({"spaceType": "SPACE", "displayName": "App's",
            "customer": "customers/my_customer"});
        let made = w
            .ok(As::app("robo"), "CreateSpace", json!({"space": space}))
            .await;
        let own = made["name"].as_str().unwrap();
        let settings = json!({"permissionSettings": {"manageApps": {"managersAllowed": true}}});
        let mask = "permissionSettings.manageApps";
        patch(w, As::app("robo"), own, mask, settings.clone())
            .await
            .unwrap();
        let other = w.space("Alice's", &["robo"]).await;
        let outcome = patch(w, As::app("robo"), &other, mask, settings).await;
        assert_refused(outcome, "PERMISSION_DENIED", "Only a manager");
    })
    .await;
}

#[tokio::test]
async fn limits_of_details_and_names() {
    for (profile, limit) in [("reference", 150), ("current", 4_096)] {
        both_in_profile(profile, async |w| {
            let space = w.space("Limits", &[]).await;
            let alice = As::user("alice");
            // Characters, not bytes.
            let details = |description: usize, guidelines: usize| {
                json!({"spaceDetails": {"description": "é".repeat(description),
                    "guidelines": "é".repeat(guidelines)}})
            };
            let mask = "spaceDetails";
            patch(w, alice, &space, mask, details(limit, 5_000))
                .await
                .unwrap();
            for (details, part) in [
                (details(limit + 1, 0), "The description is longer"),
                (details(0, 5_001), "The guidelines are longer"),
            ] {
                let outcome = patch(w, alice, &space, mask, details).await;
                assert_refused(outcome, "INVALID_ARGUMENT", part);
            }
            let named = |length| json!({"displayName": "é".repeat(length)});
            let mask = "displayName";
            patch(w, alice, &space, mask, named(128)).await.unwrap();
            for (name, part) in [(named(129), "128 characters"), (named(0), "display name")] {
                let outcome = patch(w, alice, &space, mask, name).await;
                assert_refused(outcome, "INVALID_ARGUMENT", part);
            }
        })
        .await;
    }
}

/// Source: UpdateSpaceRequest.use_admin_access: an administrator with the scope
/// chat.admin.spaces; administrators' access is for named spaces.
#[tokio::test]
async fn who_changes_with_administrator_access() {
    both(async |w| {
        let named = w.space("Bound", &["bob"]).await;
        let chat = group_chat(w).await;
        let request = |space: &str| {
            json!({"space": {"name": space, "displayName": "By admin"},
                "updateMask": "displayName", "useAdminAccess": true})
        };
        for (who, space, part) in [
            (As::admin("bob"), &named, "Administrator access needs"),
            (As::user("alice"), &named, "insufficient"),
            (
                As::scoped("alice", "chat.admin.spaces.readonly"),
                &named,
                "insufficient",
            ),
            (
                As::scoped("alice", "chat.admin.memberships"),
                &named,
                "insufficient",
            ),
            (As::app("robo"), &named, "Administrator access needs"),
            (As::admin("alice"), &chat, "not a member"),
        ] {
            let outcome = w.call(who, "UpdateSpace", request(space)).await;
            assert_refused(outcome, "PERMISSION_DENIED", part);
        }
        // The scope of administrators opens nothing without the flag.
        let fields = json!({"displayName": "x"});
        let outcome = patch(w, As::admin("alice"), &named, "displayName", fields).await;
        assert_refused(outcome, "PERMISSION_DENIED", "insufficient");
        let scoped = As::scoped("alice", "chat.admin.spaces");
        w.ok(scoped, "UpdateSpace", request(&named)).await;
    })
    .await;
}

/// Source: UpdateSpaceRequest.update_mask: "Trying to update the space type in
/// other ways results in an invalid argument error"; access_settings.audience:
/// "omit all other field masks".
#[tokio::test]
async fn types_and_audiences_have_their_rules() {
    both(async |w| {
        let alice = As::user("alice");
        let named = w.space("Named", &[]).await;
        let direct = w.chat("DIRECT_MESSAGE", &["bob"]).await;
        let mask = "spaceType,displayName";
        for (space, kind) in [
            (&named, "GROUP_CHAT"),
            (&named, "DIRECT_MESSAGE"),
            (&named, "SPACE_TYPE_UNSPECIFIED"),
            (&direct, "SPACE"),
            (&direct, "GROUP_CHAT"),
        ] {
            let fields = json!({"spaceType": kind, "displayName": "Other"});
            let outcome = patch(w, alice, space, mask, fields).await;
            assert_refused(outcome, "INVALID_ARGUMENT", "GROUP_CHAT to SPACE");
        }
        let audience = json!({"accessSettings": {"audience": "audiences/default"},
            "displayName": "Other", "spaceHistoryState": "HISTORY_OFF"});
        for other in ["displayName", "spaceDetails", "spaceHistoryState"] {
            let mask = format!("accessSettings.audience,{other}");
            let outcome = patch(w, alice, &named, &mask, audience.clone()).await;
            assert_refused(outcome, "INVALID_ARGUMENT", "can't be updated together");
        }
        for space in [&direct, &group_chat(w).await] {
            let outcome = patch(w, alice, space, "accessSettings.audience", audience.clone()).await;
            assert_refused(outcome, "INVALID_ARGUMENT", "named spaces");
        }
        let shown = w.ok(alice, "GetSpace", json!({"name": named})).await;
        assert_matches(
            &shown,
            &json!({"displayName": "Named", "accessSettings": {"accessState": "PRIVATE"}}),
        );
    })
    .await;
}
