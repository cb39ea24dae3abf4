//! The bounded line in front of the writer.

use std::collections::VecDeque;

use parking_lot::{Condvar, Mutex};

pub struct Queue<T> {
    state: Mutex<State<T>>,
    ready: Condvar,
    capacity: usize,
}

struct State<T> {
    waiting: VecDeque<T>,
    closed: bool,
}

#[derive(Debug, PartialEq)]
pub enum Refused {
    Full,
    Closed,
}

impl<T> Queue<T> {
    pub fn new(capacity: usize) -> Queue<T> {
        let state = State {
            waiting: VecDeque::new(),
            closed: false,
        };
        Queue {
            state: Mutex::new(state),
            ready: Condvar::new(),
            capacity,
        }
    }

    pub fn push(&self, item: T) -> Result<(), Refused> {
        let mut state = self.state.lock();
        if state.closed {
            return Err(Refused::Closed);
        }
        if state.waiting.len() >= self.capacity {
            return Err(Refused::Full);
        }
        state.waiting.push_back(item);
        drop(state);
        self.ready.notify_one();
        Ok(())
    }

    /// Waits for something, then takes up to `most`. Empty: closed and done.
    pub fn take(&self, most: usize) -> Vec<T> {
        let mut state = self.state.lock();
        while state.waiting.is_empty() && !state.closed {
            self.ready.wait(&mut state);
        }
        let count = state.waiting.len().min(most);
        state.waiting.drain(..count).collect()
    }

    /// Lets in nothing more; what waits is still taken.
    pub fn close(&self) {
        self.state.lock().closed = true;
        self.ready.notify_all();
    }

    /// Closes and drops what waits.
    pub fn abandon(&self) {
        self.close();
        let waiting = std::mem::take(&mut self.state.lock().waiting);
        drop(waiting);
    }

    pub fn is_closed(&self) -> bool {
        self.state.lock().closed
    }
}
