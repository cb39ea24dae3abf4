//! Up to when somebody has read a space's top-level conversation.

use proto::chat as wire;

use crate::error::{Error, Result};
use crate::timestamp::Time;

/// What the update mask of a space's read state may name.
pub const PATHS: &[&str] = &["last_read_time"];

/// The time that a patch asks for.
pub fn check_update(patch: &wire::SpaceReadState) -> Result<Time> {
    let time = patch.last_read_time.as_ref().map(Time::from_wire);
    time.ok_or_else(|| {
        Error::invalid(
            "space_read_state.last_read_time",
            "The read state has no last_read_time.",
        )
    })
}

/// Lowers what lies behind the newest top-level message to the time of that
/// message. In a space without messages there is nothing to have read after
/// its creation.
pub fn coerce(asked: Time, newest: Option<Time>, space_created: Time) -> Time {
    asked.min(newest.unwrap_or(space_created))
}

/// Read states are nobody else's business.
pub fn refusal() -> Error {
    Error::permission_denied("Only the caller's own read state is supported.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn later_times_are_lowered() {
        for (asked, newest, want) in [
            (5, Some(9), 5),
            (9, Some(9), 9),
            (99, Some(9), 9),
            (99, None, 3),
            (1, None, 1),
        ] {
            assert_eq!(coerce(Time(asked), newest.map(Time), Time(3)), Time(want));
        }
    }

    #[test]
    fn a_patch_needs_a_time() {
        let mut patch = wire::SpaceReadState::default();
        assert!(check_update(&patch).is_err());
        patch.last_read_time = Some(Time(7).to_wire());
        assert_eq!(check_update(&patch), Ok(Time(7)));
    }
}
