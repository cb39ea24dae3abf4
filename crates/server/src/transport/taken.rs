//! The body of an answer that tells its connection whether the peer takes it. A
//! peer of HTTP/2 may read every byte of the socket and yet open no window, so
//! that answers pile up here.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes};
use http_body::{Frame, SizeHint};

use super::watch::Activity;

pub struct Taken {
    body: Body,
    activity: Arc<Activity>,
    /// A piece is ready, or may be, and the peer has not asked for it.
    owed: bool,
}

impl Taken {
    pub fn new(body: Body, activity: Arc<Activity>) -> Self {
        activity.body_begins();
        let mut taken = Self {
            body,
            activity,
            owed: false,
        };
        taken.owes(true);
        taken
    }

    fn owes(&mut self, owed: bool) {
        if owed != self.owed {
            self.owed = owed;
            self.activity.owes(owed);
        }
    }
}

impl http_body::Body for Taken {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let frame = Pin::new(&mut self.body).poll_frame(context);
        self.activity.taken();
        // While it waits for us, the peer owes nothing.
        self.owes(matches!(frame, Poll::Ready(Some(Ok(_)))));
        frame
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Drop for Taken {
    fn drop(&mut self) {
        self.owes(false);
        self.activity.body_ends();
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use http_body_util::BodyExt as _;

    use super::super::watch::Verdict;
    use super::*;

    #[tokio::test]
    async fn who_does_not_ask_for_more_is_noticed() {
        let activity = Arc::new(Activity::start());
        let late = Duration::from_secs(400);
        let mut body = Taken::new(Body::from("abc"), activity.clone());
        // Never asked for: cut, though an hour may pass in which it was.
        assert_eq!(activity.judge(late), Verdict::Cut);
        let frame = body.frame().await.unwrap().unwrap();
        assert_eq!(frame.into_data().unwrap(), "abc");
        assert_eq!(activity.judge(late), Verdict::Cut);
        assert!(body.frame().await.is_none());
        drop(body);
        assert_ne!(activity.judge(Duration::from_secs(29)), Verdict::Cut);
    }

    #[tokio::test]
    async fn a_stream_that_waits_for_news_is_kept() {
        let activity = Arc::new(Activity::start());
        let running = activity.request();
        let silent = futures_util::stream::pending::<Result<Bytes, axum::Error>>();
        let mut body = Taken::new(Body::from_stream(silent), activity.clone());
        assert!(futures_util::FutureExt::now_or_never(body.frame()).is_none());
        drop(running);
        let long = Duration::from_secs(3_000);
        // No new requests are taken then, but the stream goes on.
        assert_eq!(activity.judge(long), Verdict::Close);
    }
}
