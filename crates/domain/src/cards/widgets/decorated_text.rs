//! A text with labels above and below, icons and a control beside it.

use proto::card::DecoratedText;
use proto::card::decorated_text::Control;

use crate::cards::plain_text::Lines;
use crate::cards::{Place, actions, button, icon};
use crate::error::Result;

pub fn check(place: Place<'_>, text: &DecoratedText) -> Result<()> {
    if text.text.is_empty() && text.content_text.is_none() {
        return Err(place.field("text").error("a decoratedText needs a text"));
    }
    icon::check_optional(place.field("icon"), text.icon.as_ref())?;
    icon::check_optional(place.field("startIcon"), text.start_icon.as_ref())?;
    actions::check_optional(place.field("onClick"), text.on_click.as_ref())?;
    match &text.control {
        Some(Control::Button(found)) => button::check(place.field("button"), found),
        Some(Control::EndIcon(found)) => icon::check(place.field("endIcon"), found),
        Some(Control::SwitchControl(_)) | None => Ok(()),
    }
}

pub fn plain_text(lines: &mut Lines, text: &DecoratedText) {
    let long = |paragraph: &Option<proto::card::TextParagraph>| {
        paragraph
            .as_ref()
            .map_or(String::new(), |it| it.text.clone())
    };
    let parts = [
        (&text.top_label, &text.top_label_text),
        (&text.text, &text.content_text),
        (&text.bottom_label, &text.bottom_label_text),
    ];
    for (plain, paragraph) in parts {
        match plain.as_str() {
            "" => lines.rich(&long(paragraph)),
            plain => lines.rich(plain),
        }
    }
}
