//! Behaviour table of FindGroupChats.
//! Source: the discovery document's spaces.findGroupChats.

use serde_json::{Value, json};

use crate::harness::{As, World, assert_matches, assert_refused, both};

async fn find(w: &World, who: As, users: &[&str]) -> Vec<String> {
    let users: Vec<String> = users.iter().map(|user| w.name(user)).collect();
    let request = json!({"users": users});
    names(&w.ok(who, "FindGroupChats", request).await)
}

fn names(answer: &Value) -> Vec<String> {
    let spaces = answer["spaces"].as_array().cloned().unwrap_or_default();
    let name = |space: &Value| space["name"].as_str().unwrap().to_owned();
    spaces.iter().map(name).collect()
}

#[tokio::test]
async fn chats_with_exactly_these_people() {
    both(async |w| {
        let three = w.chat("GROUP_CHAT", &["bob", "carol"]).await;
        w.chat("DIRECT_MESSAGE", &["bob"]).await;
        w.space("Named", &["bob", "carol"]).await;
        let alice = As::user("alice");
        assert_eq!(find(w, alice, &["bob", "carol"]).await, [three.as_str()]);
        // In any order, twice, and with the caller's own name.
        let again = find(w, As::user("bob"), &["carol", "alice", "carol", "bob"]).await;
        assert_eq!(again, [three.as_str()]);
        assert_eq!(find(w, alice, &["bob"]).await, [""; 0]);
        assert_eq!(find(w, As::user("dave"), &["bob", "carol"]).await, [""; 0]);
        // Only who has joined counts: dave is asked first.
        let invited = w.chat("GROUP_CHAT", &["bob", "carol", "dave"]).await;
        let wanted = ["bob", "carol", "dave"];
        assert_eq!(find(w, alice, &wanted).await, [""; 0]);
        let found = find(w, alice, &["bob", "carol"]).await;
        assert!(found.contains(&invited) && found.len() == 2);
        // By address, too. Apps are in no such list.
        let users = json!({"users": ["users/bob@example.com", "users/carol@example.com"]});
        let found = w.ok(alice, "FindGroupChats", users).await;
        assert!(names(&found).contains(&three));
        assert_eq!(find(w, alice, &["bob", "robo"]).await, [""; 0]);
    })
    .await;
}

#[tokio::test]
async fn blocked_people_may_be_left_out() {
    both(async |w| {
        let three = w.chat("GROUP_CHAT", &["bob", "carol"]).await;
        let alice = As::user("alice");
        let wanted = ["bob", "carol", "erin"];
        assert_eq!(find(w, alice, &wanted).await, [""; 0]);
        w.block("erin", "alice").await;
        assert_eq!(find(w, alice, &wanted).await, [three.as_str()]);
        // Where there is a chat of all of them, that one is found.
        w.block("alice", "bob").await;
        assert_eq!(find(w, alice, &["bob", "carol"]).await, [three]);
    })
    .await;
}

#[tokio::test]
async fn the_view_says_how_much_of_a_space() {
    both(async |w| {
        let chat = w.chat("GROUP_CHAT", &["bob", "carol"]).await;
        let users = [w.name("bob"), w.name("carol")];
        let request = |view: &str| json!({"users": users, "spaceView": view});
        for view in ["SPACE_VIEW_UNSPECIFIED", "SPACE_VIEW_RESOURCE_NAME_ONLY"] {
            let found = w
                .ok(As::user("alice"), "FindGroupChats", request(view))
                .await;
            assert_eq!(found, json!({"spaces": [{"name": chat}]}));
        }
        let expanded = request("SPACE_VIEW_EXPANDED");
        for scopes in ["chat.spaces", "chat.spaces.readonly"] {
            let who = As::scoped("alice", &format!("chat.memberships {scopes}"));
            let found = w.ok(who, "FindGroupChats", expanded.clone()).await;
            assert_matches(
                &found["spaces"][0],
                &json!({"name": chat, "spaceType": "GROUP_CHAT", "permissionSettings": null}),
            );
        }
        let outcome = w
            .call(
                As::scoped("alice", "chat.memberships"),
                "FindGroupChats",
                expanded,
            )
            .await;
        assert_refused(outcome, "PERMISSION_DENIED", "insufficient");
    })
    .await;
}

#[tokio::test]
async fn pages_follow_each_other() {
    both(async |w| {
        let mut chats = Vec::new();
        for _ in 0..3 {
            chats.push(w.chat("GROUP_CHAT", &["bob", "carol"]).await);
        }
        let users = [w.name("bob"), w.name("carol")];
        let (mut seen, mut token) = (Vec::new(), Value::Null);
        for (count, last) in [(2, false), (1, true)] {
            let request = json!({"users": users, "pageSize": 2, "pageToken": token});
            let page = w.ok(As::user("alice"), "FindGroupChats", request).await;
            assert_eq!(names(&page).len(), count);
            seen.extend(names(&page));
            token = page["nextPageToken"].clone();
            assert_eq!(token.is_null(), last);
        }
        seen.sort();
        chats.sort();
        assert_eq!(seen, chats);
        let request = json!({"users": users, "pageSize": 1});
        let page = w.ok(As::user("alice"), "FindGroupChats", request).await;
        let token = &page["nextPageToken"];
        let other = json!({"users": [w.name("bob")], "pageToken": token});
        for (request, part) in [
            (json!({"users": users, "pageSize": -1}), "page_size"),
            (json!({"users": users, "pageToken": "x"}), "page_token"),
            (other, "page_token"),
        ] {
            let outcome = w.call(As::user("alice"), "FindGroupChats", request).await;
            assert_refused(outcome, "INVALID_ARGUMENT", part);
        }
    })
    .await;
}

#[tokio::test]
async fn what_is_refused() {
    both(async |w| {
        let many = vec![w.name("bob"); 50];
        for (users, part) in [
            (json!(many), "More than 49 users"),
            (json!(["bob"]), "user resource name"),
            (
                json!(["users/nobody@example.com"]),
                "doesn't belong to a user",
            ),
        ] {
            let request = json!({"users": users});
            let outcome = w.call(As::user("alice"), "FindGroupChats", request).await;
            assert_refused(outcome, "INVALID_ARGUMENT", part);
        }
        for (who, part) in [
            (As::scoped("alice", "chat.spaces"), "insufficient"),
            (As::app("robo"), "doesn't support app authentication"),
        ] {
            let outcome = w.call(who, "FindGroupChats", json!({})).await;
            assert_refused(outcome, "PERMISSION_DENIED", part);
        }
    })
    .await;
}
