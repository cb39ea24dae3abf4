//! Work that nobody waits for: imports that were not completed in time, the rows
//! of deleted spaces, files that no message shows, events and entries of the
//! audit log that are too old go, a bounded number at a time, so that other
//! writes come in between. Nothing is lost when the server stops; the next one
//! goes on.

use std::sync::Arc;
use std::time::Duration;

use domain::audit;
use domain::events::RETENTION;
use domain::{Result, Time};
use tokio::sync::watch;
use tokio::time::sleep;

use crate::state::Server;
use crate::transport::listener::Stage;

/// Between two looks when there was nothing to do.
const IDLE: Duration = Duration::from_secs(1);
/// Between two portions, so that the writes of requests come first.
const BREATH: Duration = Duration::from_millis(20);
/// After a failure, which the log tells.
const TROUBLE: Duration = Duration::from_secs(10);
/// Between two looks for old events.
const EVENTS: i64 = 3_600 * Time::SECOND;
/// Files removed at a time.
const FILES: i64 = 50;
/// Messages whose time has come that are buried in one transaction.
const BURIED: i64 = 50;
/// Rows in one transaction.
const PORTION: i64 = 500;

/// Runs until the server begins to stop.
pub async fn run(server: Arc<Server>, mut stage: watch::Receiver<Stage>) {
    let mut janitor = Janitor {
        server,
        events_due: Time(0),
    };
    loop {
        let pause = match janitor.work().await {
            Ok(true) => BREATH,
            Ok(false) => IDLE,
            Err(error) => {
                tracing::warn!(%error, cause = error.cause, "cannot remove what is gone");
                TROUBLE
            }
        };
        tokio::select! {
            () = sleep(pause) => {}
            _ = stage.changed() => return,
        }
    }
}

struct Janitor {
    server: Arc<Server>,
    /// When to look for old events again.
    events_due: Time,
}

impl Janitor {
    /// One portion; whether there may be more to do at once.
    async fn work(&mut self) -> Result<bool> {
        let store = &self.server.store;
        let now = self.server.now();
        let overdue = store
            .read(move |tx| Box::pin(store::imports::overdue(tx, now)))
            .await?;
        if overdue.is_some() {
            return store
                .write(move |tx| Box::pin(store::imports::expire(tx, now)))
                .await;
        }
        let expiring = store
            .read(move |tx| Box::pin(store::expiry::is_due(tx, now)))
            .await?;
        if expiring {
            let buried = store
                .write(move |tx| Box::pin(store::expiry::remove_due(tx, now, BURIED)))
                .await?;
            return Ok(buried > 0);
        }
        let spaces = store.read(|tx| Box::pin(store::purge::is_due(tx))).await?;
        if spaces {
            return store
                .write(|tx| Box::pin(store::purge::deleted_space(tx, PORTION)))
                .await;
        }
        if self.files().await? {
            return Ok(true);
        }
        if now < self.events_due {
            return Ok(false);
        }
        let before = Time(now.0 - RETENTION);
        let unaudited = Time(now.0 - audit::RETENTION);
        let removed = store
            .write(move |tx| {
                Box::pin(async move {
                    let events = store::purge::old_events(tx, before, PORTION).await?;
                    let entries = store::audit::remove_old(tx, unaudited, PORTION).await?;
                    Ok(events + entries)
                })
            })
            .await?;
        if removed == 0 {
            self.events_due = Time(now.0 + EVENTS);
        }
        Ok(removed > 0)
    }

    /// Uploads that expired, and files that lost their upload or message.
    async fn files(&self) -> Result<bool> {
        let now = self.server.now();
        let store = &self.server.store;
        let (expired, dead) = store
            .read(move |tx| {
                Box::pin(async move {
                    let expired = store::uploads::has_expired(tx, now).await?;
                    Ok((expired, store::attachments::dead(tx, FILES).await?))
                })
            })
            .await?;
        if expired {
            store
                .write(move |tx| Box::pin(store::uploads::discard_expired(tx, now, FILES)))
                .await?;
        }
        for (file, shown) in &dead {
            if !shown {
                let removed = self.server.media.blobs.remove(*file).await;
                removed.map_err(crate::media::refused)?;
            }
        }
        let more = expired || !dead.is_empty();
        if !dead.is_empty() {
            let forget = store.write(move |tx| {
                Box::pin(async move {
                    for (file, _) in dead {
                        store::attachments::forget(tx, file).await?;
                    }
                    Ok(())
                })
            });
            forget.await?;
        }
        Ok(more)
    }
}
