//! The parts of a card around its widgets, and its limits.

use prost::Message as _;
use proto::card::card::{CardFixedFooter, CardHeader, Section};
use proto::card::{Card, CollapseControl};
use proto::chat::CardWithId;

use super::{Place, actions, button, urls, widgets};
use crate::error::Result;

/// Bytes of one card.
pub const CARD_LIMIT: usize = 32 * 1024;
/// Widgets of one card that are shown, over all its sections.
pub const WIDGET_LIMIT: usize = 100;
/// Entries of a card's menu.
const ACTION_LIMIT: usize = 10;

pub fn check(place: Place<'_>, card: &Card) -> Result<()> {
    if card.header.is_none() && card.sections.is_empty() {
        return Err(place.error("a card needs a header or a section"));
    }
    let size = card.encoded_len();
    if size > CARD_LIMIT {
        return Err(place.error(&format!(
            "the card has {size} bytes, more than {CARD_LIMIT}"
        )));
    }
    check_header(place.field("header"), card.header.as_ref())?;
    check_header(
        place.field("peekCardHeader"),
        card.peek_card_header.as_ref(),
    )?;
    for (index, section) in card.sections.iter().enumerate() {
        check_section(place.item("sections", index), section)?;
    }
    check_menu(place, card)?;
    let footer = card.fixed_footer.as_ref();
    footer.map_or(Ok(()), |footer| {
        check_footer(place.field("fixedFooter"), footer)
    })
}

/// A header without a title stays blank in Google Chat, and is no error.
fn check_header(place: Place<'_>, header: Option<&CardHeader>) -> Result<()> {
    let url = header.map_or("", |header| header.image_url.as_str());
    urls::check_optional_image(place.field("imageUrl"), url)
}

fn check_section(place: Place<'_>, section: &Section) -> Result<()> {
    if section.widgets.is_empty() {
        return Err(place.field("widgets").error("a section needs a widget"));
    }
    if section.uncollapsible_widgets_count < 0 {
        let place = place.field("uncollapsibleWidgetsCount");
        return Err(place.error("the number must not be negative"));
    }
    if let Some(control) = &section.collapse_control {
        check_collapse(place.field("collapseControl"), control)?;
    }
    for (index, widget) in section.widgets.iter().enumerate() {
        widgets::check(place.item("widgets", index), widget)?;
    }
    Ok(())
}

/// With one of the two buttons alone Google shows its own.
fn check_collapse(place: Place<'_>, control: &CollapseControl) -> Result<()> {
    let buttons = [
        ("expandButton", &control.expand_button),
        ("collapseButton", &control.collapse_button),
    ];
    for (name, found) in buttons {
        if let Some(found) = found {
            button::check_look(place.field(name), found)?;
        }
    }
    Ok(())
}

/// For add-ons; Chat does not show them.
fn check_menu(place: Place<'_>, card: &Card) -> Result<()> {
    let count = card.card_actions.len();
    if count > ACTION_LIMIT {
        let place = place.field("cardActions");
        return Err(place.error(&format!("{count} actions, more than {ACTION_LIMIT}")));
    }
    for (index, action) in card.card_actions.iter().enumerate() {
        let place = place.item("cardActions", index);
        actions::check_optional(place.field("onClick"), action.on_click.as_ref())?;
    }
    Ok(())
}

fn check_footer(place: Place<'_>, footer: &CardFixedFooter) -> Result<()> {
    let Some(primary) = &footer.primary_button else {
        return Err(place.error("a footer needs a primaryButton"));
    };
    let buttons = [
        ("primaryButton", Some(primary)),
        ("secondaryButton", footer.secondary_button.as_ref()),
    ];
    for (name, found) in buttons {
        let place = place.field(name);
        let Some(found) = found else { continue };
        if found.text.is_empty() {
            return Err(place.field("text").error("a footer's button needs a text"));
        }
        button::check(place, found)?;
    }
    Ok(())
}

/// Leaves out what Google Chat does not show: the section in which a card's
/// hundredth widget is passed, and the sections behind it.
pub fn drop_surplus(cards: &mut [CardWithId]) {
    for card in cards.iter_mut().filter_map(|card| card.card.as_mut()) {
        let mut count = 0;
        let fits = |section: &&Section| {
            count += section.widgets.len();
            count <= WIDGET_LIMIT
        };
        let kept = card.sections.iter().take_while(fits).count();
        card.sections.truncate(kept);
    }
}
