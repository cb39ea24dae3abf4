//! Two nodes on one database: messages by the clock to the one, listeners on the
//! other. How long after the sender had its answer, which comes behind the
//! commit, and how long after the request was due, has each listener the message?
//! One that is missing or comes twice is an error.

use std::path::Path;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use tempfile::TempDir;
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::timeout;

use super::database::Database;
use crate::Result;
use crate::cases::{Ground, create_rest};
use crate::connection::Connection;
use crate::fanout::Listener;
use crate::pace::tick;
use crate::report::Row;
use crate::server::{Server, own_cpu_seconds};
use crate::stats::Latencies;

const PER_SECOND: f64 = 200.0;
/// Enough that the clock is kept though a create takes long.
const SENDERS: usize = 16;
const LISTENERS: usize = 8;
const WARM_UP: Duration = Duration::from_secs(1);
/// For the last messages to arrive.
const PATIENCE: Duration = Duration::from_secs(10);

/// When a message was to be sent, and when its sender had the answer.
#[derive(Default)]
struct Told {
    due: OnceLock<Instant>,
    committed: OnceLock<Instant>,
}

type Messages = Arc<Vec<Told>>;

/// When a listener had which message.
type Heard = Vec<(usize, Instant)>;

pub async fn measure(program: &Path, url: &str, length: Duration) -> Result<Vec<Row>> {
    let database = Database::create(url).await?;
    let folders = [TempDir::new()?, TempDir::new()?];
    let first = Server::start_on(program, &folders[0], &database.url)?;
    let second = Server::start_on(program, &folders[1], &database.url)?;
    let ground = Ground::new(&first).await?;
    let token = ground.member(&first, 0).await?;
    let length = length + WARM_UP;
    let count = (PER_SECOND * length.as_secs_f64()) as usize;
    let messages: Messages = Arc::new((0..count).map(|_| Told::default()).collect());
    let mut listening = JoinSet::new();
    for _ in 0..LISTENERS {
        let listener = Listener::open(second.port, &token).await?;
        listening.spawn(hear(listener, count));
    }
    let cpu = || -> Result<f64> { Ok(first.cpu_seconds()? + second.cpu_seconds()?) };
    let (before, own, start) = (cpu()?, own_cpu_seconds()?, Instant::now());
    let mut errors = send(&ground, &messages, length).await?;
    let mut heard = Vec::new();
    while let Some(ended) = listening.join_next().await {
        let one = ended??;
        errors += wrong(&one, count);
        heard.extend(one);
    }
    let whole = Whole {
        errors,
        seconds: start.elapsed().as_secs_f64(),
        cpu_seconds: cpu()? - before,
        own_cpu_seconds: own_cpu_seconds()? - own,
        peak_memory: first.peak_memory()?.max(second.peak_memory()?),
    };
    let commit = latencies(&heard, &messages, |told| &told.committed);
    let request = latencies(&heard, &messages, |told| &told.due);
    drop((first, second));
    database.drop().await?;
    Ok(vec![
        whole.row("commit to another node", commit),
        whole.row("request to another node", request),
    ])
}

/// What both rows have in common.
struct Whole {
    errors: u64,
    seconds: f64,
    cpu_seconds: f64,
    own_cpu_seconds: f64,
    peak_memory: u64,
}

impl Whole {
    fn row(&self, name: &str, latencies: Latencies) -> Row {
        let requests = latencies.len();
        let each = |seconds: f64| seconds * 1e6 / requests.max(1) as f64;
        Row {
            name: name.to_owned(),
            requests,
            errors: self.errors,
            seconds: self.seconds,
            requests_per_second: requests as f64 / self.seconds,
            latency: latencies.percentiles(),
            cpu_seconds: self.cpu_seconds,
            cpu_micros_per_request: each(self.cpu_seconds),
            own_cpu_micros_per_request: each(self.own_cpu_seconds),
            peak_memory: self.peak_memory,
            ratio_to_ceiling: None,
            cpu_micros_above_ceiling: None,
            ratio_to_smaller: Default::default(),
        }
    }
}

/// By the clock, over many connections; answers how many were refused.
async fn send(ground: &Ground, messages: &Messages, length: Duration) -> Result<u64> {
    let shot = Arc::new(create_rest(ground));
    let (mut clocks, mut running) = (Vec::new(), JoinSet::new());
    for first in 0..SENDERS {
        // Bounded by the messages there are.
        let (clock, due) = mpsc::unbounded_channel();
        clocks.push(clock);
        let connection = Connection::open(ground.port, &shot).await?;
        running.spawn(keep_up(
            connection,
            ground.port,
            due,
            messages.clone(),
            first,
        ));
    }
    let ticking = std::thread::spawn(move || tick(&clocks, PER_SECOND, length));
    let mut failed = 0;
    while let Some(ended) = running.join_next().await {
        failed += ended??;
    }
    ticking.join().map_err(|_| "the clock stopped")?;
    Ok(failed)
}

async fn keep_up(
    mut connection: Connection,
    port: u16,
    mut due: mpsc::UnboundedReceiver<Instant>,
    messages: Messages,
    first: usize,
) -> Result<u64> {
    let mut failed = 0;
    for told in messages.iter().enumerate().skip(first).step_by(SENDERS) {
        let (number, told) = told;
        let Some(due) = due.recv().await else { break };
        told.due.get_or_init(|| due);
        match connection.send(number as u64).await {
            Ok(_) => {
                told.committed.get_or_init(Instant::now);
            }
            Err(error) => {
                eprintln!("bench: {error}");
                failed += 1;
                connection = connection.again(port).await?;
            }
        }
    }
    Ok(failed)
}

/// Until it has all, or nothing comes any more.
async fn hear(mut listener: Listener, count: usize) -> Result<Heard> {
    let mut heard = Vec::new();
    while heard.len() < count {
        match timeout(PATIENCE, listener.more()).await {
            Ok(more) => more?,
            Err(_) => break,
        }
        let now = Instant::now();
        while let Some(number) = listener.take() {
            heard.push((number, now));
        }
    }
    Ok(heard)
}

/// How many messages are missing or came again.
fn wrong(heard: &Heard, count: usize) -> u64 {
    let mut times = vec![0_u64; count];
    for (number, _) in heard {
        if let Some(times) = times.get_mut(*number) {
            *times += 1;
        }
    }
    times.iter().map(|times| times.abs_diff(1)).sum()
}

/// Without those of the warm-up.
fn latencies(heard: &Heard, messages: &[Told], from: fn(&Told) -> &OnceLock<Instant>) -> Latencies {
    let warm = (PER_SECOND * WARM_UP.as_secs_f64()) as usize;
    let mut latencies = Latencies::default();
    for (number, at) in heard.iter().filter(|(number, _)| *number >= warm) {
        if let Some(begin) = messages.get(*number).and_then(|told| from(told).get()) {
            latencies.push(at.saturating_duration_since(*begin));
        }
    }
    latencies
}
