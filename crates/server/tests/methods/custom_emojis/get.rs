//! Behaviour table of GetCustomEmoji.
//! Source: the discovery document's customEmojis.get and CustomEmoji.

use image::ImageFormat;
use serde_json::{Value, json};

use super::{custom_emoji, picture};
use crate::attachments::http::send;
use crate::harness::{As, World, assert_matches, assert_refused, both};

fn address(emoji: &Value) -> String {
    emoji["temporaryImageUri"].as_str().unwrap().to_owned()
}

async fn get(w: &World, name: &str) -> Value {
    let request = json!({"name": name});
    w.ok(As::user("bob"), "GetCustomEmoji", request).await
}

#[tokio::test]
async fn found_by_name_and_by_alias() {
    both(async |w| {
        let made = custom_emoji(w, ":party:").await;
        for name in [made["name"].as_str().unwrap(), "customEmojis/:party:"] {
            let found = get(w, name).await;
            assert_matches(
                &found,
                &json!({"name": made["name"], "uid": made["uid"], "emojiName": ":party:",
                    "temporaryImageUri": "*"}),
            );
            assert_eq!(found["payload"], Value::Null);
        }
        let readonly = As::scoped("bob", "chat.customemojis.readonly");
        let request = json!({"name": made["name"]});
        w.ok(readonly, "GetCustomEmoji", request).await;
    })
    .await;
}

#[tokio::test]
async fn the_picture_is_at_its_address() {
    both(async |w| {
        let made = custom_emoji(w, ":party:").await;
        let found = get(w, made["name"].as_str().unwrap()).await;
        let target = address(&found);
        let answer = send(w, As::Nobody, "GET", &target, &[], "").await;
        assert_eq!(answer.status, 200);
        assert_eq!(answer.header("content-type"), "image/png");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.body, picture(64, 64, ImageFormat::Png));
        // Nobody who was not told the key finds it.
        let (start, _) = target.rsplit_once('/').unwrap();
        for key in ["AAAAAAAAAAA", "x"] {
            let other = format!("{start}/{key}");
            let answer = send(w, As::Nobody, "GET", &other, &[], "").await;
            answer.refused("NOT_FOUND", "");
        }
        let request = json!({"name": made["name"]});
        w.ok(As::user("alice"), "DeleteCustomEmoji", request).await;
        let answer = send(w, As::Nobody, "GET", &target, &[], "").await;
        answer.refused("NOT_FOUND", "");
    })
    .await;
}

#[tokio::test]
async fn what_is_not_there() {
    both(async |w| {
        let made = custom_emoji(w, ":party:").await;
        for name in ["customEmojis/x", "customEmojis/:other:", "customEmojis/:A:"] {
            let request = json!({"name": name});
            let outcome = w.call(As::user("bob"), "GetCustomEmoji", request).await;
            assert_refused(outcome, "NOT_FOUND", "");
        }
        for (who, part) in [
            (As::user("erin"), "people of the organization"),
            (As::scoped("bob", "chat.messages"), "insufficient"),
            (As::app("robo"), "doesn't support app authentication"),
        ] {
            let request = json!({"name": made["name"]});
            let outcome = w.call(who, "GetCustomEmoji", request).await;
            assert_refused(outcome, "PERMISSION_DENIED", part);
        }
    })
    .await;
}
