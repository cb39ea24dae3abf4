//! Buttons in a row.

use proto::card::ButtonList;

use crate::cards::plain_text::Lines;
use crate::cards::{Place, button};
use crate::error::Result;

pub fn check(place: Place<'_>, list: &ButtonList) -> Result<()> {
    if list.buttons.is_empty() {
        return Err(place.field("buttons").error("a buttonList needs a button"));
    }
    for (index, found) in list.buttons.iter().enumerate() {
        button::check(place.item("buttons", index), found)?;
    }
    Ok(())
}

pub fn plain_text(lines: &mut Lines, list: &ButtonList) {
    let label = |button: &proto::card::Button| match button.text.as_str() {
        "" => button.alt_text.clone(),
        text => text.to_owned(),
    };
    lines.row(list.buttons.iter().map(label));
}
