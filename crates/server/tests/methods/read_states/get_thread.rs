//! Behaviour table of GetThreadReadState.
//! Source: the reference's GetThreadReadState, GetThreadReadStateRequest and
//! ThreadReadState.

use serde_json::{Value, json};

use super::{reply, update};
use crate::harness::{As, Refusal, Transport, World, assert_refused, both};

async fn get(w: &World, who: As, user: &str, thread: &Value) -> Result<Value, Refusal> {
    let name = format!("users/{user}/{}/threadReadState", thread.as_str().unwrap());
    w.call(who, "GetThreadReadState", json!({"name": name}))
        .await
}

#[tokio::test]
async fn threads_are_read_by_writing() {
    both(async |w| {
        let space = w.space("Thread", &["bob"]).await;
        let first = w.send(As::user("alice"), &space, "First").await;
        let thread = &first["thread"]["name"];
        let state = async |who: &'static str| {
            let state = get(w, As::user(who), "me", thread).await.unwrap();
            let user = w.name(who);
            assert_eq!(
                state["name"],
                format!("{user}/{}/threadReadState", thread.as_str().unwrap())
            );
            state["lastReadTime"].clone()
        };
        assert_eq!(state("alice").await, first["createTime"]);
        assert_eq!(state("bob").await, Value::Null);
        let answer = reply(w, As::user("bob"), &space, &first).await;
        assert_eq!(state("bob").await, answer["createTime"]);
        assert_eq!(state("alice").await, first["createTime"]);
        // What was read of the space tells nothing of its threads.
        update(w, As::user("alice"), &space, &json!("2001-01-01T00:00:00Z"))
            .await
            .unwrap();
        assert_eq!(state("alice").await, first["createTime"]);
        let by_email = get(w, As::user("bob"), "bob@example.com", thread)
            .await
            .unwrap();
        assert_eq!(by_email["lastReadTime"], answer["createTime"]);
    })
    .await;
}

#[tokio::test]
async fn who_may_not_read_and_what_is_not_there() {
    both(async |w| {
        let space = w.space("Closed", &["bob", "robo"]).await;
        let first = w.send(As::user("alice"), &space, "First").await;
        let thread = &first["thread"]["name"];
        get(
            w,
            As::scoped("bob", "chat.users.readstate.readonly"),
            "me",
            thread,
        )
        .await
        .unwrap();
        for (who, user, part) in [
            (As::user("carol"), "me", "not a member"),
            (
                As::user("bob"),
                "alice@example.com",
                "Only the caller's own read state",
            ),
            (As::scoped("bob", "chat.messages"), "me", "insufficient"),
            (As::app("robo"), "me", "doesn't support app authentication"),
        ] {
            assert_refused(get(w, who, user, thread).await, "PERMISSION_DENIED", part);
        }
        let answer = reply(w, As::user("bob"), &space, &first).await;
        let reply_id = answer["name"].as_str().unwrap().rsplit('.').next().unwrap();
        let private = json!({"text": "Psst", "privateMessageViewer": {"name": w.name("alice")}});
        let private = json!({"parent": space, "message": private});
        let private = w.ok(As::bot("robo"), "CreateMessage", private).await;
        for thread in [
            &json!(format!("{space}/threads/AAAAAAAAAAA")),
            &json!(format!("{space}/threads/unknown")),
            // A reply is no thread.
            &json!(format!("{space}/threads/{reply_id}")),
            &private["thread"]["name"],
        ] {
            assert_refused(get(w, As::user("bob"), "me", thread).await, "NOT_FOUND", "");
        }
        if w.transport == Transport::Grpc {
            for name in [
                "",
                "users/me/spaces/x/threads/y",
                "users/me/spaces/x/threadReadState",
            ] {
                let request = json!({"name": name});
                let outcome = w.call(As::user("bob"), "GetThreadReadState", request).await;
                assert_refused(
                    outcome,
                    "INVALID_ARGUMENT",
                    "thread read state resource name",
                );
            }
        }
    })
    .await;
}
