//! Behaviour table of CreateReaction.
//! Source: the reference's CreateReaction, CreateReactionRequest, Reaction,
//! Emoji and EmojiReactionSummary.

use serde_json::{Value, json};

use super::{counts, private_message, react, shown};
use crate::custom_emojis::custom_emoji;
use crate::harness::{As, Transport, assert_matches, assert_refused, both, both_in_profile};

#[tokio::test]
async fn members_react() {
    both(async |w| {
        let space = w.space("React", &["bob", "team"]).await;
        let sent = w.send(As::user("alice"), &space, "Hello").await;
        let message = &sent["name"];
        let made = react(w, As::user("bob"), message, "👍").await.unwrap();
        let name = format!(
            "{}/reactions/{}.VU5JQ09ERS7wn5GN",
            message.as_str().unwrap(),
            w.id("bob")
        );
        assert_matches(
            &made,
            &json!({"name": name, "emoji": {"unicode": "👍"},
                "user": {"name": w.name("bob"), "displayName": "Bob", "type": "HUMAN"}}),
        );
        // Whoever else the request names, the caller reacts.
        let reaction = json!({"name": "x", "user": {"name": w.name("bob")},
            "emoji": {"unicode": "🎉"}});
        let request = json!({"parent": message, "reaction": reaction});
        let made = w.ok(As::user("alice"), "CreateReaction", request).await;
        assert_eq!(made["user"]["name"], w.name("alice"));
        // Members by a group, and one's own messages, too.
        react(w, As::user("carol"), message, "👍").await.unwrap();
        assert_eq!(counts(w, message).await, "👍2 🎉1");
        let list = w
            .ok(As::user("bob"), "ListMessages", json!({"parent": space}))
            .await;
        assert_eq!(shown(&list["messages"][0]), "👍2 🎉1");
        // A reaction is no edit.
        assert_eq!(list["messages"][0]["lastUpdateTime"], Value::Null);
    })
    .await;
}

#[tokio::test]
async fn one_reaction_per_user_and_emoji() {
    both(async |w| {
        let space = w.space("Once", &["bob"]).await;
        let sent = w.send(As::user("alice"), &space, "Hello").await;
        let message = &sent["name"];
        react(w, As::user("bob"), message, "❤️").await.unwrap();
        for emoji in ["❤️", "❤"] {
            let outcome = react(w, As::user("bob"), message, emoji).await;
            assert_refused(outcome, "ALREADY_EXISTS", "already reacted");
        }
        react(w, As::user("bob"), message, "👍").await.unwrap();
        react(w, As::user("bob"), message, "👍🏽").await.unwrap();
        react(w, As::user("alice"), message, "❤").await.unwrap();
        assert_eq!(counts(w, message).await, "❤️2 👍1 👍🏽1");
    })
    .await;
}

#[tokio::test]
async fn an_edit_keeps_the_reactions() {
    both(async |w| {
        let space = w.space("Edited", &[]).await;
        let sent = w.send(As::user("alice"), &space, "Hello").await;
        react(w, As::user("alice"), &sent["name"], "👍")
            .await
            .unwrap();
        let request =
            json!({"message": {"name": sent["name"], "text": "Bye"}, "updateMask": "text"});
        let edited = w.ok(As::user("alice"), "UpdateMessage", request).await;
        assert_eq!(shown(&edited), "👍1");
        assert_eq!(counts(w, &sent["name"]).await, "👍1");
    })
    .await;
}

#[tokio::test]
async fn messages_are_found_by_the_senders_id() {
    both(async |w| {
        let space = w.space("Named", &[]).await;
        let request = json!({"parent": space, "message": {"text": "x"}, "messageId": "client-a"});
        let sent = w.ok(As::user("alice"), "CreateMessage", request).await;
        let by_client_id = json!(format!("{space}/messages/client-a"));
        let made = react(w, As::user("alice"), &by_client_id, "👍")
            .await
            .unwrap();
        let parent = sent["name"].as_str().unwrap();
        assert!(
            made["name"]
                .as_str()
                .unwrap()
                .starts_with(&format!("{parent}/reactions/"))
        );
    })
    .await;
}

#[tokio::test]
async fn a_reaction_is_one_unicode_emoji() {
    both(async |w| {
        let space = w.space("Bad", &[]).await;
        let sent = w.send(As::user("alice"), &space, "Hello").await;
        for (reaction, part) in [
            (
                json!({"emoji": {"unicode": "a"}}),
                "exactly one Unicode emoji",
            ),
            (
                json!({"emoji": {"unicode": "👍👍"}}),
                "exactly one Unicode emoji",
            ),
            (
                json!({"emoji": {"unicode": ""}}),
                "exactly one Unicode emoji",
            ),
            (json!({"emoji": {}}), "no emoji"),
            (json!({}), "no emoji"),
        ] {
            let request = json!({"parent": sent["name"], "reaction": reaction});
            let outcome = w.call(As::user("alice"), "CreateReaction", request).await;
            assert_refused(outcome, "INVALID_ARGUMENT", part);
        }
        // Over REST such paths lead nowhere, and there is always a body.
        if w.transport == Transport::Grpc {
            let request = json!({"parent": sent["name"]});
            let outcome = w.call(As::user("alice"), "CreateReaction", request).await;
            assert_refused(outcome, "INVALID_ARGUMENT", "no reaction");
            for parent in [
                "",
                "spaces/x",
                "spaces/x/threads/y",
                "spaces/x/messages/y/reactions/z",
            ] {
                let outcome = react(w, As::user("alice"), &json!(parent), "👍").await;
                assert_refused(outcome, "INVALID_ARGUMENT", "message resource name");
            }
        }
        assert_eq!(counts(w, &sent["name"]).await, "");
    })
    .await;
}

#[tokio::test]
async fn custom_emoji_by_profile() {
    let request = |message: &Value| {
        let emoji = json!({"customEmoji": {"uid": "no-such-emoji"}});
        json!({"parent": message, "reaction": {"emoji": emoji}})
    };
    both(async |w| {
        let space = w.space("Custom", &[]).await;
        let sent = w.send(As::user("alice"), &space, "Hello").await;
        let outcome = w
            .call(As::user("alice"), "CreateReaction", request(&sent["name"]))
            .await;
        let part = "Only Unicode emoji are supported in reactions. (rule of the reference profile)";
        assert_refused(outcome, "INVALID_ARGUMENT", part);
    })
    .await;
    both_in_profile("current", async |w| {
        let space = w.space("Custom", &[]).await;
        let sent = w.send(As::user("alice"), &space, "Hello").await;
        let outcome = w
            .call(As::user("alice"), "CreateReaction", request(&sent["name"]))
            .await;
        assert_refused(outcome, "INVALID_ARGUMENT", "no custom emoji with this uid");
    })
    .await;
}

/// Source: the discovery document's Emoji and reactions.create: the emoji is
/// Unicode's or the organisation's own.
#[tokio::test]
async fn the_organizations_own_emoji() {
    both_in_profile("current", async |w| {
        let emoji = custom_emoji(w, ":party:").await;
        let space = w.space("Party", &["bob"]).await;
        let sent = w.send(As::user("alice"), &space, "Hello").await;
        let message = &sent["name"];
        let custom = json!({"emoji": {"customEmoji": {"uid": emoji["uid"]}}});
        let request = json!({"parent": message, "reaction": custom});
        let react = async |who| {
            w.call(As::user(who), "CreateReaction", request.clone())
                .await
        };
        let made = react("bob").await.unwrap();
        let shown = json!({"customEmoji": {"uid": emoji["uid"], "name": emoji["name"],
            "emojiName": ":party:"}});
        assert_matches(&made, &json!({"name": "*", "emoji": shown}));
        assert_refused(react("bob").await, "ALREADY_EXISTS", "already reacted");
        react("alice").await.unwrap();
        // Summaries count it like any other, and so do filters.
        let summaries = async || {
            let request = json!({"name": message});
            let message = w.ok(As::user("bob"), "GetMessage", request).await;
            message["emojiReactionSummaries"].clone()
        };
        assert_matches(
            &summaries().await,
            &json!([{"emoji": shown, "reactionCount": 2}]),
        );
        for (filter, count) in [
            (format!("emoji.custom_emoji.uid = {}", emoji["uid"]), 2),
            (
                format!(
                    "(emoji.unicode = \"👍\" OR emoji.custom_emoji.uid = {}) AND \
                     user.name = \"users/me\"",
                    emoji["uid"]
                ),
                1,
            ),
            ("emoji.unicode = \"👍\"".to_owned(), 0),
        ] {
            let request = json!({"parent": message, "filter": filter});
            let list = w.ok(As::user("bob"), "ListReactions", request).await;
            let found = list["reactions"].as_array().map_or(0, Vec::len);
            assert_eq!(found, count, "{filter}");
        }
        // Deleting the emoji leaves what was said with it; nobody can add to it.
        let request = json!({"name": emoji["name"]});
        w.ok(As::user("alice"), "DeleteCustomEmoji", request).await;
        let outcome = react("bob").await;
        assert_refused(outcome, "INVALID_ARGUMENT", "no custom emoji with this uid");
        let request = json!({"name": made["name"]});
        w.ok(As::user("bob"), "DeleteReaction", request).await;
        assert_matches(
            &summaries().await,
            &json!([{"emoji": shown, "reactionCount": 1}]),
        );
    })
    .await;
}

#[tokio::test]
async fn who_may_not_react() {
    both(async |w| {
        let space = w.space("Closed", &["bob", "robo"]).await;
        let sent = w.send(As::user("alice"), &space, "Hello").await;
        let message = &sent["name"];
        for scopes in [
            "chat.messages.reactions.create",
            "chat.messages.reactions",
            "chat.messages",
        ] {
            react(w, As::scoped("bob", scopes), message, "👍")
                .await
                .ok();
        }
        assert_eq!(counts(w, message).await, "👍1");
        for (who, part) in [
            (As::user("carol"), "not a member"),
            (
                As::scoped("bob", "chat.messages.readonly chat.messages.create"),
                "insufficient",
            ),
            (As::scoped("bob", "chat.import"), "chat.import only allows"),
            (
                As::bot("robo"),
                "This method doesn't support app authentication",
            ),
            (As::app("robo"), "Authenticate with a user account"),
        ] {
            let outcome = react(w, who, message, "🎉").await;
            assert_refused(outcome, "PERMISSION_DENIED", part);
        }
        assert_eq!(counts(w, message).await, "👍1");
    })
    .await;
}

#[tokio::test]
async fn messages_that_are_not_there() {
    both(async |w| {
        let space = w.space("Gone", &["bob", "robo"]).await;
        let private = private_message(w, &space).await;
        react(w, As::user("bob"), &private, "👍").await.unwrap();
        let sent = w.send(As::user("alice"), &space, "Hello").await;
        react(w, As::user("bob"), &sent["name"], "👍")
            .await
            .unwrap();
        w.ok(
            As::user("alice"),
            "DeleteMessage",
            json!({"name": sent["name"]}),
        )
        .await;
        let unknown = json!(format!("{space}/messages/no-such.message"));
        for message in [&private, &sent["name"], &unknown] {
            let outcome = react(w, As::user("alice"), message, "🎉").await;
            assert_refused(outcome, "NOT_FOUND", "");
        }
        // What is left of a deleted message has no counts.
        let request = json!({"parent": space, "showDeleted": true});
        let list = w.ok(As::user("alice"), "ListMessages", request).await;
        let deleted = &list["messages"][0];
        assert_matches(deleted, &json!({"name": sent["name"], "deleteTime": "*"}));
        assert_eq!(shown(deleted), "");
    })
    .await;
}
