//! Cuts SQL into pieces that `dialect` may replace, so that nothing inside a
//! string, a quoted name or a comment is ever touched.

/// Joined together again, the pieces are the text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Token<'a> {
    /// A name, keyword or number.
    Word(&'a str),
    /// `$1`, without the sign.
    Parameter(&'a str),
    Space(&'a str),
    Comment(&'a str),
    /// A string or quoted name with its quotes.
    Quoted(&'a str),
    /// Anything else, one character.
    Sign(&'a str),
}

pub fn tokens<'a>(mut text: &'a str) -> Vec<Token<'a>> {
    let mut tokens = Vec::new();
    while let Some(first) = text.chars().next() {
        let (kind, length): (fn(&'a str) -> Token<'a>, usize) = match first {
            '\'' | '"' => (Token::Quoted, quoted(text, first)),
            '-' if text.starts_with("--") => (Token::Comment, until(text, 2, "\n")),
            '/' if text.starts_with("/*") => (Token::Comment, until(text, 2, "*/")),
            '$' if digits(&text[1..]) > 0 => (Token::Parameter, 1 + digits(&text[1..])),
            c if c.is_whitespace() => (Token::Space, while_char(text, char::is_whitespace)),
            c if is_word(c) => (Token::Word, while_char(text, is_word)),
            c => (Token::Sign, c.len_utf8()),
        };
        let (piece, rest) = text.split_at(length);
        tokens.push(match kind(piece) {
            Token::Parameter(piece) => Token::Parameter(&piece[1..]),
            token => token,
        });
        text = rest;
    }
    tokens
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn digits(text: &str) -> usize {
    while_char(text, |c| c.is_ascii_digit())
}

fn while_char(text: &str, wanted: impl Fn(char) -> bool) -> usize {
    text.find(|c| !wanted(c)).unwrap_or(text.len())
}

/// Up to and with `end`, or everything when it is missing.
fn until(text: &str, from: usize, end: &str) -> usize {
    text[from..]
        .find(end)
        .map_or(text.len(), |at| from + at + end.len())
}

/// A doubled quote stands for itself: two strings side by side are as good.
fn quoted(text: &str, quote: char) -> usize {
    text[1..].find(quote).map_or(text.len(), |at| at + 2)
}
