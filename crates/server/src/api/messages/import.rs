//! Messages of the past, in spaces in import mode.

use domain::messages::{historical_time, time_taken};
use domain::spaces::Space;
use domain::{Result, Time};
use proto::chat as wire;
use store::Tx;

use crate::api::Call;

/// When the new message was sent: now, or in a space in import mode when the
/// request says. No two messages of a space have one time.
pub async fn time(
    tx: &mut Tx,
    call: &Call,
    space: &mut Space,
    message: Option<&wire::Message>,
) -> Result<Time> {
    let past = match message {
        Some(message) => historical_time(space, message, call.now)?,
        None => None,
    };
    let Some(past) = past else {
        return Ok(space.tick(call.now));
    };
    if store::imports::is_taken(tx, space.id, past).await? {
        return Err(time_taken());
    }
    Ok(space.take_past(past))
}
