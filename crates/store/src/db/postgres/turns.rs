//! Writes to one space take turns in this process before they take a
//! connection, so that a busy space holds one connection and not all of them.
//! Whoever has the turn may hand on its open transaction with it: then one commit
//! is for many units (`driver.rs`).

use std::collections::hash_map::Entry;
use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use domain::{Error, Result};
use parking_lot::Mutex;
use tokio::sync::oneshot;
use tokio::time::{Instant, timeout};

use super::PATIENCE;
use super::session::Session;

/// Writes that may wait for one space. At that length the last would not have
/// its turn in time.
const WAITING: usize = 2048;

/// Who waits for a space, first come first served. There while somebody has the
/// turn.
type Line = VecDeque<oneshot::Sender<Option<Shared>>>;

#[derive(Default)]
pub struct Turns {
    lines: Mutex<HashMap<i64, Line>>,
}

/// The right to write in a space; dropping it lets in the next one.
pub struct Turn {
    turns: Arc<Turns>,
    space: i64,
    passed: bool,
}

/// An open transaction in which units before have run, none of them committed.
pub struct Shared {
    pub session: Session,
    pub members: Members,
}

/// Those units, which are answered when the transaction has ended.
pub struct Members {
    waiting: Vec<oneshot::Sender<Result<()>>>,
    pub since: Instant,
    pub wake: bool,
    /// There is a savepoint to release.
    pub savepoint: bool,
}

impl Turns {
    /// Waits for the turn; with it may come a transaction to go on with.
    pub async fn enter(self: &Arc<Self>, space: i64) -> Result<(Turn, Option<Shared>)> {
        let shared = match self.line_up(space)? {
            None => None,
            Some(place) => wait(place).await?,
        };
        let turn = Turn {
            turns: self.clone(),
            space,
            passed: false,
        };
        Ok((turn, shared))
    }

    /// A place in the line, or `None` when the turn is free.
    fn line_up(&self, space: i64) -> Result<Option<oneshot::Receiver<Option<Shared>>>> {
        match self.lines.lock().entry(space) {
            Entry::Vacant(free) => {
                free.insert(Line::new());
                Ok(None)
            }
            Entry::Occupied(line) if line.get().len() >= WAITING => Err(too_many()),
            Entry::Occupied(mut line) => {
                let (sender, place) = oneshot::channel();
                line.get_mut().push_back(sender);
                Ok(Some(place))
            }
        }
    }

    fn next(&self, space: i64) -> Option<oneshot::Sender<Option<Shared>>> {
        self.lines.lock().get_mut(&space)?.pop_front()
    }

    /// As [`Turns::next`]; when nobody waits the turn is free.
    fn next_or_free(&self, space: i64) -> Option<oneshot::Sender<Option<Shared>>> {
        let mut lines = self.lines.lock();
        let next = lines.get_mut(&space)?.pop_front();
        if next.is_none() {
            lines.remove(&space);
        }
        next
    }
}

async fn wait(mut place: oneshot::Receiver<Option<Shared>>) -> Result<Option<Shared>> {
    let came = timeout(PATIENCE, &mut place).await;
    match came {
        Ok(shared) => shared.map_err(|_| too_many()),
        Err(_) => {
            // It may have come at this very moment.
            place.close();
            place.try_recv().map_err(|_| too_many())
        }
    }
}

fn too_many() -> Error {
    Error::unavailable("too many writes wait for this space")
}

impl Members {
    pub fn none() -> Members {
        Members {
            waiting: Vec::new(),
            since: Instant::now(),
            wake: false,
            savepoint: false,
        }
    }

    pub fn count(&self) -> usize {
        self.waiting.len()
    }

    /// One more, which hears by this how the transaction ended.
    pub fn join(&mut self) -> oneshot::Receiver<Result<()>> {
        let (sender, ended) = oneshot::channel();
        self.waiting.push(sender);
        ended
    }

    /// The last one that joined stays by itself.
    pub fn leave(&mut self) {
        self.waiting.pop();
    }

    pub fn tell(&mut self, ended: &Result<()>) {
        for member in self.waiting.drain(..) {
            // Whoever has gone needs no answer.
            member.send(ended.clone()).ok();
        }
    }
}

impl Turn {
    pub fn is_awaited(&self) -> bool {
        let lines = self.turns.lines.lock();
        lines.get(&self.space).is_some_and(|line| !line.is_empty())
    }

    /// Gives the turn and the transaction to the next one; back when nobody
    /// waits any more.
    pub fn hand_on(&mut self, mut shared: Shared) -> Option<Shared> {
        while let Some(next) = self.turns.next(self.space) {
            match next.send(Some(shared)) {
                Ok(()) => {
                    self.passed = true;
                    return None;
                }
                Err(back) => shared = back?,
            }
        }
        Some(shared)
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        if self.passed {
            return;
        }
        while let Some(next) = self.turns.next_or_free(self.space) {
            if next.send(None).is_ok() {
                return;
            }
        }
    }
}
