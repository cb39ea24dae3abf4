//! Up to two columns of widgets.

use proto::card::Columns;
use proto::card::columns::column::Widgets;
use proto::card::columns::column::widgets::Data;

use super::{
    button_list, chip_list, date_time_picker, decorated_text, image, selection_input, text_input,
    text_paragraph,
};
use crate::cards::Place;
use crate::cards::plain_text::Lines;
use crate::error::Result;

/// Columns of one widget.
pub const COLUMN_LIMIT: usize = 2;

pub fn check(place: Place<'_>, columns: &Columns) -> Result<()> {
    let count = columns.column_items.len();
    if count == 0 || count > COLUMN_LIMIT {
        let place = place.field("columnItems");
        return Err(place.error(&format!(
            "{count} columns; there must be 1 or {COLUMN_LIMIT}"
        )));
    }
    for (index, column) in columns.column_items.iter().enumerate() {
        let place = place.item("columnItems", index);
        for (index, widget) in column.widgets.iter().enumerate() {
            check_widget(place.item("widgets", index), widget)?;
        }
    }
    Ok(())
}

fn check_widget(place: Place<'_>, widget: &Widgets) -> Result<()> {
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
        Data::ChipList(it) => chip_list::check(place.field("chipList"), it),
    }
}

pub fn plain_text(lines: &mut Lines, columns: &Columns) {
    let widgets = columns
        .column_items
        .iter()
        .flat_map(|column| &column.widgets);
    for data in widgets.filter_map(|widget| widget.data.as_ref()) {
        match data {
            Data::TextParagraph(it) => text_paragraph::plain_text(lines, it),
            Data::Image(it) => image::plain_text(lines, it),
            Data::DecoratedText(it) => decorated_text::plain_text(lines, it),
            Data::ButtonList(it) => button_list::plain_text(lines, it),
            Data::TextInput(it) => text_input::plain_text(lines, it),
            Data::SelectionInput(it) => selection_input::plain_text(lines, it),
            Data::DateTimePicker(it) => date_time_picker::plain_text(lines, it),
            Data::ChipList(it) => chip_list::plain_text(lines, it),
        }
    }
}
