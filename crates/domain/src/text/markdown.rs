//! Markdown input: the CommonMark of `pulldown-cmark` with strikethrough, cut
//! into the same pieces as Chat's syntax.
//!
//! What Chat cannot show (headings, tables, other HTML) stays literal. A line
//! break within a paragraph is a space, as everywhere in Markdown, except
//! between rows of a table.

use std::ops::Range;

use pulldown_cmark::{
    CodeBlockKind, CowStr, Event, Options, Parser, Tag, TagEnd, TextMergeWithOffset,
};

use super::angle::{reference, whom};
use super::urls::{is_link, url_at};
use super::{Piece, Scanned, Style, push_text};

pub(super) fn scan(input: &str) -> Scanned {
    let parser = Parser::new_ext(input, Options::ENABLE_STRIKETHROUGH).into_offset_iter();
    let events: Vec<_> = TextMergeWithOffset::new(parser).collect();
    let mut reader = Reader {
        input,
        pieces: Vec::new(),
        lists: Vec::new(),
        quotes: 0,
        fresh: true,
        fence: None,
        link: None,
    };
    let mut next = 0;
    while let Some((event, range)) = events.get(next) {
        let named = is_open_mention(event) && is_named_mention(&events[next + 1..]);
        reader.event(event, range);
        next += if named { 2 } else { 1 };
    }
    reader.trim_end();
    Scanned {
        pieces: reader.pieces,
        marks_shown: false,
    }
}

/// `<chat-user …>name</chat-user>`: the name is not read, ours is.
fn is_named_mention(after: &[(Event<'_>, Range<usize>)]) -> bool {
    matches!(after, [(Event::Text(_), _), (Event::InlineHtml(close), _), ..] if is_close(close))
}

fn is_open_mention(event: &Event<'_>) -> bool {
    matches!(event, Event::InlineHtml(html) if mention(html).is_some())
}

fn is_close(html: &str) -> bool {
    html.trim_end().eq_ignore_ascii_case("</chat-user>")
}

struct Reader<'a> {
    input: &'a str,
    pieces: Vec<Piece>,
    /// The next number of each open list; `None` for bullets.
    lists: Vec<Option<u64>>,
    quotes: usize,
    /// Nothing but prefixes stands on this line.
    fresh: bool,
    fence: Option<String>,
    /// The address and the label so far of the link being read.
    link: Option<(String, String)>,
}

impl Reader<'_> {
    fn event(&mut self, event: &Event<'_>, range: &Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(*tag),
            Event::Text(text) => self.text(text),
            Event::Code(code) => self.code(code),
            Event::InlineHtml(html) | Event::Html(html) => self.html(html),
            Event::SoftBreak if self.in_table(range) => self.line(),
            Event::SoftBreak => self.text(" "),
            Event::HardBreak => self.line(),
            Event::Rule => {
                self.begin(range);
                self.text(self.input[range.clone()].trim());
            }
            // Extensions that are not switched on.
            Event::InlineMath(text) | Event::DisplayMath(text) | Event::FootnoteReference(text) => {
                self.text(text)
            }
            Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>, range: &Range<usize>) {
        match tag {
            Tag::Paragraph | Tag::HtmlBlock => self.begin(range),
            Tag::Heading { level, .. } => {
                self.begin(range);
                let marks = "#".repeat(*level as usize);
                self.text(&format!("{marks} "));
            }
            Tag::CodeBlock(kind) => {
                self.begin(range);
                // The language's name has no place in Chat.
                let (CodeBlockKind::Fenced(_) | CodeBlockKind::Indented) = kind;
                self.fence = Some(String::new());
            }
            Tag::BlockQuote(_) => {
                self.quotes += 1;
                if self.fresh && !self.pieces.is_empty() {
                    self.pieces.push(Piece::Quote("> ".to_owned()));
                }
            }
            Tag::List(first) => self.lists.push(*first),
            Tag::Item => self.item(range),
            Tag::Strong => self.mark(Style::Bold),
            Tag::Emphasis => self.mark(Style::Italic),
            Tag::Strikethrough => self.mark(Style::Strike),
            Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } => self.open_link(dest_url),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::CodeBlock => {
                let code = self
                    .fence
                    .take()
                    .unwrap_or_default()
                    .replace("```", "` ` `");
                let code = code.trim_end_matches('\n');
                self.pieces.push(Piece::Fence(format!("\n{code}\n")));
                self.fresh = false;
            }
            TagEnd::HtmlBlock => self.trim_end(),
            TagEnd::BlockQuote(_) => self.quotes = self.quotes.saturating_sub(1),
            TagEnd::List(_) => {
                self.lists.pop();
            }
            TagEnd::Strong => self.mark(Style::Bold),
            TagEnd::Emphasis => self.mark(Style::Italic),
            TagEnd::Strikethrough => self.mark(Style::Strike),
            TagEnd::Link | TagEnd::Image => self.close_link(),
            _ => {}
        }
    }

    /// Before a block: the empty lines that were typed, at most one, and what
    /// the line begins with.
    fn begin(&mut self, range: &Range<usize>) {
        if self.pieces.is_empty() {
            self.prefix();
        } else if !self.fresh {
            let above = &self.input[..range.start];
            let gap = &above[above
                .trim_end_matches(|c: char| c.is_whitespace() || c == '>')
                .len()..];
            if gap.matches('\n').count() > 1 {
                push_text(&mut self.pieces, "\n");
            }
            self.line();
        }
    }

    fn item(&mut self, range: &Range<usize>) {
        let depth = self.lists.len().saturating_sub(1);
        let number = self.lists.last_mut().and_then(|number| {
            let now = *number;
            *number = number.map(|number| number.saturating_add(1));
            now
        });
        // A list in a list begins a line; its own prefix is all the indent.
        let lists = std::mem::take(&mut self.lists);
        self.begin(range);
        self.lists = lists;
        let marker = number.map_or("* ".to_owned(), |number| format!("{number}. "));
        self.pieces
            .push(Piece::Bullet(format!("{}{marker}", "  ".repeat(depth))));
        self.fresh = true;
    }

    /// Ends the line and begins one as deep in quotes and lists.
    fn line(&mut self) {
        if let Some((_, label)) = &mut self.link {
            label.push(' ');
            return;
        }
        push_text(&mut self.pieces, "\n");
        self.prefix();
    }

    fn prefix(&mut self) {
        if self.quotes > 0 {
            self.pieces.push(Piece::Quote("> ".repeat(self.quotes)));
        }
        push_text(&mut self.pieces, &"  ".repeat(self.lists.len()));
        self.fresh = true;
    }

    fn in_table(&self, line_break: &Range<usize>) -> bool {
        self.input[line_break.end..]
            .trim_start_matches([' ', '>'])
            .starts_with('|')
    }

    fn mark(&mut self, style: Style) {
        if self.link.is_none() {
            self.pieces.push(Piece::Mark(style));
            self.fresh = false;
        }
    }

    fn code(&mut self, code: &str) {
        if let Some((_, label)) = &mut self.link {
            label.push_str(code);
        } else if code.contains('`') || code.trim().is_empty() {
            self.literal(code);
        } else {
            self.pieces.push(Piece::Code(code.to_owned()));
            self.fresh = false;
        }
    }

    fn literal(&mut self, text: &str) {
        push_text(&mut self.pieces, text);
        self.fresh = false;
    }

    fn text(&mut self, text: &str) {
        if let Some(code) = &mut self.fence {
            code.push_str(text);
        } else if let Some((_, label)) = &mut self.link {
            label.push_str(text);
        } else {
            self.running(text);
        }
    }

    /// Running text: bare addresses, `<users/…>` and `<customEmojis/…>` are
    /// read in it as in Chat's syntax.
    fn running(&mut self, text: &str) {
        let mut plain = 0;
        let mut at = 0;
        let mut before = None;
        while let Some(letter) = text[at..].chars().next() {
            let rest = &text[at..];
            let piece = match letter {
                '<' => reference(rest),
                'h' | 'H' => url_at(rest, before).map(|length| {
                    (
                        Piece::Link {
                            url: rest[..length].to_owned(),
                            label: None,
                        },
                        length,
                    )
                }),
                _ => None,
            };
            before = Some(letter);
            match piece {
                Some((piece, length)) => {
                    self.literal(&text[plain..at]);
                    self.pieces.push(piece);
                    at += length;
                    plain = at;
                }
                None => at += letter.len_utf8(),
            }
        }
        self.literal(&text[plain..]);
    }

    fn html(&mut self, html: &str) {
        let mut rest = html;
        while let Some(at) = rest.find('<') {
            self.text(&rest[..at]);
            rest = &rest[at..];
            let end = rest.find('>').map_or(rest.len(), |end| end + 1);
            let tag = &rest[..end];
            match mention(tag) {
                Some(piece) if self.link.is_none() => {
                    self.pieces.push(piece);
                    self.fresh = false;
                }
                _ if is_close(tag) => {}
                _ => self.text(tag),
            }
            rest = &rest[end..];
        }
        self.text(rest);
    }

    fn open_link(&mut self, url: &CowStr<'_>) {
        if self.link.is_none() {
            self.link = Some((url.to_string(), String::new()));
        }
    }

    /// A label without an address that may be opened stays literal.
    fn close_link(&mut self) {
        let Some((url, label)) = self.link.take() else {
            return;
        };
        self.fresh = false;
        if !is_link(&url) {
            self.literal(&format!("[{label}]({url})"));
        } else if label.trim().is_empty() || label == url {
            self.pieces.push(Piece::Link { url, label: None });
        } else {
            self.pieces.push(Piece::Link {
                url,
                label: Some(label),
            });
        }
    }

    /// Line ends that close a block are no text.
    fn trim_end(&mut self) {
        if let Some(Piece::Text(text)) = self.pieces.last_mut() {
            text.truncate(text.trim_end_matches('\n').len());
            if text.is_empty() {
                self.pieces.pop();
            }
        }
    }
}

/// Reads `<chat-user data-user="users/…">` or `<chat-user data-email="…">`.
fn mention(tag: &str) -> Option<Piece> {
    let attributes = tag.strip_prefix("<chat-user")?.strip_suffix('>')?;
    if !attributes.starts_with(|letter: char| letter.is_ascii_whitespace()) {
        return None;
    }
    let user = attribute(attributes, "data-user").and_then(|user| user.strip_prefix("users/"));
    let whom = whom(user.or_else(|| attribute(attributes, "data-email"))?)?;
    Some(Piece::Mention {
        whom,
        typed: tag.to_owned(),
    })
}

fn attribute<'a>(attributes: &'a str, name: &str) -> Option<&'a str> {
    let start = attributes.find(name)? + name.len();
    let value = attributes[start..]
        .trim_start()
        .strip_prefix('=')?
        .trim_start();
    let quote = value
        .chars()
        .next()
        .filter(|quote| ['"', '\''].contains(quote))?;
    let value = &value[1..];
    Some(&value[..value.find(quote)?])
}
