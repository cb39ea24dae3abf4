//! In which thread a new message lands.
//! Source: the reference's MessageReplyOption, CreateMessageRequest and Thread.

use serde_json::{Value, json};

use super::{FALLBACK, OR_FAIL, create, delete, get, private, reply};
use crate::harness::{As, World, assert_matches, assert_refused, both, both_in_profile};

const UNSET: &str = "MESSAGE_REPLY_OPTION_UNSPECIFIED";

fn key(key: &str) -> Value {
    json!({"threadKey": key})
}

fn is_new(message: &Value) -> bool {
    let name = message["name"].as_str().unwrap();
    let (thread, id) = name.rsplit('/').next().unwrap().split_once('.').unwrap();
    let own = message["thread"]["name"]
        .as_str()
        .unwrap()
        .ends_with(&format!("/{thread}"));
    assert!(own, "{message:#}");
    assert_eq!(message["threadReply"] == true, thread != id, "{message:#}");
    thread == id
}

#[tokio::test]
async fn replies_go_to_the_thread_they_name() {
    both(async |w| {
        let space = w.space("Reply", &["bob"]).await;
        let first = w.send(As::user("alice"), &space, "First").await;
        for (option, expected) in [(UNSET, false), (FALLBACK, true), (OR_FAIL, true)] {
            let thread = json!({"name": first["thread"]["name"]});
            let sent = reply(w, As::user("bob"), &space, thread, option)
                .await
                .unwrap();
            assert_eq!(!is_new(&sent), expected, "{option}");
            assert_eq!(
                sent["thread"]["name"] == first["thread"]["name"],
                expected,
                "{option}"
            );
            assert_eq!(
                get(w, As::user("alice"), &sent["name"]).await.unwrap(),
                sent
            );
        }
        assert_eq!(
            get(w, As::user("bob"), &first["name"]).await.unwrap(),
            first
        );
        // Open in the documents: a thread outlives its first message.
        let lone = w.send(As::user("alice"), &space, "Lone").await;
        delete(w, As::user("alice"), &lone["name"], false)
            .await
            .unwrap();
        let sent = reply(w, As::user("bob"), &space, lone["thread"].clone(), OR_FAIL).await;
        assert_eq!(sent.unwrap()["thread"]["name"], lone["thread"]["name"]);
    })
    .await;
}

#[tokio::test]
async fn a_missing_thread_is_begun_or_refused() {
    both(async |w| {
        let space = w.space("Missing", &["bob", "robo"]).await;
        let first = w.send(As::user("alice"), &space, "First").await;
        let answer = reply(
            w,
            As::user("alice"),
            &space,
            first["thread"].clone(),
            OR_FAIL,
        )
        .await;
        let answer = answer.unwrap();
        let id = answer["name"]
            .as_str()
            .unwrap()
            .rsplit('.')
            .next()
            .unwrap()
            .to_owned();
        let hidden = private(w, &space, "bob").await["thread"]["name"].clone();
        let missing = [
            json!(format!("{space}/threads/AAAAAAAAAAA")),
            json!(format!("{space}/threads/123")),
            // A reply is no thread, and what others may not read is not there.
            json!(format!("{space}/threads/{id}")),
            hidden.clone(),
        ];
        for name in missing {
            let thread = json!({"name": name});
            let sent = reply(w, As::user("alice"), &space, thread.clone(), FALLBACK).await;
            let sent = sent.unwrap();
            assert!(is_new(&sent));
            assert_ne!(sent["thread"]["name"], name);
            let outcome = reply(w, As::user("alice"), &space, thread, OR_FAIL).await;
            assert_refused(outcome, "NOT_FOUND", "not found");
        }
        let sent = reply(w, As::user("bob"), &space, json!({"name": hidden}), OR_FAIL).await;
        assert_eq!(sent.unwrap()["thread"]["name"], hidden);
        // Open in the documents: to reply or fail, without saying to what.
        let outcome = reply(w, As::user("bob"), &space, json!({}), OR_FAIL).await;
        assert_refused(outcome, "INVALID_ARGUMENT", "name or key");
        assert!(is_new(
            &reply(w, As::user("bob"), &space, json!({}), FALLBACK)
                .await
                .unwrap()
        ));
    })
    .await;
}

#[tokio::test]
async fn names_of_no_thread_here_are_refused() {
    both(async |w| {
        let space = w.space("Names", &[]).await;
        let elsewhere = w.space("Elsewhere", &[]).await;
        let there = w.send(As::user("alice"), &elsewhere, "There").await;
        for name in [
            "AAAAAAAAAAA".to_owned(),
            "threads/AAAAAAAAAAA".to_owned(),
            format!("{space}/messages/AAAAAAAAAAA"),
            format!("{space}/threads/"),
            there["thread"]["name"].as_str().unwrap().to_owned(),
        ] {
            for option in [FALLBACK, OR_FAIL] {
                let outcome =
                    reply(w, As::user("alice"), &space, json!({"name": name}), option).await;
                assert_refused(outcome, "INVALID_ARGUMENT", "invalid thread resource name");
            }
            // Without a reply option nobody looks at it.
            let thread = json!({"name": name});
            assert!(is_new(
                &reply(w, As::user("alice"), &space, thread, UNSET)
                    .await
                    .unwrap()
            ));
        }
    })
    .await;
}

#[tokio::test]
async fn keys_begin_threads_and_find_them() {
    both(async |w| {
        let space = w.space("Keys", &["bob"]).await;
        let alice = As::user("alice");
        for (text, option) in [("a", FALLBACK), ("b", OR_FAIL)] {
            let begun = reply(w, alice, &space, key(text), option).await.unwrap();
            assert!(is_new(&begun));
            assert_eq!(begun["thread"]["threadKey"], text);
            for option in [FALLBACK, OR_FAIL] {
                let sent = reply(w, As::user("bob"), &space, key(text), option)
                    .await
                    .unwrap();
                assert!(!is_new(&sent));
                assert_eq!(sent["thread"], begun["thread"]);
            }
            assert_eq!(
                get(w, alice, &begun["name"]).await.unwrap()["thread"],
                begun["thread"]
            );
            // In another space it is another thread.
            let other = w.space(text, &[]).await;
            assert!(is_new(
                &reply(w, alice, &other, key(text), option).await.unwrap()
            ));
        }
        // Without a reply option the key neither finds nor names a thread.
        for text in ["a", "c"] {
            let sent = reply(w, alice, &space, key(text), UNSET).await.unwrap();
            assert!(is_new(&sent));
            assert_matches(&sent["thread"], &json!({"threadKey": null}));
        }
        assert!(is_new(
            &reply(w, alice, &space, key("c"), OR_FAIL).await.unwrap()
        ));
    })
    .await;
}

/// Sends with the deprecated parameter.
async fn with_parameter(w: &World, space: &str, parameter: &str, thread: Value) -> Value {
    let more = json!({"threadKey": parameter, "messageReplyOption": FALLBACK});
    let message = json!({"text": "Reply", "thread": thread});
    create(w, As::user("alice"), space, message, more)
        .await
        .unwrap()
}

#[tokio::test]
async fn the_old_parameter_gives_way_to_the_body() {
    both(async |w| {
        let space = w.space("Old", &[]).await;
        let a = with_parameter(w, &space, "a", Value::Null).await;
        assert!(is_new(&a));
        assert_eq!(a["thread"]["threadKey"], "a");
        let b = with_parameter(w, &space, "a", key("b")).await;
        assert!(is_new(&b));
        assert_eq!(b["thread"]["threadKey"], "b");
        assert_eq!(
            with_parameter(w, &space, "a", Value::Null).await["thread"],
            a["thread"]
        );
        assert_eq!(
            with_parameter(w, &space, "a", key("b")).await["thread"],
            b["thread"]
        );
        // A name says more than any key.
        let thread = json!({"name": b["thread"]["name"], "threadKey": "a"});
        assert_eq!(
            with_parameter(w, &space, "a", thread).await["thread"],
            b["thread"]
        );
        let more = json!({"threadKey": "a"});
        let sent = create(w, As::user("alice"), &space, json!({"text": "x"}), more).await;
        assert!(is_new(&sent.unwrap()));

        let alice = As::user("alice");
        let sent = reply(w, alice, &space, key(&"é".repeat(4_000)), FALLBACK)
            .await
            .unwrap();
        assert!(is_new(&sent));
        let outcome = reply(w, alice, &space, key(&"é".repeat(4_001)), FALLBACK).await;
        assert_refused(outcome, "INVALID_ARGUMENT", "4000 characters");
        let more = json!({"threadKey": "x".repeat(4_001)});
        let outcome = create(w, alice, &space, json!({"text": "x"}), more).await;
        assert_refused(outcome, "INVALID_ARGUMENT", "4000 characters");
    })
    .await;
}

#[tokio::test]
async fn every_app_has_its_own_keys() {
    both(async |w| {
        let space = w.space("Apps", &["bob", "robo", "other"]).await;
        let robo = reply(w, As::bot("robo"), &space, key("k"), OR_FAIL)
            .await
            .unwrap();
        assert!(is_new(&robo));
        for who in [As::bot("other"), As::user("bob")] {
            assert!(is_new(
                &reply(w, who, &space, key("k"), OR_FAIL).await.unwrap()
            ));
        }
        // A person through the app uses the app's.
        let through = As::user_of("bob", "robo");
        let sent = reply(w, through, &space, key("k"), OR_FAIL).await.unwrap();
        assert_eq!(sent["thread"], robo["thread"]);
        for (who, shown) in [(through, json!("k")), (As::user("bob"), Value::Null)] {
            let got = get(w, who, &robo["name"]).await.unwrap();
            assert_eq!(got["thread"]["threadKey"], shown);
            assert_eq!(got["thread"]["name"], robo["thread"]["name"]);
        }
    })
    .await;
}

/// Whatever the profile calls their threading, every message is a thread of its
/// own there.
#[tokio::test]
async fn chats_without_a_name_have_no_threads() {
    for profile in ["reference", "current"] {
        both_in_profile(profile, async |w| {
            for (kind, members) in [
                ("DIRECT_MESSAGE", &["bob"][..]),
                ("GROUP_CHAT", &["bob", "carol"]),
            ] {
                let chat = w.chat(kind, members).await;
                let first = w.send(As::user("bob"), &chat, "First").await;
                for thread in [
                    first["thread"].clone(),
                    key("k"),
                    key("k"),
                    json!({"name": "bogus"}),
                ] {
                    for option in [FALLBACK, OR_FAIL] {
                        let sent = reply(w, As::user("bob"), &chat, thread.clone(), option).await;
                        assert!(is_new(&sent.unwrap()));
                    }
                }
            }
        })
        .await;
    }
}
