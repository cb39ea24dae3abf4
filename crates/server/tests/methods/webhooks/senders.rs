//! What programs in the wild post to webhooks, each with its own ways.
//! Source: their code and captured posts.

use serde_json::{Value, json};

use super::{post, read, target, webhook};
use crate::harness::{assert_matches, over_rest};

struct Sender {
    name: &'static str,
    content_type: Option<&'static str>,
    /// Behind the URL.
    query: &'static str,
    body: &'static str,
    /// Of the message as people read it.
    message: Value,
}

const JSON: Option<&str> = Some("application/json");
const FALLBACK: &str = "&messageReplyOption=REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD";

fn senders() -> Vec<Sender> {
    vec![
        Sender {
            name: "Grafana: an undocumented field, cards v1",
            content_type: Some("application/json; charset=UTF-8"),
            query: "",
            body: r#"{"previewText":"[FIRING:1] CPU","fallbackText":"[FIRING:1] CPU","cards":[
                {"header":{"title":"[FIRING:1] CPU"},"sections":[{"widgets":[
                    {"textParagraph":{"text":"It is <b>high</b>"}},
                    {"buttons":[{"textButton":{"text":"OPEN IN GRAFANA",
                        "onClick":{"openLink":{"url":"http://grafana:3000/alerting/list"}}}}]},
                    {"textParagraph":{"text":"Grafana v10 | 01 Jan 26 00:00 UTC"}}]}]}]}"#,
            message: json!({"fallbackText": "[FIRING:1] CPU", "cards": "*", "text": null}),
        },
        Sender {
            name: "calert for Alertmanager: the option spelled out, cards v2",
            content_type: JSON,
            query: "&messageReplyOption=MESSAGE_REPLY_OPTION_UNSPECIFIED",
            body: r#"{"cardsV2":[{"cardId":"alertCard","card":{"header":{"title":"Alerts"},
                "sections":[{"header":"HighLoad","collapsible":true,
                    "uncollapsibleWidgetsCount":1,"widgets":[
                    {"decoratedText":{"topLabel":"severity","text":"critical"}},
                    {"buttonList":{"buttons":[{"text":"Graph",
                        "onClick":{"openLink":{"url":"http://prometheus:9090/graph"}}}]}}]}]}}]}"#,
            message: json!({"cardsV2": "*"}),
        },
        Sender {
            name: "calert, text into a thread",
            content_type: JSON,
            query: "&messageReplyOption=REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD&threadKey=8b3c",
            body: r#"{"text":"*HighLoad* (CRITICAL)\n"}"#,
            message: json!({"text": "*HighLoad* (CRITICAL)\n"}),
        },
        Sender {
            name: "Apprise: snake_case",
            content_type: Some("application/json; charset=utf-8"),
            query: FALLBACK,
            body: r#"{"text":"title\nbody","thread":{"thread_key":"k1"}}"#,
            message: json!({"text": "title\nbody"}),
        },
        Sender {
            name: "Jenkins: no content type, an encoded key",
            content_type: None,
            query: "&threadKey=job%20%231%2Fmain&messageReplyOption=REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD",
            body: r#"{"text":"Build #1 <https://ci.example.com/1|SUCCESS>"}"#,
            message: json!({"formattedText": "Build #1 <https://ci.example.com/1|SUCCESS>"}),
        },
        Sender {
            name: "google-chat-action: no cardId, an empty widget",
            content_type: JSON,
            query: "",
            body: r#"{"cardsV2":[{"card":{"header":{"title":"CI","subtitle":"main",
                "imageUrl":"https://example.com/a.png","imageType":"CIRCLE"},
                "sections":[{"widgets":[{},{"decoratedText":{"icon":{"knownIcon":"STAR"},
                    "topLabel":"Result","text":"ok"}}]}]}}]}"#,
            message: json!({"cardsV2": "*"}),
        },
        Sender {
            name: "Gatus: cards v1 with a bool in quotes",
            content_type: JSON,
            query: "",
            body: r#"{"cards":[{"sections":[{"widgets":[{"keyValue":{"topLabel":"endpoint",
                "content":"<font color='#DD0000'>triggered</font>","contentMultiline":"true",
                "bottomLabel":"3 times","icon":"BOOKMARK"}},
                {"keyValue":{"topLabel":"Condition results","content":"x",
                "contentMultiline":"true","icon":"DESCRIPTION"}},
                {"buttons":[{"textButton":{"text":"URL",
                    "onClick":{"openLink":{"url":"https://example.com"}}}}]}]}]}]}"#,
            message: json!({"cards": "*"}),
        },
        Sender {
            name: "curl -d, as a form by its content type",
            content_type: Some("application/x-www-form-urlencoded"),
            query: "",
            body: r#"{"text": "From curl"}"#,
            message: json!({"text": "From curl"}),
        },
    ]
}

#[tokio::test]
async fn their_posts_arrive() {
    over_rest(async |w| {
        let space = w.space("Senders", &[]).await;
        let url = target(&webhook(w, &space, "Sender").await);
        for sender in senders() {
            let target = format!("{url}{}", sender.query);
            let (status, answer) = post(w, &target, sender.content_type, sender.body).await;
            assert_eq!(status, 200, "{}: {answer}", sender.name);
            assert!(answer["thread"]["name"].is_string(), "{}", sender.name);
            assert_matches(&read(w, &answer["name"]).await, &sender.message);
        }
    })
    .await;
}

/// shoutrrr puts the URL together again from its parts; others leave out the
/// padding or encode what need not be.
#[tokio::test]
async fn urls_come_encoded_again() {
    over_rest(async |w| {
        let space = w.space("Urls", &[]).await;
        let url = target(&webhook(w, &space, "Sender").await);
        let (path, query) = url.split_once('?').unwrap();
        let (key, token) = query.split_once('&').unwrap();
        for query in [
            format!("{token}&{key}"),
            format!("{key}&{}", token.replace("%3D", "=")),
            format!("{key}&{}", token.replace("%3D", "%3d")),
            format!("{key}&{}", token.replace("%3D", "")),
            format!("{}&{token}", key.replace("AIza", "%41%49%7a%61")),
        ] {
            let (status, answer) =
                post(w, &format!("{path}?{query}"), JSON, r#"{"text":"x"}"#).await;
            assert_eq!(status, 200, "{query}: {answer}");
        }
    })
    .await;
}
