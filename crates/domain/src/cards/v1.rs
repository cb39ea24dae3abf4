//! The deprecated cards, `Message.cards`. Programs in the wild still send
//! them, so only what could not be shown is refused.

use proto::chat::WidgetMarkup;
use proto::chat::contextual_add_on_markup::Card;
use proto::chat::widget_markup::button::Type;
use proto::chat::widget_markup::{
    Button, Data, KeyValue, OnClick, image_button, key_value, on_click,
};

use super::{Place, urls};
use crate::error::Result;

/// Checks the deprecated cards of a message.
pub fn check(cards: &[Card]) -> Result<()> {
    let root = Place::root();
    for (index, card) in cards.iter().enumerate() {
        check_card(root.item("cards", index), card)?;
    }
    Ok(())
}

fn check_card(place: Place<'_>, card: &Card) -> Result<()> {
    if card.header.is_none() && card.sections.is_empty() {
        return Err(place.error("a card needs a header or a section"));
    }
    if let Some(header) = &card.header {
        let place = place.field("header");
        urls::check_optional_image(place.field("imageUrl"), &header.image_url)?;
    }
    for (index, section) in card.sections.iter().enumerate() {
        let place = place.item("sections", index);
        if section.widgets.is_empty() {
            return Err(place.field("widgets").error("a section needs a widget"));
        }
        for (index, widget) in section.widgets.iter().enumerate() {
            check_widget(place.item("widgets", index), widget)?;
        }
    }
    for (index, action) in card.card_actions.iter().enumerate() {
        let place = place.item("cardActions", index);
        check_optional(place.field("onClick"), action.on_click.as_ref())?;
    }
    Ok(())
}

fn check_widget(place: Place<'_>, widget: &WidgetMarkup) -> Result<()> {
    match &widget.data {
        Some(Data::Image(image)) => {
            let place = place.field("image");
            urls::check_image(place.field("imageUrl"), &image.image_url)?;
            check_optional(place.field("onClick"), image.on_click.as_ref())?;
        }
        Some(Data::KeyValue(pair)) => check_key_value(place.field("keyValue"), pair)?,
        Some(Data::TextParagraph(_)) | None => {}
    }
    for (index, button) in widget.buttons.iter().enumerate() {
        check_button(place.item("buttons", index), button)?;
    }
    Ok(())
}

/// The documents ask for an icon or a label; a content alone shows as well.
fn check_key_value(place: Place<'_>, pair: &KeyValue) -> Result<()> {
    let texts = [&pair.top_label, &pair.content, &pair.bottom_label];
    if pair.icons.is_none() && texts.iter().all(|text| text.is_empty()) {
        return Err(place.error("a keyValue needs an icon, a topLabel, a content or a bottomLabel"));
    }
    if let Some(key_value::Icons::IconUrl(url)) = &pair.icons {
        urls::check_image(place.field("iconUrl"), url)?;
    }
    check_optional(place.field("onClick"), pair.on_click.as_ref())?;
    match &pair.control {
        Some(key_value::Control::Button(button)) => check_button(place.field("button"), button),
        None => Ok(()),
    }
}

fn check_button(place: Place<'_>, button: &Button) -> Result<()> {
    match &button.r#type {
        Some(Type::TextButton(button)) => {
            let place = place.field("textButton");
            if button.text.is_empty() {
                return Err(place.field("text").error("the text of a button is missing"));
            }
            check_click(place, button.on_click.as_ref())
        }
        Some(Type::ImageButton(button)) => {
            let place = place.field("imageButton");
            match &button.icons {
                Some(image_button::Icons::IconUrl(url)) => {
                    urls::check_image(place.field("iconUrl"), url)?;
                }
                Some(image_button::Icons::Icon(_)) => {}
                None => return Err(place.error("an imageButton needs an icon or an iconUrl")),
            }
            check_click(place, button.on_click.as_ref())
        }
        None => Err(place.error("a button needs a textButton or an imageButton")),
    }
}

/// Checks the `onClick` that a button must have.
fn check_click(place: Place<'_>, on_click: Option<&OnClick>) -> Result<()> {
    match on_click {
        Some(on_click) => check_optional(place.field("onClick"), Some(on_click)),
        None => Err(place.error("a button needs an onClick")),
    }
}

fn check_optional(place: Place<'_>, on_click: Option<&OnClick>) -> Result<()> {
    let Some(on_click) = on_click else {
        return Ok(());
    };
    match &on_click.data {
        Some(on_click::Data::OpenLink(link)) => {
            let place = place.field("openLink");
            urls::check_link(place.field("url"), &link.url)
        }
        Some(on_click::Data::Action(_)) => Ok(()),
        None => Err(place.error("an onClick needs an action or an openLink")),
    }
}
