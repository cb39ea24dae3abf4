//! Whether the credentials of those who listen are still good.

use std::time::Duration;

use domain::Code;
use tokio::sync::mpsc;
use tokio::time::{MissedTickBehavior, interval};

use super::hub::Command;
use super::index::Number;
use super::viewer::{NAME, Viewer};
use crate::gate::LOOKS_EVERY;
use crate::state::Server;

/// Between two looks. The gate itself notices within 250 ms what others
/// changed, so that a revoked token ends its stream within a second.
pub const PERIOD: Duration = Duration::from_millis(300);
/// What is left of the second is for the reads themselves.
const _: () = assert!(LOOKS_EVERY.as_millis() + PERIOD.as_millis() <= 600);

/// A timer for [`check`].
pub fn timer() -> tokio::time::Interval {
    let mut timer = interval(PERIOD);
    timer.set_missed_tick_behavior(MissedTickBehavior::Delay);
    timer
}

/// Sends away everybody whose credential is no longer good, or stands for
/// something else by now.
pub async fn check(
    server: &Server,
    listeners: Vec<(Number, Viewer)>,
    commands: mpsc::Sender<Command>,
) {
    for (number, viewer) in listeners {
        let credential = Some(&*viewer.credential);
        let found = server.gate.authenticate(NAME, credential, server.now());
        let good = match found.await {
            Ok(caller) => caller == viewer.caller,
            // The database cannot be asked: that says nothing about anybody.
            Err(error) => !matches!(error.code, Code::Unauthenticated | Code::PermissionDenied),
        };
        if !good && commands.send(Command::Remove(number)).await.is_err() {
            return;
        }
    }
}
