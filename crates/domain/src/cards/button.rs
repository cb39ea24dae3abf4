//! One button: in a button list, a decorated text, a footer.

use proto::card::Button;
use proto::types::Color;

use super::{Place, actions, icon};
use crate::error::Result;

pub fn check(place: Place<'_>, button: &Button) -> Result<()> {
    check_look(place, button)?;
    match &button.on_click {
        Some(on_click) => actions::check(place.field("onClick"), on_click),
        None if button.disabled => Ok(()),
        None => Err(place.error("a button needs an onClick")),
    }
}

/// The parts of a button that only show; those that a section is opened with
/// have no click of their own.
pub fn check_look(place: Place<'_>, button: &Button) -> Result<()> {
    if button.text.is_empty() && button.icon.is_none() {
        return Err(place.error("a button needs a text or an icon"));
    }
    icon::check_optional(place.field("icon"), button.icon.as_ref())?;
    check_color(place.field("color"), button.color.as_ref())
}

/// Checks that red, green and blue lie between 0 and 1; alpha counts for
/// nothing.
pub fn check_color(place: Place<'_>, color: Option<&Color>) -> Result<()> {
    let Some(color) = color else { return Ok(()) };
    let parts = [
        ("red", color.red),
        ("green", color.green),
        ("blue", color.blue),
    ];
    for (name, value) in parts {
        if !(0.0..=1.0).contains(&value) {
            return Err(place
                .field(name)
                .error("a part of a color lies between 0 and 1"));
        }
    }
    Ok(())
}
