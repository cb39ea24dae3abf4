//! Measures a case in short rounds that alternate with the ceiling, so that both
//! meet the same machine, and takes medians over the rounds.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tempfile::TempDir;
use tokio::task::JoinSet;

use crate::Result;
use crate::cases::{CEILING, CEILING_GRPC, Case, ceiling, ceiling_grpc};
use crate::connection::{Connection, Shot};
use crate::report::Row;
use crate::server::{Server, own_cpu_seconds};
use crate::stats::{Latencies, median};

const ROUNDS: u32 = 5;
const WARM_UP: Duration = Duration::from_millis(500);

/// The case's row, with its ratio to the ceiling.
pub async fn measure(
    case: &Case,
    program: &Path,
    connections: usize,
    length: Duration,
) -> Result<Vec<Row>> {
    let folder = TempDir::new()?;
    let server = Server::start(program, &folder)?;
    let (ground, shot) = case.prepare(&server).await?;
    let answer = Connection::open(server.port, &shot)
        .await?
        .send(u64::MAX)
        .await?;
    let mut driver = Driver::open(case.name, &server, &shot, connections).await?;
    if [CEILING, CEILING_GRPC].contains(&case.name) {
        for _ in 0..ROUNDS {
            driver.round(length / ROUNDS).await?;
        }
        return Ok(vec![driver.row(&server)?]);
    }
    // Behind the five bytes of gRPC's frame is the answer itself.
    let constant = Arc::new(match shot.grpc {
        true => ceiling_grpc(&ground, answer.len().saturating_sub(5)),
        false => ceiling(&ground, answer.len()),
    });
    let mut top = Driver::open(CEILING, &server, &constant, connections).await?;
    for _ in 0..ROUNDS {
        driver.round(length / ROUNDS).await?;
        top.round(length / ROUNDS).await?;
    }
    let paced = match case.paced {
        true => Some(driver.paced(length / ROUNDS).await?),
        false => None,
    };
    let top = top.row(&server)?;
    let mut row = driver.row(&server)?;
    row.ratio_to_ceiling = Some(row.requests_per_second / top.requests_per_second);
    row.cpu_micros_above_ceiling = Some(row.cpu_micros_per_request - top.cpu_micros_per_request);
    Ok([Some(row), paced].into_iter().flatten().collect())
}

/// Open connections to one server, all sending the same kind of request.
pub struct Driver<'a> {
    pub name: &'static str,
    pub server: &'a Server,
    pub connections: Vec<Connection>,
    /// Requests sent so far; no two requests of a driver have the same number.
    pub sent: u64,
    latencies: Latencies,
    errors: u64,
    rates: Vec<f64>,
    seconds: f64,
    cpu_seconds: f64,
    own_cpu_seconds: f64,
}

impl<'a> Driver<'a> {
    pub async fn open(
        name: &'static str,
        server: &'a Server,
        shot: &Arc<Shot>,
        connections: usize,
    ) -> Result<Driver<'a>> {
        let shots = vec![shot.clone(); connections];
        Driver::open_each(name, server, &shots).await
    }

    /// Each connection with requests of its own.
    pub async fn open_each(
        name: &'static str,
        server: &'a Server,
        shots: &[Arc<Shot>],
    ) -> Result<Driver<'a>> {
        let mut connections = Vec::new();
        for shot in shots {
            connections.push(Connection::open(server.port, shot).await?);
        }
        let mut driver = Driver {
            name,
            server,
            connections,
            sent: 0,
            latencies: Latencies::default(),
            errors: 0,
            rates: Vec::new(),
            seconds: 0.0,
            cpu_seconds: 0.0,
            own_cpu_seconds: 0.0,
        };
        driver.drive(WARM_UP).await?;
        Ok(driver)
    }

    /// Drives all connections for so long, and counts.
    pub async fn round(&mut self, length: Duration) -> Result<()> {
        let cpu = self.server.cpu_seconds()?;
        let own = own_cpu_seconds()?;
        let start = Instant::now();
        let (latencies, errors) = self.drive(length).await?;
        let seconds = start.elapsed().as_secs_f64();
        self.cpu_seconds += self.server.cpu_seconds()? - cpu;
        self.own_cpu_seconds += own_cpu_seconds()? - own;
        self.rates.push(latencies.len() as f64 / seconds);
        self.seconds += seconds;
        self.errors += errors;
        self.latencies.extend(latencies);
        Ok(())
    }

    /// Requests per second of each round so far.
    pub fn rates(&self) -> &[f64] {
        &self.rates
    }

    async fn drive(&mut self, length: Duration) -> Result<(Latencies, u64)> {
        let until = Instant::now() + length;
        let mut running = JoinSet::new();
        let step = self.connections.len() as u64;
        let port = self.server.port;
        for (first, connection) in (self.sent..).zip(self.connections.drain(..)) {
            running.spawn(keep_sending(connection, port, until, first, step));
        }
        let (mut latencies, mut errors) = (Latencies::default(), 0);
        while let Some(ended) = running.join_next().await {
            let (connection, own, failed, next) = ended??;
            self.connections.push(connection);
            self.sent = self.sent.max(next);
            latencies.extend(own);
            errors += failed;
        }
        Ok((latencies, errors))
    }

    /// The median of the rounds so far.
    pub fn rate(&self) -> f64 {
        median(&mut self.rates.clone())
    }

    pub fn row(mut self, server: &Server) -> Result<Row> {
        let requests = self.latencies.len();
        Ok(Row {
            name: self.name.to_owned(),
            requests,
            errors: self.errors,
            seconds: self.seconds,
            requests_per_second: median(&mut self.rates),
            latency: self.latencies.percentiles(),
            cpu_seconds: self.cpu_seconds,
            cpu_micros_per_request: self.cpu_seconds * 1e6 / requests.max(1) as f64,
            own_cpu_micros_per_request: self.own_cpu_seconds * 1e6 / requests.max(1) as f64,
            peak_memory: server.peak_memory()?,
            ratio_to_ceiling: None,
            cpu_micros_above_ceiling: None,
            ratio_to_smaller: BTreeMap::new(),
        })
    }
}

/// What one connection came to: itself, its latencies, its errors, and the number
/// that its next request may have.
type Ended = (Connection, Latencies, u64, u64);

async fn keep_sending(
    mut connection: Connection,
    port: u16,
    until: Instant,
    first: u64,
    step: u64,
) -> Result<Ended> {
    let (mut latencies, mut errors, mut number) = (Latencies::default(), 0, first);
    loop {
        let start = Instant::now();
        if start >= until {
            return Ok((connection, latencies, errors, number));
        }
        match connection.send(number).await {
            Ok(_) => latencies.push(start.elapsed()),
            Err(error) => {
                if errors == 0 {
                    eprintln!("bench: {error}");
                }
                errors += 1;
                connection = connection.again(port).await?;
            }
        }
        number += step;
    }
}
