//! How long it takes from starting the program on existing data to its first
//! answer, and what it holds in memory when nobody has asked it anything.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use http::Method;
use tempfile::TempDir;
use tokio::time::sleep;

use crate::Result;
use crate::cases::Ground;
use crate::connection::{Body, Connection, Shot};
use crate::growth::fill::fill;
use crate::report::Row;
use crate::server::Server;
use crate::stats::{Latencies, median};

const STARTS: usize = 20;
const MESSAGES: u64 = 1_000_000;
/// After which a server that nobody asks anything has settled: the allocator gives
/// back what the start took, hashing passwords above all, after ten seconds.
const SETTLED: Duration = Duration::from_secs(15);

/// With a million messages in one space.
pub async fn measure(program: &Path) -> Result<Row> {
    let folder = TempDir::new()?;
    // The first start makes the database, which is not what is measured.
    let server = Server::start(program, &folder)?;
    let ground = Ground::new(&server).await?;
    drop(server);
    eprintln!("cold-start: filling up to {MESSAGES} messages …");
    fill(&folder, &ground, MESSAGES).await?;
    let (mut latencies, mut rates) = (Latencies::default(), Vec::new());
    let (mut total, mut cpu_seconds, mut peak_memory) = (Duration::ZERO, 0.0, 0);
    for _ in 0..STARTS {
        let start = Instant::now();
        let server = Server::start(program, &folder)?;
        is_ready(&server).await?;
        let took = start.elapsed();
        latencies.push(took);
        rates.push(1.0 / took.as_secs_f64());
        total += took;
        cpu_seconds += server.cpu_seconds()?;
        peak_memory = peak_memory.max(server.peak_memory()?);
    }
    Ok(Row {
        name: "cold-start".to_owned(),
        requests: STARTS,
        errors: 0,
        seconds: total.as_secs_f64(),
        requests_per_second: median(&mut rates),
        latency: latencies.percentiles(),
        cpu_seconds,
        cpu_micros_per_request: cpu_seconds * 1e6 / STARTS as f64,
        own_cpu_micros_per_request: 0.0,
        peak_memory,
        ratio_to_ceiling: None,
        cpu_micros_above_ceiling: None,
        ratio_to_smaller: BTreeMap::new(),
    })
}

/// A new server with the data of `--dev`; its row's memory is what is resident
/// once it has settled, not the peak.
pub async fn idle(program: &Path) -> Result<Row> {
    let folder = TempDir::new()?;
    let start = Instant::now();
    let server = Server::start_with(program, &folder, &["--dev"])?;
    is_ready(&server).await?;
    let mut latencies = Latencies::default();
    latencies.push(start.elapsed());
    sleep(SETTLED).await;
    let cpu_seconds = server.cpu_seconds()?;
    let (memory, peak_memory) = (server.memory()?, server.peak_memory()?);
    eprintln!(
        "idle: {:.1} MB resident, {:.1} at the peak",
        memory as f64 / 1e6,
        peak_memory as f64 / 1e6
    );
    Ok(Row {
        name: "idle".to_owned(),
        requests: 1,
        errors: 0,
        seconds: start.elapsed().as_secs_f64(),
        requests_per_second: 0.0,
        latency: latencies.percentiles(),
        cpu_seconds,
        cpu_micros_per_request: cpu_seconds * 1e6,
        own_cpu_micros_per_request: 0.0,
        peak_memory: memory,
        ratio_to_ceiling: None,
        cpu_micros_above_ceiling: None,
        ratio_to_smaller: BTreeMap::new(),
    })
}

async fn is_ready(server: &Server) -> Result<()> {
    let ready = Arc::new(Shot {
        grpc: false,
        method: Method::GET,
        path: "/readyz".to_owned(),
        token: String::new(),
        body: Body::empty(),
        status: 200,
    });
    Connection::open(server.port, &ready).await?.send(0).await?;
    Ok(())
}
