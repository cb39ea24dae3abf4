//! One message at a time: how long after a create begins does somebody who
//! listens have the message. Nothing else happens meanwhile, so the figures are
//! those of the way itself: request, commit with its fsync, log, stream. In a new
//! space, and in one that holds many messages.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use http::Method;
use serde_json::json;
use tempfile::TempDir;
use tokio::time::{sleep, timeout};

use crate::Result;
use crate::cases::{Ground, text};
use crate::connection::{Body, Connection};
use crate::fanout::Listener;
use crate::growth::fill::fill;
use crate::report::Row;
use crate::server::{Server, own_cpu_seconds};
use crate::stats::Latencies;

const MANY: u64 = 100_000;
/// Between two messages, so that each finds everybody at rest.
const PAUSE: Duration = Duration::from_millis(5);
const WARM_UP: usize = 20;
const PATIENCE: Duration = Duration::from_secs(10);

pub async fn measure(program: &Path, length: Duration) -> Result<Vec<Row>> {
    let folder = TempDir::new()?;
    let server = Server::start(program, &folder)?;
    let mut ground = Ground::new(&server).await?;
    let listener = ground.member(&server, 0).await?;
    let fresh = drive("delivery", &server, &ground, &listener, length / 2).await?;
    drop(server);
    eprintln!("delivery: filling up to {MANY} messages …");
    fill(&folder, &ground, MANY).await?;
    let server = Server::start(program, &folder)?;
    ground.port = server.port;
    let name = "delivery at 100000";
    let full = drive(name, &server, &ground, &listener, length / 2).await?;
    Ok(vec![fresh, full])
}

async fn drive(
    name: &str,
    server: &Server,
    ground: &Ground,
    listener: &str,
    length: Duration,
) -> Result<Row> {
    let body = |number| json!({"text": text(number)}).to_string().into();
    let body = Body::Numbered(Box::new(body));
    let shot = Arc::new(ground.rest(Method::POST, "/v1/{space}/messages", body));
    let mut sender = Connection::open(server.port, &shot).await?;
    let mut listener = Listener::open(server.port, listener).await?;
    let mut latencies = Latencies::default();
    let (mut cpu, mut own, mut begin) = (0.0, 0.0, Instant::now());
    let mut number = 0;
    while number <= WARM_UP || begin.elapsed() < length {
        if number == WARM_UP {
            (cpu, own) = (server.cpu_seconds()?, own_cpu_seconds()?);
            begin = Instant::now();
        }
        let start = Instant::now();
        let (sent, took) = tokio::join!(
            sender.send(number as u64),
            timeout(PATIENCE, arrival(&mut listener, number, start)),
        );
        sent?;
        let took = took.map_err(|_| format!("message {number} does not arrive"))??;
        if number >= WARM_UP {
            latencies.push(took);
        }
        number += 1;
        sleep(PAUSE).await;
    }
    let requests = latencies.len();
    let seconds = begin.elapsed().as_secs_f64();
    let cpu_seconds = server.cpu_seconds()? - cpu;
    let each = |seconds: f64| seconds * 1e6 / requests.max(1) as f64;
    Ok(Row {
        name: name.to_owned(),
        requests,
        errors: 0,
        seconds,
        requests_per_second: requests as f64 / seconds,
        latency: latencies.percentiles(),
        cpu_seconds,
        cpu_micros_per_request: each(cpu_seconds),
        own_cpu_micros_per_request: each(own_cpu_seconds()? - own),
        peak_memory: server.peak_memory()?,
        ratio_to_ceiling: None,
        cpu_micros_above_ceiling: None,
        ratio_to_smaller: Default::default(),
    })
}

/// How long after `start` the listener has the message; it must be the next one.
async fn arrival(listener: &mut Listener, number: usize, start: Instant) -> Result<Duration> {
    loop {
        match listener.take() {
            Some(heard) if heard == number => return Ok(start.elapsed()),
            Some(heard) => return Err(format!("message {heard} instead of {number}").into()),
            None => listener.more().await?,
        }
    }
}
