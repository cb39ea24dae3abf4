//! Behaviour table of posts through a webhook's URL.
//! Source: the reference's CreateMessage on webhooks; Google's guide to
//! incoming webhooks; refusals as observed.

use serde_json::{Value, json};

use super::{post, read, target, webhook};
use crate::harness::{As, World, assert_matches, over_rest};

const JSON: Option<&str> = Some("application/json; charset=UTF-8");

async fn sent(w: &World, target: &str, body: Value) -> Value {
    let (status, answer) = post(w, target, JSON, &body.to_string()).await;
    assert_eq!(status, 200, "{answer}");
    answer
}

#[tokio::test]
async fn the_answer_is_short_and_the_message_whole() {
    over_rest(async |w| {
        let space = w.space("Build", &["bob"]).await;
        let url = target(&webhook(w, &space, "Build bot").await);
        let text = "Done: <https://example.com|log>";
        let answer = sent(w, &url, json!({"text": text})).await;
        let expected = json!({"name": answer["name"], "text": text,
            "thread": {"name": answer["thread"]["name"]}});
        assert_eq!(answer, expected);
        let message = read(w, &answer["name"]).await;
        assert_matches(
            &message,
            &json!({
                "sender": {"name": "*", "displayName": "Build bot", "type": "BOT",
                    "avatarUrl": "https://example.com/a.png", "email": null},
                "formattedText": text, "createTime": "*", "lastUpdateTime": null,
            }),
        );
        // The sender is no member and not an app that anybody could add.
        let members = w
            .ok(
                As::user("alice"),
                "ListMemberships",
                json!({"parent": space}),
            )
            .await;
        assert_eq!(members["memberships"].as_array().unwrap().len(), 2);
        // Everybody is told in the log.
        let filter = "event_types:\"google.workspace.chat.message.v1.created\"";
        let request = json!({"parent": space, "filter": filter});
        let events = w.ok(As::user("bob"), "ListSpaceEvents", request).await;
        let event = &events["spaceEvents"][0]["messageCreatedEventData"]["message"];
        assert_eq!(event["name"], answer["name"]);
        // Members delete it as any message of a bot.
        let request = json!({"name": answer["name"]});
        w.ok(As::user("bob"), "DeleteMessage", request).await;
    })
    .await;
}

#[tokio::test]
async fn threads() {
    over_rest(async |w| {
        let space = w.space("Threads", &[]).await;
        let url = target(&webhook(w, &space, "Build").await);
        let fallback = "messageReplyOption=REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD";
        let body = json!({"text": "x"});
        // Old: the key in the query. It may be percent-encoded.
        let one = sent(
            w,
            &format!("{url}&threadKey=job%2F1&{fallback}"),
            body.clone(),
        )
        .await;
        assert_eq!(one["thread"]["threadKey"], "job/1");
        let in_body = json!({"text": "y", "thread": {"threadKey": "job/1"}});
        let two = sent(w, &format!("{url}&{fallback}"), in_body.clone()).await;
        assert_eq!(two["thread"], one["thread"]);
        let snake = json!({"text": "z", "thread": {"thread_key": "job/1"}});
        let option = "message_reply_option=REPLY_MESSAGE_OR_FAIL";
        assert_eq!(
            sent(w, &format!("{url}&{option}"), snake).await["thread"],
            one["thread"]
        );
        let named = json!({"text": "n", "thread": {"name": one["thread"]["name"]}});
        let reply = sent(w, &format!("{url}&{fallback}"), named).await;
        assert_eq!(reply["thread"]["name"], one["thread"]["name"]);
        // Without the option the thread counts for nothing.
        for query in ["", "&messageReplyOption=MESSAGE_REPLY_OPTION_UNSPECIFIED"] {
            let alone = sent(w, &format!("{url}{query}"), in_body.clone()).await;
            assert_ne!(alone["thread"]["name"], one["thread"]["name"]);
        }
        // Keys belong to the webhook that gave them.
        let other = target(&webhook(w, &space, "Other").await);
        let apart = sent(w, &format!("{other}&{fallback}"), in_body).await;
        assert_ne!(apart["thread"]["name"], one["thread"]["name"]);
    })
    .await;
}

#[tokio::test]
async fn requests_are_repeated_and_named() {
    over_rest(async |w| {
        let space = w.space("Once", &[]).await;
        let url = target(&webhook(w, &space, "Build").await);
        let once = format!("{url}&requestId=r1");
        let first = sent(w, &once, json!({"text": "x"})).await;
        assert_eq!(
            sent(w, &once, json!({"text": "x"})).await["name"],
            first["name"]
        );
        let named = sent(
            w,
            &format!("{url}&messageId=client-b"),
            json!({"text": "x"}),
        )
        .await;
        assert_eq!(named["clientAssignedMessageId"], "client-b");
    })
    .await;
}

#[tokio::test]
async fn refusals() {
    over_rest(async |w| {
        let space = w.space("Refused", &[]).await;
        let other = w.space("Other", &[]).await;
        let url = target(&webhook(w, &space, "Build").await);
        let refuse = async |target: &str, body: &str, status: u16, part: &str| {
            let (found, answer) = post(w, target, JSON, body).await;
            assert_eq!(found, status, "{target} {body}: {answer}");
            let message = answer["error"]["message"].as_str().unwrap();
            assert!(message.contains(part), "{message}");
            answer["error"].clone()
        };
        let (path, query) = url.split_once('?').unwrap();
        let (key, token) = query.split_once('&').unwrap();
        let hello = r#"{"text": "x"}"#;
        let no_token = "The API is called without a valid token.";
        refuse(&format!("{path}?{key}"), hello, 403, no_token).await;
        refuse(&format!("{path}?{key}&token="), hello, 403, no_token).await;
        refuse(&format!("{path}?{key}&token=abc%3D"), hello, 403, no_token).await;
        // An `&` that was escaped for HTML.
        refuse(&format!("{path}?{key}&#38;{token}"), hello, 403, no_token).await;
        let elsewhere = url.replace(&space, &other);
        refuse(&elsewhere, hello, 403, no_token).await;
        let nowhere = url.replace(&space, "spaces/AAAAAAAAAAE");
        refuse(&nowhere, hello, 403, no_token).await;
        let bad_key = format!("{path}?key=AIzaNo&{token}");
        let bad = refuse(&bad_key, hello, 400, "API key not valid").await;
        let info = bad["details"][0].clone();
        assert_matches(
            &info,
            &json!({"reason": "API_KEY_INVALID", "metadata": {"service": "chat.googleapis.com"}}),
        );
        refuse(
            &format!("{path}?{token}"),
            hello,
            403,
            "unregistered callers",
        )
        .await;
        refuse(path, hello, 401, "credential").await;

        refuse(&url, "{}", 400, "Message cannot be empty.").await;
        refuse(&url, "", 400, "").await;
        refuse(&url, "text=x", 400, "Invalid JSON payload").await;
        refuse(
            &url,
            r#"{"body": "x"}"#,
            400,
            "Unknown name \"body\" at 'message'",
        )
        .await;
        refuse(&format!("{url}&tokem=x"), hello, 400, "tokem").await;
        let viewer = json!({"text": "x", "privateMessageViewer": {"name": w.name("alice")}});
        refuse(
            &url,
            &viewer.to_string(),
            400,
            "can't send private messages",
        )
        .await;
        let missing =
            json!({"text": "x", "thread": {"name": format!("{space}/threads/AAAAAAAAAAE")}});
        let or_fail = format!("{url}&messageReplyOption=REPLY_MESSAGE_OR_FAIL");
        refuse(&or_fail, &missing.to_string(), 404, "not found").await;
    })
    .await;
}

#[tokio::test]
async fn the_url_opens_nothing_else() {
    over_rest(async |w| {
        let space = w.space("Narrow", &[]).await;
        let url = target(&webhook(w, &space, "Build").await);
        let made = sent(w, &url, json!({"text": "x"})).await;
        let (path, query) = url.split_once('?').unwrap();
        let name = made["name"].as_str().unwrap();
        use crate::harness::rest::send;
        for (method, target) in [
            ("GET", format!("{path}?{query}")),
            ("GET", format!("/v1/{name}?{query}")),
            ("DELETE", format!("/v1/{name}?{query}")),
            ("PATCH", format!("/v1/{name}?updateMask=text&{query}")),
            ("GET", format!("/v1/{space}?{query}")),
        ] {
            let body = (method == "PATCH").then(|| json!({"text": "y"}));
            let (status, answer) = send(&w.running, None, method, &target, body).await;
            assert!((400..=401).contains(&status), "{method} {target}: {answer}");
        }
        assert_eq!(read(w, &made["name"]).await["text"], "x");
        // With a credential it is an ordinary call.
        let token = w.token(As::user("alice")).await;
        let target = format!("{path}?key=AIzaWhatever");
        let body = Some(json!({"text": "mine"}));
        let (status, mine) = send(&w.running, token.as_deref(), "POST", &target, body).await;
        assert_eq!(
            (status, &mine["sender"]["name"]),
            (200, &json!(w.name("alice")))
        );
    })
    .await;
}

#[tokio::test]
async fn announcement_spaces_hear_webhooks() {
    over_rest(async |w| {
        let settings = json!("ANNOUNCEMENT_SPACE");
        let space = json!({"spaceType": "SPACE", "displayName": "News",
            "predefinedPermissionSettings": settings});
        let made = w
            .ok(As::user("alice"), "CreateSpace", json!({"space": space}))
            .await;
        let space = made["name"].as_str().unwrap();
        let url = target(&webhook(w, space, "News").await);
        sent(w, &url, json!({"text": "Hear, <users/all>"})).await;
    })
    .await;
}
