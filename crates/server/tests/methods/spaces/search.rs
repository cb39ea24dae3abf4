//! Behaviour table of SearchSpaces.
//! Source: the reference's SearchSpaces and SearchSpacesRequest; today's
//! discovery document for searches without administrator access.

use serde_json::{Value, json};

use crate::harness::{As, World, assert_matches, assert_refused, both, both_in_profile};

const BASE: &str = r#"customer = "customers/my_customer" AND space_type = "SPACE""#;

/// Display names of the results, in their order.
fn found(answer: &Value) -> Vec<String> {
    let results = answer["results"].as_array().cloned().unwrap_or_default();
    results
        .iter()
        .map(|result| result["space"]["displayName"].as_str().unwrap().to_owned())
        .collect()
}

fn admin_request(rest: &str) -> Value {
    let query = format!("{BASE}{rest}");
    json!({"useAdminAccess": true, "query": query})
}

/// What alice finds as an administrator, after the two required comparisons.
async fn search(w: &World, rest: &str) -> Vec<String> {
    let request = admin_request(rest);
    found(&w.ok(As::admin("alice"), "SearchSpaces", request).await)
}

/// The same in an order.
async fn ordered(w: &World, order: &str) -> Vec<String> {
    let mut request = admin_request("");
    request["orderBy"] = order.into();
    found(&w.ok(As::admin("alice"), "SearchSpaces", request).await)
}

async fn own(w: &World, who: &'static str, query: &str) -> Vec<String> {
    let request = json!({"query": query});
    found(&w.ok(As::user(who), "SearchSpaces", request).await)
}

async fn make(w: &World, space: Value) -> Value {
    let mut space = space;
    space["spaceType"] = "SPACE".into();
    let request = json!({"space": space});
    w.ok(As::user("bob"), "CreateSpace", request).await
}

#[tokio::test]
async fn administrators_find_every_named_space() {
    both(async |w| {
        make(w, json!({"displayName": "Bob's"})).await;
        w.space("Alice's", &["carol"]).await;
        w.chat("GROUP_CHAT", &["bob", "carol"]).await;
        let dm = w.chat("DIRECT_MESSAGE", &["bob"]).await;
        w.send(As::user("alice"), &dm, "Hello").await;
        let answer = w
            .ok(As::admin("alice"), "SearchSpaces", admin_request(""))
            .await;
        assert_eq!(found(&answer), ["Bob's", "Alice's"]);
        // The older field holds the same; permission settings are left out.
        assert_eq!(answer["spaces"][1], answer["results"][1]["space"]);
        assert_matches(
            &answer,
            &json!({"totalSize": 2, "nextPageToken": null, "spaces": [
                {"displayName": "Bob's", "permissionSettings": null},
                {"displayName": "Alice's", "spaceType": "SPACE", "customer": "*",
                 "createTime": "*", "membershipCount": {"joinedDirectHumanUserCount": 2}}]}),
        );
        let nothing = admin_request(" AND display_name:\"Nothing\"");
        let answer = w.ok(As::admin("alice"), "SearchSpaces", nothing).await;
        assert_eq!(answer, json!({}));
    })
    .await;
}

#[tokio::test]
async fn who_may_search() {
    both(async |w| {
        w.space("Here", &["bob", "robo"]).await;
        let readonly = As::scoped("alice", "chat.admin.spaces.readonly");
        let answer = w.ok(readonly, "SearchSpaces", admin_request("")).await;
        assert_eq!(found(&answer), ["Here"]);
        for (who, status, part) in [
            (As::admin("bob"), "PERMISSION_DENIED", "administrator"),
            (As::user("alice"), "PERMISSION_DENIED", "scopes"),
            (
                As::scoped("alice", "chat.admin.memberships"),
                "PERMISSION_DENIED",
                "scopes",
            ),
            (As::bot("robo"), "PERMISSION_DENIED", "app authentication"),
            (As::app("robo"), "PERMISSION_DENIED", "app authentication"),
            (As::Nobody, "UNAUTHENTICATED", ""),
        ] {
            let outcome = w.call(who, "SearchSpaces", admin_request("")).await;
            assert_refused(outcome, status, part);
        }
        // Without administrator access only in the other profile.
        let request = json!({"query": "display_name:\"Here\""});
        let outcome = w
            .call(As::user("alice"), "SearchSpaces", request.clone())
            .await;
        let part = "use_admin_access set to true (rule of the reference profile)";
        assert_refused(outcome, "INVALID_ARGUMENT", part);
        let outcome = w
            .call(As::admin("alice"), "SearchSpaces", request.clone())
            .await;
        assert_refused(outcome, "PERMISSION_DENIED", "scopes");
        let outcome = w.call(As::bot("robo"), "SearchSpaces", request).await;
        assert_refused(outcome, "PERMISSION_DENIED", "app authentication");
    })
    .await;
}

#[tokio::test]
async fn the_examples_of_the_reference_are_understood() {
    both(async |w| {
        w.space("Hello Worldwide", &[]).await;
        w.space("Fun events", &[]).await;
        let all = ["Hello Worldwide", "Fun events"];
        for (rest, expected) in [
            ("", &all[..]),
            (" AND\ndisplay_name:\"Hello World\"", &all[..1]),
            (
                " AND\n(last_active_time < \"2020-01-01T00:00:00+00:00\" OR last_active_time >\n\
                 \"2022-01-01T00:00:00+00:00\")",
                &all,
            ),
            (
                " AND\n(display_name:\"Hello World\" OR display_name:\"Fun event\") AND\n\
                 (last_active_time > \"2020-01-01T00:00:00+00:00\" AND last_active_time <\n\
                 \"2022-01-01T00:00:00+00:00\")",
                &[],
            ),
            (
                " AND\n(create_time > \"2019-01-01T00:00:00+00:00\" AND create_time <\n\
                 \"2020-01-01T00:00:00+00:00\") AND (external_user_allowed = \"true\") AND\n\
                 (space_history_state = \"HISTORY_ON\" OR space_history_state = \"HISTORY_OFF\")",
                &[],
            ),
            (
                " AND last_active_time < \"2022-01-01T00:00:00+00:00\" AND \
                 last_active_time > \"2023-01-01T00:00:00+00:00\"",
                &[],
            ),
            (" AND display_name:\"Hello\"", &all[..1]),
            (
                " AND (display_name:\"Hello World\" OR display_name:\"Fun event\")",
                &all,
            ),
        ] {
            assert_eq!(search(w, rest).await, expected, "{rest}");
        }
    })
    .await;
}

#[tokio::test]
async fn bad_queries_are_refused() {
    both(async |w| {
        let long = format!("{BASE} AND display_name:\"{}\"", "x".repeat(1_000));
        let or = r#"space_type = "SPACE" OR display_name:"Hello""#;
        let and = format!("{BASE} AND display_name:a AND display_name:b");
        let twice = format!("{BASE} AND space_type = \"SPACE\"");
        let other = r#"customer = "customers/C1" AND space_type = "SPACE""#;
        let history = format!("{BASE} AND space_history_state = \"ON\"");
        let time = format!("{BASE} AND create_time > \"yesterday\"");
        let equals = format!("{BASE} AND display_name = \"Hello\"");
        let field = format!("{BASE} AND name = \"spaces/A\"");
        for (query, part) in [
            ("", "query"),
            ("   ", "query"),
            (or, "joined by AND"),
            (r#"space_type = "SPACE""#, "customer"),
            (r#"customer = "customers/my_customer""#, "space_type"),
            (other, "customers/my_customer"),
            (&and, "use OR"),
            (&twice, "once"),
            (&history, "HISTORY_ON, HISTORY_OFF"),
            (&time, "timestamp"),
            (&equals, "operator"),
            (&field, "unknown field"),
            (&long, "longer than 1000"),
            ("(", "query"),
        ] {
            let request = json!({"useAdminAccess": true, "query": query});
            let outcome = w.call(As::admin("alice"), "SearchSpaces", request).await;
            assert_refused(outcome, "INVALID_ARGUMENT", part);
        }
    })
    .await;
}

#[tokio::test]
async fn names_are_found_by_the_beginnings_of_words() {
    both(async |w| {
        for name in [
            "Fun event",
            "The evening was fun",
            "notFun event",
            "even",
            "Ärger-Runde 🎉",
            "a\u{10ffff}b",
        ] {
            w.space(name, &[]).await;
        }
        for (text, expected) in [
            ("Fun Eve", &["Fun event", "The evening was fun"][..]),
            ("fun FUN f", &["Fun event", "The evening was fun"]),
            (
                "EVEN",
                &["Fun event", "The evening was fun", "notFun event", "even"],
            ),
            ("event even", &["Fun event", "notFun event"]),
            ("vent", &[]),
            ("runde äRG", &["Ärger-Runde 🎉"]),
            ("🎉", &["Ärger-Runde 🎉"]),
            ("a\u{10ffff}", &["a\u{10ffff}b"]),
            ("even fun missing", &[]),
        ] {
            let rest = format!(" AND display_name:\"{text}\"");
            assert_eq!(search(w, &rest).await, expected, "{text}");
        }
        let rest =
            " AND (display_name:\"fun eve\" OR display_name:\"runde\" OR display_name:\"fun\")";
        let expected = ["Fun event", "The evening was fun", "Ärger-Runde 🎉"];
        assert_eq!(search(w, rest).await, expected);
        // As many different words as a query can hold, more than any name has.
        let many: Vec<String> = ('一'..).take(450).map(String::from).collect();
        let rest = format!(" AND display_name:\"{}\"", many.join(" "));
        assert!(search(w, &rest).await.is_empty());
        let many = many[..40].join(" OR display_name:");
        let rest = format!(" AND (display_name:{many} OR display_name:runde)");
        assert_eq!(search(w, &rest).await, ["Ärger-Runde 🎉"]);
    })
    .await;
}

#[tokio::test]
async fn names_follow_the_space() {
    both(async |w| {
        let space = w.space("Old name", &[]).await;
        let request = json!({
            "space": {"name": space, "displayName": "New name"}, "updateMask": "display_name"});
        w.ok(As::user("alice"), "UpdateSpace", request).await;
        assert!(search(w, " AND display_name:\"old\"").await.is_empty());
        for word in ["new", "name"] {
            let rest = format!(" AND display_name:\"{word}\"");
            assert_eq!(search(w, &rest).await, ["New name"], "{word}");
        }
        w.ok(As::user("alice"), "DeleteSpace", json!({"name": space}))
            .await;
        assert!(search(w, " AND display_name:\"new\"").await.is_empty());
        assert!(search(w, "").await.is_empty());
        // A group chat that becomes a named space.
        let chat = w.chat("GROUP_CHAT", &["bob", "carol"]).await;
        let request = json!({
            "space": {"name": chat, "spaceType": "SPACE", "displayName": "Grown up"},
            "updateMask": "space_type,display_name"});
        w.ok(As::user("alice"), "UpdateSpace", request).await;
        assert_eq!(search(w, " AND display_name:up").await, ["Grown up"]);
    })
    .await;
}

#[tokio::test]
async fn facts_are_compared() {
    both(async |w| {
        let inside = json!({"displayName": "Inside", "spaceHistoryState": "HISTORY_OFF"});
        let inside = make(w, inside).await;
        let outside = json!({"displayName": "Outside", "externalUserAllowed": true,
            "spaceHistoryState": "HISTORY_ON"});
        let outside = make(w, outside).await;
        let name = inside["name"].as_str().unwrap();
        let message = w.send(As::user("bob"), name, "Late").await;
        let (first, second) = (&inside["createTime"], &outside["createTime"]);
        let last = &message["createTime"];
        for (condition, expected) in [
            (
                "external_user_allowed = \"true\"".to_owned(),
                &["Outside"][..],
            ),
            ("external_user_allowed = false".to_owned(), &["Inside"]),
            (
                "(external_user_allowed = true OR external_user_allowed = false)".to_owned(),
                &["Inside", "Outside"],
            ),
            (
                "space_history_state = \"HISTORY_ON\"".to_owned(),
                &["Outside"],
            ),
            ("spaceHistoryState = HISTORY_OFF".to_owned(), &["Inside"]),
            (
                "(space_history_state = HISTORY_ON OR space_history_state = HISTORY_OFF)"
                    .to_owned(),
                &["Inside", "Outside"],
            ),
            (format!("create_time = {first}"), &["Inside"]),
            (format!("create_time > {first}"), &["Outside"]),
            (format!("create_time >= {first}"), &["Inside", "Outside"]),
            (format!("create_time < {second}"), &["Inside"]),
            (format!("create_time <= {second}"), &["Inside", "Outside"]),
            (
                format!("create_time > {first} AND create_time < {second}"),
                &[],
            ),
            (
                format!("(create_time < {second} OR create_time > {first})"),
                &["Inside", "Outside"],
            ),
            (format!("last_active_time = {last}"), &["Inside"]),
            // Nobody has written here: active when it was made.
            (format!("last_active_time < {last}"), &["Outside"]),
            (format!("last_active_time = {second}"), &["Outside"]),
            (
                format!(
                    "create_time >= {first} AND last_active_time >= {last} AND display_name:in"
                ),
                &["Inside"],
            ),
        ] {
            let rest = format!(" AND {condition}");
            assert_eq!(search(w, &rest).await, expected, "{condition}");
        }
    })
    .await;
}

#[tokio::test]
async fn orders() {
    both(async |w| {
        let one = w.space("One", &["bob"]).await;
        w.space("Two", &["bob", "carol"]).await;
        w.space("Three", &[]).await;
        w.send(As::user("alice"), &one, "Hello").await;
        for (order, expected) in [
            ("", ["One", "Two", "Three"]),
            ("create_time", ["One", "Two", "Three"]),
            ("create_time ASC", ["One", "Two", "Three"]),
            ("create_time DESC", ["Three", "Two", "One"]),
            ("last_active_time ASC", ["Two", "Three", "One"]),
            ("last_active_time DESC", ["One", "Three", "Two"]),
            (
                "membership_count.joined_direct_human_user_count ASC",
                ["Three", "One", "Two"],
            ),
            (
                "membership_count.joined_direct_human_user_count DESC",
                ["Two", "One", "Three"],
            ),
        ] {
            assert_eq!(ordered(w, order).await, expected, "{order}");
        }
        for (order, position) in [
            ("display_name", 1),
            ("relevance DESC", 1),
            ("create_time UP", 13),
            ("create_time, x", 12),
            ("DESC", 1),
        ] {
            let mut request = admin_request("");
            request["orderBy"] = order.into();
            let outcome = w.call(As::admin("alice"), "SearchSpaces", request).await;
            let place = format!("Invalid order_by at position {position}: ");
            assert_refused(outcome, "INVALID_ARGUMENT", &place);
        }
    })
    .await;
}

#[tokio::test]
async fn pages_follow_each_other() {
    both(async |w| {
        // All have one person: ids part them.
        for n in 0..5 {
            w.space(&format!("Page {n}"), &[]).await;
        }
        for order in [
            "create_time ASC",
            "create_time DESC",
            "last_active_time ASC",
            "last_active_time DESC",
            "membership_count.joined_direct_human_user_count ASC",
            "membership_count.joined_direct_human_user_count DESC",
        ] {
            let whole = ordered(w, order).await;
            assert_eq!(whole.len(), 5);
            let (mut seen, mut token) = (Vec::new(), json!(""));
            for page in 1.. {
                let mut request = admin_request(" AND display_name:page");
                request["orderBy"] = order.into();
                request["pageSize"] = 2.into();
                request["pageToken"] = token;
                let answer = w.ok(As::admin("alice"), "SearchSpaces", request).await;
                assert_eq!(answer["totalSize"], 5);
                seen.extend(found(&answer));
                token = answer["nextPageToken"].clone();
                assert_eq!(token.is_null(), page == 3);
                if token.is_null() {
                    break;
                }
            }
            assert_eq!(seen, whole, "{order}");
        }
    })
    .await;
}

#[tokio::test]
async fn tokens_belong_to_their_search() {
    both_in_profile("current", async |w| {
        for n in 0..3 {
            w.space(&format!("Page {n}"), &["bob"]).await;
        }
        let mut request = admin_request("");
        request["pageSize"] = 1.into();
        let page = w
            .ok(As::admin("alice"), "SearchSpaces", request.clone())
            .await;
        request["pageToken"] = page["nextPageToken"].clone();
        // The size may change.
        request["pageSize"] = 100_000.into();
        let rest = w
            .ok(As::admin("alice"), "SearchSpaces", request.clone())
            .await;
        assert_eq!(found(&rest), ["Page 1", "Page 2"]);
        for (field, value, part) in [
            ("orderBy", json!("create_time DESC"), "page_token"),
            (
                "query",
                json!(format!("{BASE} AND display_name:page")),
                "page_token",
            ),
            ("pageToken", json!("bogus"), "page_token"),
            ("pageSize", json!(-1), "page_size"),
        ] {
            let mut request = request.clone();
            request[field] = value;
            let outcome = w.call(As::admin("alice"), "SearchSpaces", request).await;
            assert_refused(outcome, "INVALID_ARGUMENT", part);
        }
        let request = json!({"query": "display_name:page", "pageSize": 1});
        let page = w
            .ok(As::user("alice"), "SearchSpaces", request.clone())
            .await;
        let mut request = request;
        request["pageToken"] = page["nextPageToken"].clone();
        let outcome = w
            .call(As::user("bob"), "SearchSpaces", request.clone())
            .await;
        assert_refused(outcome, "INVALID_ARGUMENT", "page_token");
        let page = w.ok(As::user("alice"), "SearchSpaces", request).await;
        assert_eq!(found(&page), ["Page 1"]);
    })
    .await;
}

#[tokio::test]
async fn people_find_the_spaces_they_have_joined() {
    both_in_profile("current", async |w| {
        w.space("Fun event", &["bob", "dave"]).await;
        w.space("Funny evenings for all", &["bob"]).await;
        w.space("Fun evening", &["bob"]).await;
        w.space("Fun eve without bob", &["team"]).await;
        let query = "space_type = \"SPACE\" AND display_name:\"Fun Eve\"";
        let bobs = ["Fun evening", "Funny evenings for all", "Fun event"];
        assert_eq!(own(w, "bob", query).await, bobs);
        let request = json!({"query": query});
        let answer = w.ok(As::user("bob"), "SearchSpaces", request).await;
        assert_matches(&answer, &json!({"spaces": null, "totalSize": null}));
        assert_matches(
            &answer["results"][0]["space"],
            &json!({"name": "*", "permissionSettings": null}),
        );
        // Who was invited has not joined, nor who is in a group that has.
        assert!(own(w, "dave", query).await.is_empty());
        assert!(own(w, "carol", query).await.is_empty());
        for (query, expected) in [
            ("display_name:evening OR display_name:event", &bobs[..]),
            ("display_name:\"all funny\"", &bobs[1..2]),
            ("display_name:fun AND external_user_allowed = true", &[]),
            ("display_name:fun AND external_user_allowed = false", &bobs),
            // Without a name nothing is found.
            ("space_type = \"SPACE\"", &[]),
            ("external_user_allowed = false", &[]),
        ] {
            assert_eq!(own(w, "bob", query).await, expected, "{query}");
        }
    })
    .await;
}

#[tokio::test]
async fn orders_without_administrator_access() {
    both_in_profile("current", async |w| {
        w.space("Fun for all", &["bob"]).await;
        w.space("Fun", &["bob"]).await;
        w.space("Funny times", &["bob"]).await;
        for (order, expected) in [
            ("", ["Funny times", "Fun", "Fun for all"]),
            ("create_time DESC", ["Funny times", "Fun", "Fun for all"]),
            // Shorter names fit better; as good ones in a firm order.
            ("relevance DESC", ["Fun", "", ""]),
        ] {
            let mut seen = Vec::new();
            let mut token = json!("");
            while !token.is_null() {
                let request = json!({"query": "display_name:fun", "orderBy": order,
                    "pageSize": 1, "pageToken": token});
                let page = w.ok(As::user("bob"), "SearchSpaces", request).await;
                seen.extend(found(&page));
                token = page["nextPageToken"].clone();
            }
            assert_eq!(seen.len(), 3, "{order}");
            for (seen, expected) in seen.iter().zip(expected) {
                assert!(expected.is_empty() || seen == expected, "{order}: {seen}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn refusals_without_administrator_access() {
    both_in_profile("current", async |w| {
        w.space("Funny times", &["bob"]).await;
        for (request, part) in [
            (json!({"query": ""}), "query"),
            (
                json!({"query": format!("{BASE} AND display_name:x")}),
                "unknown field",
            ),
            (
                json!({"query": "create_time > \"2020-01-01T00:00:00Z\""}),
                "unknown field",
            ),
            (
                json!({"query": r#"space_type = "SPACE" OR display_name:"Hello""#}),
                "AND",
            ),
            (
                json!({"query": "display_name:x", "orderBy": "create_time"}),
                "order_by",
            ),
            (
                json!({"query": "display_name:x", "orderBy": "last_active_time DESC"}),
                "order_by",
            ),
            (
                json!({"query": "display_name:x", "pageSize": -1}),
                "page_size",
            ),
        ] {
            let outcome = w.call(As::user("bob"), "SearchSpaces", request).await;
            assert_refused(outcome, "INVALID_ARGUMENT", part);
        }
        let request = json!({"query": "display_name:x"});
        let outcome = w
            .call(
                As::scoped("bob", "chat.messages"),
                "SearchSpaces",
                request.clone(),
            )
            .await;
        assert_refused(outcome, "PERMISSION_DENIED", "scopes");
        let reader = As::scoped("bob", "chat.spaces.readonly");
        w.ok(reader, "SearchSpaces", request).await;
        // With administrator access as in the other profile.
        assert_eq!(search(w, " AND display_name:times").await, ["Funny times"]);
        let outcome = w
            .call(As::admin("bob"), "SearchSpaces", admin_request(""))
            .await;
        assert_refused(outcome, "PERMISSION_DENIED", "administrator");
    })
    .await;
}
