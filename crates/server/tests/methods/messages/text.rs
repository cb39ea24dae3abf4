//! What becomes of a message's text: mentions, links, marks.
//! Source: the reference's Message, Annotation and UserMentionMetadata; places
//! count UTF-16 units.

use serde_json::{Value, json};

use super::{create, only_managers};
use crate::custom_emojis::custom_emoji;
use crate::harness::{As, World, assert_matches, assert_refused, both};

async fn send(w: &World, who: As, space: &str, text: &str) -> Value {
    w.send(who, space, text).await
}

/// What a text becomes: text, formattedText, argumentText.
fn assert_shows(message: &Value, text: &str, formatted: &str, argument: &str) {
    assert_matches(
        message,
        &json!({"text": text, "formattedText": formatted, "argumentText": argument}),
    );
}

fn mention(w: &World, who: &str, kind: &str, start: i32, length: i32) -> Value {
    json!({"type": "USER_MENTION", "startIndex": start, "length": length, "userMention": {
        "type": "MENTION", "user": {"name": w.name(who), "type": kind, "displayName": "*"}}})
}

#[tokio::test]
async fn people_are_mentioned_by_id_and_by_address() {
    both(async |w| {
        let space = w.space("People", &["bob", "robo"]).await;
        let bob = w.name("bob");
        let alice = As::user("alice");
        // The emoji is one character, two units and four bytes.
        let sent = send(w, alice, &space, &format!("😀 <{bob}> and <{bob}>!")).await;
        let formatted = format!("😀 <{bob}> and <{bob}>!");
        assert_shows(&sent, "😀 @Bob and @Bob!", &formatted, "😀 @Bob and @Bob!");
        assert_matches(
            &sent["annotations"],
            &json!([
                mention(w, "bob", "HUMAN", 3, 4),
                mention(w, "bob", "HUMAN", 12, 4)
            ]),
        );
        let sent = send(w, alice, &space, "<users/BOB@example.com> é").await;
        assert_shows(&sent, "@Bob é", &format!("<{bob}> é"), "@Bob é");
        assert_matches(
            &sent["annotations"],
            &json!([mention(w, "bob", "HUMAN", 0, 4)]),
        );
        // An app must not use addresses; ids it may.
        let sent = send(w, As::bot("robo"), &space, "<users/bob@example.com>").await;
        let typed = "<users/bob@example.com>";
        assert_shows(&sent, typed, typed, typed);
        assert_matches(&sent, &json!({"annotations": null}));
        let sent = send(w, As::bot("robo"), &space, &format!("<{bob}>")).await;
        assert_eq!(sent["text"], "@Bob");
        // Nobody we know stays as typed.
        for typed in [
            "<users/nobody@example.com>",
            "<users/100000000000000000001>",
            "<users/app>",
        ] {
            let sent = send(w, alice, &space, typed).await;
            assert_shows(&sent, typed, typed, typed);
            assert_matches(&sent, &json!({"annotations": null}));
        }
    })
    .await;
}

#[tokio::test]
async fn who_is_mentioned_does_not_join() {
    both(async |w| {
        let space = w.space("Away", &["robo"]).await;
        for who in [As::user("alice"), As::bot("robo")] {
            let sent = send(w, who, &space, &format!("<{}>", w.name("carol"))).await;
            assert_matches(
                &sent["annotations"],
                &json!([mention(w, "carol", "HUMAN", 0, 6)]),
            );
        }
        let carol = json!({"name": format!("{space}/members/{}", w.id("carol"))});
        let outcome = w.call(As::user("alice"), "GetMembership", carol).await;
        assert_refused(outcome, "NOT_FOUND", "not found");
    })
    .await;
}

#[tokio::test]
async fn mentions_of_apps_are_no_arguments() {
    both(async |w| {
        let space = w.space("Apps", &["bob", "robo"]).await;
        let robo = w.name("robo");
        let sent = send(w, As::user("bob"), &space, &format!("<{robo}> do it")).await;
        assert_shows(&sent, "@robo do it", "@robo do it", " do it");
        assert_matches(
            &sent["annotations"],
            &json!([mention(w, "robo", "BOT", 0, 5)]),
        );
        let text = format!("Hey <{robo}>, ask <{}>", w.name("bob"));
        let sent = send(w, As::user("bob"), &space, &text).await;
        let formatted = format!("Hey @robo, ask <{}>", w.name("bob"));
        assert_shows(&sent, "Hey @robo, ask @Bob", &formatted, "Hey , ask @Bob");
        // The calling app has an alias.
        let sent = send(w, As::user_of("bob", "robo"), &space, "<users/app> hi").await;
        assert_shows(&sent, "@robo hi", "@robo hi", " hi");
    })
    .await;
}

#[tokio::test]
async fn everybody_is_mentioned_where_that_is_allowed() {
    both(async |w| {
        let space = w.space("All", &["bob", "robo"]).await;
        let sent = send(w, As::user("bob"), &space, "Hi <users/all>!").await;
        assert_shows(&sent, "Hi @all!", "Hi <users/all>!", "Hi @all!");
        // Open in the documents: the mention of everybody has no user.
        assert_matches(
            &sent["annotations"],
            &json!([{"type": "USER_MENTION", "startIndex": 3, "length": 4,
                "userMention": {"type": "MENTION", "user": null}}]),
        );
        only_managers(w, &space, "useAtMentionAll").await;
        for who in [As::user("bob"), As::bot("robo")] {
            let text = json!({"text": "Hi <users/all>!"});
            let outcome = create(w, who, &space, text, json!({})).await;
            assert_refused(outcome, "PERMISSION_DENIED", "use_at_mention_all");
        }
        send(w, As::user("bob"), &space, "Hi @all, `<users/all>`").await;
        send(w, As::user("alice"), &space, "Hi <users/all>!").await;
        let own = send(w, As::user("bob"), &space, "Hi").await;
        let patch = json!({"message": {"name": own["name"], "text": "<users/all>"},
            "updateMask": "text"});
        let outcome = w.call(As::user("bob"), "UpdateMessage", patch).await;
        assert_refused(outcome, "PERMISSION_DENIED", "use_at_mention_all");
    })
    .await;
}

#[tokio::test]
async fn links_and_marks() {
    both(async |w| {
        let space = w.space("Links", &[]).await;
        let alice = As::user("alice");
        for (typed, text, formatted) in [
            ("*b* _i_ ~s~ `m`", "*b* _i_ ~s~ `m`", "*b* _i_ ~s~ `m`"),
            ("* one\n* two", "* one\n* two", "* one\n* two"),
            (
                "see https://example.com.",
                "see https://example.com.",
                "see https://example.com.",
            ),
            (
                "<https://example.com>",
                "https://example.com",
                "https://example.com",
            ),
            (
                "a <https://example.com|label> b",
                "a label b",
                "a <https://example.com|label> b",
            ),
            (
                "1 < 2 & 3 &amp; <b>",
                "1 < 2 & 3 &amp; <b>",
                "1 < 2 & 3 &amp; <b>",
            ),
        ] {
            let sent = send(w, alice, &space, typed).await;
            assert_shows(&sent, text, formatted, text);
            assert_matches(&sent, &json!({"annotations": null}));
        }
        let id = space.strip_prefix("spaces/").unwrap();
        let link = format!("{}/room/{id}", w.running.server.public_url);
        let sent = send(w, alice, &space, &format!("é {link}")).await;
        assert_matches(
            &sent["annotations"],
            &json!([{"type": "RICH_LINK", "startIndex": 2, "length": link.len(),
                "richLinkMetadata": {"uri": link, "richLinkType": "CHAT_SPACE",
                    "chatSpaceLinkData": {"space": space}}}]),
        );
    })
    .await;
}

#[tokio::test]
async fn markdown_is_read_and_shown_on_request() {
    both(async |w| {
        let space = w.space("Markdown", &["bob"]).await;
        let bob = w.name("bob");
        let typed = format!("**b** *i* [l](https://example.com) <chat-user data-user=\"{bob}\">");
        let body = json!({"text": typed, "markupSyntax": "MARKUP_SYNTAX_MARKDOWN"});
        let sent = create(w, As::user("alice"), &space, body, json!({}))
            .await
            .unwrap();
        let chat = format!("*b* _i_ <https://example.com|l> <{bob}>");
        assert_shows(&sent, "b i l @Bob", &chat, "b i l @Bob");
        assert_matches(
            &sent["annotations"],
            &json!([mention(w, "bob", "HUMAN", 6, 4)]),
        );
        // The same characters are plain to the other syntax, the default.
        let plain = send(w, As::user("alice"), &space, "[l](x) <chat-user>").await;
        assert_eq!(plain["text"], "[l](x) <chat-user>");

        let markdown = format!(
            "**b** _i_ [l](https://example.com) <chat-user data-user=\"{bob}\"></chat-user>"
        );
        for (syntax, expected) in [
            (json!(null), &chat),
            (json!("MARKUP_SYNTAX_CHAT"), &chat),
            (json!("MARKUP_SYNTAX_MARKDOWN"), &markdown),
        ] {
            let request = json!({"name": sent["name"], "markupSyntax": syntax});
            let got = w.ok(As::user("bob"), "GetMessage", request).await;
            assert_shows(&got, "b i l @Bob", expected, "b i l @Bob");
            let request = json!({"parent": space, "pageSize": 1, "markupSyntax": syntax});
            let list = w.ok(As::user("bob"), "ListMessages", request).await;
            assert_eq!(list["messages"][0]["formattedText"], **expected);
        }
    })
    .await;
}

/// Source: the reference's Message.formatted_text: "Custom emoji using the
/// format :{emoji_name}:"; the discovery document's CustomEmojiMetadata.
#[tokio::test]
async fn custom_emoji_of_people() {
    both(async |w| {
        let emoji = custom_emoji(w, ":party:").await;
        let space = w.space("Party", &["robo"]).await;
        let name = emoji["name"].as_str().unwrap();
        for typed in [format!("<{name}> é"), "<customEmojis/:party:> é".to_owned()] {
            let sent = send(w, As::user("alice"), &space, &typed).await;
            assert_shows(&sent, ":party: é", ":party: é", ":party: é");
            assert_matches(
                &sent["annotations"],
                &json!([{"type": "CUSTOM_EMOJI", "startIndex": 0, "length": 7,
                    "customEmojiMetadata": {"customEmoji": {"name": name,
                        "uid": emoji["uid"], "emojiName": ":party:"}}}]),
            );
        }
        // Not in what apps say, and not of emoji that there are not.
        for (who, typed) in [
            (As::bot("robo"), "<customEmojis/:party:>"),
            (As::user("alice"), "<customEmojis/:other:>"),
        ] {
            let sent = send(w, who, &space, typed).await;
            assert_shows(&sent, typed, typed, typed);
        }
    })
    .await;
}
