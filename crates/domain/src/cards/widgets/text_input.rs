//! A field to type into.

use proto::card::TextInput;

use crate::cards::Place;
use crate::cards::plain_text::Lines;
use crate::error::Result;

pub fn check(place: Place<'_>, input: &TextInput) -> Result<()> {
    if input.name.is_empty() {
        return Err(place
            .field("name")
            .error("the name of a textInput is missing"));
    }
    if input.label.is_empty() && input.hint_text.is_empty() {
        return Err(place.error("a textInput needs a label or a hintText"));
    }
    let limit = input.validation.as_ref().map_or(0, |it| it.character_limit);
    if limit < 0 {
        let place = place.field("validation");
        let place = place.field("characterLimit");
        return Err(place.error("the limit must not be negative"));
    }
    Ok(())
}

pub fn plain_text(lines: &mut Lines, input: &TextInput) {
    let label = match input.label.as_str() {
        "" => &input.hint_text,
        _ => &input.label,
    };
    lines.named(label, &input.value);
}
