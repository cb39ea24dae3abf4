//! A date, a time, or both, to pick.

use proto::card::DateTimePicker;

use crate::cards::Place;
use crate::cards::plain_text::Lines;
use crate::error::Result;

/// Minutes that the clocks of two places differ by at most.
const OFFSET_LIMIT: i32 = 24 * 60;

pub fn check(place: Place<'_>, picker: &DateTimePicker) -> Result<()> {
    if picker.name.is_empty() {
        return Err(place
            .field("name")
            .error("the name of a dateTimePicker is missing"));
    }
    let offset = picker.timezone_offset_date;
    if !(-OFFSET_LIMIT..=OFFSET_LIMIT).contains(&offset) {
        let place = place.field("timezoneOffsetDate");
        return Err(place.error("the offset is in minutes, at most a day"));
    }
    Ok(())
}

/// The value is left out: it would need the reader's time zone.
pub fn plain_text(lines: &mut Lines, picker: &DateTimePicker) {
    lines.plain(&picker.label);
}
