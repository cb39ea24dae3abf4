//! Something to choose: check boxes, radio buttons, switches, a menu.

use proto::card::SelectionInput;
use proto::card::selection_input::platform_data_source::{CommonDataSource, DataSource};
use proto::card::selection_input::{
    MultiSelectDataSource, SelectionItem, SelectionType, selection_item,
};

use crate::cards::plain_text::Lines;
use crate::cards::{Place, urls};
use crate::error::Result;

/// Items of one widget.
pub const ITEM_LIMIT: usize = 100;

pub fn check(place: Place<'_>, input: &SelectionInput) -> Result<()> {
    if input.name.is_empty() {
        return Err(place
            .field("name")
            .error("the name of a selectionInput is missing"));
    }
    check_items(place, &input.items)?;
    if input
        .multi_select_max_selected_items
        .is_some_and(|most| most < 1)
    {
        let place = place.field("multiSelectMaxSelectedItems");
        return Err(place.error("at least one item must be selectable"));
    }
    if input.multi_select_min_query_length < 0 {
        let place = place.field("multiSelectMinQueryLength");
        return Err(place.error("the length must not be negative"));
    }
    check_source(place, input)
}

/// Checks the items of a widget, or those that an app suggests for one.
pub fn check_items(place: Place<'_>, items: &[SelectionItem]) -> Result<()> {
    if items.len() > ITEM_LIMIT {
        let text = format!("{} items, more than {ITEM_LIMIT}", items.len());
        return Err(place.field("items").error(&text));
    }
    for (index, item) in items.iter().enumerate() {
        let place = place.item("items", index);
        if let Some(selection_item::StartIcon::StartIconUri(url)) = &item.start_icon {
            urls::check_optional_image(place.field("startIconUri"), url)?;
        }
    }
    Ok(())
}

fn check_source(place: Place<'_>, input: &SelectionInput) -> Result<()> {
    let Some(source) = &input.multi_select_data_source else {
        return Ok(());
    };
    let (name, complaint) = match source {
        MultiSelectDataSource::ExternalDataSource(action) => (
            "externalDataSource",
            action
                .function
                .is_empty()
                .then_some("the function to ask is missing"),
        ),
        MultiSelectDataSource::PlatformDataSource(platform) => {
            let users = DataSource::CommonDataSource(CommonDataSource::User as i32);
            (
                "platformDataSource",
                (platform.data_source.as_ref() != Some(&users))
                    .then_some("the commonDataSource must be USER"),
            )
        }
    };
    let place = place.field(name);
    if input.r#type() != SelectionType::MultiSelect {
        return Err(place.error("only a selectionInput of the type MULTI_SELECT has a data source"));
    }
    complaint.map_or(Ok(()), |complaint| Err(place.error(complaint)))
}

pub fn plain_text(lines: &mut Lines, input: &SelectionInput) {
    let selected = input.items.iter().filter(|item| item.selected);
    let texts: Vec<&str> = selected.map(|item| item.text.as_str()).collect();
    lines.named(&input.label, &texts.join(", "));
}
