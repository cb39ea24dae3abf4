//! How long it takes from starting the program on existing data to its first
//! answer.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use http::Method;
use tempfile::TempDir;

use crate::Result;
use crate::connection::{Body, Connection, Shot};
use crate::report::Row;
use crate::server::Server;
use crate::stats::{Latencies, median};

const STARTS: usize = 20;

pub async fn measure(program: &Path) -> Result<Row> {
    let folder = TempDir::new()?;
    // The first start makes the database, which is not what is measured.
    drop(Server::start(program, &folder)?);
    let ready = Arc::new(Shot {
        grpc: false,
        method: Method::GET,
        path: "/readyz".to_owned(),
        token: String::new(),
        body: Body::empty(),
        status: 200,
    });
    let (mut latencies, mut rates) = (Latencies::default(), Vec::new());
    let (mut total, mut cpu_seconds, mut peak_memory) = (Duration::ZERO, 0.0, 0);
    for _ in 0..STARTS {
        let start = Instant::now();
        let server = Server::start(program, &folder)?;
        Connection::open(server.port, &ready).await?.send(0).await?;
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
        peak_memory,
        ratio_to_ceiling: None,
        cpu_micros_above_ceiling: None,
        ratio_to_smaller: BTreeMap::new(),
    })
}
