//! When an imported message was sent.

use proto::chat as wire;

use crate::error::{Error, Result};
use crate::spaces::Space;
use crate::timestamp::Time;

/// The time that the request gives a message in a space in import mode: from
/// the creation of the space until now. `None` when it gives none, and in all
/// other spaces, where the field is for output only.
pub fn historical_time(space: &Space, message: &wire::Message, now: Time) -> Result<Option<Time>> {
    let given = message.create_time.as_ref().filter(|_| space.import_mode);
    let Some(given) = given.map(Time::from_wire) else {
        return Ok(None);
    };
    if given < space.create_time || given > now {
        return Err(Error::invalid(
            "message.create_time",
            "The creation time of an imported message must be between that of its space and now.",
        ));
    }
    Ok(Some(given))
}

/// The refusal of a time that a message of the space has, or had before it was
/// deleted.
pub fn time_taken() -> Error {
    Error::already_exists(
        "A message with this creation time exists in the space, or was deleted: creation times \
         are unique in a space.",
    )
}
