//! Behaviour table of ListMessages.
//! Source: the reference's ListMessages and ListMessagesRequest.

use serde_json::{Value, json};

use super::{OR_FAIL, delete, private, reply};
use crate::harness::{As, Refusal, Transport, World, assert_matches, assert_refused, both};

async fn list(w: &World, who: As, space: &str, mut request: Value) -> Result<Value, Refusal> {
    request["parent"] = json!(space);
    w.call(who, "ListMessages", request).await
}

fn texts(answer: &Value) -> Vec<&str> {
    let messages = answer["messages"]
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default();
    messages
        .iter()
        .map(|message| message["text"].as_str().unwrap_or("(deleted)"))
        .collect()
}

/// Sends texts by alice.
async fn sent(w: &World, space: &str, texts: &[&str]) -> Vec<Value> {
    let mut all = Vec::new();
    for text in texts {
        all.push(w.send(As::user("alice"), space, text).await);
    }
    all
}

#[tokio::test]
async fn messages_come_in_either_order() {
    both(async |w| {
        let space = w.space("Order", &["bob"]).await;
        let alice = As::user("alice");
        assert_eq!(list(w, alice, &space, json!({})).await.unwrap(), json!({}));
        let all = sent(w, &space, &["1", "2", "3"]).await;
        w.block("bob", "alice").await;
        for (order, expected) in [
            ("", ["1", "2", "3"]),
            ("ASC", ["1", "2", "3"]),
            ("create_time asc", ["1", "2", "3"]),
            ("createTime", ["1", "2", "3"]),
            ("DESC", ["3", "2", "1"]),
            ("createTime DESC", ["3", "2", "1"]),
            ("create_time desc", ["3", "2", "1"]),
        ] {
            let answer = list(w, As::user("bob"), &space, json!({"orderBy": order}))
                .await
                .unwrap();
            assert_eq!(texts(&answer), expected, "{order}");
        }
        let answer = list(w, As::user("bob"), &space, json!({})).await.unwrap();
        assert_eq!(answer["messages"], json!(all));
        for (order, position) in [
            ("up", 1),
            ("text ASC", 1),
            ("create_time, text", 12),
            ("ASC create_time", 5),
        ] {
            let outcome = list(w, alice, &space, json!({"orderBy": order})).await;
            let place = format!("Invalid order_by at position {position}: ");
            assert_refused(outcome, "INVALID_ARGUMENT", &place);
        }
    })
    .await;
}

#[tokio::test]
async fn filters_choose_times_and_a_thread() {
    both(async |w| {
        let space = w.space("Filter", &[]).await;
        let alice = As::user("alice");
        let all = sent(w, &space, &["1", "2", "3"]).await;
        reply(w, alice, &space, all[0]["thread"].clone(), OR_FAIL)
            .await
            .unwrap();
        let time = |n: usize| all[n]["createTime"].as_str().unwrap();
        let thread = |n: usize| all[n]["thread"]["name"].as_str().unwrap();
        for (filter, expected) in [
            // Both bounds are exclusive.
            (
                format!("create_time > \"{}\"", time(0)),
                &["2", "3", "Reply"][..],
            ),
            (format!("create_time < \"{}\"", time(2)), &["1", "2"]),
            (
                format!("createTime>\"{}\" AND createTime<\"{}\"", time(0), time(2)),
                &["2"],
            ),
            (
                format!(
                    "create_time > \"{}\" AND create_time < \"{}\"",
                    time(2),
                    time(1)
                ),
                &[],
            ),
            (
                "create_time > \"2012-04-21T11:30:00-04:00\"".into(),
                &["1", "2", "3", "Reply"],
            ),
            ("create_time < \"2012-04-21T11:30:00-04:00\"".into(), &[]),
            (format!("thread.name = {}", thread(0)), &["1", "Reply"]),
            (format!("thread.name = \"{}\"", thread(1)), &["2"]),
            (
                format!(
                    "create_time > \"{}\" AND thread.name = {}",
                    time(0),
                    thread(0)
                ),
                &["Reply"],
            ),
            (format!("thread.name = {space}/threads/AAAAAAAAAAA"), &[]),
            (format!("thread.name = {space}/threads/123"), &[]),
        ] {
            let answer = list(w, alice, &space, json!({"filter": filter}))
                .await
                .unwrap();
            assert_eq!(texts(&answer), expected, "{filter}");
        }
        let down = json!({"filter": format!("thread.name = {}", thread(0)), "orderBy": "DESC"});
        assert_eq!(
            texts(&list(w, alice, &space, down).await.unwrap()),
            ["Reply", "1"]
        );
        let elsewhere = "thread.name = spaces/AAAAAAAAAAA/threads/AAAAAAAAAAA";
        for filter in [
            "create_time > 2012-04-21T11:30:00Z",
            "create_time > \"yesterday\"",
            "create_time >= \"2012-04-21T11:30:00Z\"",
            "create_time = \"2012-04-21T11:30:00Z\"",
            "create_time > \"2012-04-21T11:30:00Z\" OR create_time < \"2012-04-21T11:30:00Z\"",
            "thread.name = bogus",
            &format!(
                "thread.name = {} AND thread.name = {}",
                thread(0),
                thread(1)
            ),
            elsewhere,
            "sender.name = \"users/1\"",
            "(",
        ] {
            let outcome = list(w, alice, &space, json!({"filter": filter})).await;
            assert_refused(outcome, "INVALID_ARGUMENT", "filter");
        }
        // What cannot be there is no way around the door.
        let request = json!({"filter": format!("thread.name = {space}/threads/123")});
        let outcome = list(w, As::user("bob"), &space, request).await;
        assert_refused(outcome, "PERMISSION_DENIED", "not a member");
    })
    .await;
}

async fn pages(w: &World, space: &str, mut request: Value) -> Vec<String> {
    let mut seen = Vec::new();
    loop {
        let page = list(w, As::user("alice"), space, request.clone())
            .await
            .unwrap();
        let found = texts(&page);
        assert!(found.len() <= 2);
        seen.extend(found.into_iter().map(str::to_owned));
        match page["nextPageToken"].as_str() {
            Some(next) => request["pageToken"] = json!(next),
            None => return seen,
        }
    }
}

#[tokio::test]
async fn a_page_is_no_longer_than_clients_take() {
    both(async |w| {
        let space = w.space("Long", &[]).await;
        let alice = As::user("alice");
        for n in 10..60 {
            w.send(alice, &space, &format!("{n}{}", "x".repeat(31_000)))
                .await;
        }
        for order in ["ASC", "DESC"] {
            let mut request = json!({"pageSize": 1_000, "orderBy": order});
            let (mut seen, mut count) = (Vec::new(), 0);
            loop {
                let page = list(w, alice, &space, request.clone()).await.unwrap();
                assert!(page.to_string().len() < 4 * 1024 * 1024);
                seen.extend(texts(&page).iter().map(|text| text[..2].to_owned()));
                count += 1;
                match page["nextPageToken"].as_str() {
                    Some(next) => request["pageToken"] = json!(next),
                    None => break,
                }
            }
            let mut all: Vec<_> = (10..60).map(|n| n.to_string()).collect();
            if order == "DESC" {
                all.reverse();
            }
            assert_eq!((seen, count), (all, 2));
        }
    })
    .await;
}

/// More than one portion of what the server reads at a time.
#[tokio::test]
async fn pages_are_put_together_from_portions() {
    both(async |w| {
        let space = w.space("Portions", &[]).await;
        let alice = As::user("alice");
        for n in 0..205 {
            w.send(alice, &space, &n.to_string()).await;
        }
        let all: Vec<_> = (0..205).map(|n| n.to_string()).collect();
        for (size, next) in [(1_000, false), (205, false), (204, true), (200, true)] {
            let page = list(w, alice, &space, json!({"pageSize": size}))
                .await
                .unwrap();
            assert_eq!(texts(&page), all[..size.min(205)]);
            assert_eq!(page["nextPageToken"].is_string(), next, "{size}");
        }
    })
    .await;
}

#[tokio::test]
async fn pages_follow_each_other() {
    both(async |w| {
        let space = w.space("Pages", &["bob"]).await;
        let alice = As::user("alice");
        let all = sent(w, &space, &["1", "2", "3", "4"]).await;
        assert_eq!(
            pages(w, &space, json!({"pageSize": 2})).await,
            ["1", "2", "3", "4"]
        );
        let down = json!({"pageSize": 2, "orderBy": "DESC"});
        assert_eq!(pages(w, &space, down).await, ["4", "3", "2", "1"]);
        let filter = format!(
            "create_time > \"{}\"",
            all[0]["createTime"].as_str().unwrap()
        );
        let late = json!({"pageSize": 2, "filter": filter});
        assert_eq!(pages(w, &space, late).await, ["2", "3", "4"]);

        let first = list(w, alice, &space, json!({"pageSize": 2}))
            .await
            .unwrap();
        let token = &first["nextPageToken"];
        // What comes and goes in between moves nothing.
        delete(w, alice, &all[0]["name"], false).await.unwrap();
        w.send(alice, &space, "5").await;
        let rest = list(w, alice, &space, json!({"pageToken": token}))
            .await
            .unwrap();
        assert_eq!(texts(&rest), ["3", "4", "5"]);
        let elsewhere = w.space("Elsewhere", &[]).await;
        for (who, parent, more) in [
            (alice, &space, json!({"orderBy": "DESC"})),
            (alice, &space, json!({"showDeleted": true})),
            (alice, &space, json!({"filter": filter})),
            (alice, &elsewhere, json!({})),
            (As::user("bob"), &space, json!({})),
        ] {
            let mut request = more;
            request["pageToken"] = token.clone();
            let outcome = list(w, who, parent, request).await;
            assert_refused(outcome, "INVALID_ARGUMENT", "other parameters");
        }
        for (request, part) in [
            (json!({"pageToken": "bogus"}), "page_token"),
            (json!({"pageSize": -1}), "page_size"),
        ] {
            let outcome = list(w, alice, &space, request).await;
            assert_refused(outcome, "INVALID_ARGUMENT", part);
        }
        let all = list(w, alice, &space, json!({"pageSize": 5_000}))
            .await
            .unwrap();
        assert_eq!(texts(&all), ["2", "3", "4", "5"]);
    })
    .await;
}

#[tokio::test]
async fn twenty_five_are_a_page_unless_asked() {
    both(async |w| {
        let space = w.space("Many", &[]).await;
        for n in 1..=26 {
            w.send(As::user("alice"), &space, &n.to_string()).await;
        }
        for (size, expected) in [(0, 25), (25, 25), (26, 26), (1_001, 26)] {
            let answer = list(w, As::user("alice"), &space, json!({"pageSize": size}));
            let answer = answer.await.unwrap();
            assert_eq!(texts(&answer).len(), expected, "{size}");
            assert_eq!(
                answer["nextPageToken"].is_string(),
                expected == 25,
                "{size}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn the_deleted_leave_tombstones() {
    both(async |w| {
        let space = w.space("Deleted", &["bob", "robo"]).await;
        let alice = As::user("alice");
        let first = w.send(As::user("bob"), &space, "First").await;
        super::named(w, As::bot("robo"), &space, "client-a")
            .await
            .unwrap();
        let answer = reply(w, As::user("bob"), &space, first["thread"].clone(), OR_FAIL).await;
        let answer = answer.unwrap();
        delete(w, As::user("bob"), &answer["name"], false)
            .await
            .unwrap();
        let client = json!(format!("{space}/messages/client-a"));
        delete(w, As::bot("robo"), &client, false).await.unwrap();
        let there = list(w, alice, &space, json!({})).await.unwrap();
        assert_eq!(texts(&there), ["First"]);
        let all = list(w, alice, &space, json!({"showDeleted": true}))
            .await
            .unwrap();
        assert_eq!(texts(&all), ["First", "(deleted)", "(deleted)"]);
        assert_matches(
            &all["messages"][1]["clientAssignedMessageId"],
            &json!("client-a"),
        );
        let tomb = &all["messages"][2];
        assert_matches(
            tomb,
            &json!({
                "name": answer["name"], "createTime": answer["createTime"], "deleteTime": "*",
                "sender": {"name": w.name("bob")}, "thread": {"name": first["thread"]["name"]},
                "threadReply": true, "space": {"name": space},
                "deletionMetadata": {"deletionType": "CREATOR"}, "text": null,
                "formattedText": null, "argumentText": null, "annotations": null,
            }),
        );
        let thread = first["thread"]["name"].as_str().unwrap();
        let request = json!({"filter": format!("thread.name = {thread}"), "showDeleted": true});
        let of_thread = list(w, alice, &space, request).await.unwrap();
        assert_eq!(of_thread["messages"], json!([first, tomb]));
    })
    .await;
}

#[tokio::test]
async fn private_messages_are_listed_to_their_reader() {
    both(async |w| {
        let space = w.space("Private", &["bob", "robo"]).await;
        w.send(As::user("alice"), &space, "Public").await;
        let secret = private(w, &space, "bob").await;
        let own = As::app_scoped("robo", "chat.app.messages.readonly");
        for (who, expected) in [
            (As::user("bob"), &["Public", "Psst"][..]),
            (As::user("alice"), &["Public"]),
            // An approved app reads what is public, no more.
            (own, &["Public"]),
        ] {
            assert_eq!(
                texts(&list(w, who, &space, json!({})).await.unwrap()),
                expected
            );
        }
        delete(w, As::bot("robo"), &secret["name"], false)
            .await
            .unwrap();
        let deleted = json!({"showDeleted": true});
        let all = list(w, As::user("alice"), &space, deleted.clone())
            .await
            .unwrap();
        assert_eq!(texts(&all), ["Public"]);
        let all = list(w, As::user("bob"), &space, deleted).await.unwrap();
        assert_eq!(texts(&all), ["Public", "(deleted)"]);
    })
    .await;
}

#[tokio::test]
async fn members_and_approved_apps_list() {
    both(async |w| {
        let space = w.space("Who", &["bob", "team", "dave", "robo"]).await;
        w.send(As::user("alice"), &space, "Hello").await;
        for who in [
            As::user("carol"),
            As::scoped("bob", "chat.messages"),
            As::scoped("bob", "chat.messages.readonly"),
            As::app_scoped("robo", "chat.app.messages.readonly"),
        ] {
            assert_eq!(
                texts(&list(w, who, &space, json!({})).await.unwrap()),
                ["Hello"]
            );
        }
        for (who, part) in [
            (As::user("dave"), "not a member"),
            (As::user("erin"), "not a member"),
            (As::bot("robo"), "insufficient authentication scopes"),
            (As::app("other"), "administrator must grant"),
            (As::scoped("alice", "chat.messages.create"), "insufficient"),
            (As::scoped("alice", "chat.import"), "chat.import"),
        ] {
            let outcome = list(w, who, &space, json!({})).await;
            assert_refused(outcome, "PERMISSION_DENIED", part);
        }
        let away = w.space("Away", &[]).await;
        let outcome = list(w, As::app("robo"), &away, json!({})).await;
        assert_refused(
            outcome,
            "PERMISSION_DENIED",
            "not permitted to use this app",
        );
        let outcome = list(w, As::user("alice"), "spaces/AAAAAAAAAAA", json!({})).await;
        assert_refused(outcome, "PERMISSION_DENIED", "not a member");
        let outcome = list(w, As::Nobody, &space, json!({})).await;
        assert_refused(outcome, "UNAUTHENTICATED", "missing required");
        if w.transport == Transport::Grpc {
            let outcome = list(w, As::user("alice"), "spaces", json!({})).await;
            assert_refused(outcome, "INVALID_ARGUMENT", "spaces/{space}");
        }
    })
    .await;
}
