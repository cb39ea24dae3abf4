//! Behaviour table of GetAvailability.
//! Behaviour table of UpdateAvailability.
//! Behaviour table of MarkAsActive.
//! Behaviour table of MarkAsAway.
//! Behaviour table of MarkAsDoNotDisturb.
//! Source: today's discovery document: Availability, CustomStatus and the
//! methods of users.availability.

use serde_json::{Value, json};

use crate::harness::{As, Refusal, World, assert_refused, both};

const NAME: &str = "users/me/availability";

async fn call(w: &World, rpc: &str, mut request: Value) -> Result<Value, Refusal> {
    request["name"] = NAME.into();
    w.call(As::user("bob"), rpc, request).await
}

async fn state(w: &World) -> Value {
    call(w, "GetAvailability", json!({})).await.unwrap()["state"].clone()
}

#[tokio::test]
async fn states_are_chosen() {
    both(async |w| {
        // Nobody is connected: away, until somebody says something else.
        assert_eq!(state(w).await, "AWAY");
        let active = call(w, "MarkAsActive", json!({"ttl": "600s"}))
            .await
            .unwrap();
        let name = format!("users/{}/availability", w.id("bob"));
        assert_eq!(active, json!({"name": name, "state": "ACTIVE"}));
        assert_eq!(state(w).await, "ACTIVE");
        let away = call(w, "MarkAsAway", json!({})).await.unwrap();
        assert_eq!(away["state"], "AWAY");
        let quiet = call(w, "MarkAsDoNotDisturb", json!({"ttl": "3600s"}))
            .await
            .unwrap();
        assert_eq!(quiet["state"], "DO_NOT_DISTURB");
        assert!(quiet["doNotDisturbMetadata"]["expirationTime"].is_string());
        assert_eq!(call(w, "GetAvailability", json!({})).await.unwrap(), quiet);
        let back = call(w, "MarkAsActive", json!({})).await.unwrap();
        assert_eq!(back["state"], "AWAY", "as the connections say");
        assert_eq!(back["doNotDisturbMetadata"], Value::Null);
    })
    .await;
}

#[tokio::test]
async fn choices_end_within_a_year() {
    both(async |w| {
        for (rpc, request, part) in [
            (
                "MarkAsDoNotDisturb",
                json!({}),
                "needs an expire_time or a ttl",
            ),
            ("MarkAsDoNotDisturb", json!({"ttl": "0s"}), "in the future"),
            (
                "MarkAsDoNotDisturb",
                json!({"ttl": "40000000s"}),
                "within a year",
            ),
            (
                "MarkAsDoNotDisturb",
                json!({"expireTime": "2020-01-01T00:00:00Z"}),
                "future",
            ),
            ("MarkAsActive", json!({"ttl": "-5s"}), "in the future"),
        ] {
            assert_refused(call(w, rpc, request).await, "INVALID_ARGUMENT", part);
        }
    })
    .await;
}

async fn status(w: &World, status: Value, mask: &str) -> Result<Value, Refusal> {
    let availability = json!({"name": NAME, "customStatus": status});
    let request = json!({"availability": availability, "updateMask": mask});
    w.call(As::user("bob"), "UpdateAvailability", request).await
}

#[tokio::test]
async fn a_status_has_a_text_and_an_emoji() {
    both(async |w| {
        let emoji = json!({"unicode": "🌴"});
        let given = json!({"text": "On leave", "emoji": emoji, "ttl": "600s"});
        let saved = status(w, given, "customStatus").await.unwrap();
        assert_eq!(saved["customStatus"]["text"], "On leave");
        assert_eq!(saved["customStatus"]["emoji"], emoji);
        assert!(saved["customStatus"]["expireTime"].is_string());
        // What one chooses to seem does not touch it.
        let away = call(w, "MarkAsAway", json!({})).await.unwrap();
        assert_eq!(away["customStatus"], saved["customStatus"]);
        for (given, mask, part) in [
            (
                json!({"text": "", "emoji": emoji}),
                "customStatus",
                "1 to 64",
            ),
            (
                json!({"text": "x".repeat(65), "emoji": emoji}),
                "customStatus",
                "1 to 64",
            ),
            (json!({"text": "x"}), "custom_status", "Unicode emoji"),
            (
                json!({"text": "x", "emoji": {"unicode": "no"}}),
                "custom_status",
                "Unicode emoji",
            ),
            (
                json!({"text": "x", "emoji": emoji, "expireTime": "2020-01-01T00:00:00Z"}),
                "customStatus",
                "in the future",
            ),
            (
                json!({"text": "x", "emoji": emoji}),
                "state",
                "not supported",
            ),
            (json!({"text": "x", "emoji": emoji}), "", "required"),
        ] {
            assert_refused(status(w, given, mask).await, "INVALID_ARGUMENT", part);
        }
        let gone = status(w, Value::Null, "customStatus").await.unwrap();
        assert_eq!(gone["customStatus"], Value::Null);
    })
    .await;
}

#[tokio::test]
async fn callers_name_themselves() {
    both(async |w| {
        for user in ["bob@example.com", &w.id("bob")] {
            let request = json!({"name": format!("users/{user}/availability")});
            w.ok(As::user("bob"), "GetAvailability", request).await;
        }
        for user in ["alice@example.com", &w.id("alice"), "app", "nobody"] {
            let request = json!({"name": format!("users/{user}/availability")});
            let outcome = w.call(As::user("bob"), "GetAvailability", request).await;
            assert_refused(outcome, "PERMISSION_DENIED", "own availability");
        }
    })
    .await;
}
