//! What stands between angle brackets: mentions, custom emoji, links.

use super::urls::is_link;
use super::{MentionRef, Piece};

/// Reads `<…>` at the beginning of `rest`: the piece and its bytes. `None` when
/// the bracket is an ordinary character.
pub(super) fn angle(rest: &str) -> Option<(Piece, usize)> {
    reference(rest).or_else(|| link(rest))
}

/// Only mentions and custom emoji: Markdown has links of its own.
pub(super) fn reference(rest: &str) -> Option<(Piece, usize)> {
    let inner = inner(rest)?;
    let typed = &rest[..inner.len() + 2];
    let piece = if let Some(user) = inner.strip_prefix("users/") {
        Piece::Mention {
            whom: whom(user)?,
            typed: typed.to_owned(),
        }
    } else {
        let id = inner.strip_prefix("customEmojis/")?;
        is_segment(id.trim_matches(':')).then(|| Piece::Emoji {
            id: id.to_owned(),
            typed: typed.to_owned(),
        })?
    };
    Some((piece, typed.len()))
}

fn link(rest: &str) -> Option<(Piece, usize)> {
    let inner = inner(rest)?;
    let (url, label) = match inner.split_once('|') {
        Some((url, label)) => (url, Some(label).filter(|label| !label.trim().is_empty())),
        None => (inner, None),
    };
    let piece = Piece::Link {
        url: url.to_owned(),
        label: label.map(str::to_owned),
    };
    is_link(url).then_some((piece, inner.len() + 2))
}

/// The text between the brackets, if they close on their line.
fn inner(rest: &str) -> Option<&str> {
    let inner = rest.strip_prefix('<')?;
    let end = inner.find(['<', '>', '\n'])?;
    inner[end..].starts_with('>').then(|| &inner[..end])
}

/// Reads what follows `users/`.
pub(super) fn whom(user: &str) -> Option<MentionRef> {
    match user.split_once('@') {
        _ if user == "all" => Some(MentionRef::All),
        Some((name, host)) if is_address_part(name) && is_address_part(host) => {
            Some(MentionRef::Email(user.to_lowercase()))
        }
        None if is_segment(user) => Some(MentionRef::User(user.to_owned())),
        _ => None,
    }
}

fn is_address_part(part: &str) -> bool {
    let plain = |letter: char| {
        !letter.is_whitespace() && !letter.is_control() && !"<>|/@\"".contains(letter)
    };
    !part.is_empty() && part.chars().all(plain)
}

fn is_segment(text: &str) -> bool {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || letter == '-' || letter == '_';
    !text.is_empty() && text.chars().all(plain)
}
