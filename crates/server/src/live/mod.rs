//! Live events: `GET /confab/v1/events`, server-sent events of everything that
//! happens where the caller is.
//!
//! One task (`hub.rs`) reads the event log for the whole process and hands
//! every event to the listeners in its space. An event is rendered once for all
//! who see the same of it (`viewer.rs`), and they share the bytes. A listener
//! that comes back reads what it missed from the log (`catch_up.rs`) while the
//! hub already keeps for it what happens from then on.
//!
//! Correctness rests on the log alone: its positions are the ids of the
//! events, wake-ups only make things faster, and whoever is too slow is cut off
//! and comes back with the last id it has.

mod catch_up;
mod endpoint;
mod frames;
mod hub;
mod index;
mod line;
mod log_reader;
mod presence;
mod recheck;
mod stream;
mod tell;
mod viewer;

use std::sync::Arc;

use axum::Router;
use axum::routing::get;
use tokio::sync::{Mutex, mpsc, watch};

use crate::state::Server;
use crate::transport::listener::Stage;
use hub::{Command, Hub};

/// Connections that may wait for the hub at once.
const COMMANDS: usize = 1_024;

/// The way to the hub of this process.
pub struct Live {
    commands: mpsc::Sender<Command>,
    /// Taken by [`run`].
    received: Mutex<Option<mpsc::Receiver<Command>>>,
}

impl Live {
    pub fn new() -> Self {
        let (commands, received) = mpsc::channel(COMMANDS);
        Self {
            commands,
            received: Mutex::new(Some(received)),
        }
    }
}

impl Default for Live {
    fn default() -> Self {
        Self::new()
    }
}

/// Serves listeners until the server begins to stop.
pub async fn run(server: Arc<Server>, stage: watch::Receiver<Stage>) {
    let received = server.live.received.lock().await.take();
    if let Some(received) = received {
        Hub::new(server, received).run(stage).await;
    }
}

pub fn routes() -> Router<Arc<Server>> {
    Router::new().route("/confab/v1/events", get(endpoint::events))
}
