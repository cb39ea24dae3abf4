//! Chat's syntax turned into Markdown, line by line.

use super::{MentionRef, Piece, Style, scan};
use proto::chat::MarkupSyntax;

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Blank,
    Plain,
    Bullet,
    Quote,
    Fence,
}

/// A stored `formatted_text` as Markdown: `**bold**`, `[label](url)`,
/// `<chat-user data-user="users/{user}"></chat-user>`.
///
/// Lines are never wrapped, unlike Google's: that would only cost readers.
pub fn to_markdown(formatted_text: &str) -> String {
    let mut lines = Lines::default();
    for piece in &scan(formatted_text, MarkupSyntax::Chat).pieces {
        lines.piece(piece);
    }
    lines.end_line();
    lines.joined()
}

#[derive(Default)]
struct Lines {
    done: Vec<(Kind, String)>,
    line: String,
    kind: Option<Kind>,
    /// Something that is neither white space nor a prefix stands on the line.
    begun: bool,
    /// The rest of a line that ended with a block is no line of its own.
    after_fence: bool,
}

impl Lines {
    fn piece(&mut self, piece: &Piece) {
        match piece {
            Piece::Text(text) => return self.text(text),
            Piece::Bullet(typed) => return self.prefix(Kind::Bullet, typed),
            Piece::Quote(typed) => return self.prefix(Kind::Quote, typed),
            Piece::Mark(style) => self.line.push_str(match style {
                Style::Bold => "**",
                Style::Italic => "_",
                Style::Strike => "~~",
            }),
            Piece::Code(code) => self.line.push_str(&format!("`{code}`")),
            Piece::Fence(code) => return self.fence(code),
            Piece::Link { url, label } => self.link(url, label.as_deref()),
            Piece::Mention { whom, .. } => self.mention(whom),
            Piece::Emoji { typed, .. } => self.escape(typed),
        }
        self.begun = true;
    }

    fn text(&mut self, text: &str) {
        for (place, part) in text.split('\n').enumerate() {
            if place > 0 {
                self.end_line();
            }
            self.escape(part);
        }
    }

    fn prefix(&mut self, kind: Kind, typed: &str) {
        self.kind.get_or_insert(kind);
        self.line.push_str(typed);
    }

    fn fence(&mut self, code: &str) {
        if !self.line.is_empty() {
            self.end_line();
        }
        let code = code.strip_prefix('\n').unwrap_or(code);
        let code = code.strip_suffix('\n').unwrap_or(code);
        self.done.push((Kind::Fence, format!("```\n{code}\n```")));
        self.after_fence = true;
    }

    fn link(&mut self, url: &str, label: Option<&str>) {
        let plain = !url.contains(['*', '_', '~', '`', '[', ']', '(', ')', '\\', '&']);
        match label {
            Some(label) => {
                self.line.push('[');
                self.escape(label);
                let target = match plain {
                    true => format!("]({url})"),
                    false => format!("](<{}>)", url.replace('\\', "%5C")),
                };
                self.line.push_str(&target);
            }
            None if plain => self.line.push_str(url),
            None => self.line.push_str(&format!("<{url}>")),
        }
    }

    fn mention(&mut self, whom: &MentionRef) {
        let (attribute, value) = match whom {
            MentionRef::All => ("user", "users/all".to_owned()),
            MentionRef::User(user) => ("user", format!("users/{user}")),
            MentionRef::Email(email) => ("email", email.clone()),
        };
        let tag = format!("<chat-user data-{attribute}=\"{value}\"></chat-user>");
        self.line.push_str(&tag);
    }

    /// Plain text, with backslashes before what Markdown would read.
    fn escape(&mut self, text: &str) {
        let letters: Vec<char> = text.chars().collect();
        let mut before = self.line.chars().next_back();
        for (place, &letter) in letters.iter().enumerate() {
            let after = letters.get(place + 1).copied();
            let word = |other: Option<char>| other.is_some_and(char::is_alphanumeric);
            let special = match letter {
                '\\' | '`' | '*' | '[' | ']' | '<' | '~' => true,
                '_' => !(word(before) && word(after)),
                '&' => after.is_some_and(|after| after.is_ascii_alphabetic() || after == '#'),
                '#' | '+' | '-' | '=' | '>' => !self.begun,
                _ => false,
            };
            if special {
                self.line.push('\\');
            }
            self.line.push(letter);
            self.begun |= !letter.is_whitespace();
            before = Some(letter);
        }
    }

    fn end_line(&mut self) {
        let line = std::mem::take(&mut self.line);
        self.begun = false;
        let kind = self.kind.take();
        let rest_of_fence = std::mem::take(&mut self.after_fence) && line.is_empty();
        if !rest_of_fence {
            let plain = if line.trim().is_empty() {
                Kind::Blank
            } else {
                Kind::Plain
            };
            self.done.push((kind.unwrap_or(plain), line));
        }
    }

    fn joined(self) -> String {
        let mut joined = String::new();
        let mut last = None;
        for (kind, line) in self.done {
            if let Some(last) = last {
                joined.push_str(separator(last, kind));
            }
            joined.push_str(&line);
            last = Some(kind);
        }
        joined
    }
}

/// What keeps two lines apart: Markdown would make one of most.
fn separator(above: Kind, below: Kind) -> &'static str {
    match (above, below) {
        (Kind::Plain, Kind::Plain) | (Kind::Quote, Kind::Quote) => "\\\n",
        (Kind::Bullet | Kind::Quote, Kind::Plain) => "\n\n",
        _ => "\n",
    }
}
