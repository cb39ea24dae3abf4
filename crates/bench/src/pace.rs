//! Requests by the clock: each is due at its own time whether or not those before
//! it have been answered, and its latency counts from when it was due. A server
//! that stands still for a moment is charged with every request of that moment,
//! which a client that waits for its answers would not have sent.

use std::time::{Duration, Instant};

use tokio::sync::mpsc;
use tokio::task::JoinSet;

use crate::Result;
use crate::compare::Driver;
use crate::connection::Connection;
use crate::report::Row;
use crate::server::own_cpu_seconds;
use crate::stats::Latencies;

/// Of the rate that the driver reached with every connection busy.
const SHARE: f64 = 0.5;

impl Driver<'_> {
    /// Half the driver's rate for so long, spread evenly over its connections.
    pub async fn paced(&mut self, length: Duration) -> Result<Row> {
        let rate = (self.rate() * SHARE).max(1.0);
        let (cpu, own) = (self.server.cpu_seconds()?, own_cpu_seconds()?);
        let start = Instant::now();
        let (latencies, errors) = self.follow(rate, length).await?;
        let seconds = start.elapsed().as_secs_f64();
        let cpu_seconds = self.server.cpu_seconds()? - cpu;
        let requests = latencies.len();
        let each = |seconds: f64| seconds * 1e6 / requests.max(1) as f64;
        Ok(Row {
            name: format!("{} at half", self.name),
            requests,
            errors,
            seconds,
            requests_per_second: requests as f64 / seconds,
            latency: latencies.percentiles(),
            cpu_seconds,
            cpu_micros_per_request: each(cpu_seconds),
            own_cpu_micros_per_request: each(own_cpu_seconds()? - own),
            peak_memory: self.server.peak_memory()?,
            ratio_to_ceiling: None,
            cpu_micros_above_ceiling: None,
            ratio_to_smaller: Default::default(),
        })
    }

    async fn follow(&mut self, rate: f64, length: Duration) -> Result<(Latencies, u64)> {
        let mut clocks = Vec::new();
        let mut running = JoinSet::new();
        let step = self.connections.len() as u64;
        for (first, connection) in (self.sent..).zip(self.connections.drain(..)) {
            // Bounded by the requests of one round.
            let (clock, due) = mpsc::unbounded_channel();
            clocks.push(clock);
            let port = self.server.port;
            running.spawn(keep_up(connection, port, due, first, step));
        }
        let ticking = std::thread::spawn(move || tick(&clocks, rate, length));
        let (mut latencies, mut errors) = (Latencies::default(), 0);
        while let Some(ended) = running.join_next().await {
            let (connection, own, failed, next) = ended??;
            self.connections.push(connection);
            self.sent = self.sent.max(next);
            latencies.extend(own);
            errors += failed;
        }
        ticking.join().map_err(|_| "the clock stopped")?;
        Ok((latencies, errors))
    }
}

/// Says in turn to each connection that a request is due. A thread of its own:
/// the runtime's timers are no more exact than a millisecond.
pub fn tick(clocks: &[mpsc::UnboundedSender<Instant>], rate: f64, length: Duration) {
    let start = Instant::now();
    let count = (rate * length.as_secs_f64()) as u64;
    for (number, clock) in (0..count).zip(clocks.iter().cycle()) {
        let due = start + Duration::from_secs_f64(number as f64 / rate);
        let early = due.saturating_duration_since(Instant::now());
        if !early.is_zero() {
            std::thread::sleep(early);
        }
        if clock.send(due).is_err() {
            return;
        }
    }
}

async fn keep_up(
    mut connection: Connection,
    port: u16,
    mut due: mpsc::UnboundedReceiver<Instant>,
    first: u64,
    step: u64,
) -> Result<(Connection, Latencies, u64, u64)> {
    let (mut latencies, mut errors, mut number) = (Latencies::default(), 0, first);
    while let Some(due) = due.recv().await {
        match connection.send(number).await {
            Ok(_) => latencies.push(due.elapsed()),
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
    Ok((connection, latencies, errors, number))
}
