//! A picture.

use proto::card::Image;

use crate::cards::plain_text::Lines;
use crate::cards::{Place, actions, urls};
use crate::error::Result;

pub fn check(place: Place<'_>, image: &Image) -> Result<()> {
    urls::check_image(place.field("imageUrl"), &image.image_url)?;
    actions::check_optional(place.field("onClick"), image.on_click.as_ref())
}

pub fn plain_text(lines: &mut Lines, image: &Image) {
    lines.plain(&image.alt_text);
}
