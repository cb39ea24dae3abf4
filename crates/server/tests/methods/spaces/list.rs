//! Behaviour table of ListSpaces.
//! Source: the reference's ListSpaces and ListSpacesRequest.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::harness::{As, World, assert_matches, assert_refused, both};

fn names(list: &Value) -> Vec<String> {
    let spaces = list["spaces"].as_array().cloned().unwrap_or_default();
    spaces
        .iter()
        .map(|space| space["name"].as_str().unwrap().to_owned())
        .collect()
}

async fn direct_message(w: &World) -> String {
    let request = json!({"space": {"spaceType": "DIRECT_MESSAGE"}, "memberships": [
        {"member": {"name": w.name("bob"), "type": "HUMAN"}}]});
    let dm = w.ok(As::user("alice"), "SetUpSpace", request).await;
    dm["name"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn joined_spaces_are_listed() {
    both(async |w| {
        let shared = w.space("Shared", &["bob", "robo"]).await;
        let own = w.space("Own", &[]).await;
        w.space("Invited", &["dave"]).await;
        let list = async |who| names(&w.ok(who, "ListSpaces", json!({})).await);
        let all: BTreeSet<_> = list(As::user("alice")).await.into_iter().collect();
        assert!(all.contains(&shared) && all.contains(&own) && all.len() == 3);
        assert_eq!(list(As::user("bob")).await, std::slice::from_ref(&shared));
        assert_eq!(list(As::bot("robo")).await, [shared]);
        assert!(list(As::user("dave")).await.is_empty());
        let empty = w.ok(As::user("carol"), "ListSpaces", json!({})).await;
        assert_eq!(empty, json!({}));
    })
    .await;
}

#[tokio::test]
async fn spaces_joined_by_a_group_are_listed() {
    both(async |w| {
        let by_group = w.space("By group", &["team"]).await;
        let both_ways = w.space("Both ways", &["carol", "team"]).await;
        let direct = w.space("Direct", &["carol"]).await;
        w.space("Neither", &[]).await;
        let mut all = BTreeSet::new();
        let mut token = Value::Null;
        loop {
            let request = json!({"pageSize": 1, "pageToken": token});
            let page = w.ok(As::user("carol"), "ListSpaces", request).await;
            for name in names(&page) {
                assert!(all.insert(name), "twice");
            }
            token = page["nextPageToken"].clone();
            if token.is_null() {
                break;
            }
        }
        assert_eq!(all, BTreeSet::from([by_group.clone(), both_ways, direct]));
        let chats = json!({"filter": "space_type = \"GROUP_CHAT\""});
        assert_eq!(
            w.ok(As::user("carol"), "ListSpaces", chats).await,
            json!({})
        );
        let deleted = json!({"name": by_group});
        w.ok(As::user("alice"), "DeleteSpace", deleted).await;
        let list = w.ok(As::user("carol"), "ListSpaces", json!({})).await;
        assert_eq!(names(&list).len(), 2);
    })
    .await;
}

#[tokio::test]
async fn permission_settings_are_left_out() {
    both(async |w| {
        w.space("Listed", &[]).await;
        let list = w.ok(As::user("alice"), "ListSpaces", json!({})).await;
        assert_matches(
            &list["spaces"][0],
            &json!({"displayName": "Listed", "permissionSettings": null}),
        );
    })
    .await;
}

#[tokio::test]
async fn direct_messages_appear_with_their_first_message() {
    both(async |w| {
        let dm = direct_message(w).await;
        assert_eq!(
            w.ok(As::user("bob"), "ListSpaces", json!({})).await,
            json!({})
        );
        w.send(As::user("alice"), &dm, "Hello").await;
        let list = w.ok(As::user("bob"), "ListSpaces", json!({})).await;
        assert_matches(
            &list["spaces"],
            &json!([{"name": dm, "lastActiveTime": "*"}]),
        );
        let chat = w.chat("GROUP_CHAT", &["bob", "carol"]).await;
        let carols = w.ok(As::user("carol"), "ListSpaces", json!({})).await;
        assert_eq!(carols, json!({}));
        w.send(As::user("alice"), &chat, "Hello").await;
        let carols = w.ok(As::user("carol"), "ListSpaces", json!({})).await;
        assert_eq!(names(&carols), [chat]);
    })
    .await;
}

#[tokio::test]
async fn filters_choose_types() {
    both(async |w| {
        let space = w.space("Space", &[]).await;
        let dm = direct_message(w).await;
        w.send(As::user("alice"), &dm, "Hello").await;
        for (filter, expected) in [
            ("space_type = \"SPACE\"", vec![space.clone()]),
            (
                "spaceType = \"GROUP_CHAT\" OR spaceType = \"DIRECT_MESSAGE\"",
                vec![dm.clone()],
            ),
            ("space_type = \"GROUP_CHAT\"", vec![]),
        ] {
            let list = w
                .ok(As::user("alice"), "ListSpaces", json!({"filter": filter}))
                .await;
            assert_eq!(names(&list), expected, "{filter}");
        }
        for filter in [
            "space_type = \"SPACE_TYPE_UNSPECIFIED\"",
            "space_type = \"ROOM\"",
            "space_type = \"SPACE\" AND space_type = \"GROUP_CHAT\"",
            "display_name = \"x\"",
            "space_type",
            "(",
        ] {
            let outcome = w
                .call(As::user("alice"), "ListSpaces", json!({"filter": filter}))
                .await;
            assert_refused(outcome, "INVALID_ARGUMENT", "filter");
        }
    })
    .await;
}

#[tokio::test]
async fn pages_follow_each_other() {
    both(async |w| {
        let mut made = BTreeSet::new();
        for n in 0..5 {
            made.insert(w.space(&format!("Page {n}"), &[]).await);
        }
        let mut seen = BTreeSet::new();
        let mut token = String::new();
        let mut pages = 0;
        loop {
            let request = json!({"pageSize": 2, "pageToken": token});
            let page = w.ok(As::user("alice"), "ListSpaces", request).await;
            seen.extend(names(&page));
            pages += 1;
            match page["nextPageToken"].as_str() {
                Some(next) => token = next.to_owned(),
                None => break,
            }
        }
        assert_eq!((pages, &seen), (3, &made));
        for (request, part) in [
            (json!({"pageSize": -1}), "page_size"),
            (json!({"pageToken": "bogus"}), "page_token"),
        ] {
            let outcome = w.call(As::user("alice"), "ListSpaces", request).await;
            assert_refused(outcome, "INVALID_ARGUMENT", part);
        }
        // A token belongs to one caller and one filter.
        let first = w
            .ok(As::user("alice"), "ListSpaces", json!({"pageSize": 2}))
            .await;
        let token = &first["nextPageToken"];
        let request = json!({"pageToken": token, "filter": "space_type = \"SPACE\""});
        let outcome = w.call(As::user("alice"), "ListSpaces", request).await;
        assert_refused(outcome, "INVALID_ARGUMENT", "page_token");
        let outcome = w
            .call(As::user("bob"), "ListSpaces", json!({"pageToken": token}))
            .await;
        assert_refused(outcome, "INVALID_ARGUMENT", "page_token");
        // More than the maximum is lowered silently.
        w.ok(
            As::user("alice"),
            "ListSpaces",
            json!({"pageSize": 100_000}),
        )
        .await;
    })
    .await;
}
