//! Logs: one line per event on standard error, written by a thread of its own
//! so that a slow terminal or pipe never holds up a request.

use std::io::{self, Write};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use parking_lot::{Condvar, Mutex};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;

/// Beyond this much unwritten text new lines are counted and dropped.
const LIMIT: usize = 4 << 20;

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
    std::panic::set_hook(Box::new(|panic| tracing::error!("{panic}")));
    Ok(Flush {
        queue,
        thread: Some(thread),
    })
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
            thread::sleep(Duration::from_millis(2));
        }
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
