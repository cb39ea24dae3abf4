//! The bounded line in front of the writer.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use parking_lot::{Condvar, Mutex};

pub struct Queue<T> {
    state: Mutex<State<T>>,
    ready: Condvar,
    capacity: usize,
}

struct State<T> {
    waiting: VecDeque<T>,
    /// How many the taker sleeps for: it is not woken for fewer.
    wanted: usize,
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
            wanted: 1,
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
        let enough = state.waiting.len() >= state.wanted;
        drop(state);
        if enough {
            self.ready.notify_one();
        }
        Ok(())
    }

    /// Waits for one, then a little for `wanted` of them, and takes up to
    /// `most`. Empty: closed and done.
    pub fn take(&self, wanted: usize, patience: Duration, most: usize) -> Vec<T> {
        let mut state = self.state.lock();
        state.wanted = 1;
        while state.waiting.is_empty() && !state.closed {
            self.ready.wait(&mut state);
        }
        state.wanted = wanted;
        let end = Instant::now() + patience;
        while state.waiting.len() < wanted && !state.closed {
            if self.ready.wait_until(&mut state, end).timed_out() {
                break;
            }
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

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_bounded_line() {
        let queue = Queue::new(3);
        let take = |wanted, most| queue.take(wanted, Duration::from_millis(5), most);
        for item in 1..=3 {
            assert_eq!(queue.push(item), Ok(()));
        }
        assert_eq!(queue.push(4), Err(Refused::Full));
        assert_eq!(take(1, 2), [1, 2]);
        assert_eq!(take(9, 9), [3]);
        queue.push(5).unwrap();
        queue.close();
        assert_eq!(queue.push(6), Err(Refused::Closed));
        assert_eq!(take(9, 9), [5]);
        assert!(take(9, 9).is_empty());
    }

    #[test]
    fn a_taker_waits_for_as_many_as_it_wants() {
        let queue = Queue::new(10);
        let taken = std::thread::scope(|scope| {
            let taker = scope.spawn(|| queue.take(3, Duration::from_secs(60), 10));
            for item in 1..=3 {
                std::thread::sleep(Duration::from_millis(5));
                queue.push(item).unwrap();
            }
            taker.join().unwrap()
        });
        assert_eq!(taken, [1, 2, 3]);
    }
}
