//! Notices what other processes change: `confab admin` beside the server, and
//! other nodes. Every write after which a cached credential may mean something
//! else also adds one to the counter `auth`.

use std::sync::Weak;
use std::time::Duration;

use domain::{Result, Time};
use store::{Store, access_tokens, authorization_codes, grants, meta, sessions};
use tokio::time::{MissedTickBehavior, interval};

use super::Inner;
use crate::state;

/// A revoked token works this much longer, and as long as one read takes.
pub(crate) const PERIOD: Duration = Duration::from_millis(250);
/// Ticks between two looks for tokens and sessions that expired long ago: ten minutes.
const TICKS_PER_SWEEP: u64 = 2_400;
/// Tokens removed at a time, and how long they stay after they expired.
const SWEEP_LIMIT: i64 = 1_000;
const KEEP: i64 = Time::DAY;

pub async fn run(gate: Weak<Inner>) {
    let mut interval = interval(PERIOD);
    interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut failing = false;
    for tick in 0_u64.. {
        interval.tick().await;
        let Some(gate) = gate.upgrade() else { return };
        let looked = look(&gate).await;
        if let Err(error) = &looked
            && !failing
        {
            tracing::warn!(%error, cause = error.cause, "cannot watch for revoked credentials");
        }
        failing = looked.is_err();
        if tick % TICKS_PER_SWEEP == 0
            && !failing
            && let Err(error) = sweep(&gate.store).await
        {
            tracing::warn!(%error, cause = error.cause, "cannot remove expired tokens");
        }
    }
}

async fn look(gate: &Inner) -> Result<()> {
    let read = gate
        .store
        .read(|tx| Box::pin(async move { meta::auth_version(tx).await }));
    gate.cache.saw(read.await?);
    Ok(())
}

async fn sweep(store: &Store) -> Result<()> {
    let before = Time(state::now().0 - KEEP);
    let write = store.write(move |tx| {
        Box::pin(async move {
            sessions::delete_expired(tx, before, SWEEP_LIMIT).await?;
            authorization_codes::delete_expired(tx, before, SWEEP_LIMIT).await?;
            grants::delete_expired(tx, before, SWEEP_LIMIT).await?;
            access_tokens::delete_expired(tx, before, SWEEP_LIMIT).await
        })
    });
    write.await.map(drop)
}
