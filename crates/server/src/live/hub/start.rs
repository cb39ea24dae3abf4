//! Where in the log a listener begins.

use domain::Result;
use store::events::Horizon;
use tokio::time::sleep;

use super::GAP;
use crate::state::Server;

/// Further behind than this many events of the log nobody catches up.
const CATCH_UP: i64 = 200_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    Fresh,
    /// To catch up from here.
    After(i64),
    /// What was missed can no longer be told.
    Reset,
}

/// Where somebody begins who has everything up to `last`.
pub fn start(last: Option<i64>, position: i64, ends: Option<(i64, i64)>) -> Start {
    let Some(last) = last else {
        return Start::Fresh;
    };
    let (oldest, newest) = ends.unwrap_or((position + 1, position));
    let unknown = last > newest.max(position);
    let gone = last < position && oldest > last + 1;
    if unknown || gone || position - last > CATCH_UP {
        return Start::Reset;
    }
    Start::After(last)
}

/// A position before which nothing will ever appear any more.
pub async fn settled(server: &Server) -> Result<i64> {
    let look = || {
        server.store.read(|tx| {
            Box::pin(async move {
                let newest = store::events::ends(tx)
                    .await?
                    .map_or(0, |(_, newest)| newest);
                Ok((newest, store::events::horizon(tx).await?))
            })
        })
    };
    let (newest, first) = look().await?;
    let Some(Horizon { next, .. }) = first else {
        return Ok(newest);
    };
    while look().await?.1.is_some_and(|now| now.oldest < next) {
        sleep(GAP).await;
    }
    Ok(newest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_listeners_begin() {
        let check = |last, position, ends, expected| {
            assert_eq!(start(last, position, ends), expected);
        };
        check(None, 7, Some((1, 7)), Start::Fresh);
        check(Some(0), 0, None, Start::After(0));
        check(Some(3), 7, Some((1, 9)), Start::After(3));
        check(Some(3), 7, Some((4, 9)), Start::After(3));
        check(Some(3), 7, Some((5, 9)), Start::Reset);
        check(Some(7), 7, None, Start::After(7));
        // Another node was further.
        check(Some(9), 7, Some((1, 9)), Start::After(9));
        check(Some(10), 7, Some((1, 9)), Start::Reset);
        check(Some(1), CATCH_UP + 2, Some((1, CATCH_UP + 2)), Start::Reset);
    }
}
