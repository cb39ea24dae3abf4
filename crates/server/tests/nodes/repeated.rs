//! The same request on two nodes at once is done once.

use std::collections::HashSet;

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::team::{ReadJson, SendJson, Team};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_request_id_makes_one_message() {
    let Some(team) = Team::start(2, &[]).await else {
        return;
    };
    for round in 0..20 {
        let path = format!("v1/{}/messages?requestId=same-{round}", team.space);
        let sent = (0..8).map(|n| {
            let body = json!({"text": format!("round {round}")});
            team.post(n % 2, &path, 1).json(&body).send()
        });
        let mut names = HashSet::new();
        for answer in join_all(sent).await {
            let answer = answer.unwrap();
            assert_eq!(answer.status(), 200);
            let message: Value = answer.json().await.unwrap();
            names.insert(message["name"].as_str().unwrap().to_owned());
        }
        assert_eq!(names.len(), 1, "{names:?}");
    }
    assert_eq!(team.messages(1).await.len(), 20);
    team.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_message_id_belongs_to_one_message() {
    let Some(team) = Team::start(2, &[]).await else {
        return;
    };
    for round in 0..20 {
        let path = format!("v1/{}/messages?messageId=client-{round}", team.space);
        let sent = (0..8).map(|n| {
            let body = json!({"text": format!("sender {n}")});
            team.post(n % 2, &path, 1).json(&body).send()
        });
        let statuses: Vec<u16> = join_all(sent)
            .await
            .into_iter()
            .map(|answer| answer.unwrap().status().as_u16())
            .collect();
        let made = statuses.iter().filter(|status| **status == 200).count();
        assert_eq!(made, 1, "{statuses:?}");
        assert!(statuses.iter().all(|status| [200, 409].contains(status)));
    }
    assert_eq!(team.messages(0).await.len(), 20);
    team.end().await;
}
