//! Chat's own syntax: `*bold*`, `_italic_`, `~strike~`, backquotes, bullets,
//! quotes, `<…>`. Whatever is not well formed is plain text.

use super::angle::angle;
use super::urls::url_at;
use super::{Piece, Scanned, Style, push_text};

pub(super) fn scan(input: &str) -> Scanned {
    let mut scanner = Scanner {
        input,
        at: 0,
        plain: 0,
        pieces: Vec::new(),
        open: Vec::new(),
    };
    scanner.line_start();
    while let Some(letter) = scanner.rest().chars().next() {
        if !scanner.special(letter) {
            scanner.at += letter.len_utf8();
            if letter == '\n' {
                scanner.line_end();
                scanner.line_start();
            }
        }
    }
    scanner.line_end();
    Scanned {
        pieces: merged(scanner.pieces),
        marks_shown: true,
    }
}

struct Scanner<'a> {
    input: &'a str,
    at: usize,
    /// Where plain text began that is not yet a piece.
    plain: usize,
    pieces: Vec<Piece>,
    /// Marks that wait for their other half, as places in `pieces`. At most
    /// one of each style, so that looking back stays cheap.
    open: Vec<(Style, usize)>,
}

impl Scanner<'_> {
    fn rest(&self) -> &str {
        &self.input[self.at..]
    }

    fn before(&self) -> Option<char> {
        self.input[..self.at].chars().next_back()
    }

    fn add(&mut self, piece: Piece, length: usize) {
        push_text(&mut self.pieces, &self.input[self.plain..self.at]);
        self.pieces.push(piece);
        self.at += length;
        self.plain = self.at;
    }

    /// Reads one piece that begins with `letter`; `false` if none does.
    fn special(&mut self, letter: char) -> bool {
        let piece = match letter {
            '`' => self.fence().or_else(|| self.code()),
            '<' => angle(self.rest()),
            'h' | 'H' => self.url(),
            '*' => return self.mark(letter, Style::Bold),
            '_' => return self.mark(letter, Style::Italic),
            '~' => return self.mark(letter, Style::Strike),
            _ => None,
        };
        let Some((piece, length)) = piece else {
            return false;
        };
        if matches!(piece, Piece::Fence(_)) {
            self.line_end();
        }
        self.add(piece, length);
        true
    }

    fn fence(&self) -> Option<(Piece, usize)> {
        let inner = self.rest().strip_prefix("```")?;
        let end = inner.find("```")?;
        let code = inner[..end].to_owned();
        (!code.trim().is_empty()).then_some((Piece::Fence(code), end + 6))
    }

    fn code(&self) -> Option<(Piece, usize)> {
        let inner = &self.rest()[1..];
        let end = inner.find(['`', '\n'])?;
        let code = &inner[..end];
        let closed = inner[end..].starts_with('`') && !code.trim().is_empty();
        closed.then(|| (Piece::Code(code.to_owned()), end + 2))
    }

    fn url(&self) -> Option<(Piece, usize)> {
        let length = url_at(self.rest(), self.before())?;
        let url = self.rest()[..length].to_owned();
        Some((Piece::Link { url, label: None }, length))
    }

    /// A mark opens where a word begins and closes where one ends.
    fn mark(&mut self, letter: char, style: Style) -> bool {
        let before = self.before();
        let after = self.rest()[1..].chars().next();
        let outside = |other: Option<char>| other.is_none_or(|other| !other.is_alphanumeric());
        let inside = |other: Option<char>| other.is_some_and(|other| !other.is_whitespace());
        if before == Some(letter) || after == Some(letter) {
            return false;
        }
        let opener = self.open.iter().position(|(open, _)| *open == style);
        match opener {
            Some(place) if inside(before) && outside(after) => {
                // Styles that began inside and did not end are no styles.
                for (style, at) in self.open.drain(place..).skip(1) {
                    self.pieces[at] = Piece::Text(symbol(style).to_owned());
                }
                self.add(Piece::Mark(style), 1);
                true
            }
            None if outside(before) && inside(after) => {
                self.add(Piece::Mark(style), 1);
                self.open.push((style, self.pieces.len() - 1));
                true
            }
            _ => false,
        }
    }

    fn line_start(&mut self) {
        loop {
            let rest = self.rest();
            let line = rest.trim_start_matches([' ', '\t']);
            let indent = rest.len() - line.len();
            let (piece, length) = if line.starts_with("* ") || line.starts_with("- ") {
                let length = indent + 2;
                (Piece::Bullet(rest[..length].to_owned()), length)
            } else if line.starts_with('>') {
                let length = indent + if line.starts_with("> ") { 2 } else { 1 };
                (Piece::Quote(rest[..length].to_owned()), length)
            } else {
                return;
            };
            self.add(piece, length);
        }
    }

    fn line_end(&mut self) {
        push_text(&mut self.pieces, &self.input[self.plain..self.at]);
        self.plain = self.at;
        for (style, at) in self.open.drain(..) {
            self.pieces[at] = Piece::Text(symbol(style).to_owned());
        }
    }
}

/// Chat's mark of a style.
pub(super) fn symbol(style: Style) -> &'static str {
    match style {
        Style::Bold => "*",
        Style::Italic => "_",
        Style::Strike => "~",
    }
}

fn merged(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut merged = Vec::with_capacity(pieces.len());
    for piece in pieces {
        match piece {
            Piece::Text(text) => push_text(&mut merged, &text),
            piece => merged.push(piece),
        }
    }
    merged
}
