//! The one thread that writes. It takes every unit that waits, runs them one
//! after the other in one transaction and answers all of them after its one
//! fsync: 64 callers cost about as much as one. Start with [`Writer::run`];
//! `batch.rs` holds the rules of sharing a transaction.

use std::sync::Arc;
use std::time::Duration;

use domain::{Error, Result};
use tokio::sync::{oneshot, watch};

use crate::db::Unit;
use crate::db::error::OpenError;
use crate::db::tx::Tx;

use super::batch::{self, Job, Pending};
use super::queue::{Queue, Refused};

/// More writes than this waiting means that the disk does not keep up: better
/// to say so at once than to answer after the client has given up.
const WAITING: usize = 4096;

/// So that the first of a batch does not wait for too many others.
const BATCH: usize = 512;

/// How many commits between two looks at the length of the log.
const LOG_CHECK: u64 = 64;

/// A slow disk is no reason to wait ever longer.
const LONGEST_PATIENCE: Duration = Duration::from_millis(1);

/// Sleeping for less than a quarter of this is not exact.
const QUICK: Duration = Duration::from_micros(200);

type Jobs = Queue<Box<dyn Job>>;

pub struct Writer {
    queue: Arc<Jobs>,
    /// Its sender lives on the thread and goes with it.
    finished: watch::Receiver<()>,
}

impl Writer {
    /// `tx` is a connection that can write; `committed` counts wake-ups.
    pub fn start(tx: Tx, committed: Arc<watch::Sender<u64>>) -> Result<Writer, OpenError> {
        let queue = Arc::new(Queue::new(WAITING));
        let (alive, finished) = watch::channel(());
        let last = LastOut {
            queue: queue.clone(),
            _alive: alive,
        };
        std::thread::Builder::new()
            .name("store-writer".to_owned())
            .spawn(move || {
                // Goes last, when the file is closed.
                let last = last;
                write_until_closed(tx, &last.queue, &committed);
            })
            .map_err(OpenError::Thread)?;
        Ok(Writer { queue, finished })
    }

    /// Queues the unit at once; the future is only its answer.
    pub fn run<T, F>(&self, unit: F) -> impl Future<Output = Result<T>> + Send + use<T, F>
    where
        T: Send + 'static,
        F: for<'t> FnOnce(&'t mut Tx) -> Unit<'t, T> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let pushed = self.queue.push(Box::new(Pending::new(unit, reply)));
        async move {
            match pushed {
                Ok(()) => {}
                Err(Refused::Full) => {
                    return Err(Error::unavailable("too many writes are waiting"));
                }
                Err(Refused::Closed) => return Err(Error::unavailable("the database is closed")),
            }
            answer
                .await
                .unwrap_or_else(|_| Err(Error::unavailable("the writer has stopped")))
        }
    }

    pub fn is_closed(&self) -> bool {
        self.queue.is_closed()
    }

    /// Returns once everything that waited is written and the file is closed.
    pub async fn close(&self) {
        self.queue.close();
        let mut finished = self.finished.clone();
        while finished.changed().await.is_ok() {}
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.queue.close();
    }
}

/// Whatever ends the thread, nobody may wait for it any longer.
struct LastOut {
    queue: Arc<Jobs>,
    _alive: watch::Sender<()>,
}

impl Drop for LastOut {
    fn drop(&mut self) {
        self.queue.abandon();
    }
}

fn write_until_closed(mut tx: Tx, queue: &Jobs, committed: &watch::Sender<u64>) {
    let mut pace = Pace::default();
    for batch in 1_u64.. {
        let jobs = queue.take(pace.expected, pace.patience, BATCH);
        if jobs.is_empty() {
            return;
        }
        let count = jobs.len();
        let commit = batch::run(&mut tx, jobs, || committed.send_modify(|count| *count += 1));
        pace = Pace::after(count, commit);
        if batch % LOG_CHECK == 0 {
            let outcome = tx.sqlite().and_then(|driver| driver.restart_long_log());
            if let Err(error) = outcome {
                tracing::warn!(?error, "cannot start the database's log afresh");
            }
        }
    }
}

/// Callers that were just answered are about to come back. Without a moment's
/// wait the first of them would get an fsync alone while the others gather
/// behind it: half of all commits would carry next to nothing.
struct Pace {
    expected: usize,
    patience: Duration,
}

impl Default for Pace {
    fn default() -> Pace {
        Pace {
            expected: 1,
            patience: Duration::ZERO,
        }
    }
}

impl Pace {
    /// As many as last time, for at most a quarter of what their commit took.
    /// A caller alone never waits; where a commit is quick nobody does (on a
    /// disk in memory waiting costs a fifth, at 2 ms a commit it wins half).
    fn after(count: usize, commit: Duration) -> Pace {
        if commit < QUICK {
            return Pace::default();
        }
        Pace {
            expected: count,
            patience: (commit / 4).min(LONGEST_PATIENCE),
        }
    }
}
