//! Small cards that one scrolls through sideways.

use proto::card::Carousel;
use proto::card::card::NestedWidget;
use proto::card::card::nested_widget::Data;

use super::{button_list, image, text_paragraph};
use crate::cards::Place;
use crate::cards::plain_text::Lines;
use crate::error::Result;

pub fn check(place: Place<'_>, carousel: &Carousel) -> Result<()> {
    if carousel.carousel_cards.is_empty() {
        return Err(place
            .field("carouselCards")
            .error("a carousel needs a card"));
    }
    for (index, card) in carousel.carousel_cards.iter().enumerate() {
        let place = place.item("carouselCards", index);
        for (index, widget) in card.widgets.iter().enumerate() {
            check_widget(place.item("widgets", index), widget)?;
        }
        for (index, widget) in card.footer_widgets.iter().enumerate() {
            check_widget(place.item("footerWidgets", index), widget)?;
        }
    }
    Ok(())
}

fn check_widget(place: Place<'_>, widget: &NestedWidget) -> Result<()> {
    match &widget.data {
        Some(Data::TextParagraph(it)) => text_paragraph::check(place.field("textParagraph"), it),
        Some(Data::ButtonList(it)) => button_list::check(place.field("buttonList"), it),
        Some(Data::Image(it)) => image::check(place.field("image"), it),
        None => Ok(()),
    }
}

pub fn plain_text(lines: &mut Lines, carousel: &Carousel) {
    let cards = &carousel.carousel_cards;
    let widgets = cards
        .iter()
        .flat_map(|card| card.widgets.iter().chain(&card.footer_widgets));
    for widget in widgets {
        match &widget.data {
            Some(Data::TextParagraph(it)) => text_paragraph::plain_text(lines, it),
            Some(Data::ButtonList(it)) => button_list::plain_text(lines, it),
            Some(Data::Image(it)) => image::plain_text(lines, it),
            None => {}
        }
    }
}
