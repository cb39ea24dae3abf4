//! Chips: small labels that may be clicked.

use proto::card::ChipList;

use crate::cards::plain_text::Lines;
use crate::cards::{Place, actions, icon};
use crate::error::Result;

pub fn check(place: Place<'_>, list: &ChipList) -> Result<()> {
    for (index, chip) in list.chips.iter().enumerate() {
        let place = place.item("chips", index);
        if chip.label.is_empty() && chip.icon.is_none() {
            return Err(place.error("a chip needs a label or an icon"));
        }
        icon::check_optional(place.field("icon"), chip.icon.as_ref())?;
        actions::check_optional(place.field("onClick"), chip.on_click.as_ref())?;
    }
    Ok(())
}

pub fn plain_text(lines: &mut Lines, list: &ChipList) {
    lines.row(list.chips.iter().map(|chip| chip.label.clone()));
}
