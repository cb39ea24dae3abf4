//! The body of an answer: first what was missed, then what happens.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_util::Stream;
use tokio::sync::mpsc;

use super::hub::Command;
use super::index::Number;
use super::line::Taker;

/// What catching up gives. Without the `Done` at its end something is missing,
/// and the answer ends too.
pub enum Past {
    Frame(Bytes),
    Done,
}

/// Frames until the listener goes or is sent away.
pub struct Frames {
    pub hello: Option<Bytes>,
    pub past: Option<mpsc::Receiver<Past>>,
    pub live: Taker,
    pub _leave: Leave,
}

/// Tells the hub that the listener has gone.
pub struct Leave {
    pub number: Number,
    pub commands: mpsc::Sender<Command>,
}

impl Drop for Leave {
    fn drop(&mut self) {
        // A hub with a full queue finds out at its next heartbeat.
        self.commands.try_send(Command::Remove(self.number)).ok();
    }
}

impl Stream for Frames {
    type Item = Result<Bytes, std::convert::Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if let Some(hello) = self.hello.take() {
            return Poll::Ready(Some(Ok(hello)));
        }
        if let Some(past) = &mut self.past {
            match ready!(past.poll_recv(context)) {
                Some(Past::Frame(frame)) => return Poll::Ready(Some(Ok(frame))),
                Some(Past::Done) => self.past = None,
                None => return Poll::Ready(None),
            }
        }
        let frame = ready!(self.live.poll(context));
        Poll::Ready(frame.map(Ok))
    }
}
