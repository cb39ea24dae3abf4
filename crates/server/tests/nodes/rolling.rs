//! All nodes are restarted one after the other, under load, behind a load
//! balancer: no call fails, and no listener misses anything.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use futures_util::future::join_all;
use reqwest::{Client, StatusCode};
use serde_json::{Value, json};
use tokio::task::block_in_place;

use crate::balancer::Balancer;
use crate::crowd::{Heard, hear};
use crate::team::{ReadJson, SendJson, Team, client};
use crate::{rounds, until};

/// How a client speaks.
#[derive(Clone, Copy)]
enum Speaks {
    Http1,
    Http2,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_call_fails_while_all_nodes_are_restarted() {
    let Some(team) = Team::start(2, &["--drain", "4"]).await else {
        return;
    };
    let team = Arc::new(team);
    let ports: Vec<u16> = team.nodes.iter().map(|node| node.port).collect();
    let balancer = Balancer::to(&ports).await;
    let both = async || balancer.is_ready(0) && balancer.is_ready(1);
    until("both nodes are ready", both).await;
    let over = Arc::new(AtomicBool::new(false));
    let calls = Arc::new(AtomicUsize::new(0));
    let working: Vec<_> = (0..8)
        .map(|n| {
            let speaks = if n % 2 == 0 {
                Speaks::Http1
            } else {
                Speaks::Http2
            };
            let (team, over, calls) = (team.clone(), over.clone(), calls.clone());
            tokio::spawn(work(team, balancer.url(), n, speaks, over, calls))
        })
        .collect();
    let heard: Vec<Arc<Heard>> = (0..4).map(|_| Arc::default()).collect();
    let listening: Vec<_> = heard
        .iter()
        .map(|heard| tokio::spawn(listen(team.clone(), balancer.url(), heard.clone())))
        .collect();
    for one in &heard {
        until("everybody listens", async || {
            one.connected.load(Ordering::SeqCst)
        })
        .await;
    }
    let first = calls.load(Ordering::SeqCst);
    for round in 0..rounds(1) * 2 {
        let node = &team.nodes[round % 2];
        let before = calls.load(Ordering::SeqCst);
        node.signal("-TERM");
        assert!(node.ended().await.success());
        // Calls went on meanwhile.
        assert!(calls.load(Ordering::SeqCst) > before);
        block_in_place(|| node.again());
        until("both nodes are ready", both).await;
    }
    over.store(true, Ordering::SeqCst);
    let mut sent: Vec<String> = Vec::new();
    for one in join_all(working).await {
        sent.extend(one.unwrap());
    }
    assert!(calls.load(Ordering::SeqCst) > first);
    let kept: Vec<String> = team
        .messages(0)
        .await
        .into_iter()
        .map(|one| one.0)
        .collect();
    assert!(sent.iter().all(|name| kept.contains(name)));
    for one in &heard {
        until("everybody has heard it", async || {
            let wanted = told(one, &kept);
            one.names.lock().unwrap().len() >= wanted
        })
        .await;
        let names = one.names.lock().unwrap();
        assert!(kept.ends_with(&names), "{} of {}", names.len(), kept.len());
        assert!(
            *one.connections.lock().unwrap() > 1,
            "streams were not told to go"
        );
    }
    println!("{} calls, none failed", calls.load(Ordering::SeqCst));
    listening.iter().for_each(tokio::task::JoinHandle::abort);
    join_all(listening).await;
    Arc::into_inner(team).unwrap().end().await;
}

/// How many messages there are from the first that a listener was told on.
fn told(one: &Heard, kept: &[String]) -> usize {
    let names = one.names.lock().unwrap();
    let first = names
        .first()
        .and_then(|name| kept.iter().position(|one| one == name));
    kept.len() - first.unwrap_or(0)
}

/// Writes and reads on one connection, as long as it is told to; every failure
/// ends the test.
async fn work(
    team: Arc<Team>,
    url: String,
    n: usize,
    speaks: Speaks,
    over: Arc<AtomicBool>,
    calls: Arc<AtomicUsize>,
) -> Vec<String> {
    let client = match speaks {
        Speaks::Http1 => client(),
        Speaks::Http2 => Client::builder()
            .no_proxy()
            .http2_prior_knowledge()
            .timeout(Duration::from_secs(60))
            .build()
            .unwrap(),
    };
    let messages = format!("{url}/v1/{}/messages", team.space);
    let token = &team.tokens[n % team.tokens.len()];
    let mut names = Vec::new();
    while !over.load(Ordering::SeqCst) {
        let text = json!({"text": format!("worker {n}, message {}", names.len())});
        let written = client.post(&messages).bearer_auth(token).json(&text);
        let written = written
            .send()
            .await
            .unwrap_or_else(|error| panic!("{n}: {error:?}"));
        assert_eq!(written.status(), StatusCode::OK);
        let message: Value = written.json().await.unwrap();
        let name = message["name"].as_str().unwrap().to_owned();
        let read = client.get(format!("{url}/v1/{name}")).bearer_auth(token);
        let read = read
            .send()
            .await
            .unwrap_or_else(|error| panic!("{n}: {error:?}"));
        assert_eq!(read.status(), StatusCode::OK);
        names.push(name);
        calls.fetch_add(2, Ordering::SeqCst);
        tokio::time::sleep(Duration::from_millis(30)).await;
    }
    names
}

async fn listen(team: Arc<Team>, url: String, heard: Arc<Heard>) {
    let mut last = None;
    loop {
        hear(&team, &url, 3, &mut last, &heard).await;
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
