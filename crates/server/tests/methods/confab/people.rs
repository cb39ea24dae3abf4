//! Behaviour table of confab.v1.PeopleService/SearchPeople.

use serde_json::{Value, json};

use crate::harness::{As, World, both};

const RPC: &str = "confab.v1.PeopleService/SearchPeople";

/// The names of those found, from pages of one each.
async fn find(w: &World, who: &'static str, query: &str) -> Vec<String> {
    let (mut found, mut token) = (Vec::new(), Value::Null);
    loop {
        let request = json!({"query": query, "pageSize": 1, "pageToken": token});
        let page = w.ok(As::user(who), RPC, request).await;
        for person in page["people"].as_array().into_iter().flatten() {
            found.push(person["displayName"].as_str().unwrap().to_owned());
        }
        token = page["nextPageToken"].clone();
        if token.is_null() {
            return found;
        }
    }
}

/// Source: Confab's own; as people's pickers of chat programs do.
#[tokio::test]
async fn people_are_found_by_the_beginnings_of_words() {
    both(async |w| {
        let check = async |query: &str, expected: &[&str]| {
            assert_eq!(find(w, "alice", query).await, expected, "{query}");
        };
        check("al", &["Alice"]).await;
        check("ALICE", &["Alice"]).await;
        check("bob@ex", &["Bob"]).await;
        check("lice", &[]).await;
        check("alice bob", &[]).await;
        check("carol carol@example.com", &["Carol"]).await;
        check("", &["Alice", "Bob", "Carol", "Dave", "Erin"]).await;
        check("%", &["Alice", "Bob", "Carol", "Dave", "Erin"]).await;
        let request = json!({"query": "bob"});
        let page = w.ok(As::user("alice"), RPC, request).await;
        let bob = json!({"name": w.name("bob"), "displayName": "Bob", "domainId": "1a2b3c4",
            "email": "bob@example.com", "type": "HUMAN"});
        assert_eq!(page, json!({"people": [bob]}));
    })
    .await;
}

/// Source: Confab's own; who is disabled, and apps, are not to write to.
#[tokio::test]
async fn the_disabled_and_apps_are_not_found() {
    both(async |w| {
        let bob = w.user_id("bob");
        let disable = w
            .running
            .server
            .store
            .write(move |tx| Box::pin(store::users::set_disabled(tx, bob, true)));
        disable.await.unwrap();
        assert_eq!(find(w, "alice", "bob").await, [""; 0]);
        assert_eq!(find(w, "alice", "robo").await, [""; 0]);
    })
    .await;
}

/// Source: Confab's own; queries are bounded.
#[tokio::test]
async fn refusals() {
    both(async |w| {
        for request in [
            json!({"query": "x".repeat(1_001)}),
            json!({"pageSize": -1}),
            json!({"pageToken": "x"}),
        ] {
            let refused = w.call(As::user("alice"), RPC, request).await;
            assert_eq!(refused.unwrap_err().status, "INVALID_ARGUMENT");
        }
    })
    .await;
}
