//! The text of messages: what people and apps type, what everybody reads.
//!
//! [`scan`] cuts typed text into pieces and lists whom it mentions, so that the
//! caller can look them up; [`compose`] then builds `text`, `formatted_text`,
//! `annotations` and `argument_text`. [`to_markdown`] turns a stored
//! `formatted_text` into Markdown for readers who ask for it.
//!
//! Readings taken where Google's documents are silent:
//! - Marks stand at word boundaries and close on their line, as in Google's
//!   editor. In Chat's syntax they change nothing but Markdown output, since
//!   typed marks stay in `text`.
//! - Inside of monospace text nothing is a mention or a link.
//! - A mention of nobody we know, an address or an emoji that the caller may
//!   not use, stays as it was typed, without an annotation.
//! - `<users/all>` reads `@all`; its USER_MENTION has no user.
//! - HTML entities in Chat's syntax are not decoded.

mod angle;
mod compose;
mod links;
mod markdown;
mod markup;
mod render;
mod summary;
mod urls;

#[cfg(test)]
mod tests;

use proto::chat::MarkupSyntax;

pub use compose::{Composed, Known, Mentioned, Rules, compose, slash_command};
pub use render::to_markdown;
pub use summary::summary;
pub use urls::urls;

/// Whom a text mentions, as it was typed.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum MentionRef {
    /// `users/all`: everybody in the space.
    All,
    /// `users/{user}`: an id or an alias, unchecked.
    User(String),
    /// `users/{email}`, lower case.
    Email(String),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    Bold,
    Italic,
    Strike,
}

/// A part of a text. Put one after the other, the parts make the message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    Text(String),
    /// Begins or ends a style.
    Mark(Style),
    /// Monospace within a line.
    Code(String),
    /// A monospace block: everything between the two rows of backquotes.
    Fence(String),
    /// What a line begins with: `* `, `- `, `1. `, indented as typed.
    Bullet(String),
    /// What a quoted line begins with: `> `.
    Quote(String),
    /// `label` is `None` where the address itself is read.
    Link {
        url: String,
        label: Option<String>,
    },
    Mention {
        whom: MentionRef,
        typed: String,
    },
    /// `id` is what follows `customEmojis/`.
    Emoji {
        id: String,
        typed: String,
    },
}

/// Typed text, cut into pieces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scanned {
    pub(crate) pieces: Vec<Piece>,
    /// Whether `text` shows marks. Chat's are part of what was typed,
    /// Markdown's are not.
    pub(crate) marks_shown: bool,
}

/// Cuts a text into pieces. Every text is valid in either syntax.
pub fn scan(input: &str, syntax: MarkupSyntax) -> Scanned {
    match syntax {
        MarkupSyntax::Markdown => markdown::scan(input),
        _ => markup::scan(input),
    }
}

impl Scanned {
    /// Whom the text mentions, each once, in order.
    pub fn mentions(&self) -> Vec<&MentionRef> {
        let mut found = Vec::new();
        let mut seen = std::collections::HashSet::new();
        for piece in &self.pieces {
            if let Piece::Mention { whom, .. } = piece
                && seen.insert(whom)
            {
                found.push(whom);
            }
        }
        found
    }

    /// The custom emoji in the text, each once, in order: an id or `:name:`.
    pub fn emoji(&self) -> Vec<&str> {
        let mut found: Vec<&str> = Vec::new();
        let mut seen = std::collections::HashSet::new();
        for piece in &self.pieces {
            if let Piece::Emoji { id, .. } = piece
                && seen.insert(id.as_str())
            {
                found.push(id);
            }
        }
        found
    }
}

/// Adds text to the last piece, or begins one.
fn push_text(pieces: &mut Vec<Piece>, text: &str) {
    match pieces.last_mut() {
        _ if text.is_empty() => {}
        Some(Piece::Text(last)) => last.push_str(text),
        _ => pieces.push(Piece::Text(text.to_owned())),
    }
}
