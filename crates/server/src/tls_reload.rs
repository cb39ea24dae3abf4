//! Looks whether certificates have changed: programs that renew them only
//! write files, and nobody should have to restart a server for that.

use std::sync::Arc;
use std::time::Duration;

use time::OffsetDateTime;
use tokio::sync::watch;
use tokio::time::sleep;
use tracing::{error, info, warn};

use crate::tls::Tls;
use crate::transport::listener::Stage;

/// Between two looks. Contents are compared, since a link may be turned to
/// files with older times.
const PERIOD: Duration = Duration::from_secs(1);

/// Runs until the server begins to stop.
pub async fn run(tls: Arc<Tls>, mut stage: watch::Receiver<Stage>) {
    loop {
        tokio::select! {
            () = sleep(PERIOD) => {}
            _ = stage.changed() => return,
        }
        let looking = tls.clone();
        let look = move || looking.refresh(OffsetDateTime::now_utc());
        match tokio::task::spawn_blocking(look).await {
            Ok(Ok(false)) => {}
            Ok(Ok(true)) => info!("took a new TLS certificate"),
            Ok(Err(reason)) => warn!("the old TLS certificate stays: {reason}"),
            Err(panic) => error!(%panic, "cannot look for a new TLS certificate"),
        }
    }
}
