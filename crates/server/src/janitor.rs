//! Work that nobody waits for: the rows of deleted spaces go, a bounded number
//! at a time, so that other writes come in between. Nothing is lost when the
//! server stops; the next one goes on.

use std::sync::Arc;
use std::time::Duration;

use domain::Result;
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
/// Rows in one transaction.
const PORTION: i64 = 500;

/// Runs until the server begins to stop.
pub async fn run(server: Arc<Server>, mut stage: watch::Receiver<Stage>) {
    loop {
        let pause = match purge(&server).await {
            Ok(true) => BREATH,
            Ok(false) => IDLE,
            Err(error) => {
                tracing::warn!(%error, cause = error.cause, "cannot purge deleted spaces");
                TROUBLE
            }
        };
        tokio::select! {
            () = sleep(pause) => {}
            _ = stage.changed() => return,
        }
    }
}

async fn purge(server: &Server) -> Result<bool> {
    let due = server
        .store
        .read(|tx| Box::pin(store::spaces::any_deleted(tx)))
        .await?;
    if !due {
        return Ok(false);
    }
    server
        .store
        .write(|tx| Box::pin(store::spaces::purge(tx, PORTION)))
        .await
}
