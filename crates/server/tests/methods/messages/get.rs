//! Behaviour table of GetMessage.
//! Source: the reference's GetMessage, GetMessageRequest and Message.

use serde_json::{Value, json};

use super::{card, create, delete, get, named, private};
use crate::harness::{As, Transport, assert_matches, assert_refused, both};

#[tokio::test]
async fn members_get_every_message() {
    both(async |w| {
        let space = w.space("Got", &["bob", "dave", "team", "robo"]).await;
        let sent = w.send(As::user("bob"), &space, "Hello").await;
        // By a group as well as directly, and of people one has blocked.
        w.block("alice", "bob").await;
        for who in [
            As::user("alice"),
            As::user("carol"),
            As::user_of("carol", "other"),
        ] {
            assert_eq!(get(w, who, &sent["name"]).await.unwrap(), sent);
        }
        for who in [As::user("dave"), As::user("erin")] {
            let outcome = get(w, who, &sent["name"]).await;
            assert_refused(outcome, "PERMISSION_DENIED", "not a member");
        }
        // Who left reads nothing more.
        let leave = json!({"name": format!("{space}/members/me")});
        w.ok(As::user("bob"), "DeleteMembership", leave).await;
        let outcome = get(w, As::user("bob"), &sent["name"]).await;
        assert_refused(outcome, "PERMISSION_DENIED", "not a member");
    })
    .await;
}

#[tokio::test]
async fn what_is_not_there_is_not_found() {
    both(async |w| {
        let space = w.space("Not", &["robo"]).await;
        let elsewhere = w.space("Elsewhere", &["robo"]).await;
        let alice = As::user("alice");
        let sent = named(w, As::bot("robo"), &space, "client-a").await.unwrap();
        let other = w.send(alice, &space, "Other").await;
        let id = |message: &Value| {
            let name = message["name"].as_str().unwrap();
            name.rsplit('/')
                .next()
                .unwrap()
                .split_once('.')
                .unwrap()
                .1
                .to_owned()
        };
        let (sent_id, other_id) = (id(&sent), id(&other));
        for name in [
            format!("{space}/messages/client-b"),
            format!("{elsewhere}/messages/client-a"),
            format!("{space}/messages/AAAAAAAAAAA.AAAAAAAAAAA"),
            format!("{space}/messages/{sent_id}"),
            // A message of one thread is in no other.
            format!("{space}/messages/{other_id}.{sent_id}"),
            format!("{elsewhere}/messages/{sent_id}.{sent_id}"),
        ] {
            assert_refused(get(w, alice, &json!(name)).await, "NOT_FOUND", "not found");
        }
        delete(w, As::bot("robo"), &sent["name"], false)
            .await
            .unwrap();
        for name in [
            sent["name"].clone(),
            json!(format!("{space}/messages/client-a")),
        ] {
            assert_refused(get(w, alice, &name).await, "NOT_FOUND", "not found");
        }
        let missing = json!("spaces/AAAAAAAAAAA/messages/client-a");
        assert_refused(
            get(w, alice, &missing).await,
            "PERMISSION_DENIED",
            "not a member",
        );
        if w.transport == Transport::Grpc {
            for name in ["", "spaces/a", "spaces/a/messages/", "spaces/a/members/b"] {
                let outcome = get(w, alice, &json!(name)).await;
                assert_refused(
                    outcome,
                    "INVALID_ARGUMENT",
                    "spaces/{space}/messages/{message}",
                );
            }
        }
    })
    .await;
}

#[tokio::test]
async fn apps_see_what_concerns_them() {
    both(async |w| {
        let space = w.space("Apps", &["bob", "robo", "other"]).await;
        let bob = As::user("bob");
        let plain = w.send(bob, &space, "Among people").await;
        let mention = w
            .send(bob, &space, &format!("<{}> hi", w.name("robo")))
            .await;
        let own = w.send(As::bot("robo"), &space, "Mine").await;
        let others = w.send(As::bot("other"), &space, "Not mine").await;
        let through = w
            .send(As::user_of("bob", "robo"), &space, "By a person")
            .await;
        let message = json!({"text": format!("<{}>", w.name("robo")),
            "privateMessageViewer": {"name": w.name("bob")}});
        let secret = create(w, As::bot("other"), &space, message, json!({}))
            .await
            .unwrap();
        let (robo, reader) = (As::bot("robo"), As::app("robo"));
        for (message, bot, approved) in [
            (&plain, false, true),
            (&mention, true, true),
            (&own, true, true),
            (&others, false, true),
            // Open in the documents: what a person sends is the person's.
            (&through, false, true),
            // Private to bob and the app that sent it, whoever is mentioned.
            (&secret, false, false),
        ] {
            for (who, seen) in [(robo, bot), (reader, approved)] {
                let outcome = get(w, who, &message["name"]).await;
                if seen {
                    assert_matches(
                        &outcome.unwrap(),
                        &json!({"name": message["name"], "text": message["text"],
                            "space": {"displayName": "Apps"}}),
                    );
                } else {
                    assert_refused(outcome, "NOT_FOUND", "not found");
                }
            }
        }
        // Alone, too, the approved scope is enough.
        let only = As::app_scoped("robo", "chat.app.messages.readonly");
        get(w, only, &plain["name"]).await.unwrap();
        let outcome = get(
            w,
            As::app_scoped("other", "chat.app.messages.readonly"),
            &plain["name"],
        );
        assert_refused(
            outcome.await,
            "PERMISSION_DENIED",
            "administrator must grant",
        );
        let away = w.space("Away", &[]).await;
        let there = w.send(As::user("alice"), &away, "There").await;
        let outcome = get(w, reader, &there["name"]).await;
        assert_refused(
            outcome,
            "PERMISSION_DENIED",
            "not permitted to use this app",
        );
    })
    .await;
}

#[tokio::test]
async fn apps_see_their_direct_messages() {
    both(async |w| {
        let dm = json!({"space": {"spaceType": "DIRECT_MESSAGE", "singleUserBotDm": true}});
        let dm = w.ok(As::user_of("alice", "robo"), "SetUpSpace", dm).await;
        let dm = dm["name"].as_str().unwrap();
        let sent = w.send(As::user("alice"), dm, "Only us").await;
        assert_eq!(
            get(w, As::bot("robo"), &sent["name"]).await.unwrap()["text"],
            "Only us"
        );
        // In one between people it is a guest.
        let people = w.chat("DIRECT_MESSAGE", &["bob"]).await;
        w.join(&people, "robo").await;
        let sent = w.send(As::user("alice"), &people, "Between us").await;
        assert_refused(
            get(w, As::bot("robo"), &sent["name"]).await,
            "NOT_FOUND",
            "not found",
        );
    })
    .await;
}

#[tokio::test]
async fn private_messages_stay_private() {
    both(async |w| {
        let space = w.space("Private", &["bob", "robo", "other"]).await;
        let sent = private(w, &space, "bob").await;
        for who in [As::user("bob"), As::bot("robo")] {
            let viewer = &get(w, who, &sent["name"]).await.unwrap()["privateMessageViewer"];
            assert_matches(viewer, &json!({"name": w.name("bob"), "type": "HUMAN"}));
        }
        // Neither the owner of the space nor another app.
        for who in [
            As::user("alice"),
            As::bot("other"),
            As::user_of("alice", "robo"),
        ] {
            assert_refused(get(w, who, &sent["name"]).await, "NOT_FOUND", "not found");
        }
    })
    .await;
}

#[tokio::test]
async fn scopes_open_the_method() {
    both(async |w| {
        let space = w.space("Scopes", &["robo"]).await;
        let message = json!({"cardsV2": [card("a")]});
        let sent = create(w, As::bot("robo"), &space, message, json!({}))
            .await
            .unwrap();
        for scopes in ["chat.messages", "chat.messages.readonly"] {
            let got = get(w, As::scoped("alice", scopes), &sent["name"])
                .await
                .unwrap();
            assert_eq!(got["cardsV2"], sent["cardsV2"]);
        }
        for scopes in ["chat.messages.create", "chat.import", "chat.spaces"] {
            let outcome = get(w, As::scoped("alice", scopes), &sent["name"]).await;
            assert_refused(
                outcome,
                "PERMISSION_DENIED",
                "insufficient authentication scopes",
            );
        }
        let outcome = get(w, As::Nobody, &sent["name"]).await;
        assert_refused(outcome, "UNAUTHENTICATED", "missing required");
    })
    .await;
}
