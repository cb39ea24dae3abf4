//! Behaviour table of DeleteMessage.
//! Source: the reference's DeleteMessage, DeleteMessageRequest and
//! DeletionMetadata.

use serde_json::{Value, json};

use super::{OR_FAIL, create, delete, get, named, private, reply};
use crate::harness::{As, Transport, World, assert_matches, assert_refused, both};

/// What the tombstone says of who deleted the message.
async fn tombstone(w: &World, space: &str, name: &Value) -> Value {
    let request = json!({"parent": space, "showDeleted": true, "pageSize": 1000});
    let list = w.ok(As::user("alice"), "ListMessages", request).await;
    let messages = list["messages"].as_array().unwrap();
    let found = messages
        .iter()
        .find(|message| message["name"] == *name)
        .unwrap();
    assert_eq!(
        found["deleteTime"].is_string(),
        found["deletionMetadata"].is_object()
    );
    found["deletionMetadata"]["deletionType"].clone()
}

#[tokio::test]
async fn tombstones_say_who_deleted() {
    both(async |w| {
        let space = w.space("Who", &["bob", "carol", "robo", "other"]).await;
        w.set_role(&space, "carol", "ROLE_ASSISTANT_MANAGER").await;
        let (alice, bob, robo) = (As::user("alice"), As::user("bob"), As::bot("robo"));
        for (sender, deleter, kind) in [
            (bob, bob, "CREATOR"),
            (alice, alice, "CREATOR"),
            (robo, robo, "CREATOR"),
            (bob, As::user_of("bob", "robo"), "CREATOR_VIA_APP"),
            (bob, alice, "SPACE_OWNER"),
            (bob, As::user("carol"), "SPACE_OWNER"),
            (bob, As::user_of("alice", "robo"), "SPACE_OWNER_VIA_APP"),
            (robo, alice, "SPACE_OWNER"),
            // Whoever is there may take back what an app said.
            (robo, bob, "SPACE_MEMBER"),
        ] {
            let sent = w.send(sender, &space, "Text").await;
            assert_eq!(tombstone(w, &space, &sent["name"]).await, Value::Null);
            let answer = delete(w, deleter, &sent["name"], false).await.unwrap();
            assert_eq!(answer, json!({}));
            assert_eq!(
                tombstone(w, &space, &sent["name"]).await,
                kind,
                "{deleter:?}"
            );
            assert_refused(
                get(w, sender, &sent["name"]).await,
                "NOT_FOUND",
                "not found",
            );
            let again = delete(w, deleter, &sent["name"], false).await;
            assert_refused(again, "NOT_FOUND", "not found");
        }
    })
    .await;
}

/// Source: DeletionType: CREATOR_VIA_APP and SPACE_OWNER_VIA_APP are for calls
/// of an app in somebody's name, SPACE_MEMBER for messages of apps. ADMIN and
/// APP_MESSAGE_EXPIRY have no method that leads to them.
#[tokio::test]
async fn the_call_says_whether_an_app_deleted() {
    both(async |w| {
        let space = w.space("Via", &["bob", "robo"]).await;
        let chat = w.chat("GROUP_CHAT", &["bob", "carol"]).await;
        w.join(&chat, "robo").await;
        let (alice, bob, robo) = (As::user("alice"), As::user("bob"), As::bot("robo"));
        let alice_via = As::user_of("alice", "robo");
        for (space, sender, deleter, kind) in [
            // How it was sent makes no difference.
            (&space, alice_via, alice_via, "CREATOR_VIA_APP"),
            (&space, alice_via, alice, "CREATOR"),
            (&space, robo, alice_via, "SPACE_OWNER_VIA_APP"),
            (&space, robo, As::user_of("bob", "robo"), "SPACE_MEMBER"),
            // Nobody owns a group chat.
            (&chat, robo, alice, "SPACE_MEMBER"),
            (&chat, bob, As::user_of("bob", "robo"), "CREATOR_VIA_APP"),
        ] {
            let sent = w.send(sender, space, "Text").await;
            delete(w, deleter, &sent["name"], false).await.unwrap();
            let found = tombstone(w, space, &sent["name"]).await;
            assert_eq!(found, kind, "{sender:?} {deleter:?}");
        }
        // Replies go the way of the message that took them along.
        let all = thread(w, bob, &space).await;
        delete(w, alice_via, &all[0], true).await.unwrap();
        for name in &all {
            let found = tombstone(w, &space, name).await;
            assert_eq!(found, "SPACE_OWNER_VIA_APP");
        }
    })
    .await;
}

#[tokio::test]
async fn not_everybody_deletes() {
    both(async |w| {
        let space = w.space("Not", &["bob", "dave", "robo", "other"]).await;
        let of_alice = w.send(As::user("alice"), &space, "Of alice").await;
        let of_robo = w.send(As::bot("robo"), &space, "Of robo").await;
        let through = w
            .send(As::user_of("alice", "robo"), &space, "Through robo")
            .await;
        for (who, message, part) in [
            (As::user("bob"), &of_alice, "manager of the space"),
            (
                As::user_of("bob", "robo"),
                &of_alice,
                "manager of the space",
            ),
            (As::user("carol"), &of_alice, "not a member"),
            (As::user("dave"), &of_alice, "not a member"),
            (As::bot("robo"), &of_alice, "sent itself"),
            (As::bot("robo"), &through, "sent itself"),
            (As::bot("other"), &of_robo, "sent itself"),
        ] {
            let outcome = delete(w, who, &message["name"], true).await;
            assert_refused(outcome, "PERMISSION_DENIED", part);
        }
        // What one may not read is not there, for owners, too.
        let secret = private(w, &space, "bob").await;
        for who in [As::user("alice"), As::bot("other")] {
            let outcome = delete(w, who, &secret["name"], false).await;
            assert_refused(outcome, "NOT_FOUND", "not found");
        }
        delete(w, As::user("bob"), &secret["name"], false)
            .await
            .unwrap();
        // In chats without a name nobody manages.
        let chat = w.chat("GROUP_CHAT", &["bob", "carol"]).await;
        let sent = w.send(As::user("bob"), &chat, "Mine").await;
        let outcome = delete(w, As::user("alice"), &sent["name"], false).await;
        assert_refused(outcome, "PERMISSION_DENIED", "manager of the space");
        delete(w, As::user("bob"), &sent["name"], false)
            .await
            .unwrap();
    })
    .await;
}

/// A message with two replies.
async fn thread(w: &World, who: As, space: &str) -> Vec<Value> {
    let first = w.send(who, space, "First").await;
    let mut all = vec![first["name"].clone()];
    for _ in 0..2 {
        let answer = reply(w, As::user("bob"), space, first["thread"].clone(), OR_FAIL).await;
        all.push(answer.unwrap()["name"].clone());
    }
    all
}

#[tokio::test]
async fn people_need_force_for_a_thread_with_replies() {
    both(async |w| {
        let space = w.space("Force", &["bob", "robo"]).await;
        let alice = As::user("alice");
        let all = thread(w, alice, &space).await;
        let outcome = delete(w, alice, &all[0], false).await;
        assert_refused(outcome, "FAILED_PRECONDITION", "force");
        get(w, alice, &all[0]).await.unwrap();
        // A reply goes by itself, and takes nothing with it.
        delete(w, As::user("bob"), &all[1], true).await.unwrap();
        get(w, alice, &all[0]).await.unwrap();
        get(w, alice, &all[2]).await.unwrap();
        delete(w, alice, &all[0], true).await.unwrap();
        for name in &all {
            assert_refused(get(w, alice, name).await, "NOT_FOUND", "not found");
        }
        for (name, kind) in [
            (&all[0], "CREATOR"),
            (&all[1], "CREATOR"),
            (&all[2], "CREATOR"),
        ] {
            assert_eq!(tombstone(w, &space, name).await, kind);
        }
        // Replies that are gone hold nothing back.
        let all = thread(w, As::user("bob"), &space).await;
        for name in &all[1..] {
            delete(w, As::user("bob"), name, false).await.unwrap();
        }
        delete(w, As::user("bob"), &all[0], false).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn apps_delete_just_the_message() {
    both(async |w| {
        let space = w.space("Apps", &["bob", "robo"]).await;
        for force in [false, true] {
            let all = thread(w, As::bot("robo"), &space).await;
            delete(w, As::bot("robo"), &all[0], force).await.unwrap();
            for name in &all[1..] {
                get(w, As::user("alice"), name).await.unwrap();
            }
            // The thread goes on.
            let id = all[1].as_str().unwrap().rsplit('/').next().unwrap();
            let thread = format!("{space}/threads/{}", id.split_once('.').unwrap().0);
            let message = json!({"text": "More", "thread": {"name": thread}});
            let more = json!({"messageReplyOption": OR_FAIL});
            let sent = create(w, As::user("bob"), &space, message, more)
                .await
                .unwrap();
            assert_matches(
                &sent,
                &json!({"threadReply": true, "thread": {"name": thread}}),
            );
        }
    })
    .await;
}

#[tokio::test]
async fn custom_ids_name_what_is_deleted() {
    both(async |w| {
        let space = w.space("Ids", &["robo"]).await;
        let sent = named(w, As::bot("robo"), &space, "client-a").await.unwrap();
        let alias = json!(format!("{space}/messages/client-a"));
        delete(w, As::bot("robo"), &alias, false).await.unwrap();
        assert_eq!(tombstone(w, &space, &sent["name"]).await, "CREATOR");
        for name in [
            alias,
            json!(format!("{space}/messages/client-b")),
            json!(format!("{space}/messages/AAAAAAAAAAA.AAAAAAAAAAA")),
            json!(format!("{space}/messages/bogus")),
        ] {
            let outcome = delete(w, As::bot("robo"), &name, false).await;
            assert_refused(outcome, "NOT_FOUND", "not found");
        }
        let missing = json!("spaces/AAAAAAAAAAA/messages/client-a");
        let outcome = delete(w, As::user("alice"), &missing, false).await;
        assert_refused(outcome, "PERMISSION_DENIED", "not a member");
        if w.transport == Transport::Grpc {
            let outcome = delete(w, As::user("alice"), &json!("spaces/a"), false).await;
            assert_refused(
                outcome,
                "INVALID_ARGUMENT",
                "spaces/{space}/messages/{message}",
            );
        }
    })
    .await;
}

#[tokio::test]
async fn scopes_open_the_method() {
    both(async |w| {
        let space = w.space("Scopes", &["robo"]).await;
        let sent = w.send(As::user("alice"), &space, "Text").await;
        for (who, part) in [
            (
                As::scoped("alice", "chat.messages.create"),
                "insufficient authentication scopes",
            ),
            (
                As::scoped("alice", "chat.messages.readonly"),
                "insufficient authentication scopes",
            ),
            (
                As::scoped("alice", "chat.delete"),
                "insufficient authentication scopes",
            ),
            (As::scoped("alice", "chat.import"), "chat.import"),
            (
                As::app_scoped("robo", "chat.app.messages.readonly"),
                "insufficient",
            ),
            (As::bot("other"), "not permitted to use this app"),
        ] {
            let outcome = delete(w, who, &sent["name"], false).await;
            assert_refused(outcome, "PERMISSION_DENIED", part);
        }
        let outcome = delete(w, As::Nobody, &sent["name"], false).await;
        assert_refused(outcome, "UNAUTHENTICATED", "missing required");
        delete(
            w,
            As::scoped("alice", "chat.messages"),
            &sent["name"],
            false,
        )
        .await
        .unwrap();
    })
    .await;
}
