//! Behaviour table of confab.v1.PeopleService/SearchGroups and GetGroup.

use serde_json::{Value, json};

use crate::harness::{As, World, both};

const SEARCH: &str = "confab.v1.PeopleService/SearchGroups";
const GET: &str = "confab.v1.PeopleService/GetGroup";

/// The addresses of those found, from pages of one each.
async fn find(w: &World, who: &'static str, query: &str) -> Vec<String> {
    let (mut found, mut token) = (Vec::new(), Value::Null);
    loop {
        let request = json!({"query": query, "pageSize": 1, "pageToken": token});
        let page = w.ok(As::user(who), SEARCH, request).await;
        for group in page["groups"].as_array().into_iter().flatten() {
            found.push(group["email"].as_str().unwrap().to_owned());
        }
        token = page["nextPageToken"].clone();
        if token.is_null() {
            return found;
        }
    }
}

async fn add(w: &World, email: &str, name: &str) {
    let group = server::accounts::new_group(email, name, domain::Time(1)).unwrap();
    let store = &w.running.server.store;
    let write = store
        .write(move |tx| Box::pin(async move { server::accounts::insert_group(tx, &group).await }));
    write.await.unwrap();
}

/// Source: Confab's own; groups are found as people are.
#[tokio::test]
async fn groups_are_found_by_the_beginnings_of_words() {
    both(async |w| {
        add(w, "news.desk@example.com", "News Desk").await;
        add(w, "designers@example.com", "Desk of Design").await;
        let check = async |query: &str, expected: &[&str]| {
            let expected: Vec<String> = expected
                .iter()
                .map(|name| format!("{name}@example.com"))
                .collect();
            assert_eq!(find(w, "alice", query).await, expected, "{query}");
        };
        check("desk", &["designers", "news.desk"]).await;
        check("DESK news", &["news.desk"]).await;
        check("designers@ex", &["designers"]).await;
        check("esk", &[]).await;
        check("", &["designers", "news.desk", "team"]).await;
        // People of other organisations see none.
        assert_eq!(find(w, "erin", "desk").await, [""; 0]);
        let long = json!({"query": "x".repeat(1_001)});
        let refused = w.call(As::user("alice"), SEARCH, long).await;
        assert_eq!(refused.unwrap_err().status, "INVALID_ARGUMENT");
    })
    .await;
}

/// Source: Confab's own; Google's directory is another product.
#[tokio::test]
async fn one_group() {
    both(async |w| {
        let name = w.name("team");
        let found = w.ok(As::user("bob"), GET, json!({"name": name})).await;
        assert_eq!(found["name"], name);
        assert!(
            found["email"].as_str().unwrap().starts_with("team@"),
            "{found}"
        );
        for (who, name, expected) in [
            ("erin", name.as_str(), "NOT_FOUND"),
            ("bob", "groups/77", "NOT_FOUND"),
            ("bob", "groups/team@example.com", "INVALID_ARGUMENT"),
        ] {
            let refused = w.call(As::user(who), GET, json!({"name": name})).await;
            assert_eq!(refused.unwrap_err().status, expected, "{who} {name}");
        }
    })
    .await;
}
