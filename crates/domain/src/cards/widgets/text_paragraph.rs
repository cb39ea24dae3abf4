//! A paragraph of text, in simple HTML or Markdown.

use proto::card::TextParagraph;

use crate::cards::Place;
use crate::cards::plain_text::Lines;
use crate::error::Result;

/// Any text will do, also none; a negative `maxLines` counts as none.
pub fn check(_: Place<'_>, _: &TextParagraph) -> Result<()> {
    Ok(())
}

pub fn plain_text(lines: &mut Lines, paragraph: &TextParagraph) {
    lines.rich(&paragraph.text);
}
