//! Cards: what a message's cards, accessory widgets and dialogs may hold, and
//! what they say in plain text.
//!
//! [`check`] refuses a card that Google Chat refuses or would not show, and
//! says where in it: `cardsV2[0].card.sections[1].widgets[0].textInput.name`.
//! What Google merely shows differently passes. One file per widget, in
//! `widgets/`; the deprecated cards are `v1.rs`.

mod actions;
mod button;
mod card;
mod dialog;
mod icon;
mod owner;
mod place;
mod plain_text;
mod urls;
pub mod v1;
pub mod widgets;

pub use card::{CARD_LIMIT, WIDGET_LIMIT, drop_surplus};
pub use dialog::{DialogAnswer, check_dialog, check_dialog_action, check_suggestions};
pub use owner::{check_replace, own, owns};
pub use place::Place;
pub use plain_text::{plain_text, strip_html};

use std::collections::HashSet;

use proto::chat::{AccessoryWidget, CardWithId, accessory_widget};

use crate::error::Result;

/// Checks the cards of a message.
pub fn check(cards: &[CardWithId]) -> Result<()> {
    let root = Place::root();
    let mut ids = HashSet::new();
    for (index, card) in cards.iter().enumerate() {
        let place = root.item("cardsV2", index);
        check_id(place, card, cards.len(), &mut ids)?;
        let inside = place.field("card");
        match &card.card {
            Some(card) => card::check(inside, card)?,
            None => return Err(inside.error("the card is missing")),
        }
    }
    Ok(())
}

fn check_id<'c>(
    place: Place<'_>,
    card: &'c CardWithId,
    count: usize,
    ids: &mut HashSet<&'c str>,
) -> Result<()> {
    let id = card.card_id.as_str();
    let place = place.field("cardId");
    if id.is_empty() && count > 1 {
        return Err(place.error("each card needs an id when the message has several"));
    }
    if !id.is_empty() && !ids.insert(id) {
        return Err(place.error(&format!("the id {id:?} is used twice in the message")));
    }
    Ok(())
}

/// Checks the widgets below a message.
pub fn check_accessory(accessories: &[AccessoryWidget]) -> Result<()> {
    let root = Place::root();
    for (index, accessory) in accessories.iter().enumerate() {
        let place = root.item("accessoryWidgets", index);
        match &accessory.action {
            Some(accessory_widget::Action::ButtonList(list)) => {
                widgets::button_list::check(place.field("buttonList"), list)?;
            }
            None => return Err(place.error("an accessory widget needs a buttonList")),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
