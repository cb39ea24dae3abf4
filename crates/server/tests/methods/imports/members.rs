//! Memberships that have ended.

use serde_json::{Value, json};

use super::{complete, imported, through};
use crate::harness::{As, Refusal, World, assert_matches, assert_refused, both};

async fn was_member(w: &World, space: &str, mut membership: Value) -> Result<Value, Refusal> {
    if membership["groupMember"].is_null() && membership["member"].is_null() {
        membership["member"] = json!({"name": w.name("bob"), "type": "HUMAN"});
    }
    let request = json!({"parent": space, "membership": membership});
    w.call(through("alice"), "CreateMembership", request).await
}

async fn members(w: &World, who: As, space: &str) -> Vec<Value> {
    let list = w.ok(who, "ListMemberships", json!({"parent": space})).await;
    list["memberships"].as_array().cloned().unwrap_or_default()
}

#[tokio::test]
async fn people_were_members_for_a_time() {
    both(async |w| {
        let space = imported(w, "Once were").await;
        let times =
            json!({"createTime": "2016-01-01T00:00:00Z", "deleteTime": "2017-01-01T00:00:00Z"});
        let bob = was_member(w, &space, times).await.unwrap();
        assert_matches(
            &bob,
            &json!({"name": format!("{space}/members/{}", w.id("bob")), "state": "NOT_A_MEMBER",
                "createTime": "2016-01-01T00:00:00Z", "deleteTime": "2017-01-01T00:00:00Z",
                "member": {"name": w.name("bob"), "type": "HUMAN"}}),
        );
        // Without a beginning it lasted a microsecond.
        let dave = json!({"member": {"name": "users/dave@example.com", "type": "HUMAN"},
            "deleteTime": "2017-01-01T00:00:00Z"});
        let dave = was_member(w, &space, dave).await.unwrap();
        assert_eq!(dave["createTime"], "2016-12-31T23:59:59.999999Z");
        let listed = members(w, through("carol"), &space).await;
        assert_eq!(listed, [bob.clone(), dave.clone()]);
        // The same again changes nothing; another time needs a deletion.
        let other = json!({"deleteTime": "2018-01-01T00:00:00Z"});
        assert_eq!(was_member(w, &space, other.clone()).await.unwrap(), bob);
        let gone = w
            .ok(
                through("carol"),
                "DeleteMembership",
                json!({"name": bob["name"]}),
            )
            .await;
        assert_eq!(gone["state"], "NOT_A_MEMBER");
        let again = was_member(w, &space, other).await.unwrap();
        assert_eq!(again["deleteTime"], "2018-01-01T00:00:00Z");
    })
    .await;
}

#[tokio::test]
async fn only_the_past_can_be_imported() {
    both(async |w| {
        let space = imported(w, "Past only").await;
        for (membership, part) in [
            (json!({}), "delete_time is required"),
            (json!({"createTime": "2016-01-01T00:00:00Z"}), "delete_time is required"),
            (json!({"deleteTime": "2015-03-01T09:00:00Z"}), "after the creation"),
            (json!({"deleteTime": "2999-01-01T00:00:00Z"}), "not in the future"),
            (
                json!({"createTime": "2015-03-01T08:59:59Z", "deleteTime": "2016-01-01T00:00:00Z"}),
                "not be before that of the space",
            ),
            (
                json!({"createTime": "2016-01-01T00:00:00Z", "deleteTime": "2016-01-01T00:00:00Z"}),
                "before delete_time",
            ),
            (
                json!({"groupMember": {"name": w.name("team")}, "deleteTime": "2016-01-01T00:00:00Z"}),
                "memberships of people",
            ),
            (
                json!({"member": {"name": "users/app", "type": "BOT"},
                    "deleteTime": "2016-01-01T00:00:00Z"}),
                "memberships of people",
            ),
        ] {
            let outcome = was_member(w, &space, membership).await;
            assert_refused(outcome, "INVALID_ARGUMENT", part);
        }
        let erin = json!({"member": {"name": w.name("erin"), "type": "HUMAN"},
            "deleteTime": "2016-01-01T00:00:00Z"});
        let outcome = was_member(w, &space, erin).await;
        assert_refused(outcome, "PERMISSION_DENIED", "outside the organization");
        let nobody = json!({"member": {"name": "users/nobody@example.com", "type": "HUMAN"},
            "deleteTime": "2016-01-01T00:00:00Z"});
        assert_refused(was_member(w, &space, nobody).await, "NOT_FOUND", "");
        assert!(members(w, through("alice"), &space).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn they_are_gone_with_the_import_and_may_come_back() {
    both(async |w| {
        let space = imported(w, "Come back").await;
        let ended = json!({"deleteTime": "2017-01-01T00:00:00Z"});
        let bob = was_member(w, &space, ended.clone()).await.unwrap();
        let mut alice = ended;
        alice["member"] = json!({"name": w.name("alice"), "type": "HUMAN"});
        was_member(w, &space, alice).await.unwrap();
        // Nothing but deletion changes them.
        let role = json!({"membership": {"name": bob["name"], "role": "ROLE_MANAGER"},
            "updateMask": "role"});
        let outcome = w.call(through("alice"), "UpdateMembership", role).await;
        assert_refused(outcome, "FAILED_PRECONDITION", "import mode");

        complete(w, through("alice"), &space).await.unwrap();
        let listed = members(w, As::user("alice"), &space).await;
        assert_eq!(listed.len(), 1);
        assert_matches(
            &listed[0],
            &json!({"state": "JOINED", "role": "ROLE_MANAGER", "deleteTime": null,
                "member": {"name": w.name("alice")}}),
        );
        for rpc in ["GetMembership", "DeleteMembership"] {
            let outcome = w
                .call(As::user("alice"), rpc, json!({"name": bob["name"]}))
                .await;
            assert_refused(outcome, "NOT_FOUND", "");
        }
        let body = json!({"member": {"name": w.name("bob"), "type": "HUMAN"}});
        let request = json!({"parent": space, "membership": body});
        let back = w.ok(As::user("alice"), "CreateMembership", request).await;
        assert_matches(&back, &json!({"state": "JOINED", "deleteTime": null}));
        let shown = w
            .ok(As::user("bob"), "GetSpace", json!({"name": space}))
            .await;
        assert_eq!(shown["membershipCount"]["joinedDirectHumanUserCount"], 2);
    })
    .await;
}
