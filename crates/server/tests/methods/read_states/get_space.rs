//! Behaviour table of GetSpaceReadState.
//! Source: the reference's GetSpaceReadState, GetSpaceReadStateRequest and
//! SpaceReadState.

use serde_json::json;

use super::{get, of_space, reply};
use crate::harness::{As, Transport, assert_refused, both};

#[tokio::test]
async fn writing_is_reading() {
    both(async |w| {
        let space = w.space("Read", &["bob", "robo"]).await;
        let never = json!({"name": of_space(&w.id("bob"), &space)});
        assert_eq!(get(w, As::user("bob"), &space).await.unwrap(), never);
        let first = w.send(As::user("alice"), &space, "First").await;
        assert_eq!(get(w, As::user("bob"), &space).await.unwrap(), never);
        let alices = json!({"name": of_space(&w.id("alice"), &space),
            "lastReadTime": first["createTime"]});
        assert_eq!(get(w, As::user("alice"), &space).await.unwrap(), alices);
        // Replies are another conversation, and apps read nothing.
        reply(w, As::user("alice"), &space, &first).await;
        w.send(As::bot("robo"), &space, "By app").await;
        assert_eq!(get(w, As::user("alice"), &space).await.unwrap(), alices);
    })
    .await;
}

#[tokio::test]
async fn callers_name_themselves() {
    both(async |w| {
        let space = w.space("Own", &["bob"]).await;
        w.send(As::user("bob"), &space, "Mine").await;
        let own = get(w, As::user("bob"), &space).await.unwrap();
        for user in ["bob@example.com", "BOB@example.com", &w.id("bob")] {
            let request = json!({"name": of_space(user, &space)});
            assert_eq!(
                w.ok(As::user("bob"), "GetSpaceReadState", request).await,
                own,
                "{user}"
            );
        }
        for user in [
            "alice@example.com",
            &w.id("alice"),
            "app",
            "nobody",
            "x@example.com",
        ] {
            let request = json!({"name": of_space(user, &space)});
            let outcome = w.call(As::user("bob"), "GetSpaceReadState", request).await;
            assert_refused(
                outcome,
                "PERMISSION_DENIED",
                "Only the caller's own read state",
            );
        }
    })
    .await;
}

#[tokio::test]
async fn who_may_not_read() {
    both(async |w| {
        let space = w.space("Closed", &["bob", "robo"]).await;
        get(
            w,
            As::scoped("bob", "chat.users.readstate.readonly"),
            &space,
        )
        .await
        .unwrap();
        get(w, As::scoped("bob", "chat.users.readstate"), &space)
            .await
            .unwrap();
        for (who, space, part) in [
            (As::user("carol"), space.as_str(), "not a member"),
            (As::user("bob"), "spaces/AAAAAAAAAAA", "not a member"),
            (As::scoped("bob", "chat.spaces"), &space, "insufficient"),
            (
                As::app("robo"),
                &space,
                "doesn't support app authentication",
            ),
        ] {
            assert_refused(get(w, who, space).await, "PERMISSION_DENIED", part);
        }
        if w.transport == Transport::Grpc {
            for name in [
                "",
                "users/me/spaces/x",
                "spaces/x/spaceReadState",
                "users/me/spaceReadState",
            ] {
                let request = json!({"name": name});
                let outcome = w.call(As::user("bob"), "GetSpaceReadState", request).await;
                assert_refused(
                    outcome,
                    "INVALID_ARGUMENT",
                    "space read state resource name",
                );
            }
        }
    })
    .await;
}
