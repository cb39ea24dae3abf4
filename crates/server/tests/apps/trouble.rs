//! Endpoints that hang, fail or answer nonsense: the person sees what Google
//! shows, the inspector says what was wrong, nobody else suffers.

use domain::apps::EventFormat;
use serde_json::{Value, json};

use crate::stage::{Endpoint, Stage, user_name};

/// What the inspector says of the first failed message, and what it led to.
async fn failed(answer: (u16, String)) -> (Value, Value) {
    let hangs = answer.0 == 0;
    let stage = Stage::with_deadline(if hangs { "2" } else { "20" }).await;
    let endpoint = Endpoint::start(move |asked| match asked.body["type"].as_str() {
        Some("MESSAGE") => answer.clone(),
        _ => (200, String::new()),
    })
    .await;
    let app = stage.app("Robo", &endpoint.url, EventFormat::Chat).await;
    let space = stage.space("Apps", &app).await;
    stage
        .say("alice", &space, &format!("<{}> hi", user_name(app.id)))
        .await;
    let delivery = stage
        .delivery(&app, |d| {
            d["eventType"] == "MESSAGE" && d["attempts"].is_array() && d["outcome"].is_string()
        })
        .await;
    let before = stage.messages("alice", &space).await.len();
    assert_eq!(before, 1, "a failure posts nothing");
    let notices = stage
        .get("alice", &format!("/confab/v1/{space}/appNotices"))
        .await;
    stage.running.stop().await;
    (delivery, notices)
}

#[tokio::test]
async fn what_is_no_answer_is_told_and_not_asked_again() {
    let check = async |answer: (u16, String), part: &str| {
        let (delivery, notices) = failed(answer).await;
        let outcome = delivery["outcome"].as_str().unwrap();
        assert!(outcome.contains(part), "{outcome}");
        assert_eq!(delivery["state"], "FAILED");
        assert_eq!(delivery["attempts"].as_array().unwrap().len(), 1);
        assert_eq!(
            notices["notices"][0]["result"]["error"],
            "Robo not responding"
        );
    };
    tokio::join!(
        check((200, "<html>".into()), "reply invalid: not JSON"),
        check((200, "[1]".into()), "reply invalid: not a JSON object"),
        check(
            (200, "x".repeat(10 << 20)),
            "the answer is longer than 1048576 bytes"
        ),
        check((200, json!({"text": 5}).to_string()), "reply invalid"),
        check(
            (200, json!({"text": "x".repeat(40_000)}).to_string()),
            "longer than 32000 bytes"
        ),
        check(
            (
                200,
                json!({"actionResponse": {"type": "UPDATE_MESSAGE"}, "text": "x"}).to_string()
            ),
            "UPDATE_MESSAGE is no answer to MESSAGE"
        ),
        check(
            (
                200,
                json!({"actionResponse": {"type": "REQUEST_CONFIG"}}).to_string()
            ),
            "actionResponse.url"
        ),
        check(
            (200, json!({"hostAppDataAction": {}}).to_string()),
            "an answer of the add-on format"
        ),
    );
}

#[tokio::test]
async fn what_fails_is_tried_again() {
    let check = async |status: u16, part: &str| {
        let (delivery, _) = failed((status, String::new())).await;
        let outcome = delivery["outcome"].as_str().unwrap();
        assert!(
            outcome.contains(part) && outcome.ends_with("another attempt follows"),
            "{outcome}"
        );
        assert_eq!(delivery["state"], "WAITING");
        assert!(delivery["nextAttemptTime"].is_string());
    };
    tokio::join!(
        check(500, "endpoint answered 500"),
        check(
            401,
            "it did not accept the request's token, whose audience is the endpoint's URL"
        ),
        check(302, "redirects are not followed"),
        check(0, "no answer within 2 seconds"),
    );
}

#[tokio::test]
async fn attempts_end_and_a_later_one_may_succeed() {
    let stage = Stage::start().await;
    let endpoint = Endpoint::start(|asked| {
        let message = asked.body["message"]["argumentText"]
            .as_str()
            .unwrap_or_default();
        (
            if message.contains("never") { 503 } else { 200 },
            String::new(),
        )
    })
    .await;
    let app = stage.app("Robo", &endpoint.url, EventFormat::Chat).await;
    let space = stage.space("Apps", &app).await;
    stage
        .say("alice", &space, &format!("<{}> never", user_name(app.id)))
        .await;
    let attempts = |d: &Value| d["attempts"].as_array().map_or(0, Vec::len);
    for n in 1..=3 {
        stage
            .delivery(&app, |d| attempts(d) == n && d["state"] == "WAITING")
            .await;
        stage.hurry().await;
    }
    let last = stage.delivery(&app, |d| d["state"] == "FAILED").await;
    assert_eq!(attempts(&last), 4);
    assert_eq!(last["outcome"], "endpoint answered 503");
    stage.running.stop().await;
}

#[tokio::test]
async fn a_hanging_app_holds_up_nobody() {
    let stage = Stage::start().await;
    let hanging = Endpoint::start(|_| (0, String::new())).await;
    let quick = Endpoint::says(json!({"text": "quick"})).await;
    let slow = stage.app("Slow", &hanging.url, EventFormat::Chat).await;
    let fast = stage.app("Fast", &quick.url, EventFormat::Chat).await;
    let space = stage.space("Apps", &slow).await;
    stage.install(&fast, &space).await;
    for n in 0..40 {
        stage
            .say("alice", &space, &format!("<{}> {n}", user_name(slow.id)))
            .await;
    }
    let sent = stage
        .say("alice", &space, &format!("<{}> now", user_name(fast.id)))
        .await;
    let thread = sent["thread"]["name"].clone();
    stage
        .message("alice", &space, |m| {
            m["text"] == "quick" && m["thread"]["name"] == thread
        })
        .await;
    assert!(
        hanging.requests().len() <= 16,
        "{}",
        hanging.requests().len()
    );
    stage.running.stop().await;
}

#[tokio::test]
async fn nothing_is_lost_when_the_server_stops() {
    use server::serve;
    use server::settings::Settings;
    let data = tempfile::tempdir().unwrap();
    let path = data.path().to_str().unwrap().to_owned();
    let start = async || {
        let arguments = ["--data", &path, "--dev", "--listen", "127.0.0.1:0"];
        serve::start(Settings::from_arguments(arguments).unwrap())
            .await
            .unwrap()
    };
    let stage = Stage::on(start().await);
    let endpoint = Endpoint::says(json!({"text": "late"})).await;
    // Nobody is there yet.
    let app = stage
        .app("Robo", "http://127.0.0.1:1/", EventFormat::Chat)
        .await;
    let space = stage.space("Apps", &app).await;
    stage
        .say("alice", &space, &format!("<{}> hi", user_name(app.id)))
        .await;
    stage
        .delivery(&app, |d| {
            d["eventType"] == "MESSAGE" && d["state"] == "WAITING"
        })
        .await;
    stage.running.stop().await;

    let stage = Stage::on(start().await);
    let url = endpoint.url.clone();
    let store = &stage.running.server.store;
    static MOVE: store::Sql =
        store::Sql::new("UPDATE deliveries SET url = $1, due_time = 0 WHERE state = 1");
    let moved = store
        .write(move |tx| Box::pin(async move { tx.execute(&MOVE, &[url.as_str().into()]).await }));
    assert_eq!(moved.await.unwrap(), 2);
    stage
        .message("alice", &space, |m| {
            m["text"] == "late" && m["threadReply"] == true
        })
        .await;
    let told = endpoint
        .requests()
        .iter()
        .filter(|asked| asked.body["type"] == "MESSAGE")
        .count();
    assert_eq!(told, 1);
    stage.running.stop().await;
}
