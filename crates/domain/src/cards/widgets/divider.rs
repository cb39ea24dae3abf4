//! A line between widgets.

use proto::card::Divider;

use crate::cards::Place;
use crate::cards::plain_text::Lines;
use crate::error::Result;

/// There is nothing in it.
pub fn check(_: Place<'_>, _: &Divider) -> Result<()> {
    Ok(())
}

pub fn plain_text(_: &mut Lines, _: &Divider) {}
