//! Apps are told of everything though nodes die, and what succeeded is done
//! once.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::time::sleep;

use crate::team::Team;
use crate::until;

/// An app that answers each message with its text, or keeps silent.
#[derive(Clone, Default)]
struct App {
    silent: Arc<AtomicBool>,
    /// Every text that it was told, as often as it was.
    told: Arc<Mutex<Vec<String>>>,
}

impl App {
    async fn start() -> (App, String) {
        let app = App::default();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let router = axum::Router::new()
            .fallback(App::answer)
            .with_state(app.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        (app, url)
    }

    async fn answer(State(app): State<App>, Json(event): Json<Value>) -> Json<Value> {
        if event["type"] != "MESSAGE" {
            return Json(json!({}));
        }
        let text = event["message"]["argumentText"]
            .as_str()
            .unwrap_or_default();
        let text = text.trim().to_owned();
        app.told.lock().unwrap().push(text.clone());
        if app.silent.load(Ordering::SeqCst) {
            sleep(Duration::from_secs(3_600)).await;
        }
        Json(json!({"text": format!("answer to {text}")}))
    }

    fn times(&self, text: &str) -> usize {
        let told = self.told.lock().unwrap();
        told.iter().filter(|one| *one == text).count()
    }
}

/// Puts a new app into the space of all; how people mention it.
fn install(team: &Team, url: &str) -> String {
    let key = team.folder().join("key.json");
    let made = team.admin(&[
        "app",
        "create",
        "Helper",
        "--endpoint",
        url,
        "--key-out",
        key.to_str().unwrap(),
    ]);
    let app = made["app"].as_str().unwrap();
    team.admin(&["app", "install", app, "--space", &team.space]);
    format!("<{}>", made["name"].as_str().unwrap())
}

/// How many answers of the app there are to each text.
async fn answers(team: &Team, node: usize) -> HashMap<String, usize> {
    let mut found = HashMap::new();
    for (_, text) in team.messages(node).await {
        if let Some(asked) = text.strip_prefix("answer to ") {
            *found.entry(asked.to_owned()).or_default() += 1;
        }
    }
    found
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dead_nodes_delivery_is_taken_over() {
    let Some(team) = Team::start(2, &[]).await else {
        return;
    };
    let (app, url) = App::start().await;
    let mention = install(&team, &url);
    // Only the first node can send it.
    team.nodes[1].kill();
    app.silent.store(true, Ordering::SeqCst);
    let (status, _) = team.write(0, 1, &format!("{mention} first")).await;
    assert_eq!(status, 200);
    until("the app is asked", async || app.times("first") == 1).await;
    team.nodes[0].kill();
    app.silent.store(false, Ordering::SeqCst);
    tokio::task::block_in_place(|| team.nodes[1].again());
    until("the other node asks again", async || {
        answers(&team, 1).await.get("first") == Some(&1)
    })
    .await;
    assert_eq!(app.times("first"), 2);

    // It is over: neither node begins anew.
    tokio::task::block_in_place(|| team.nodes[0].again());
    team.write(0, 1, &format!("{mention} second")).await;
    until("the next one is answered", async || {
        answers(&team, 0).await.get("second") == Some(&1)
    })
    .await;
    assert_eq!((app.times("first"), app.times("second")), (2, 1));
    assert_eq!(answers(&team, 0).await["first"], 1);
    team.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn answers_come_once_when_nodes_are_killed() {
    let Some(team) = Team::start(2, &[]).await else {
        return;
    };
    let (app, url) = App::start().await;
    let mention = install(&team, &url);
    const MESSAGES: usize = 40;
    for n in 0..MESSAGES {
        team.write_surely(n, 1, &format!("{mention} {n}")).await;
        if n == 12 || n == 25 {
            let node = &team.nodes[n % 2];
            node.kill();
            tokio::task::block_in_place(|| node.again());
        }
    }
    until("everything is answered", async || {
        answers(&team, 0).await.len() == MESSAGES
    })
    .await;
    let found = answers(&team, 1).await;
    assert!(found.values().all(|times| *times == 1), "{found:?}");
    let told = app.told.lock().unwrap().len();
    assert!((MESSAGES..MESSAGES * 2).contains(&told), "{told}");
    team.end().await;
}
