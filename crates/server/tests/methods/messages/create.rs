//! Behaviour table of CreateMessage.
//! Source: the reference's CreateMessage, CreateMessageRequest and Message.

use serde_json::{Value, json};

use super::{FALLBACK, OR_FAIL, button, card, create, delete, get, named, private, reply};
use crate::harness::{As, Transport, World, assert_matches, assert_refused, both};

#[tokio::test]
async fn people_and_apps_send_texts() {
    both(async |w| {
        let space = w.space("Send", &["bob", "robo"]).await;
        // What only the server tells counts for nothing, nor does the id that
        // belongs into the parameter.
        let body = json!({"text": "Hello", "name": "spaces/x/messages/y", "silent": true,
            "sender": {"name": w.name("bob")}, "createTime": "2001-01-01T00:00:00Z",
            "lastUpdateTime": "2001-01-01T00:00:00Z", "formattedText": "x", "argumentText": "x",
            "clientAssignedMessageId": "client-body", "threadReply": true,
            "deletionMetadata": {"deletionType": "ADMIN"}});
        let sent = create(w, As::user("alice"), &space, body, json!({}))
            .await
            .unwrap();
        assert_matches(
            &sent,
            &json!({
                "text": "Hello", "formattedText": "Hello", "argumentText": "Hello",
                "createTime": "*", "lastUpdateTime": null, "deleteTime": null,
                "sender": {"name": w.name("alice"), "type": "HUMAN", "displayName": "Alice",
                    "email": "alice@example.com"},
                "threadReply": null, "silent": null, "clientAssignedMessageId": null,
                "privateMessageViewer": null, "deletionMetadata": null, "annotations": null,
            }),
        );
        assert!(!sent["createTime"].as_str().unwrap().starts_with("2001"));
        // The first message of a thread has the thread's id twice.
        let thread = sent["thread"]["name"].as_str().unwrap();
        let id = thread.strip_prefix(&format!("{space}/threads/")).unwrap();
        assert_eq!(sent["name"], format!("{space}/messages/{id}.{id}"));
        assert_eq!(sent["space"], json!({"name": space}));
        assert_eq!(get(w, As::user("bob"), &sent["name"]).await.unwrap(), sent);

        let through = w.send(As::user_of("bob", "robo"), &space, "Through").await;
        assert_matches(
            &through["sender"],
            &json!({"name": w.name("bob"), "type": "HUMAN"}),
        );
        let by_app = w.send(As::bot("robo"), &space, "By app").await;
        assert_matches(
            &by_app,
            &json!({"sender": {"name": w.name("robo"), "type": "BOT"},
                "space": {"name": space, "displayName": "Send", "spaceType": "SPACE"}}),
        );
        let space = w
            .ok(As::user("alice"), "GetSpace", json!({"name": space}))
            .await;
        assert_eq!(space["lastActiveTime"], by_app["createTime"]);
    })
    .await;
}

#[tokio::test]
async fn something_must_be_visible() {
    both(async |w| {
        let space = w.space("Empty", &["robo"]).await;
        let first = w.send(As::user("alice"), &space, "First").await;
        let quote = json!({"name": first["name"], "lastUpdateTime": first["createTime"]});
        for body in [
            json!({}),
            json!({"text": ""}),
            json!({"text": " \n\t"}),
            json!({"fallbackText": "x"}),
            json!({"accessoryWidgets": [button()]}),
            json!({"actionResponse": {"type": "NEW_MESSAGE"}}),
            // Open in the documents.
            json!({"quotedMessageMetadata": quote}),
        ] {
            let outcome = create(w, As::bot("robo"), &space, body, json!({})).await;
            assert_refused(outcome, "INVALID_ARGUMENT", "Message cannot be empty.");
        }
        let outcome = w
            .call(As::user("alice"), "CreateMessage", json!({"parent": space}))
            .await;
        assert_refused(outcome, "INVALID_ARGUMENT", "Message cannot be empty.");
    })
    .await;
}

#[tokio::test]
async fn the_limit_is_in_bytes_of_everything() {
    both(async |w| {
        let space = w.space("Long", &["robo"]).await;
        let send = async |body: Value| create(w, As::bot("robo"), &space, body, json!({})).await;
        // Four bytes belong to the field.
        let fits = send(json!({"text": "é".repeat(15_998)})).await.unwrap();
        assert_eq!(fits["text"].as_str().unwrap().chars().count(), 15_998);
        for body in [
            json!({"text": "é".repeat(15_999)}),
            json!({"text": "x".repeat(31_997)}),
            json!({"text": "x".repeat(31_990), "cardsV2": [card("a")]}),
            json!({"text": "x", "fallbackText": "x".repeat(32_000)}),
        ] {
            assert_refused(send(body).await, "INVALID_ARGUMENT", "32000 bytes");
        }
    })
    .await;
}

#[tokio::test]
async fn cards_are_for_apps() {
    both(async |w| {
        let space = w.space("Cards", &["bob", "robo"]).await;
        let send = async |who, body| create(w, who, &space, body, json!({})).await;
        let old = json!([{"header": {"title": "Old"}}]);
        for (body, part) in [
            (
                json!({"text": "x", "cardsV2": [card("a")]}),
                "cannot have cards",
            ),
            (json!({"text": "x", "cards": old}), "cannot have cards"),
            (
                json!({"text": "x", "accessoryWidgets": [button()]}),
                "cannot have accessory",
            ),
        ] {
            for who in [As::user("bob"), As::user_of("bob", "robo")] {
                let outcome = send(who, body.clone()).await;
                assert_refused(outcome, "INVALID_ARGUMENT", part);
            }
        }
        let body = json!({"cardsV2": [card("a"), card("b")], "fallbackText": "Two cards",
            "accessoryWidgets": [button()]});
        let sent = send(As::bot("robo"), body.clone()).await.unwrap();
        assert_matches(&sent, &body);
        assert_eq!(
            get(w, As::user("bob"), &sent["name"]).await.unwrap()["cardsV2"],
            sent["cardsV2"]
        );
        let sent = send(As::bot("robo"), json!({"cards": old})).await.unwrap();
        assert_matches(&sent["cards"], &old);
        for ids in [["a", "a"], ["a", ""]] {
            let body = json!({"cardsV2": ids.map(card)});
            let outcome = send(As::bot("robo"), body).await;
            assert_refused(outcome, "INVALID_ARGUMENT", "cardId");
        }
    })
    .await;
}

#[tokio::test]
async fn attachments_need_an_upload() {
    both(async |w| {
        let space = w.space("Files", &["robo"]).await;
        let file = json!([{"attachmentDataRef": {"attachmentUploadToken": "bogus"}}]);
        let body = json!({"text": "x", "attachment": file});
        let outcome = create(w, As::user("alice"), &space, body, json!({})).await;
        assert_refused(outcome, "INVALID_ARGUMENT", "upload token");
        for (field, value) in [
            ("privateMessageViewer", json!({"name": w.name("alice")})),
            ("accessoryWidgets", json!([button()])),
        ] {
            let body = json!({"text": "x", "attachment": file, field: value});
            let outcome = create(w, As::bot("robo"), &space, body, json!({})).await;
            assert_refused(outcome, "INVALID_ARGUMENT", "attachments");
        }
    })
    .await;
}

#[tokio::test]
async fn private_messages_have_one_reader() {
    both(async |w| {
        let space = w.space("Private", &["bob", "dave", "team", "robo"]).await;
        let sent = private(w, &space, "bob").await;
        assert_matches(
            &sent["privateMessageViewer"],
            &json!({"name": w.name("bob")}),
        );
        for who in [As::user("bob"), As::bot("robo")] {
            assert_eq!(get(w, who, &sent["name"]).await.unwrap()["text"], "Psst");
        }
        for who in [As::user("alice"), As::user("carol")] {
            assert_refused(get(w, who, &sent["name"]).await, "NOT_FOUND", "not found");
        }
        // carol is there by her group, dave only invited, erin not at all.
        private(w, &space, "carol").await;
        let send = async |who, viewer: &str| {
            let body = json!({"text": "x", "privateMessageViewer": {"name": viewer}});
            create(w, who, &space, body, json!({})).await
        };
        for viewer in ["dave", "erin", "robo"] {
            let outcome = send(As::bot("robo"), &w.name(viewer)).await;
            assert_refused(outcome, "INVALID_ARGUMENT", "member of the space");
        }
        for viewer in ["users/app", "users/me", "users/x"] {
            let outcome = send(As::bot("robo"), viewer).await;
            assert_refused(outcome, "INVALID_ARGUMENT", "member of the space");
        }
        let outcome = send(As::bot("robo"), "bob").await;
        assert_refused(outcome, "INVALID_ARGUMENT", "malformed user resource name");
        let outcome = send(As::bot("robo"), "users/bob@example.com").await;
        assert_refused(outcome, "PERMISSION_DENIED", "email aliases");
        for who in [As::user("alice"), As::user_of("alice", "robo")] {
            let outcome = send(who, &w.name("bob")).await;
            assert_refused(outcome, "INVALID_ARGUMENT", "Only Chat apps");
        }
    })
    .await;
}

#[tokio::test]
async fn apps_choose_how_people_are_notified() {
    both(async |w| {
        let space = w.space("Notify", &["robo"]).await;
        let first = w.send(As::bot("robo"), &space, "First").await;
        let send = async |who, kind: &str, body: Value, mut more: Value| {
            more["createMessageNotificationOptions"] = json!({"notificationType": kind});
            create(w, who, &space, body, more).await
        };
        let (silent, forced) = ("NOTIFICATION_TYPE_SILENT", "NOTIFICATION_TYPE_FORCE_NOTIFY");
        let text = json!({"text": "x"});
        let robo = As::bot("robo");
        let sent = send(robo, silent, text.clone(), json!({})).await.unwrap();
        assert_eq!(sent["silent"], true);
        assert_eq!(
            get(w, As::user("alice"), &sent["name"]).await.unwrap()["silent"],
            true
        );
        let sent = send(robo, forced, text.clone(), json!({})).await.unwrap();
        assert_matches(&sent, &json!({"silent": null}));
        let threaded = json!({"text": "x", "thread": first["thread"]});
        let option = json!({"messageReplyOption": FALLBACK});
        send(robo, forced, threaded.clone(), option.clone())
            .await
            .unwrap();
        for (body, more) in [
            (threaded.clone(), option.clone()),
            (threaded, json!({})),
            (text.clone(), option),
        ] {
            let outcome = send(robo, silent, body, more).await;
            assert_refused(outcome, "PERMISSION_DENIED", "silent message");
        }
        for kind in [silent, forced] {
            for who in [As::user("alice"), As::user_of("alice", "robo")] {
                let outcome = send(who, kind, text.clone(), json!({})).await;
                assert_refused(outcome, "INVALID_ARGUMENT", "notification type");
            }
        }
        let none = "NOTIFICATION_TYPE_NONE";
        send(As::user("alice"), none, text, json!({}))
            .await
            .unwrap();
    })
    .await;
}

#[tokio::test]
async fn in_announcement_spaces_members_only_reply() {
    both(async |w| {
        let space = json!({"spaceType": "SPACE", "displayName": "News",
            "predefinedPermissionSettings": "ANNOUNCEMENT_SPACE"});
        let space = w
            .ok(As::user("alice"), "CreateSpace", json!({"space": space}))
            .await;
        let space = space["name"].as_str().unwrap();
        for who in ["bob", "carol", "robo"] {
            w.join(space, who).await;
        }
        w.set_role(space, "bob", "ROLE_ASSISTANT_MANAGER").await;
        let news = w.send(As::user("alice"), space, "News").await;
        w.send(As::user("bob"), space, "More").await;
        // Open in the documents: apps are members like others.
        for who in [As::user("carol"), As::bot("robo")] {
            let outcome = create(w, who, space, json!({"text": "x"}), json!({})).await;
            assert_refused(outcome, "PERMISSION_DENIED", "post_messages");
            reply(w, who, space, news["thread"].clone(), OR_FAIL)
                .await
                .unwrap();
            // What would begin a thread is a post.
            for thread in [
                json!({"threadKey": "new"}),
                json!({"name": format!("{space}/threads/AAAAAAAAAAA")}),
            ] {
                let outcome = reply(w, who, space, thread, FALLBACK).await;
                assert_refused(outcome, "PERMISSION_DENIED", "post_messages");
            }
        }
        super::only_managers(w, space, "replyMessages").await;
        let outcome = reply(w, As::user("carol"), space, news["thread"].clone(), OR_FAIL).await;
        assert_refused(outcome, "PERMISSION_DENIED", "reply_messages");
        reply(w, As::user("bob"), space, news["thread"].clone(), OR_FAIL)
            .await
            .unwrap();
    })
    .await;
}

#[tokio::test]
async fn custom_ids_name_a_message_once() {
    both(async |w| {
        let space = w.space("Ids", &["bob", "robo", "other"]).await;
        let longest = format!("client-{}", "a".repeat(56));
        for id in ["client-1", "client-a-b-", longest.as_str()] {
            let sent = named(w, As::bot("robo"), &space, id).await.unwrap();
            assert_eq!(sent["clientAssignedMessageId"], id);
            // The name stays the server's.
            assert!(!sent["name"].as_str().unwrap().contains("client-"));
            let alias = json!(format!("{space}/messages/{id}"));
            assert_matches(
                &get(w, As::user("bob"), &alias).await.unwrap(),
                &json!({"name": sent["name"], "clientAssignedMessageId": id}),
            );
        }
        // Open in the documents: one namespace for the whole space, and the
        // id of a deleted message stays taken.
        let alias = json!(format!("{space}/messages/client-a-b-"));
        delete(w, As::bot("robo"), &alias, false).await.unwrap();
        for id in ["client-1", "client-a-b-"] {
            for who in [As::bot("robo"), As::bot("other"), As::user("bob")] {
                let outcome = named(w, who, &space, id).await;
                assert_refused(outcome, "ALREADY_EXISTS", "custom message id");
            }
        }
        let elsewhere = w.space("Elsewhere", &["robo"]).await;
        named(w, As::bot("robo"), &elsewhere, "client-1")
            .await
            .unwrap();
        let too_long = format!("{longest}a");
        for id in [
            "custom",
            "client-",
            "client-A",
            "client-a_b",
            "client-é",
            "Client-a",
            &too_long,
        ] {
            let outcome = named(w, As::bot("robo"), &space, id).await;
            assert_refused(outcome, "INVALID_ARGUMENT", "63 characters");
        }
    })
    .await;
}

#[tokio::test]
async fn a_repeated_request_sends_nothing_twice() {
    both(async |w| {
        let space = w.space("Once", &["bob", "robo", "other"]).await;
        let send = async |who, space: &str, text: &str| {
            let more = json!({"requestId": "r 1/ä"});
            create(w, who, space, json!({"text": text}), more).await
        };
        let first = send(As::user("alice"), &space, "First").await.unwrap();
        let again = send(As::user("alice"), &space, "Other").await.unwrap();
        assert_eq!(again, first);
        let outcome = send(As::user("bob"), &space, "First").await;
        assert_refused(outcome, "ALREADY_EXISTS", "used by another user");
        // Request ids are told apart by app and by space.
        for who in [As::user_of("bob", "robo"), As::bot("other")] {
            assert_ne!(
                send(who, &space, "First").await.unwrap()["name"],
                first["name"]
            );
        }
        // The app and the person through it share one; it is alice's or robo's.
        let outcome = send(As::bot("robo"), &space, "First").await;
        assert_refused(outcome, "ALREADY_EXISTS", "used by another user");
        let elsewhere = w.space("Elsewhere", &[]).await;
        assert_ne!(
            send(As::user("alice"), &elsewhere, "First").await.unwrap()["name"],
            first["name"]
        );
        // Open in the documents: what was deleted since does not come back.
        delete(w, As::user("alice"), &first["name"], false)
            .await
            .unwrap();
        let outcome = send(As::user("alice"), &space, "First").await;
        assert_refused(outcome, "NOT_FOUND", "not found");
        // With a custom id, too, the request is the same one.
        let more = json!({"requestId": "r2", "messageId": "client-r2"});
        let send = || {
            let text = json!({"text": "x"});
            create(w, As::bot("robo"), &space, text, more.clone())
        };
        let first = send().await.unwrap();
        assert_eq!(send().await.unwrap()["name"], first["name"]);
        let list = json!({"parent": space, "filter": "create_time > \"2020-01-01T00:00:00Z\""});
        let list = w.ok(As::user("alice"), "ListMessages", list).await;
        assert_eq!(list["messages"].as_array().unwrap().len(), 3);
        let long = json!({"requestId": "x".repeat(1_001)});
        let outcome = create(w, As::user("alice"), &space, json!({"text": "x"}), long).await;
        assert_refused(outcome, "INVALID_ARGUMENT", "request id");
    })
    .await;
}

async fn outsiders(w: &World, space: &str) {
    let text = json!({"text": "x"});
    for who in [As::user("carol"), As::user("dave")] {
        let outcome = create(w, who, space, text.clone(), json!({})).await;
        assert_refused(outcome, "PERMISSION_DENIED", "not a member");
    }
    for who in [As::bot("other"), As::app("other")] {
        let outcome = create(w, who, space, text.clone(), json!({})).await;
        assert_refused(
            outcome,
            "PERMISSION_DENIED",
            "not permitted to use this app",
        );
    }
}

#[tokio::test]
async fn only_members_send() {
    both(async |w| {
        let space = w.space("Members", &["bob", "dave", "robo"]).await;
        outsiders(w, &space).await;
        let text = json!({"text": "x"});
        // The app that a person calls through need not be there.
        w.send(As::user_of("bob", "other"), &space, "x").await;
        for parent in ["spaces/AAAAAAAAAAA", "spaces/x"] {
            let outcome = create(w, As::user("bob"), parent, text.clone(), json!({})).await;
            assert_refused(outcome, "PERMISSION_DENIED", "not a member");
        }
        if w.transport == Transport::Grpc {
            for parent in ["", "spaces", "spaces/a/b", "users/a"] {
                let outcome = create(w, As::user("bob"), parent, text.clone(), json!({})).await;
                assert_refused(outcome, "INVALID_ARGUMENT", "spaces/{space}");
            }
        }
        let more = json!({"messageReplyOption": 9});
        let outcome = create(w, As::user("bob"), &space, text, more).await;
        assert_refused(outcome, "INVALID_ARGUMENT", "reply option");
    })
    .await;
}

#[tokio::test]
async fn scopes_open_the_method() {
    both(async |w| {
        let space = w.space("Scopes", &["robo"]).await;
        for scopes in ["chat.messages", "chat.messages.create"] {
            w.send(As::scoped("alice", scopes), &space, scopes).await;
        }
        for (scopes, part) in [
            (
                "chat.messages.readonly",
                "insufficient authentication scopes",
            ),
            ("chat.spaces", "insufficient authentication scopes"),
            ("chat.import", "chat.import"),
        ] {
            let who = As::scoped("alice", scopes);
            let outcome = create(w, who, &space, json!({"text": "x"}), json!({})).await;
            assert_refused(outcome, "PERMISSION_DENIED", part);
        }
        let readonly = As::app_scoped("robo", "chat.app.messages.readonly");
        let outcome = create(w, readonly, &space, json!({"text": "x"}), json!({})).await;
        assert_refused(
            outcome,
            "PERMISSION_DENIED",
            "insufficient authentication scopes",
        );
        let outcome = create(w, As::Nobody, &space, json!({"text": "x"}), json!({})).await;
        assert_refused(outcome, "UNAUTHENTICATED", "missing required");
    })
    .await;
}
