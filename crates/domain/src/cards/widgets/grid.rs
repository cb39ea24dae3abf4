//! Pictures and texts in rows and columns.

use proto::card::image_crop_style::ImageCropType;
use proto::card::{BorderStyle, Grid, ImageComponent};

use crate::cards::plain_text::Lines;
use crate::cards::{Place, actions, button, urls};
use crate::error::Result;

pub fn check(place: Place<'_>, grid: &Grid) -> Result<()> {
    if grid.column_count < 0 {
        let place = place.field("columnCount");
        return Err(place.error("the number of columns must not be negative"));
    }
    check_border(place.field("borderStyle"), grid.border_style.as_ref())?;
    actions::check_optional(place.field("onClick"), grid.on_click.as_ref())?;
    for (index, item) in grid.items.iter().enumerate() {
        let place = place.item("items", index);
        if let Some(image) = &item.image {
            check_image(place.field("image"), image)?;
        }
    }
    Ok(())
}

fn check_image(place: Place<'_>, image: &ImageComponent) -> Result<()> {
    urls::check_image(place.field("imageUri"), &image.image_uri)?;
    if let Some(crop) = &image.crop_style {
        let custom = crop.r#type() == ImageCropType::RectangleCustom;
        let ratio = crop.aspect_ratio;
        if custom && !(ratio > 0.0 && ratio.is_finite()) {
            let place = place.field("cropStyle");
            let place = place.field("aspectRatio");
            return Err(place.error("RECTANGLE_CUSTOM needs a ratio above 0"));
        }
    }
    check_border(place.field("borderStyle"), image.border_style.as_ref())
}

fn check_border(place: Place<'_>, border: Option<&BorderStyle>) -> Result<()> {
    let Some(border) = border else { return Ok(()) };
    if border.corner_radius < 0 {
        let place = place.field("cornerRadius");
        return Err(place.error("the radius must not be negative"));
    }
    button::check_color(place.field("strokeColor"), border.stroke_color.as_ref())
}

pub fn plain_text(lines: &mut Lines, grid: &Grid) {
    lines.plain(&grid.title);
    for item in &grid.items {
        lines.named(&item.title, &item.subtitle);
    }
}
