//! Behaviour table of GetSpace.
//! Source: the reference's GetSpace and GetSpaceRequest.

use serde_json::json;

use crate::harness::{As, assert_matches, assert_refused, both};

#[tokio::test]
async fn members_get_the_space() {
    both(async |w| {
        let space = w.space("Got", &["bob", "robo"]).await;
        let request = json!({"name": space});
        for who in [As::user("bob"), As::scoped("bob", "chat.spaces.readonly")] {
            let got = w.ok(who, "GetSpace", request.clone()).await;
            assert_matches(
                &got,
                &json!({"name": space, "displayName": "Got", "permissionSettings": "*",
                    "accessSettings": {"accessState": "PRIVATE"}}),
            );
        }
        // An app with chat.bot alone sees less.
        let got = w.ok(As::bot("robo"), "GetSpace", request).await;
        assert_matches(
            &got,
            &json!({"displayName": "Got", "accessSettings": null, "permissionSettings": null}),
        );
    })
    .await;
}

#[tokio::test]
async fn people_of_a_group_in_the_space_get_it() {
    both(async |w| {
        let space = w.space("By group", &["team"]).await;
        let got = w
            .ok(As::user("carol"), "GetSpace", json!({"name": space}))
            .await;
        assert_eq!(got["membershipCount"]["joinedGroupCount"], 1);
        let outcome = w
            .call(As::user("bob"), "GetSpace", json!({"name": space}))
            .await;
        assert_refused(outcome, "PERMISSION_DENIED", "not a member");
    })
    .await;
}

#[tokio::test]
async fn unknown_and_foreign_spaces_are_one_answer() {
    both(async |w| {
        let space = w.space("Mine", &[]).await;
        let mut texts = Vec::new();
        for name in [space.as_str(), "spaces/AAAAAAAAAAA", "spaces/no-such-space"] {
            let refusal = w
                .call(As::user("bob"), "GetSpace", json!({"name": name}))
                .await;
            texts.push(refusal.unwrap_err());
        }
        assert_eq!(texts[0].status, "PERMISSION_DENIED");
        assert!(texts.iter().all(|refusal| refusal == &texts[0]));
        let app = w
            .call(As::bot("robo"), "GetSpace", json!({"name": space}))
            .await;
        assert_refused(
            app,
            "PERMISSION_DENIED",
            "You are not permitted to use this app",
        );
    })
    .await;
}

#[tokio::test]
async fn administrators_get_every_named_space() {
    both(async |w| {
        let made = json!({"space": {"spaceType": "SPACE", "displayName": "Bob's"}});
        let space = w.ok(As::user("bob"), "CreateSpace", made).await;
        let request = json!({"name": space["name"], "useAdminAccess": true});
        let got = w.ok(As::admin("alice"), "GetSpace", request.clone()).await;
        assert_eq!(got["displayName"], "Bob's");
        for (who, request, part) in [
            (
                As::admin("alice"),
                json!({"name": space["name"]}),
                "insufficient",
            ),
            (As::user("alice"), request.clone(), "insufficient"),
            (As::admin("bob"), request.clone(), "administrator"),
            (As::app("robo"), request, "app authentication"),
        ] {
            assert_refused(
                w.call(who, "GetSpace", request).await,
                "PERMISSION_DENIED",
                part,
            );
        }
        let dm = json!({"space": {"spaceType": "DIRECT_MESSAGE"}, "memberships": [
            {"member": {"name": w.name("carol"), "type": "HUMAN"}}]});
        let dm = w.ok(As::user("bob"), "SetUpSpace", dm).await;
        let request = json!({"name": dm["name"], "useAdminAccess": true});
        let outcome = w.call(As::admin("alice"), "GetSpace", request).await;
        assert_refused(outcome, "PERMISSION_DENIED", "");
    })
    .await;
}

/// Source: Space.adminInstalled: direct messages with an app that an
/// administrator installed for somebody (`confab admin app install --user`).
#[tokio::test]
async fn direct_messages_say_whether_an_administrator_made_them() {
    both(async |w| {
        let request = json!({"space": {"spaceType": "DIRECT_MESSAGE", "singleUserBotDm": true}});
        let dm = w
            .ok(As::user_of("alice", "robo"), "SetUpSpace", request)
            .await;
        assert_matches(
            &dm,
            &json!({"singleUserBotDm": true, "adminInstalled": null}),
        );
        let id = domain::names::space("name", dm["name"].as_str().unwrap());
        let id = id.unwrap().unwrap();
        let update = async move |tx: &mut store::Tx| {
            let sql = "UPDATE spaces SET admin_installed = $1 WHERE space_id = $2";
            let sql = store::Sql::build(sql.to_owned());
            tx.changed_everywhere();
            tx.execute(&sql, &[true.into(), id.0.into()])
                .await
                .map(drop)
        };
        let store = &w.running.server.store;
        let done = store.write(move |tx| Box::pin(async move { update(tx).await }));
        done.await.unwrap();
        let shown = w
            .ok(As::bot("robo"), "GetSpace", json!({"name": dm["name"]}))
            .await;
        assert_matches(&shown, &json!({"adminInstalled": true}));
    })
    .await;
}
