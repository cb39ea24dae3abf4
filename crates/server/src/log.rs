//! Logs: one line per event on standard error, written by a thread of its own
//! so that a slow terminal or pipe never holds up a request.

use std::io::{self, Write};
use std::sync::{Arc, OnceLock};
use std::thread;
use std::time::Duration;

use domain::Time;
use parking_lot::{Condvar, Mutex};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;

/// Beyond this much unwritten text new lines are counted and dropped.
const LIMIT: usize = 4 << 20;

/// Where lines of requests go, once the log has started.
static QUEUE: OnceLock<Arc<Queue>> = OnceLock::new();

/// Sends everything that `tracing` records to standard error. `CONFAB_LOG`
/// picks what (`info` by default, `warn,server::transport=debug`, …).
///
/// Lines still waiting are written when the answer is dropped.
pub fn start() -> Result<Flush, String> {
    let filter = std::env::var("CONFAB_LOG").unwrap_or_else(|_| "info".to_owned());
    let filter = EnvFilter::try_new(filter)
        .map_err(|error| format!("CONFAB_LOG is not a filter like info or warn: {error}"))?;
    let queue = Arc::new(Queue::default());
    let writer = queue.clone();
    let thread = thread::Builder::new()
        .name("log".to_owned())
        .spawn(move || writer.run(io::stderr()))
        .map_err(|error| format!("cannot start the log thread: {error}"))?;
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(false)
        .with_writer(Lines(queue.clone()))
        .init();
    QUEUE.get_or_init(|| queue.clone());
    std::panic::set_hook(Box::new(|panic| tracing::error!("{panic}")));
    Ok(Flush {
        queue,
        thread: Some(thread),
    })
}

/// The line of a request that went well, as `tracing` would write it for the
/// target `request` at level INFO. There is one for each call, and `tracing`
/// looks at every character of it.
pub fn request(now: Time, text: &[u8]) {
    if !tracing::enabled!(target: "request", tracing::Level::INFO) {
        return;
    }
    match QUEUE.get() {
        Some(queue) => queue.push_at(now, text),
        None => tracing::info!(target: "request", "{}", String::from_utf8_lossy(text)),
    }
}

/// Keeps the log thread; dropping it writes what is left.
pub struct Flush {
    queue: Arc<Queue>,
    thread: Option<thread::JoinHandle<()>>,
}

impl Drop for Flush {
    fn drop(&mut self) {
        self.queue.state.lock().closed = true;
        self.queue.filled.notify_one();
        if let Some(thread) = self.thread.take() {
            // The thread ends by itself; if it panicked there is no log left to say so.
            let _ = thread.join();
        }
    }
}

#[derive(Default)]
struct Queue {
    state: Mutex<State>,
    filled: Condvar,
}

#[derive(Default)]
struct State {
    text: Vec<u8>,
    clock: Clock,
    dropped: u64,
    closed: bool,
}

impl Queue {
    fn push(&self, line: &[u8]) {
        let mut state = self.state.lock();
        if state.text.len() + line.len() > LIMIT {
            state.dropped += 1;
            return;
        }
        let first = state.text.is_empty();
        state.text.extend_from_slice(line);
        drop(state);
        if first {
            self.filled.notify_one();
        }
    }

    fn push_at(&self, now: Time, text: &[u8]) {
        let mut state = self.state.lock();
        if state.text.len() + text.len() + STAMP > LIMIT {
            state.dropped += 1;
            return;
        }
        let first = state.text.is_empty();
        let State {
            text: out, clock, ..
        } = &mut *state;
        clock.write(now, out);
        out.extend_from_slice(b"  INFO request: ");
        out.extend_from_slice(text);
        out.push(b'\n');
        drop(state);
        if first {
            self.filled.notify_one();
        }
    }

    fn run(&self, mut out: impl Write) {
        let mut text = Vec::new();
        loop {
            let mut state = self.state.lock();
            while state.text.is_empty() && !state.closed {
                self.filled.wait(&mut state);
            }
            let closed = state.closed;
            let dropped = std::mem::take(&mut state.dropped);
            std::mem::swap(&mut state.text, &mut text);
            drop(state);
            // A log that cannot be written has nowhere to complain.
            let _ = out.write_all(&text);
            if dropped > 0 {
                let _ = writeln!(
                    out,
                    "WARN log: {dropped} lines were dropped, output is too slow"
                );
            }
            text.clear();
            if closed {
                return;
            }
            // Under load this gathers many lines into one write.
            thread::sleep(Duration::from_millis(10));
        }
    }
}

/// Longer than what [`Queue::push_at`] puts around a text.
const STAMP: usize = 64;
const SECOND: i64 = 1_000_000;

/// Writes the time of a line. Most lines are of the same second as the one
/// before.
#[derive(Default)]
struct Clock {
    second: i64,
    /// `2026-01-02T03:04:05`, of `second`.
    text: String,
}

impl Clock {
    fn write(&mut self, now: Time, out: &mut Vec<u8>) {
        let second = now.0.div_euclid(SECOND);
        if second != self.second || self.text.is_empty() {
            self.second = second;
            self.text = Time(second * SECOND).to_rfc3339();
            self.text.pop();
        }
        out.extend_from_slice(self.text.as_bytes());
        out.push(b'.');
        let mut rest = now.0.rem_euclid(SECOND);
        let mut digits = [b'0'; 6];
        for digit in digits.iter_mut().rev() {
            *digit += (rest % 10) as u8;
            rest /= 10;
        }
        out.extend_from_slice(&digits);
        out.push(b'Z');
    }
}

struct Lines(Arc<Queue>);

impl<'a> MakeWriter<'a> for Lines {
    type Writer = Line<'a>;

    fn make_writer(&'a self) -> Line<'a> {
        Line(&self.0)
    }
}

/// `tracing` writes each line with one call.
struct Line<'a>(&'a Queue);

impl Write for Line<'_> {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.0.push(line);
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_lines() {
        let mut clock = Clock::default();
        let mut check = |time: i64, expected: &str| {
            let mut out = Vec::new();
            clock.write(Time(time), &mut out);
            assert_eq!(out, expected.as_bytes());
        };
        check(0, "1970-01-01T00:00:00.000000Z");
        check(1_767_323_045_678_901, "2026-01-02T03:04:05.678901Z");
        check(1_767_323_045_000_001, "2026-01-02T03:04:05.000001Z");
        check(1_767_323_046_000_000, "2026-01-02T03:04:06.000000Z");
        check(-1, "1969-12-31T23:59:59.999999Z");
    }

    #[test]
    fn lines_of_requests() {
        let queue = Queue::default();
        queue.push_at(Time(0), b"rpc=\"a\"");
        queue.state.lock().closed = true;
        let mut out = Vec::new();
        queue.run(&mut out);
        assert_eq!(
            out,
            b"1970-01-01T00:00:00.000000Z  INFO request: rpc=\"a\"\n"
        );
    }

    #[test]
    fn all_is_written_or_counted() {
        let queue = Queue::default();
        queue.push(b"one\n");
        queue.push(&vec![b'x'; LIMIT]);
        queue.push(b"two\n");
        queue.state.lock().closed = true;
        let mut out = Vec::new();
        queue.run(&mut out);
        let text = String::from_utf8(out).unwrap();
        assert!(
            text.starts_with("one\ntwo\nWARN log: 1 lines were dropped"),
            "{text}"
        );
    }
}
