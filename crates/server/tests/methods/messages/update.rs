//! Behaviour table of UpdateMessage.
//! Source: the reference's UpdateMessage and UpdateMessageRequest.

use serde_json::{Value, json};

use super::{FALLBACK, OR_FAIL, button, card, create, delete, get, named, private, reply};
use crate::harness::{As, Refusal, Transport, World, assert_matches, assert_refused, both, rest};

async fn patch(
    w: &World,
    who: As,
    name: &Value,
    mask: &str,
    fields: Value,
) -> Result<Value, Refusal> {
    let mut message = fields;
    message["name"] = name.clone();
    w.call(
        who,
        "UpdateMessage",
        json!({"message": message, "updateMask": mask}),
    )
    .await
}

/// As [`patch`], with `allowMissing`.
async fn put(
    w: &World,
    who: As,
    name: &Value,
    mask: &str,
    fields: Value,
) -> Result<Value, Refusal> {
    let mut message = fields;
    message["name"] = name.clone();
    let request = json!({"message": message, "updateMask": mask, "allowMissing": true});
    w.call(who, "UpdateMessage", request).await
}

#[tokio::test]
async fn people_change_their_texts() {
    both(async |w| {
        let space = w.space("Texts", &["bob", "robo"]).await;
        let bob = As::user("bob");
        let first = w.send(As::user("alice"), &space, "First").await;
        let sent = reply(w, bob, &space, first["thread"].clone(), OR_FAIL).await.unwrap();
        let text = format!("Hi <{}>", w.name("alice"));
        // Only the mask counts; what cannot change does not.
        let fields = json!({"text": text, "cardsV2": [card("a")], "createTime": "2001-01-01T00:00:00Z",
            "sender": {"name": w.name("alice")}, "thread": {"name": "bogus"},
            "privateMessageViewer": {"name": w.name("alice")}});
        let changed = patch(w, bob, &sent["name"], "text", fields).await.unwrap();
        let mut expected = sent.clone();
        for (field, value) in [
            ("text", json!("Hi @Alice")),
            ("argumentText", json!("Hi @Alice")),
            ("formattedText", json!(text)),
            ("annotations", changed["annotations"].clone()),
            ("lastUpdateTime", changed["lastUpdateTime"].clone()),
        ] {
            expected[field] = value;
        }
        assert_eq!(changed, expected);
        assert!(changed["lastUpdateTime"].as_str().unwrap() > sent["createTime"].as_str().unwrap());
        assert_matches(
            &changed["annotations"],
            &json!([{"type": "USER_MENTION", "startIndex": 3, "length": 6}]),
        );
        assert_eq!(get(w, As::user("alice"), &sent["name"]).await.unwrap(), changed);
        let again = patch(w, bob, &sent["name"], "text", json!({"text": "Bye"})).await.unwrap();
        assert!(again["lastUpdateTime"].as_str() > changed["lastUpdateTime"].as_str());
        assert_matches(&again, &json!({"text": "Bye", "annotations": null}));
        // The same app or none, the person is the same.
        let through = As::user_of("bob", "robo");
        patch(w, through, &sent["name"], "text", json!({"text": "x"})).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn only_the_sender_changes_a_message() {
    both(async |w| {
        let space = w.space("Sender", &["bob", "robo", "other"]).await;
        let of_bob = w.send(As::user_of("bob", "robo"), &space, "Of bob").await;
        let of_robo = w.send(As::bot("robo"), &space, "Of robo").await;
        for (who, message) in [
            // Not the owner of the space, not the app behind it.
            (As::user("alice"), &of_bob),
            (As::bot("robo"), &of_bob),
            (As::user_of("bob", "robo"), &of_robo),
            (As::bot("other"), &of_robo),
        ] {
            let outcome = patch(w, who, &message["name"], "text", json!({"text": "x"})).await;
            assert_refused(outcome, "PERMISSION_DENIED", "Only the sender");
        }
        let outcome = patch(
            w,
            As::user("carol"),
            &of_bob["name"],
            "text",
            json!({"text": "x"}),
        );
        assert_refused(outcome.await, "PERMISSION_DENIED", "not a member");
        let secret = private(w, &space, "bob").await;
        let outcome = patch(
            w,
            As::user("alice"),
            &secret["name"],
            "text",
            json!({"text": "x"}),
        );
        assert_refused(outcome.await, "NOT_FOUND", "not found");
        let outcome = patch(
            w,
            As::user("bob"),
            &secret["name"],
            "text",
            json!({"text": "x"}),
        );
        assert_refused(outcome.await, "PERMISSION_DENIED", "Only the sender");
        let changed = patch(
            w,
            As::bot("robo"),
            &secret["name"],
            "text",
            json!({"text": "x"}),
        )
        .await;
        assert_matches(
            &changed.unwrap(),
            &json!({"text": "x", "privateMessageViewer": {"name": w.name("bob")}}),
        );
        // Who left changes nothing more.
        let leave = json!({"name": format!("{space}/members/me")});
        w.ok(As::user("bob"), "DeleteMembership", leave).await;
        let outcome = patch(
            w,
            As::user("bob"),
            &of_bob["name"],
            "text",
            json!({"text": "x"}),
        );
        assert_refused(outcome.await, "PERMISSION_DENIED", "not a member");
    })
    .await;
}

#[tokio::test]
async fn apps_change_texts_and_cards_apart() {
    both(async |w| {
        let space = w.space("Cards", &["robo"]).await;
        let robo = As::bot("robo");
        let body = json!({"text": format!("<{}>", w.name("alice")), "cardsV2": [card("a")],
            "accessoryWidgets": [button()]});
        let sent = create(w, robo, &space, body, json!({})).await.unwrap();
        let name = &sent["name"];
        let change = async |mask, fields| patch(w, robo, name, mask, fields).await.unwrap();
        let changed = change("cardsV2", json!({"cardsV2": [card("b")], "text": "no"})).await;
        assert_matches(
            &changed,
            &json!({"text": "@Alice", "annotations": sent["annotations"],
                "cardsV2": [{"cardId": "b"}], "accessoryWidgets": sent["accessoryWidgets"]}),
        );
        let changed = change("text", json!({"text": "New", "cardsV2": []})).await;
        assert_matches(
            &changed,
            &json!({"text": "New", "cardsV2": [{"cardId": "b"}]}),
        );
        let changed = change("accessory_widgets", json!({})).await;
        assert_matches(&changed, &json!({"text": "New", "accessoryWidgets": null}));
        let old = json!([{"header": {"title": "Old"}}]);
        let changed = change("text,cards,cards_v2", json!({"cards": old})).await;
        assert_matches(
            &changed,
            &json!({"text": null, "cardsV2": null, "cards": old}),
        );
        let everything = json!({"text": "All", "cardsV2": [card("c")]});
        let changed = change("*", everything).await;
        assert_matches(
            &changed,
            &json!({"text": "All", "cardsV2": [{"cardId": "c"}], "cards": null}),
        );
        for (mask, fields, part) in [
            ("*", json!({}), "cannot be empty"),
            ("text,cardsV2", json!({}), "cannot be empty"),
            (
                "cardsV2",
                json!({"cardsV2": [card("a"), card("a")]}),
                "cardId",
            ),
            ("text", json!({"text": "x".repeat(32_000)}), "32000 bytes"),
            (
                "attachment",
                json!({"attachment": [
                {"attachmentDataRef": {"attachmentUploadToken": "bogus"}}]}),
                "attachments",
            ),
        ] {
            if part == "attachments" {
                change("accessoryWidgets", json!({"accessoryWidgets": [button()]})).await;
            }
            let outcome = patch(w, robo, name, mask, fields).await;
            assert_refused(outcome, "INVALID_ARGUMENT", part);
        }
    })
    .await;
}

#[tokio::test]
async fn people_change_no_cards() {
    both(async |w| {
        let space = w.space("People", &[]).await;
        let alice = As::user("alice");
        let sent = w.send(alice, &space, "Text").await;
        let name = &sent["name"];
        for mask in ["cards", "cardsV2", "accessoryWidgets", "text,cardsV2"] {
            let outcome = patch(w, alice, name, mask, json!({"text": "x"})).await;
            assert_refused(outcome, "INVALID_ARGUMENT", "app authentication");
        }
        // For them `*` is what they may change.
        let fields = json!({"text": "All", "cardsV2": [card("a")]});
        let changed = patch(w, alice, name, "*", fields).await.unwrap();
        assert_matches(&changed, &json!({"text": "All", "cardsV2": null}));
        for (mask, fields, part) in [
            ("text", json!({}), "cannot be empty"),
            ("text", json!({"text": " "}), "cannot be empty"),
            ("*", json!({}), "cannot be empty"),
            ("text", json!({"text": "x".repeat(32_000)}), "32000 bytes"),
            (
                "attachment",
                json!({"attachment": [
                {"attachmentDataRef": {"attachmentUploadToken": "bogus"}}]}),
                "upload token",
            ),
        ] {
            let outcome = patch(w, alice, name, mask, fields).await;
            assert_refused(outcome, "INVALID_ARGUMENT", part);
        }
        for mask in [
            "",
            "bogus",
            "markupSyntax",
            "text,markupSyntax",
            "thread",
            "sender",
            "createTime",
            "privateMessageViewer",
            "fallbackText",
            "clientAssignedMessageId",
            "*,text",
        ] {
            let outcome = patch(w, alice, name, mask, json!({"text": "x"})).await;
            assert_refused(outcome, "INVALID_ARGUMENT", "update_mask");
        }
        assert_eq!(get(w, alice, name).await.unwrap(), changed);
    })
    .await;
}

#[tokio::test]
async fn the_syntax_comes_with_the_text() {
    both(async |w| {
        let space = w.space("Syntax", &[]).await;
        let alice = As::user("alice");
        let markdown = json!({"text": "**b**", "markupSyntax": "MARKUP_SYNTAX_MARKDOWN"});
        let sent = create(w, alice, &space, markdown.clone(), json!({}))
            .await
            .unwrap();
        assert_matches(&sent, &json!({"text": "b", "formattedText": "*b*"}));
        // Without it, the text is in Chat's own syntax again.
        let plain = patch(w, alice, &sent["name"], "text", json!({"text": "**b**"}))
            .await
            .unwrap();
        assert_eq!(plain["text"], "**b**");
        let again = patch(w, alice, &sent["name"], "text", markdown)
            .await
            .unwrap();
        assert_matches(&again, &json!({"text": "b", "formattedText": "*b*"}));
    })
    .await;
}

#[tokio::test]
async fn quotes_can_be_removed() {
    both(async |w| {
        let space = w.space("Quotes", &[]).await;
        let alice = As::user("alice");
        let first = w.send(alice, &space, "First").await;
        let quote = json!({"name": first["name"], "lastUpdateTime": first["createTime"]});
        let body = json!({"text": "Indeed", "quotedMessageMetadata": quote});
        let sent = create(w, alice, &space, body.clone(), json!({}))
            .await
            .unwrap();
        let changed = patch(w, alice, &sent["name"], "text", json!({"text": "x"}))
            .await
            .unwrap();
        assert_eq!(
            changed["quotedMessageMetadata"],
            sent["quotedMessageMetadata"]
        );
        let mask = "quotedMessageMetadata";
        let outcome = patch(w, alice, &sent["name"], mask, body).await;
        assert_refused(outcome, "INVALID_ARGUMENT", "removed, not changed");
        let changed = patch(w, alice, &sent["name"], mask, json!({}))
            .await
            .unwrap();
        assert_matches(
            &changed,
            &json!({"text": "x", "quotedMessageMetadata": null}),
        );
    })
    .await;
}

#[tokio::test]
async fn a_missing_message_may_be_made() {
    both(async |w| {
        let space = w.space("Missing", &["bob", "robo"]).await;
        let robo = As::bot("robo");
        let name = json!(format!("{space}/messages/client-a"));
        let outcome = patch(w, robo, &name, "text", json!({"text": "x"})).await;
        assert_refused(outcome, "NOT_FOUND", "not found");
        // The mask counts for nothing then, not even its absence.
        let fields = json!({"text": "Made", "cardsV2": [card("a")],
            "thread": {"name": "bogus"}});
        let made = put(w, robo, &name, "bogus", fields).await.unwrap();
        assert_matches(
            &made,
            &json!({"text": "Made", "cardsV2": [{"cardId": "a"}], "lastUpdateTime": null,
                "clientAssignedMessageId": "client-a", "sender": {"name": w.name("robo")}}),
        );
        let other = json!(format!("{space}/messages/client-b"));
        put(w, As::user("bob"), &other, "", json!({"text": "Made"}))
            .await
            .unwrap();
        // What is there is updated, by the mask.
        let changed = put(w, robo, &name, "text", json!({"text": "Changed"}))
            .await
            .unwrap();
        assert_matches(
            &changed,
            &json!({"name": made["name"], "text": "Changed", "cardsV2": [{"cardId": "a"}],
                "lastUpdateTime": "*"}),
        );
        let outcome = put(w, robo, &name, "", json!({"text": "x"})).await;
        assert_refused(outcome, "INVALID_ARGUMENT", "update_mask");
        let outcome = put(w, robo, &other, "text", json!({"text": "x"})).await;
        assert_refused(outcome, "PERMISSION_DENIED", "Only the sender");
        for id in ["AAAAAAAAAAA.AAAAAAAAAAA", "bogus"] {
            let system = json!(format!("{space}/messages/{id}"));
            let outcome = put(w, robo, &system, "text", json!({"text": "x"})).await;
            assert_refused(outcome, "NOT_FOUND", "not found");
        }
        for (id, fields, part) in [
            ("client-A", json!({"text": "x"}), "63 characters"),
            ("client-c", json!({}), "cannot be empty"),
        ] {
            let missing = json!(format!("{space}/messages/{id}"));
            let outcome = put(w, robo, &missing, "text", fields).await;
            assert_refused(outcome, "INVALID_ARGUMENT", part);
        }
        // Open in the documents: the id of a deleted message stays taken.
        delete(w, robo, &name, false).await.unwrap();
        let outcome = put(w, robo, &name, "text", json!({"text": "x"})).await;
        assert_refused(outcome, "ALREADY_EXISTS", "custom message id");
        let outcome = patch(w, robo, &made["name"], "text", json!({"text": "x"})).await;
        assert_refused(outcome, "NOT_FOUND", "not found");
    })
    .await;
}

#[tokio::test]
async fn custom_ids_name_what_is_changed() {
    both(async |w| {
        let space = w.space("Ids", &["robo"]).await;
        let robo = As::bot("robo");
        let sent = named(w, robo, &space, "client-a").await.unwrap();
        let alias = json!(format!("{space}/messages/client-a"));
        let changed = patch(w, robo, &alias, "text", json!({"text": "x"}))
            .await
            .unwrap();
        assert_matches(
            &changed,
            &json!({"name": sent["name"], "clientAssignedMessageId": "client-a", "text": "x"}),
        );
        // A thread's key is still shown to the app that gave it.
        let thread = json!({"threadKey": "k"});
        let sent = reply(w, robo, &space, thread, FALLBACK).await.unwrap();
        let changed = patch(w, robo, &sent["name"], "text", json!({"text": "x"}))
            .await
            .unwrap();
        assert_eq!(changed["thread"], sent["thread"]);
        if w.transport == Transport::Grpc {
            let outcome = w
                .call(robo, "UpdateMessage", json!({"updateMask": "text"}))
                .await;
            assert_refused(outcome, "INVALID_ARGUMENT", "no message");
            for name in ["", "spaces/a/members/b"] {
                let outcome = patch(w, robo, &json!(name), "text", json!({"text": "x"})).await;
                assert_refused(outcome, "INVALID_ARGUMENT", "message resource name");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn put_and_patch_do_the_same() {
    both(async |w| {
        if w.transport == Transport::Grpc {
            return;
        }
        let space = w.space("Verbs", &[]).await;
        let alice = As::user("alice");
        let token = w.token(alice).await;
        let sent = w.send(alice, &space, "Text").await;
        let url = format!("/v1/{}", sent["name"].as_str().unwrap());
        let send = async |method: &str, query: &str, body: Value| {
            let target = format!("{url}?{query}");
            rest::send(&w.running, token.as_deref(), method, &target, Some(body)).await
        };
        for method in ["PATCH", "PUT"] {
            for (query, text) in [
                ("updateMask=text", "mask"),
                ("update_mask=text&allowMissing=true", "snake"),
                ("updateMask=*", "all"),
            ] {
                let (status, answer) = send(method, query, json!({"text": text})).await;
                assert_eq!(status, 200, "{method} {query}: {answer}");
                assert_matches(&answer, &json!({"text": text, "name": sent["name"]}));
            }
            // The path says which message, whatever the body says.
            let body = json!({"name": "spaces/x/messages/y", "text": method});
            let (status, answer) = send(method, "updateMask=text", body).await;
            assert_eq!((status, &answer["name"]), (200, &sent["name"]));
            for query in ["", "updateMask=", "updateMask=markupSyntax"] {
                let (status, answer) = send(method, query, json!({"text": "x"})).await;
                assert_eq!(status, 400, "{method} {query}");
                assert_eq!(answer["error"]["status"], "INVALID_ARGUMENT");
            }
            assert_eq!(get(w, alice, &sent["name"]).await.unwrap()["text"], method);
        }
    })
    .await;
}

#[tokio::test]
async fn scopes_open_the_method() {
    both(async |w| {
        let space = w.space("Scopes", &["robo"]).await;
        let sent = w.send(As::user("alice"), &space, "Text").await;
        let change = async |who| patch(w, who, &sent["name"], "text", json!({"text": "x"})).await;
        change(As::scoped("alice", "chat.messages")).await.unwrap();
        for (who, part) in [
            (
                As::scoped("alice", "chat.messages.create"),
                "insufficient authentication scopes",
            ),
            (
                As::scoped("alice", "chat.messages.readonly"),
                "insufficient authentication scopes",
            ),
            (As::scoped("alice", "chat.import"), "chat.import"),
            (
                As::app_scoped("robo", "chat.app.messages.readonly"),
                "insufficient",
            ),
            (As::bot("other"), "not permitted to use this app"),
        ] {
            assert_refused(change(who).await, "PERMISSION_DENIED", part);
        }
        assert_refused(
            change(As::Nobody).await,
            "UNAUTHENTICATED",
            "missing required",
        );
    })
    .await;
}
