//! Several real nodes on one real PostgreSQL, and everything that may happen to
//! them: `cargo xtask test postgres` runs this. Without a server in
//! `CONFAB_TEST_POSTGRES_URL` the tests do nothing. `CONFAB_TEST_ROUNDS` makes
//! the long ones longer. Start with `crowd.rs`.

#![allow(clippy::unwrap_used)]

mod apps;
mod balancer;
mod crowd;
mod database;
mod encrypted;
mod faults;
mod files;
mod hints;
mod node;
mod relay;
mod repeated;
mod restarts;
mod revoked;
mod rolling;
mod team;
mod versions;
mod writers;

use std::time::Duration;

use tokio::time::{Instant, sleep};

/// Nothing takes this long; a test that waits longer has found a hang.
const PATIENCE: Duration = Duration::from_secs(40);

/// Asks until the answer is yes.
async fn until(what: &str, ask: impl AsyncFn() -> bool) {
    let end = Instant::now() + PATIENCE;
    while !ask().await {
        assert!(Instant::now() < end, "not within {PATIENCE:?}: {what}");
        sleep(Duration::from_millis(20)).await;
    }
}

/// How often the long tests do what they do.
fn rounds(usual: usize) -> usize {
    let asked = std::env::var("CONFAB_TEST_ROUNDS").ok();
    asked.and_then(|text| text.parse().ok()).unwrap_or(usual)
}
