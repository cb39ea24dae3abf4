//! Icons. A name that nobody knows shows nothing, in Google Chat too, and is
//! no error.

use proto::card::Icon;
use proto::card::icon::Icons;

use super::{Place, urls};
use crate::error::Result;

pub fn check(place: Place<'_>, icon: &Icon) -> Result<()> {
    match &icon.icons {
        Some(Icons::KnownIcon(name)) if name.is_empty() => {
            Err(place.field("knownIcon").error("the icon's name is missing"))
        }
        Some(Icons::KnownIcon(_)) => Ok(()),
        Some(Icons::IconUrl(url)) => urls::check_image(place.field("iconUrl"), url),
        Some(Icons::MaterialIcon(icon)) if icon.name.is_empty() => {
            let place = place.field("materialIcon");
            Err(place.field("name").error("the icon's name is missing"))
        }
        // Another weight or grade falls back to the usual one.
        Some(Icons::MaterialIcon(_)) => Ok(()),
        None => Err(place.error("an icon needs a knownIcon, an iconUrl or a materialIcon")),
    }
}

/// As [`check`], where there may be none.
pub fn check_optional(place: Place<'_>, icon: Option<&Icon>) -> Result<()> {
    icon.map_or(Ok(()), |icon| check(place, icon))
}
