//! What cards say where no card is shown: notifications, lists, terminals.

use proto::card::Card;
use proto::chat::CardWithId;

use super::widgets;

/// The cards as lines of plain text: titles, texts, what buttons read.
pub fn plain_text(cards: &[CardWithId]) -> String {
    let mut lines = Lines::default();
    for card in cards.iter().filter_map(|card| card.card.as_ref()) {
        add(&mut lines, card);
    }
    lines.0
}

fn add(lines: &mut Lines, card: &Card) {
    if let Some(header) = &card.header {
        lines.plain(&header.title);
        lines.plain(&header.subtitle);
    }
    for section in &card.sections {
        lines.rich(&section.header);
        for widget in &section.widgets {
            widgets::plain_text(lines, widget);
        }
    }
}

/// Lines under way; empty ones are left out.
#[derive(Default)]
pub struct Lines(String);

impl Lines {
    pub fn plain(&mut self, text: &str) {
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        if !self.0.is_empty() {
            self.0.push('\n');
        }
        self.0.push_str(text);
    }

    /// Text that may hold simple HTML.
    pub fn rich(&mut self, text: &str) {
        self.plain(&strip_html(text));
    }

    /// `name: value`, or the one that is there.
    pub fn named(&mut self, name: &str, value: &str) {
        match (name, value) {
            (name, "") => self.plain(name),
            ("", value) => self.plain(value),
            (name, value) => self.plain(&format!("{name}: {value}")),
        }
    }

    /// Texts side by side: `[Yes] [No]`.
    pub fn row(&mut self, texts: impl Iterator<Item = String>) {
        let filled = texts.filter(|text| !text.is_empty());
        let boxed: Vec<_> = filled.map(|text| format!("[{text}]")).collect();
        self.plain(&boxed.join(" "));
    }
}

/// The text without its tags. A `<` that opens no tag stays.
pub fn strip_html(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('<') {
        plain.push_str(before);
        rest = match tag(behind) {
            Some((name, after)) => {
                if ["br", "/p", "/li", "/ul", "/ol", "/pre"].contains(&name.as_str()) {
                    plain.push('\n');
                }
                after
            }
            None => {
                plain.push('<');
                behind
            }
        };
    }
    plain.push_str(rest);
    let entities = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&nbsp;", " "),
        // Last, so that `&amp;lt;` stays what it says.
        ("&amp;", "&"),
    ];
    match plain.contains('&') {
        true => entities
            .iter()
            .fold(plain, |text, (from, to)| text.replace(from, to)),
        false => plain,
    }
}

/// The name of the tag that opened just before, and what is behind it.
fn tag(behind: &str) -> Option<(String, &str)> {
    let first = behind.chars().next()?;
    if !(first.is_ascii_alphabetic() || first == '/') {
        return None;
    }
    let (inside, after) = behind.split_once('>')?;
    let slash = usize::from(first == '/');
    let length = inside[slash..]
        .find(|c: char| !c.is_ascii_alphanumeric())
        .unwrap_or(inside.len() - slash);
    Some((inside[..slash + length].to_ascii_lowercase(), after))
}

#[cfg(test)]
mod tests {
    use super::strip_html;

    #[test]
    fn tags_go_and_texts_stay() {
        let check = |text: &str, expected: &str| assert_eq!(strip_html(text), expected);
        check("It is <b>high</b>", "It is high");
        check("a<br>b<BR/>c", "a\nb\nc");
        check("<font color=\"#f00\">red</font>", "red");
        check("<a href='https://x.org'>x</a>", "x");
        check("1 < 2 && 3 > 2", "1 < 2 && 3 > 2");
        check("a <b", "a <b");
        check("&lt;b&gt; &amp;lt;", "<b> &lt;");
        check("<ul><li>é</li><li>b</li></ul>", "é\nb\n\n");
    }
}
