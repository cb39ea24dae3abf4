//! What the audit log says of a command, written with what the command does.

use domain::audit::{Action, Actor, Entry};
use store::{Tx, audit};

use crate::state;

/// Records that the person at the command line did something.
pub async fn note(
    tx: &mut Tx,
    action: Action,
    target: impl Into<String>,
    detail: impl Into<String>,
) -> domain::Result<()> {
    let entry = Entry {
        time: state::now(),
        actor: Actor::CommandLine,
        action,
        target: target.into(),
        detail: detail.into(),
        origin: format!("uid {}", rustix::process::getuid().as_raw()),
    };
    audit::record(tx, &entry).await
}
