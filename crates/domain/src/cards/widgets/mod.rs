//! The widgets, a file each: `check` for what one must hold, `plain_text` for
//! what it says where no card is shown.
//!
//! A new widget: its file here, its arms below, `tests/data/cards/<widget>.json`.

pub mod button_list;
pub mod carousel;
pub mod chip_list;
pub mod columns;
pub mod date_time_picker;
pub mod decorated_text;
pub mod divider;
pub mod grid;
pub mod image;
pub mod selection_input;
pub mod text_input;
pub mod text_paragraph;

use proto::card::Widget;
use proto::card::widget::Data;

use super::Place;
use super::plain_text::Lines;
use crate::error::Result;

/// Checks one widget of a section. One without content passes and shows
/// nothing, as in Google Chat: programs in the wild send them.
pub fn check(place: Place<'_>, widget: &Widget) -> Result<()> {
    let Some(data) = &widget.data else {
        return Ok(());
    };
    match data {
        Data::TextParagraph(it) => text_paragraph::check(place.field("textParagraph"), it),
        Data::Image(it) => image::check(place.field("image"), it),
        Data::DecoratedText(it) => decorated_text::check(place.field("decoratedText"), it),
        Data::ButtonList(it) => button_list::check(place.field("buttonList"), it),
        Data::TextInput(it) => text_input::check(place.field("textInput"), it),
        Data::SelectionInput(it) => selection_input::check(place.field("selectionInput"), it),
        Data::DateTimePicker(it) => date_time_picker::check(place.field("dateTimePicker"), it),
        Data::Divider(it) => divider::check(place.field("divider"), it),
        Data::Grid(it) => grid::check(place.field("grid"), it),
        Data::Columns(it) => columns::check(place.field("columns"), it),
        Data::Carousel(it) => carousel::check(place.field("carousel"), it),
        Data::ChipList(it) => chip_list::check(place.field("chipList"), it),
    }
}

/// Adds what a widget says.
pub fn plain_text(lines: &mut Lines, widget: &Widget) {
    let Some(data) = &widget.data else { return };
    match data {
        Data::TextParagraph(it) => text_paragraph::plain_text(lines, it),
        Data::Image(it) => image::plain_text(lines, it),
        Data::DecoratedText(it) => decorated_text::plain_text(lines, it),
        Data::ButtonList(it) => button_list::plain_text(lines, it),
        Data::TextInput(it) => text_input::plain_text(lines, it),
        Data::SelectionInput(it) => selection_input::plain_text(lines, it),
        Data::DateTimePicker(it) => date_time_picker::plain_text(lines, it),
        Data::Divider(it) => divider::plain_text(lines, it),
        Data::Grid(it) => grid::plain_text(lines, it),
        Data::Columns(it) => columns::plain_text(lines, it),
        Data::Carousel(it) => carousel::plain_text(lines, it),
        Data::ChipList(it) => chip_list::plain_text(lines, it),
    }
}
