//! What anybody would write: a loop over a connection, a transaction for each
//! message with the writes that a create leaves behind (the message, its sender's
//! read state, the space's clock, the event), prepared once, each awaited. It
//! reads nothing, checks nothing and answers nobody.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use domain::Time;
use domain::ids::{MessageId, SpaceId};
use tokio::task::JoinSet;
use tokio_postgres::{Client, Statement};

use super::database::connect;
use crate::Result;
use crate::report::Row;
use crate::server::own_cpu_seconds;
use crate::stats::{Latencies, median};

const MESSAGE: &str = "INSERT INTO messages (space_id, message_id, thread_id, sender_id, app_id,
         client_id, private_viewer_id, silent, reply_count, deletion_type, content)
     VALUES ($1, $2, $2, $3, NULL, NULL, NULL, FALSE, 0, 0, $4)";
const READ: &str = "INSERT INTO space_read_states (space_id, user_id, last_read_time, seen_time)
     VALUES ($1, $2, $3, $3) ON CONFLICT (space_id, user_id)
     DO UPDATE SET last_read_time = excluded.last_read_time, seen_time = excluded.seen_time";
const CLOCK: &str = "UPDATE spaces SET clock = $2, last_active_time = $2 WHERE space_id = $1";
const EVENT: &str = "INSERT INTO events (space_id, time, n, kind, target_id, target_kind, detail)
     VALUES ($1, $2, 0, $3, $4, 0, NULL)";

/// A message that the server wrote: what the loop writes again and again.
const PATTERN: &str = "SELECT m.sender_id, m.content, e.kind FROM messages m
     JOIN events e ON e.space_id = m.space_id AND e.target_id = m.message_id
     WHERE m.space_id = $1 LIMIT 1";

pub struct Bare {
    loops: Vec<Loop>,
    latencies: Latencies,
    rates: Vec<f64>,
    seconds: f64,
    own_cpu_seconds: f64,
}

/// One connection.
struct Loop {
    client: Client,
    /// Message, read state, clock, event.
    statements: [Statement; 4],
    spaces: Vec<i64>,
    sender: i64,
    content: Vec<u8>,
    kind: i64,
    /// Microseconds, of all loops: no two messages have the same time.
    clock: Arc<AtomicI64>,
}

impl Bare {
    /// Space `n` is written to by connection `n` modulo their count; with fewer
    /// spaces than connections they share.
    pub async fn open(url: &str, connections: usize, spaces: &[String]) -> Result<Bare> {
        let mut ids = Vec::new();
        for name in spaces {
            let id = SpaceId::parse(name.trim_start_matches("spaces/"));
            ids.push(id.ok_or("a space has no id")?.0);
        }
        let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_micros();
        let clock = Arc::new(AtomicI64::new(i64::try_from(now)?));
        let mut loops = Vec::new();
        for number in 0..connections {
            let first = number % ids.len();
            let own = ids.iter().skip(first).step_by(connections).copied();
            loops.push(Loop::open(url, own.collect(), clock.clone()).await?);
        }
        let mut bare = Bare {
            loops,
            latencies: Latencies::default(),
            rates: Vec::new(),
            seconds: 0.0,
            own_cpu_seconds: 0.0,
        };
        // To warm up.
        bare.round(Duration::from_millis(500)).await?;
        (bare.latencies, bare.rates, bare.seconds) = Default::default();
        Ok(bare)
    }

    pub async fn round(&mut self, length: Duration) -> Result<()> {
        let (own, start) = (own_cpu_seconds()?, Instant::now());
        let mut running = JoinSet::new();
        for one in self.loops.drain(..) {
            running.spawn(one.run(start + length));
        }
        let mut written = 0;
        while let Some(ended) = running.join_next().await {
            let (one, latencies) = ended??;
            self.loops.push(one);
            written += latencies.len();
            self.latencies.extend(latencies);
        }
        let seconds = start.elapsed().as_secs_f64();
        self.own_cpu_seconds += own_cpu_seconds()? - own;
        self.rates.push(written as f64 / seconds);
        self.seconds += seconds;
        Ok(())
    }

    pub fn row(mut self, name: &str) -> Row {
        let requests = self.latencies.len();
        Row {
            name: name.to_owned(),
            requests,
            errors: 0,
            seconds: self.seconds,
            requests_per_second: median(&mut self.rates),
            latency: self.latencies.percentiles(),
            cpu_seconds: 0.0,
            cpu_micros_per_request: 0.0,
            own_cpu_micros_per_request: self.own_cpu_seconds * 1e6 / requests.max(1) as f64,
            peak_memory: 0,
            ratio_to_ceiling: None,
            cpu_micros_above_ceiling: None,
            ratio_to_smaller: Default::default(),
        }
    }
}

impl Loop {
    async fn open(url: &str, spaces: Vec<i64>, clock: Arc<AtomicI64>) -> Result<Loop> {
        let client = connect(url).await?;
        let statements = [
            client.prepare(MESSAGE).await?,
            client.prepare(READ).await?,
            client.prepare(CLOCK).await?,
            client.prepare(EVENT).await?,
        ];
        let pattern = client.query_one(PATTERN, &[&spaces[0]]).await?;
        Ok(Loop {
            client,
            statements,
            spaces,
            sender: pattern.get(0),
            content: pattern.get(1),
            kind: pattern.get(2),
            clock,
        })
    }

    async fn run(mut self, until: Instant) -> Result<(Loop, Latencies)> {
        let mut latencies = Latencies::default();
        for number in 0.. {
            let start = Instant::now();
            if start >= until {
                break;
            }
            let space = self.spaces[number % self.spaces.len()];
            self.write(space).await?;
            latencies.push(start.elapsed());
        }
        Ok((self, latencies))
    }

    async fn write(&mut self, space: i64) -> Result<()> {
        let time = self.clock.fetch_add(1, Ordering::Relaxed);
        let id = MessageId::at(Time(time), 1).0;
        let [message, read, clock, event] = &self.statements;
        let (sender, kind) = (&self.sender, &self.kind);
        let tx = self.client.transaction().await?;
        tx.execute(message, &[&space, &id, sender, &self.content])
            .await?;
        tx.execute(read, &[&space, sender, &time]).await?;
        tx.execute(clock, &[&space, &time]).await?;
        tx.execute(event, &[&space, &time, kind, &id]).await?;
        Ok(tx.commit().await?)
    }
}
