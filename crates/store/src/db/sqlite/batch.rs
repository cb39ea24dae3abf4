//! Several units in one transaction. A unit that fails is undone alone, behind
//! its savepoint; nobody is answered before the commit, refusals included,
//! because they may rest on what a neighbour wrote.

use std::time::{Duration, Instant};

use domain::{Error, Result};
use tokio::sync::oneshot;

use crate::db::tx::{Effects, Tx};
use crate::db::{Unit, unit};
use crate::kept::Place;

/// A unit that waits for its turn, and then for the commit.
pub trait Job: Send {
    /// Its caller has gone before it began.
    fn is_abandoned(&self) -> bool;
    /// Runs it and keeps its answer.
    fn run(&mut self, tx: &mut Tx) -> Ran;
    /// Answers the caller: with the unit's own outcome, or why it was lost.
    fn answer(self: Box<Self>, commit: Result<()>);
}

/// What became of a unit.
pub enum Ran {
    Kept(Effects),
    Refused,
}

/// The [`Job`] of one call of `Store::write`.
pub struct Pending<T, F> {
    unit: Option<F>,
    outcome: Option<Result<T>>,
    reply: oneshot::Sender<Result<T>>,
}

impl<T, F> Pending<T, F> {
    pub fn new(unit: F, reply: oneshot::Sender<Result<T>>) -> Self {
        Pending {
            unit: Some(unit),
            outcome: None,
            reply,
        }
    }
}

impl<T, F> Job for Pending<T, F>
where
    T: Send + 'static,
    F: for<'t> FnOnce(&'t mut Tx) -> Unit<'t, T> + Send + 'static,
{
    fn is_abandoned(&self) -> bool {
        self.reply.is_closed()
    }

    fn run(&mut self, tx: &mut Tx) -> Ran {
        let Some(unit) = self.unit.take() else {
            return Ran::Refused;
        };
        let (outcome, effects) = {
            let outcome = unit::run_now(tx, unit);
            tx.settle(outcome)
        };
        let ran = if outcome.is_ok() {
            Ran::Kept(effects)
        } else {
            Ran::Refused
        };
        self.outcome = Some(outcome);
        ran
    }

    fn answer(self: Box<Self>, commit: Result<()>) {
        let outcome = match (commit, self.outcome) {
            (Err(error), _) => Err(error),
            (Ok(()), Some(outcome)) => outcome,
            (Ok(()), None) => Err(Error::internal("a unit of work was never run")),
        };
        // Nobody listens when the caller has gone; the write stays.
        drop(self.reply.send(outcome));
    }
}

/// Runs and answers all of `jobs`; `woken` is called after a commit of units
/// that asked for it. How long the commit took.
pub fn run(tx: &mut Tx, jobs: Vec<Box<dyn Job>>, woken: impl Fn()) -> Duration {
    let mut batch = Batch {
        tx,
        done: Vec::with_capacity(jobs.len()),
        kept: 0,
        wake: false,
        changed: Vec::new(),
    };
    let mut jobs = jobs.into_iter().filter(|job| !job.is_abandoned());
    for job in jobs.by_ref() {
        if let Err(error) = batch.begin() {
            // Waiting for a lock took its time already: not once more for each.
            batch.done.push(job);
            batch.done.extend(jobs);
            batch.answer(Err(error));
            return Duration::ZERO;
        }
        batch.take(job);
    }
    let start = Instant::now();
    let outcome = batch.commit();
    let took = start.elapsed();
    if outcome.is_ok() {
        batch.tx.void(&batch.changed);
    }
    if outcome.is_ok() && batch.wake {
        woken();
    }
    batch.answer(outcome);
    took
}

struct Batch<'a> {
    tx: &'a mut Tx,
    /// Ran, and wait for the commit.
    done: Vec<Box<dyn Job>>,
    /// How many of them have succeeded in the open transaction.
    kept: usize,
    wake: bool,
    changed: Vec<Place>,
}

impl Batch<'_> {
    fn begin(&mut self) -> Result<()> {
        let driver = self.tx.sqlite()?;
        if driver.is_open() {
            Ok(())
        } else {
            driver.begin_write()
        }
    }

    fn take(&mut self, mut job: Box<dyn Job>) {
        let outcome = self.attempt(&mut *job);
        self.done.push(job);
        if outcome.is_err() {
            self.answer(outcome);
        }
    }

    /// An error means that the whole transaction is lost.
    fn attempt(&mut self, job: &mut dyn Job) -> Result<()> {
        // The first one needs no savepoint: to undo it is to undo everything.
        let shared = self.kept > 0;
        if shared {
            self.tx.sqlite()?.savepoint()?;
        }
        let ran = job.run(self.tx);
        let driver = self.tx.sqlite()?;
        if !driver.is_open() {
            return Err(Error::unavailable(
                "SQLite gave up the transaction, the disk may be full",
            ));
        }
        match ran {
            Ran::Kept(effects) => {
                self.kept += 1;
                self.wake |= effects.wake;
                self.changed.extend(effects.changed);
                if shared { driver.release() } else { Ok(()) }
            }
            Ran::Refused if shared => driver.rollback_to_savepoint(),
            Ran::Refused => driver.rollback(),
        }
    }

    fn commit(&mut self) -> Result<()> {
        let driver = self.tx.sqlite()?;
        if driver.is_open() {
            driver.commit()
        } else {
            Ok(())
        }
    }

    /// Answers everyone so far: with their own outcome after a commit, else
    /// with the error, because nothing of the transaction will be there.
    fn answer(&mut self, outcome: Result<()>) {
        if outcome.is_err() {
            self.undo();
        }
        self.kept = 0;
        self.wake = false;
        self.changed.clear();
        for job in self.done.drain(..) {
            job.answer(outcome.clone());
        }
    }

    /// If even this fails, the next BEGIN fails and tells its callers.
    fn undo(&mut self) {
        let outcome = self.tx.sqlite().and_then(|driver| driver.rollback());
        if let Err(error) = outcome {
            tracing::error!(?error, "cannot roll back");
        }
    }
}
