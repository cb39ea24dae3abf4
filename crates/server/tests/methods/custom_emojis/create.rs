//! Behaviour table of CreateCustomEmoji.
//! Source: the discovery document's customEmojis.create, CustomEmoji and
//! CustomEmojiPayload.

use image::ImageFormat;
use serde_json::{Value, json};

use super::{create, payload, picture};
use crate::harness::{As, assert_matches, assert_refused, both};

#[tokio::test]
async fn people_make_emoji() {
    both(async |w| {
        let made = create(w, As::user("bob"), ":valid-emoji-name:").await;
        let made = made.unwrap();
        assert_matches(
            &made,
            &json!({"name": "*", "uid": "*", "emojiName": ":valid-emoji-name:"}),
        );
        // "Not populated in the response when the custom emoji is created."
        assert_eq!(made["temporaryImageUri"], Value::Null);
        // Input only.
        assert_eq!(made["payload"], Value::Null);
        for (filename, format) in [
            ("a.PNG", ImageFormat::Png),
            ("a.jpg", ImageFormat::Jpeg),
            ("a.gif", ImageFormat::Gif),
        ] {
            let name = format!(":kind_{}:", filename[2..].to_lowercase());
            let payload = payload(filename, &picture(500, 500, format));
            let emoji = json!({"emojiName": name, "payload": payload});
            w.ok(
                As::user("bob"),
                "CreateCustomEmoji",
                json!({"customEmoji": emoji}),
            )
            .await;
        }
    })
    .await;
}

#[tokio::test]
async fn names_are_unique_in_the_organization() {
    both(async |w| {
        create(w, As::user("alice"), ":once:").await.unwrap();
        let again = create(w, As::user("bob"), ":once:").await;
        assert_refused(again, "ALREADY_EXISTS", "this name");
    })
    .await;
}

#[tokio::test]
async fn names_and_pictures_that_are_refused() {
    both(async |w| {
        for name in ["", "party", ":Party:", ":a b:", ":a--b:", ":a:b:", "::"] {
            let outcome = create(w, As::user("alice"), name).await;
            assert_refused(outcome, "INVALID_ARGUMENT", "start and end with colons");
        }
        let good = picture(64, 64, ImageFormat::Png);
        let square = |side| picture(side, side, ImageFormat::Png);
        for (payload, part) in [
            (Value::Null, "no payload"),
            (payload("a.png", b""), "no picture"),
            (payload("a.webp", &good), "file extensions"),
            (payload(".png", &good), "file extensions"),
            (payload("", &good), "file extensions"),
            (payload("a.png", b"hello"), "no picture of the types"),
            (payload("a.png", &good[..30]), "no picture of the types"),
            (payload("a.png", &square(63)), "between 64 and 500 pixels"),
            (payload("a.png", &square(501)), "between 64 and 500 pixels"),
            (
                payload("a.png", &picture(100, 99, ImageFormat::Png)),
                "it has 100 by 99",
            ),
            (payload("a.png", &vec![0; 256 * 1024]), "under 256 KB"),
        ] {
            let emoji = json!({"emojiName": ":a:", "payload": payload});
            let outcome = w
                .call(
                    As::user("alice"),
                    "CreateCustomEmoji",
                    json!({"customEmoji": emoji}),
                )
                .await;
            assert_refused(outcome, "INVALID_ARGUMENT", part);
        }
    })
    .await;
}

#[tokio::test]
async fn who_may_not() {
    both(async |w| {
        for (who, part) in [
            (As::user("erin"), "people of the organization"),
            (
                As::scoped("alice", "chat.customemojis.readonly chat.messages"),
                "insufficient",
            ),
            (As::app("robo"), "doesn't support app authentication"),
        ] {
            assert_refused(create(w, who, ":a:").await, "PERMISSION_DENIED", part);
        }
        create(w, As::scoped("alice", "chat.customemojis"), ":a:")
            .await
            .unwrap();
    })
    .await;
}
