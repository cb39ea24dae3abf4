//! The deprecated fields of spaces, which are still served.
//! Source: the reference's Space: type, threaded and singleUserBotDm.

use serde_json::{Value, json};

use crate::harness::{As, World, assert_matches, assert_refused, both_in_profile};

/// Each kind of space, and what its fields say.
async fn check(w: &World, chats: &str, threaded_chats: Value) {
    let named = w.space("Named", &["bob"]).await;
    let direct = w.chat("DIRECT_MESSAGE", &["bob"]).await;
    let group = w.chat("GROUP_CHAT", &["bob", "carol"]).await;
    let with_app = json!({"space": {"spaceType": "DIRECT_MESSAGE", "singleUserBotDm": true}});
    let with_app = w.ok(As::user_of("alice", "robo"), "SetUpSpace", with_app);
    let with_app = with_app.await["name"].as_str().unwrap().to_owned();
    let alice = As::user("alice");
    // Chats without a name are listed from their first message on.
    for name in [&direct, &group, &with_app] {
        w.send(alice, name, "Hi").await;
    }
    let listed = w.ok(alice, "ListSpaces", json!({})).await;
    let of_chats = (chats, threaded_chats);
    let of_spaces = ("THREADED_MESSAGES", json!(true));
    for (name, kind, (state, threaded), bot) in [
        (&named, "ROOM", &of_spaces, Value::Null),
        (&direct, "ROOM", &of_chats, Value::Null),
        (&group, "ROOM", &of_chats, Value::Null),
        (&with_app, "DM", &of_chats, json!(true)),
    ] {
        let expected = json!({"type": kind, "threaded": threaded, "singleUserBotDm": bot,
            "spaceThreadingState": state});
        let got = w.ok(alice, "GetSpace", json!({"name": name})).await;
        assert_matches(&got, &expected);
        let spaces = listed["spaces"].as_array().unwrap();
        let in_list = spaces.iter().find(|space| space["name"] == **name);
        assert_matches(in_list.unwrap(), &expected);
    }
}

/// Source: Space.type and Space.singleUserBotDm; Space.threaded follows
/// spaceThreadingState, which differs by profile in chats without a name.
#[tokio::test]
async fn every_kind_of_space_has_them() {
    let (flat, threads) = ("UNTHREADED_MESSAGES", "THREADED_MESSAGES");
    both_in_profile("reference", async |w| check(w, flat, Value::Null).await).await;
    both_in_profile("current", async |w| check(w, threads, json!(true)).await).await;
}

/// Source: Space.type and Space.threaded: output only.
#[tokio::test]
async fn in_requests_they_count_for_nothing() {
    both_in_profile("reference", async |w| {
        let alice = As::user("alice");
        let space = json!({"spaceType": "SPACE", "displayName": "A", "type": "DM",
            "threaded": false});
        let space = w.ok(alice, "CreateSpace", json!({"space": space})).await;
        assert_matches(&space, &json!({"type": "ROOM", "threaded": true}));
        // The type is no substitute for the space type.
        let old = json!({"space": {"type": "ROOM", "displayName": "B"}});
        let outcome = w.call(alice, "CreateSpace", old).await;
        assert_refused(outcome, "INVALID_ARGUMENT", "space_type");
        for path in ["type", "threaded", "single_user_bot_dm"] {
            let request = json!({"space": {"name": space["name"]}, "updateMask": path});
            let outcome = w.call(alice, "UpdateSpace", request).await;
            assert_refused(outcome, "INVALID_ARGUMENT", "update_mask");
        }
    })
    .await;
}
