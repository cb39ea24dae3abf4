//! The end of an import: deletion, and the time that ran out. Completion is in
//! the table of CompleteImportSpace.

use std::time::Duration;

use serde_json::json;

use super::{complete, expire_at, imported, post, reading, through};
use crate::harness::{As, assert_refused, both};

const TIME: &str = "2016-01-01T00:00:00Z";

#[tokio::test]
async fn an_import_can_be_given_up() {
    both(async |w| {
        let space = imported(w, "Given up").await;
        post(w, through("bob"), &space, "hi", TIME).await.unwrap();
        w.ok(through("carol"), "DeleteSpace", json!({"name": space}))
            .await;
        let outcome = w
            .call(reading("alice"), "GetSpace", json!({"name": space}))
            .await;
        assert_refused(outcome, "PERMISSION_DENIED", "does not exist");
        // The name is free again.
        imported(w, "Given up").await;
        let chat = json!({"space": {"spaceType": "GROUP_CHAT", "importMode": true}});
        let chat = w.ok(through("alice"), "CreateSpace", chat).await;
        w.ok(
            through("alice"),
            "DeleteSpace",
            json!({"name": chat["name"]}),
        )
        .await;
    })
    .await;
}

#[tokio::test]
async fn an_unfinished_import_is_deleted() {
    both(async |w| {
        let space = imported(w, "Forgotten").await;
        let done = imported(w, "Done").await;
        complete(w, through("alice"), &done).await.unwrap();
        expire_at(w, 1).await;
        // Gone at once, whenever the janitor comes.
        for who in [reading("alice"), As::bot("robo")] {
            let outcome = w.call(who, "GetSpace", json!({"name": space})).await;
            assert_refused(outcome, "PERMISSION_DENIED", "");
        }
        let outcome = complete(w, through("alice"), &space).await;
        assert_refused(outcome, "PERMISSION_DENIED", "does not exist");
        let outcome = post(w, through("bob"), &space, "late", TIME).await;
        assert_refused(outcome, "PERMISSION_DENIED", "does not exist");
        // The janitor deletes it, which frees its name.
        let again = json!({"space": {"spaceType": "SPACE", "displayName": "Forgotten"}});
        let mut tries = 0;
        while w
            .call(As::user("alice"), "CreateSpace", again.clone())
            .await
            .is_err()
        {
            tries += 1;
            assert!(tries < 600, "the janitor did not come");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        // What is complete stays.
        w.ok(As::user("alice"), "GetSpace", json!({"name": done}))
            .await;
    })
    .await;
}
