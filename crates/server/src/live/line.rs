//! The frames that wait for one listener: so many, and so many bytes. Whoever
//! lags more is cut off and comes back for what it missed.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::task::{Context, Poll};

use bytes::Bytes;
use tokio::sync::mpsc;
use tokio::sync::mpsc::error::TrySendError;

/// Frames that may wait.
const FRAMES: usize = 512;
/// Bytes that may wait: the longest messages make frames of 100 kB.
const BYTES: usize = 4 << 20;

/// The hub's end.
pub struct Giver {
    frames: mpsc::Sender<Bytes>,
    waiting: Arc<AtomicUsize>,
}

/// The listener's end.
pub struct Taker {
    frames: mpsc::Receiver<Bytes>,
    waiting: Arc<AtomicUsize>,
}

pub fn line() -> (Giver, Taker) {
    let (sender, receiver) = mpsc::channel(FRAMES);
    let waiting = Arc::new(AtomicUsize::new(0));
    let giver = Giver {
        frames: sender,
        waiting: waiting.clone(),
    };
    let taker = Taker {
        frames: receiver,
        waiting,
    };
    (giver, taker)
}

impl Giver {
    /// `false` when the listener is gone or too slow.
    pub fn give(&self, frame: Bytes) -> bool {
        let length = frame.len();
        let before = self.waiting.fetch_add(length, Relaxed);
        // One alone may be of any length.
        let outcome = match before > 0 && before + length > BYTES {
            true => Err(TrySendError::Full(frame)),
            false => self.frames.try_send(frame),
        };
        if let Err(error) = &outcome {
            self.waiting.fetch_sub(length, Relaxed);
            if matches!(error, TrySendError::Full(_)) {
                tracing::info!(target: "live", "a listener is too slow and is cut off");
            }
        }
        outcome.is_ok()
    }
}

impl Taker {
    /// `None` once the hub has let go and everything was taken.
    pub fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Bytes>> {
        let frame = self.frames.poll_recv(context);
        if let Poll::Ready(Some(frame)) = &frame {
            self.waiting.fetch_sub(frame.len(), Relaxed);
        }
        frame
    }
}

#[cfg(test)]
mod tests {
    use std::task::Waker;

    use super::*;

    fn take(taker: &mut Taker) -> Option<usize> {
        match taker.poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(Some(frame)) => Some(frame.len()),
            _ => None,
        }
    }

    #[test]
    fn so_many_frames_and_so_many_bytes() {
        let (giver, mut taker) = line();
        for _ in 0..FRAMES {
            assert!(giver.give(Bytes::from_static(b"x")));
        }
        assert!(!giver.give(Bytes::from_static(b"x")));
        assert_eq!(take(&mut taker), Some(1));
        assert!(giver.give(Bytes::from_static(b"x")));

        let (giver, mut taker) = line();
        let large = Bytes::from(vec![0; BYTES / 2 + 1]);
        assert!(giver.give(large.clone()));
        assert!(!giver.give(large.clone()));
        assert_eq!(take(&mut taker), Some(large.len()));
        assert!(giver.give(Bytes::from(vec![0; BYTES * 2])));
        drop(taker);
        assert!(!giver.give(large));
    }
}
