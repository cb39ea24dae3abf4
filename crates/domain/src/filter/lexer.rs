//! Cuts a filter into words, strings, operators and brackets.

use std::fmt;

/// What stands between a field and its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    Equals,
    NotEquals,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    /// `:`
    Has,
}

impl Operator {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Equals => "=",
            Self::NotEquals => "!=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
            Self::Has => ":",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Unquoted text: a field, a value, `AND`, `OR`, `NOT`, a function's name.
    Word(String),
    /// The text between double quotation marks, escapes undone.
    Quoted(String),
    Operator(Operator),
    Open,
    Close,
    Comma,
}

/// `at` counts characters from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub kind: Kind,
    pub at: usize,
}

/// What is wrong, and at which character (from 0).
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub at: usize,
    pub what: String,
}

impl Fault {
    pub fn new(at: usize, what: impl Into<String>) -> Self {
        Self {
            at,
            what: what.into(),
        }
    }
}

impl fmt::Display for Token {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            Kind::Word(text) | Kind::Quoted(text) => write!(out, "\"{text}\""),
            Kind::Operator(operator) => write!(out, "\"{}\"", operator.as_str()),
            Kind::Open => out.write_str("\"(\""),
            Kind::Close => out.write_str("\")\""),
            Kind::Comma => out.write_str("\",\""),
        }
    }
}

pub(super) fn tokens(text: &str) -> Result<Vec<Token>, Fault> {
    let letters: Vec<char> = text.chars().collect();
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(&letter) = letters.get(at) {
        if letter.is_whitespace() {
            at += 1;
            continue;
        }
        let (kind, end) = token(&letters, at, letter)?;
        tokens.push(Token { kind, at });
        at = end;
    }
    Ok(tokens)
}

/// The token that begins with `letter` at `at`, and where it ends.
fn token(letters: &[char], at: usize, letter: char) -> Result<(Kind, usize), Fault> {
    let equals = letters.get(at + 1) == Some(&'=');
    let operator = |short, long| {
        let (operator, length) = if equals { (long, 2) } else { (short, 1) };
        Ok((Kind::Operator(operator), at + length))
    };
    match letter {
        '(' => Ok((Kind::Open, at + 1)),
        ')' => Ok((Kind::Close, at + 1)),
        ',' => Ok((Kind::Comma, at + 1)),
        ':' => Ok((Kind::Operator(Operator::Has), at + 1)),
        '=' => Ok((Kind::Operator(Operator::Equals), at + 1)),
        '<' => operator(Operator::Less, Operator::LessOrEqual),
        '>' => operator(Operator::Greater, Operator::GreaterOrEqual),
        '!' if equals => Ok((Kind::Operator(Operator::NotEquals), at + 2)),
        '"' => quoted(letters, at),
        _ if in_word(letter) => Ok(word(letters, at)),
        '\'' => Err(Fault::new(
            at,
            "values are put into double quotation marks, not single ones",
        )),
        _ => Err(Fault::new(at, format!("unexpected character {letter:?}"))),
    }
}

fn word(letters: &[char], start: usize) -> (Kind, usize) {
    let word: String = letters[start..]
        .iter()
        .take_while(|letter| in_word(**letter))
        .collect();
    let end = start + word.chars().count();
    (Kind::Word(word), end)
}

/// Whether a character may stand in unquoted text. Generous, since resource
/// names, addresses and emoji come unquoted too.
pub(super) fn in_word(letter: char) -> bool {
    !letter.is_whitespace() && !letter.is_control() && !"()\"',:=<>!\\".contains(letter)
}

fn quoted(letters: &[char], start: usize) -> Result<(Kind, usize), Fault> {
    let mut text = String::new();
    let mut at = start + 1;
    loop {
        match letters.get(at) {
            None => return Err(Fault::new(start, "this quotation mark is never closed")),
            Some('"') => return Ok((Kind::Quoted(text), at + 1)),
            Some('\\') => {
                match letters.get(at + 1) {
                    Some(&letter @ ('"' | '\\')) => text.push(letter),
                    _ => {
                        return Err(Fault::new(
                            at,
                            "a backslash may only stand before a quotation mark or a backslash",
                        ));
                    }
                }
                at += 2;
            }
            Some(&letter) => {
                text.push(letter);
                at += 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, want: &str) {
        let got = match tokens(text) {
            Ok(tokens) => tokens
                .iter()
                .map(|token| format!("{}{token}", token.at))
                .collect::<Vec<_>>()
                .join(" "),
            Err(fault) => format!("{}: {}", fault.at, fault.what),
        };
        assert_eq!(got, want, "{text}");
    }

    #[test]
    fn tokens_and_their_places() {
        check("", "");
        check(" \n\t", "");
        check("a.b!=\"x y\"", r#"0"a.b" 3"!=" 5"x y""#);
        check(
            "a<=b >= c<d>e:f=g",
            r#"0"a" 1"<=" 3"b" 5">=" 8"c" 9"<" 10"d" 11">" 12"e" 13":" 14"f" 15"=" 16"g""#,
        );
        check("spaces/A-_/threads/b.c", r#"0"spaces/A-_/threads/b.c""#);
        check("f(\"a\", b)", r#"0"f" 1"(" 2"a" 5"," 7"b" 8")""#);
        check(r#""🙂" 🙂"#, r#"0"🙂" 4"🙂""#);
        check(r#""a\"b\\c""#, r#"0"a"b\c""#);
    }

    #[test]
    fn faults_name_the_place() {
        check("a = \"b", "4: this quotation mark is never closed");
        check(
            "a = 'b'",
            "4: values are put into double quotation marks, not single ones",
        );
        check("a ! b", "2: unexpected character '!'");
        check("a = \\", "4: unexpected character '\\\\'");
        check(
            "\"\\n\"",
            "1: a backslash may only stand before a quotation mark or a backslash",
        );
        check(
            "\"\\",
            "1: a backslash may only stand before a quotation mark or a backslash",
        );
        check("\u{0}", "0: unexpected character '\\0'");
    }
}
