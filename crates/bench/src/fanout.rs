//! One sender, many listeners: how long after the request that makes a message
//! begins is the message with each listener. So the figures hold the create,
//! its commit and the way back.
//!
//! The sender keeps to its clock whatever happens, so that a slow moment is not
//! hidden by sending less. A message that a listener does not get, or gets
//! twice or out of order, is an error.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use http::Method;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval, timeout};

use crate::Result;
use crate::cases::{Ground, text};
use crate::connection::{Body, Connection};
use crate::report::Row;
use crate::server::{Server, own_cpu_seconds};
use crate::stats::Latencies;

/// Listeners of one person; the server allows a hundred.
const EACH: usize = 100;
const PER_SECOND: u64 = 10;
/// For the last messages to arrive.
const PATIENCE: Duration = Duration::from_secs(10);
const MARK: &[u8] = b"\"text\":\"Message number ";

/// When each message was sent.
type Sent = Arc<Vec<OnceLock<Instant>>>;

pub async fn measure(program: &Path, listeners: usize, length: Duration) -> Result<Row> {
    let folder = TempDir::new()?;
    let server = Server::start(program, &folder)?;
    let ground = Ground::new(&server).await?;
    let mut tokens = Vec::new();
    for number in 0..listeners.div_ceil(EACH) {
        tokens.push(ground.member(&server, number).await?);
    }
    let messages = (length.as_secs_f64() * PER_SECOND as f64).ceil() as usize;
    let sent: Sent = Arc::new((0..messages).map(|_| OnceLock::new()).collect());
    let memory = server.memory()?;
    let mut running = JoinSet::new();
    for number in 0..listeners {
        let listener = Listener::open(server.port, &tokens[number / EACH]).await?;
        running.spawn(listener.hear(sent.clone()));
    }
    let listening = server.memory()?.saturating_sub(memory);
    eprintln!(
        "{listeners} listeners: {} bytes of memory each",
        listening / listeners as u64
    );
    let own = own_cpu_seconds()?;
    let (cpu, start) = (server.cpu_seconds()?, Instant::now());
    send(&ground, &server, &sent).await?;
    let (mut latencies, mut errors) = (Latencies::default(), 0);
    while let Some(ended) = running.join_next().await {
        let (own, failed) = ended??;
        latencies.extend(own);
        errors += failed;
    }
    let seconds = start.elapsed().as_secs_f64();
    let cpu_seconds = server.cpu_seconds()? - cpu;
    let requests = latencies.len();
    Ok(Row {
        name: "fanout".to_owned(),
        requests,
        errors,
        seconds,
        requests_per_second: requests as f64 / seconds,
        latency: latencies.percentiles(),
        cpu_seconds,
        cpu_micros_per_request: cpu_seconds * 1e6 / requests.max(1) as f64,
        own_cpu_micros_per_request: (own_cpu_seconds()? - own) * 1e6 / requests.max(1) as f64,
        peak_memory: server.peak_memory()?,
        ratio_to_ceiling: None,
        cpu_micros_above_ceiling: None,
        ratio_to_smaller: BTreeMap::new(),
    })
}

/// Sends by the clock, each message on its own so that none waits for another.
async fn send(ground: &Ground, server: &Server, sent: &Sent) -> Result<()> {
    let body = |number| serde_json::json!({"text": text(number)}).to_string().into();
    let body = Body::Numbered(Box::new(body));
    let shot = Arc::new(ground.rest(Method::POST, "/v1/{space}/messages", body));
    let mut connection = Connection::open(server.port, &shot).await?;
    let mut clock = interval(Duration::from_secs(1) / PER_SECOND as u32);
    clock.set_missed_tick_behavior(MissedTickBehavior::Burst);
    for (number, time) in sent.iter().enumerate() {
        let due = clock.tick().await;
        // From when it was due: a late start is the listener's loss too.
        time.get_or_init(|| due.into_std());
        connection.send(number as u64).await?;
    }
    Ok(())
}

pub struct Listener {
    stream: TcpStream,
    read: Vec<u8>,
}

impl Listener {
    /// Connects; the server has taken it in when this returns.
    pub async fn open(port: u16, token: &str) -> Result<Listener> {
        let mut stream = TcpStream::connect(("127.0.0.1", port)).await?;
        let head = format!(
            "GET /confab/v1/events HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: {token}\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).await?;
        let mut listener = Listener {
            stream,
            read: Vec::new(),
        };
        while !listener.read.windows(5).any(|bytes| bytes == b"id: e") {
            timeout(PATIENCE, listener.more()).await??;
        }
        if !listener.read.starts_with(b"HTTP/1.1 200") {
            let text = String::from_utf8_lossy(&listener.read).into_owned();
            return Err(format!("not listening: {text}").into());
        }
        Ok(listener)
    }

    /// Reads every message; answers how late each was, and how many were not
    /// what should have come.
    async fn hear(mut self, sent: Sent) -> Result<(Latencies, u64)> {
        let (mut latencies, mut wrong, mut next) = (Latencies::default(), 0, 0);
        while next < sent.len() {
            match timeout(PATIENCE, self.more()).await {
                Ok(more) => more?,
                Err(_) => break,
            }
            let now = Instant::now();
            while let Some(number) = self.take() {
                if number != next {
                    wrong += 1;
                }
                next = number + 1;
                if let Some(start) = sent.get(number).and_then(OnceLock::get) {
                    latencies.push(now.saturating_duration_since(*start));
                }
            }
        }
        let missing = sent.len().saturating_sub(next) as u64;
        Ok((latencies, wrong + missing))
    }

    pub async fn more(&mut self) -> Result<()> {
        match self.stream.read_buf(&mut self.read).await? {
            0 => Err("the server ended the stream".into()),
            _ => Ok(()),
        }
    }

    /// The number of the next message in what has been read.
    pub fn take(&mut self) -> Option<usize> {
        let at = self.read.windows(MARK.len()).position(|it| it == MARK);
        let Some(at) = at else {
            let keep = self.read.len().saturating_sub(MARK.len());
            self.read.drain(..keep);
            return None;
        };
        let digits = &self.read[at + MARK.len()..];
        let end = digits.iter().position(|byte| *byte == b' ')?;
        let number = std::str::from_utf8(&digits[..end]).ok()?.parse().ok();
        self.read.drain(..at + MARK.len() + end);
        number
    }
}
