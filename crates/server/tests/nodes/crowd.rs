//! Fifty writers and fifty listeners on two nodes, one of which is killed
//! again and again: everybody hears every message once, in order.

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::future::join_all;
use serde_json::Value;
use tokio::time::{Instant, sleep};

use crate::team::Team;
use crate::{PATIENCE, rounds, until};

const WRITERS: usize = 50;
const LISTENERS: usize = 50;
/// Between a start and the next kill.
const LIFE: Duration = Duration::from_secs(3);

/// What one listener was told, by name.
#[derive(Default)]
pub struct Heard {
    pub names: Mutex<Vec<String>>,
    pub connected: AtomicBool,
    pub connections: Mutex<usize>,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_misses_anything_when_nodes_are_killed() {
    let Some(team) = Team::start(2, &[]).await else {
        return;
    };
    let team = Arc::new(team);
    let over = Arc::new(AtomicBool::new(false));
    let heard: Vec<Arc<Heard>> = (0..LISTENERS).map(|_| Arc::default()).collect();
    let listening: Vec<_> = heard
        .iter()
        .enumerate()
        .map(|(n, heard)| tokio::spawn(listen(team.clone(), n, heard.clone())))
        .collect();
    for one in &heard {
        until("everybody listens", async || {
            one.connected.load(Ordering::SeqCst)
        })
        .await;
    }
    let writing: Vec<_> = (0..WRITERS)
        .map(|n| tokio::spawn(write(team.clone(), n, over.clone())))
        .collect();
    for round in 0..rounds(4) {
        sleep(LIFE).await;
        let node = &team.nodes[round % 2];
        node.kill();
        sleep(Duration::from_millis(300)).await;
        tokio::task::block_in_place(|| node.again());
    }
    sleep(LIFE).await;
    over.store(true, Ordering::SeqCst);
    let acknowledged = join_all(writing).await.into_iter().flat_map(Result::unwrap);
    let acknowledged: HashSet<String> = acknowledged.collect();

    // What was not acknowledged may be there too; who was told of it counts.
    let kept: Vec<String> = team.messages(1).await.into_iter().map(|m| m.0).collect();
    assert!(acknowledged.len() > WRITERS, "{}", acknowledged.len());
    assert!(
        kept.iter()
            .filter(|name| acknowledged.contains(*name))
            .count()
            == acknowledged.len()
    );
    wait_for_all(&heard, kept.len()).await;
    for (n, one) in heard.iter().enumerate() {
        let names = one.names.lock().unwrap().clone();
        if names != kept {
            let what = format!("listener {n}: {} of {}", names.len(), kept.len());
            panic!("{what}\n{}", trouble(&team, &heard).await);
        }
    }
    let connections: usize = heard
        .iter()
        .map(|one| *one.connections.lock().unwrap())
        .sum();
    println!("{} messages, {connections} connections", kept.len());
    assert!(connections > LISTENERS);
    listening.iter().for_each(tokio::task::JoinHandle::abort);
    join_all(listening).await;
    Arc::into_inner(team).unwrap().end().await;
}

/// However slow the machine: as long as somebody hears something, it goes on.
async fn wait_for_all(heard: &[Arc<Heard>], wanted: usize) {
    let (mut before, mut end) = (0, Instant::now() + PATIENCE);
    while Instant::now() < end {
        let counts = heard.iter().map(|one| one.names.lock().unwrap().len());
        let counts: Vec<usize> = counts.collect();
        if counts.iter().all(|count| *count >= wanted) {
            return;
        }
        let sum = counts.iter().sum();
        if sum > before {
            (before, end) = (sum, Instant::now() + PATIENCE);
        }
        sleep(Duration::from_millis(20)).await;
    }
}

/// What helps to find out why somebody was not told.
async fn trouble(team: &Team, heard: &[Arc<Heard>]) -> String {
    let counts: Vec<(usize, usize)> = heard
        .iter()
        .map(|one| {
            (
                one.names.lock().unwrap().len(),
                *one.connections.lock().unwrap(),
            )
        })
        .collect();
    let client = team.database.client().await;
    let row = client
        .query_one(
            "SELECT (SELECT count(*) || ' events up to ' || max(seq) FROM events),
                 (SELECT string_agg(format('%s %s %s %s', datname, state, now() - xact_start,
                     left(query, 80)), chr(10))
                  FROM pg_stat_activity WHERE backend_xid IS NOT NULL)",
            &[],
        )
        .await
        .unwrap();
    let events: String = row.get(0);
    let transactions: Option<String> = row.get(1);
    let log = |number: usize| {
        let log = team.nodes[number].log();
        let lines = log.lines().filter(|line| !line.contains("INFO request"));
        let lines: Vec<&str> = lines.collect();
        lines[lines.len().saturating_sub(20)..].join("\n")
    };
    format!(
        "heard and connections: {counts:?}\n{events}\n{transactions:?}\n{}\n{}",
        log(0),
        log(1)
    )
}

/// The names of everything that was acknowledged.
async fn write(team: Arc<Team>, n: usize, over: Arc<AtomicBool>) -> Vec<String> {
    let mut names = Vec::new();
    while !over.load(Ordering::SeqCst) {
        let text = format!("writer {n}, message {}", names.len());
        let who = n % team.tokens.len();
        names.push(team.write_surely(n, who, &text).await);
        sleep(Duration::from_millis(300)).await;
    }
    names
}

/// Listens for ever, and goes on with the other node when one is gone.
async fn listen(team: Arc<Team>, n: usize, heard: Arc<Heard>) {
    let mut last = None;
    for node in n.. {
        let url = team.nodes[node % 2].url();
        hear(&team, &url, n % team.tokens.len(), &mut last, &heard).await;
        sleep(Duration::from_millis(100)).await;
    }
}

/// One connection, until it ends.
pub async fn hear(team: &Team, url: &str, who: usize, last: &mut Option<String>, heard: &Heard) {
    let events = team.client.get(format!("{url}/confab/v1/events"));
    let mut request = events
        .bearer_auth(&team.tokens[who])
        .timeout(Duration::from_secs(3_600));
    if let Some(last) = &last {
        request = request.header("last-event-id", last);
    }
    let Ok(mut answer) = request.send().await else {
        return;
    };
    if answer.status() != 200 {
        return;
    }
    *heard.connections.lock().unwrap() += 1;
    let mut read = Vec::new();
    while let Ok(Some(part)) = answer.chunk().await {
        read.extend_from_slice(&part);
        while let Some(at) = read.windows(2).position(|pair| pair == b"\n\n") {
            let frame: Vec<u8> = read.drain(..at + 2).collect();
            note(std::str::from_utf8(&frame).unwrap(), last, heard);
        }
    }
}

fn note(frame: &str, last: &mut Option<String>, heard: &Heard) {
    assert!(!frame.contains("event: reset"), "{frame}");
    for line in frame.lines() {
        if let Some(id) = line.strip_prefix("id: ") {
            *last = Some(id.to_owned());
            heard.connected.store(true, Ordering::SeqCst);
        }
        if let Some(data) = line.strip_prefix("data: ") {
            let event: Value = serde_json::from_str(data).unwrap();
            let message = &event["spaceEvent"]["messageCreatedEventData"]["message"]["name"];
            if let Some(name) = message.as_str() {
                heard.names.lock().unwrap().push(name.to_owned());
            }
        }
    }
}
