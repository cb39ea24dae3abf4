//! Coming back: everything once, in order.

use super::*;
use crate::harness::both;

/// Source: the server-sent events of HTML: `Last-Event-ID`.
#[tokio::test]
async fn who_comes_back_misses_nothing() {
    both(async |w| {
        let space = w.space("Live", &["bob"]).await;
        let hidden = w.space("Hidden", &[]).await;
        let mut bob = listen(w, As::user("bob"), None).await;
        w.send(As::user("alice"), &space, "0").await;
        assert_eq!(bob.texts(1).await, ["0"]);
        let last = bob.last.clone();
        drop(bob);
        for n in 1..=30 {
            w.send(As::user("alice"), &space, &n.to_string()).await;
            w.send(As::user("alice"), &hidden, "hidden").await;
        }
        let mut bob = listen(w, As::user("bob"), Some(&last)).await;
        let mut told = bob.texts(10).await;
        // Cut off in the middle, and once more.
        let last = bob.last.clone();
        drop(bob);
        w.send(As::user("alice"), &space, "31").await;
        let mut bob = listen(w, As::user("bob"), Some(&last)).await;
        w.send(As::user("alice"), &space, "32").await;
        told.extend(bob.texts(22).await);
        let expected: Vec<_> = (1..=32).map(|n| n.to_string()).collect();
        assert_eq!(told, expected);
    })
    .await;
}

/// Source: Confab's own; listeners come and go while people write.
#[tokio::test]
async fn events_come_once_and_in_order_under_load() {
    both(async |w| {
        let space = w.space("Live", &["bob"]).await;
        let mut last = listen(w, As::user("bob"), None).await.last;
        let write = async {
            for n in 0..120 {
                w.send(As::user("alice"), &space, &n.to_string()).await;
            }
        };
        let read = async {
            let mut told = Vec::new();
            while told.len() < 120 {
                let mut bob = listen(w, As::user("bob"), Some(&last)).await;
                told.extend(bob.texts(7.min(120 - told.len())).await);
                last = bob.last;
            }
            told
        };
        let ((), told) = tokio::join!(write, read);
        let expected: Vec<_> = (0..120).map(|n| n.to_string()).collect();
        assert_eq!(told, expected);
    })
    .await;
}

/// Source: Confab's own; an id that nothing can follow means to begin anew.
#[tokio::test]
async fn unknown_ids_reset() {
    both(async |w| {
        let space = w.space("Live", &["bob"]).await;
        for last in ["nonsense", "effffff", "e-1"] {
            let mut bob = listen(w, As::user("bob"), Some(last)).await;
            assert_eq!(bob.next().await, Heard::Reset, "{last}");
            w.send(As::user("alice"), &space, last).await;
            assert_eq!(bob.texts(1).await, [last]);
        }
    })
    .await;
}
