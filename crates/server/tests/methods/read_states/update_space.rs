//! Behaviour table of UpdateSpaceReadState.
//! Source: the reference's UpdateSpaceReadState and
//! UpdateSpaceReadStateRequest.

use serde_json::{Value, json};

use super::{get, of_space, reply, update};
use crate::harness::{As, assert_refused, both};

#[tokio::test]
async fn later_times_are_lowered_to_the_newest_top_level_message() {
    both(async |w| {
        let space = w.space("Lower", &["bob", "carol", "robo"]).await;
        let made = w
            .ok(As::user("bob"), "GetSpace", json!({"name": space}))
            .await;
        let far = json!("2100-01-01T00:00:00Z");
        // Nothing was written yet.
        let state = update(w, As::user("bob"), &space, &far).await.unwrap();
        assert_eq!(state["lastReadTime"], made["createTime"]);

        let first = w.send(As::user("alice"), &space, "First").await;
        let second = w.send(As::user("alice"), &space, "Second").await;
        reply(w, As::user("alice"), &space, &first).await;
        // Private to carol.
        let private = json!({"text": "Psst", "privateMessageViewer": {"name": w.name("carol")}});
        let private = json!({"parent": space, "message": private});
        let private = w.ok(As::bot("robo"), "CreateMessage", private).await;
        for (who, asked, expected) in [
            ("bob", &far, &second["createTime"]),
            ("carol", &far, &private["createTime"]),
            // Earlier times mark as unread.
            ("bob", &first["createTime"], &first["createTime"]),
            (
                "bob",
                &json!("2001-02-03T04:05:06Z"),
                &json!("2001-02-03T04:05:06Z"),
            ),
            ("bob", &second["createTime"], &second["createTime"]),
        ] {
            let state = update(w, As::user(who), &space, asked).await.unwrap();
            let expected = json!({"name": of_space(&w.id(who), &space), "lastReadTime": expected});
            assert_eq!(state, expected);
            assert_eq!(get(w, As::user(who), &space).await.unwrap(), expected);
        }
        // Other people's states are their own.
        let alices = get(w, As::user("alice"), &space).await.unwrap();
        assert_eq!(alices["lastReadTime"], second["createTime"]);
    })
    .await;
}

#[tokio::test]
async fn only_last_read_time_changes() {
    both(async |w| {
        let space = w.space("Mask", &["bob"]).await;
        let time = "2001-02-03T04:05:06Z";
        for (mask, time, part) in [
            (json!("name"), json!(time), "not supported"),
            (json!("*"), json!(time), "not supported"),
            (json!(""), json!(time), "required"),
            (json!("lastReadTime"), Value::Null, "no last_read_time"),
        ] {
            let state = json!({"name": of_space("me", &space), "lastReadTime": time});
            let request = json!({"spaceReadState": state, "updateMask": mask});
            let outcome = w
                .call(As::user("bob"), "UpdateSpaceReadState", request)
                .await;
            assert_refused(outcome, "INVALID_ARGUMENT", part);
        }
        for (user, mask) in [
            ("bob@example.com", "last_read_time"),
            ("me", "lastReadTime"),
        ] {
            let state = json!({"name": of_space(user, &space), "lastReadTime": time});
            let request = json!({"spaceReadState": state, "updateMask": mask});
            let state = w.ok(As::user("bob"), "UpdateSpaceReadState", request).await;
            assert_eq!(state["lastReadTime"], time);
        }
    })
    .await;
}

#[tokio::test]
async fn who_may_not_update() {
    both(async |w| {
        let space = w.space("Closed", &["bob", "robo"]).await;
        let time = json!("2001-02-03T04:05:06Z");
        for (who, part) in [
            (As::user("carol"), "not a member"),
            (
                As::scoped("bob", "chat.users.readstate.readonly"),
                "insufficient",
            ),
            (As::app("robo"), "doesn't support app authentication"),
        ] {
            let outcome = update(w, who, &space, &time).await;
            assert_refused(outcome, "PERMISSION_DENIED", part);
        }
        let state = json!({"name": of_space(&w.id("alice"), &space), "lastReadTime": time});
        let request = json!({"spaceReadState": state, "updateMask": "lastReadTime"});
        let outcome = w
            .call(As::user("bob"), "UpdateSpaceReadState", request)
            .await;
        assert_refused(
            outcome,
            "PERMISSION_DENIED",
            "Only the caller's own read state",
        );
        update(w, As::scoped("bob", "chat.users.readstate"), &space, &time)
            .await
            .unwrap();
    })
    .await;
}
