//! What a click does.

use proto::card::on_click::Data;
use proto::card::{OnClick, OverflowMenu};

use super::{Place, icon, urls};
use crate::error::Result;

/// Checks an `onClick` that is there.
pub fn check(place: Place<'_>, on_click: &OnClick) -> Result<()> {
    match &on_click.data {
        // An app that knows its buttons by their parameters needs no function.
        Some(Data::Action(_)) => Ok(()),
        Some(Data::OpenLink(link)) => {
            let place = place.field("openLink");
            urls::check_link(place.field("url"), &link.url)
        }
        Some(Data::OverflowMenu(menu)) => check_menu(place.field("overflowMenu"), menu),
        Some(Data::OpenDynamicLinkAction(_)) => {
            Err(place.error("openDynamicLinkAction is for add-ons; use action or openLink"))
        }
        Some(Data::Card(_)) => Err(place.error("card is for add-ons; use action or openLink")),
        None => Err(place.error("an onClick needs an action, an openLink or an overflowMenu")),
    }
}

/// As [`check`], where there may be none.
pub fn check_optional(place: Place<'_>, on_click: Option<&OnClick>) -> Result<()> {
    on_click.map_or(Ok(()), |on_click| check(place, on_click))
}

fn check_menu(place: Place<'_>, menu: &OverflowMenu) -> Result<()> {
    if menu.items.is_empty() {
        return Err(place.field("items").error("a menu needs an item"));
    }
    for (index, item) in menu.items.iter().enumerate() {
        let place = place.item("items", index);
        if item.text.is_empty() {
            return Err(place
                .field("text")
                .error("the text of a menu item is missing"));
        }
        icon::check_optional(place.field("startIcon"), item.start_icon.as_ref())?;
        match &item.on_click {
            // A menu in a menu: the client disables the item.
            Some(OnClick {
                data: Some(Data::OverflowMenu(_)),
            }) => {}
            Some(on_click) => check(place.field("onClick"), on_click)?,
            None if item.disabled => {}
            None => return Err(place.error("a menu item needs an onClick")),
        }
    }
    Ok(())
}
