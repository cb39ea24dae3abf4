//! Whether a connection is still worth keeping: a socket that notes when its
//! peer stops reading, and the counts of requests on it.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// A connection without a request for this long at its beginning is closed.
const FIRST_REQUEST: Duration = Duration::from_secs(30);
/// A connection without a request for this long later on is closed.
const IDLE: Duration = Duration::from_secs(300);
/// A peer that takes none of an answer's bytes for this long is cut off.
const STALLED: Duration = Duration::from_secs(60);
/// A peer that asks for no piece of any answer for this long is cut off. Over
/// slow wires a piece takes its time.
const UNTAKEN: Duration = Duration::from_secs(120);
/// A connection with nothing under way that was told to close, and does not.
const PARTING: Duration = Duration::from_secs(60);
/// How often connections are looked at.
pub const PERIOD: Duration = Duration::from_secs(5);

/// What is known of one connection.
pub struct Activity {
    opened: Instant,
    running: AtomicUsize,
    /// Milliseconds after `opened`; 0 before the first request.
    last_request: AtomicU64,
    /// Milliseconds after `opened`; 0 while writes go through.
    stalled: AtomicU64,
    /// Answers whose bodies are not done.
    bodies: AtomicUsize,
    /// Those of them that wait for the peer.
    owed: AtomicUsize,
    /// Milliseconds after `opened` when the peer last asked for a piece of one.
    taken: AtomicU64,
}

/// What to do with a connection.
#[derive(Debug, PartialEq, Eq)]
pub enum Verdict {
    Keep,
    /// Let it finish what it has begun.
    Close,
    Cut,
}

impl Activity {
    /// A connection that opens now.
    pub fn start() -> Self {
        Self {
            opened: Instant::now(),
            running: AtomicUsize::new(0),
            last_request: AtomicU64::new(0),
            stalled: AtomicU64::new(0),
            bodies: AtomicUsize::new(0),
            owed: AtomicUsize::new(0),
            taken: AtomicU64::new(0),
        }
    }

    pub(super) fn body_begins(&self) {
        self.bodies.fetch_add(1, Relaxed);
        self.taken();
    }

    pub(super) fn body_ends(&self) {
        self.bodies.fetch_sub(1, Relaxed);
    }

    pub(super) fn owes(&self, owed: bool) {
        match owed {
            true => self.owed.fetch_add(1, Relaxed),
            false => self.owed.fetch_sub(1, Relaxed),
        };
    }

    pub(super) fn taken(&self) {
        self.taken.store(self.elapsed(), Relaxed);
    }

    /// Counts a request for as long as the answer lives.
    pub fn request(self: &Arc<Self>) -> RunningRequest {
        self.running.fetch_add(1, Relaxed);
        self.last_request.store(self.elapsed(), Relaxed);
        RunningRequest(self.clone())
    }

    /// Looks at the connection `age` after it was opened.
    pub(super) fn judge(&self, age: Duration) -> Verdict {
        let since = |mark: u64| age.saturating_sub(Duration::from_millis(mark));
        let stalled = self.stalled.load(Relaxed);
        if stalled > 0 && since(stalled) > STALLED {
            return Verdict::Cut;
        }
        if self.owed.load(Relaxed) > 0 && since(self.taken.load(Relaxed)) > UNTAKEN {
            return Verdict::Cut;
        }
        if self.running.load(Relaxed) > 0 {
            return Verdict::Keep;
        }
        let last = self.last_request.load(Relaxed);
        let (idle, limit) = match last {
            0 => (age, FIRST_REQUEST),
            last => (since(last), IDLE),
        };
        let parting = match last {
            0 => 2 * PERIOD,
            _ => PARTING,
        };
        match idle {
            idle if idle > limit + parting && self.bodies.load(Relaxed) == 0 => Verdict::Cut,
            idle if idle > limit => Verdict::Close,
            _ => Verdict::Keep,
        }
    }

    pub fn verdict(&self) -> Verdict {
        self.judge(self.opened.elapsed())
    }

    fn elapsed(&self) -> u64 {
        u64::try_from(self.opened.elapsed().as_millis())
            .unwrap_or(u64::MAX)
            .max(1)
    }
}

/// A request under way, see [`Activity::request`].
pub struct RunningRequest(Arc<Activity>);

impl Drop for RunningRequest {
    fn drop(&mut self) {
        self.0.running.fetch_sub(1, Relaxed);
    }
}

/// A socket that tells its [`Activity`] when writing does not go on.
pub struct Watched<S> {
    socket: S,
    activity: Arc<Activity>,
}

impl<S> Watched<S> {
    pub fn new(socket: S, activity: Arc<Activity>) -> Self {
        Self { socket, activity }
    }

    fn note<T>(&self, written: Poll<T>) -> Poll<T> {
        let stalled = &self.activity.stalled;
        match written {
            Poll::Ready(_) if stalled.load(Relaxed) != 0 => stalled.store(0, Relaxed),
            Poll::Pending if stalled.load(Relaxed) == 0 => {
                stalled.store(self.activity.elapsed(), Relaxed);
            }
            _ => {}
        }
        written
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Watched<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_read(context, buffer)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Watched<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.socket).poll_write(context, bytes);
        self.note(written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.socket).poll_write_vectored(context, slices);
        self.note(written)
    }

    fn is_write_vectored(&self) -> bool {
        self.socket.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verdicts() {
        let seconds = Duration::from_secs;
        let activity = Arc::new(Activity::start());
        assert_eq!(activity.judge(seconds(29)), Verdict::Keep);
        assert_eq!(activity.judge(seconds(31)), Verdict::Close);
        assert_eq!(activity.judge(seconds(45)), Verdict::Cut);

        let running = activity.request();
        assert_eq!(activity.judge(seconds(1_000)), Verdict::Keep);
        drop(running);
        assert_eq!(activity.judge(seconds(299)), Verdict::Keep);
        assert_eq!(activity.judge(seconds(301)), Verdict::Close);
        assert_eq!(activity.judge(seconds(365)), Verdict::Cut);

        // What still sends an answer is let finish.
        activity.body_begins();
        assert_eq!(activity.judge(seconds(365)), Verdict::Close);
        // Unless nobody takes it.
        activity.owes(true);
        assert_eq!(activity.judge(seconds(119)), Verdict::Keep);
        assert_eq!(activity.judge(seconds(121)), Verdict::Cut);
        activity.owes(false);
        activity.body_ends();

        activity.stalled.store(1, Relaxed);
        let _running = activity.request();
        assert_eq!(activity.judge(seconds(59)), Verdict::Keep);
        assert_eq!(activity.judge(seconds(61)), Verdict::Cut);
    }

    #[tokio::test]
    async fn unread_answers_are_noticed() {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        let (ours, mut theirs) = tokio::io::duplex(8);
        let activity = Arc::new(Activity::start());
        let mut ours = Watched::new(ours, activity.clone());
        let writing = tokio::spawn(async move { ours.write_all(&[0; 16]).await });
        while activity.stalled.load(Relaxed) == 0 {
            tokio::task::yield_now().await;
        }
        theirs.read_exact(&mut [0; 16]).await.unwrap();
        writing.await.unwrap().unwrap();
        assert_eq!(activity.stalled.load(Relaxed), 0);
    }
}
