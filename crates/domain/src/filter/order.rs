//! `order_by`: a field and a direction, either of which may be missing.
//!
//! Cut into tokens as filters are, and refused as they are: with the position.

use super::lexer::{self, Fault, Kind, Token};
use super::{MAX_LENGTH, refusal};
use crate::case::snake;
use crate::{Error, Result};

const PARAMETER: &str = "order_by";

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Direction {
    #[default]
    Ascending,
    Descending,
}

/// `create_time DESC`, `createTime`, `ASC`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// In snake_case.
    pub field: Option<String>,
    pub direction: Option<Direction>,
    /// Where the direction stands, or would (characters from 0).
    direction_at: usize,
}

impl Order {
    /// For lists that cannot be sorted without naming a field.
    pub fn need_field(&self, known: &[&str]) -> Result<&str> {
        self.field.as_deref().ok_or_else(|| {
            let what = format!("a field is missing; supported: {}", known.join(", "));
            refusal(PARAMETER, self.direction_at, &what)
        })
    }

    /// For lists that are sorted downwards only.
    pub fn need_descending(&self) -> Result<()> {
        match self.direction {
            Some(Direction::Descending) => Ok(()),
            Some(Direction::Ascending) | None => {
                let what = "only DESC is supported, and must be named";
                Err(refusal(PARAMETER, self.direction_at, what))
            }
        }
    }
}

/// Reads `order_by`; `known` are the fields one may order by.
pub fn parse(text: &str, known: &[&str]) -> Result<Order> {
    if text.len() > MAX_LENGTH {
        let what = format!("Invalid {PARAMETER}: longer than {MAX_LENGTH} bytes.");
        return Err(Error::invalid(PARAMETER, what));
    }
    read(text, known).map_err(|Fault { at, what }| refusal(PARAMETER, at, &what))
}

fn read(text: &str, known: &[&str]) -> Result<Order, Fault> {
    let mut tokens = lexer::tokens(text)?.into_iter().peekable();
    let field = tokens
        .next_if(|token| direction(token).is_none())
        .map(|token| known_field(&token, known))
        .transpose()?;
    let end = text.chars().count();
    let direction_at = tokens.peek().map_or(end, |token| token.at);
    let direction = match tokens.next() {
        None => None,
        Some(token) => match direction(&token) {
            None => return Err(expected("ASC, DESC or the end", &token)),
            found => found,
        },
    };
    match tokens.next() {
        None => Ok(Order {
            field,
            direction,
            direction_at,
        }),
        Some(token) => Err(expected("the end", &token)),
    }
}

fn known_field(token: &Token, known: &[&str]) -> Result<String, Fault> {
    let Kind::Word(word) = &token.kind else {
        return Err(expected("a field", token));
    };
    let field = snake(word);
    if known.contains(&field.as_str()) {
        return Ok(field);
    }
    let supported = known.join(", ");
    let what = format!("unknown field \"{field}\"; supported: {supported}");
    Err(Fault::new(token.at, what))
}

fn direction(token: &Token) -> Option<Direction> {
    let Kind::Word(word) = &token.kind else {
        return None;
    };
    match word.to_ascii_uppercase().as_str() {
        "ASC" => Some(Direction::Ascending),
        "DESC" => Some(Direction::Descending),
        _ => None,
    }
}

fn expected(what: &str, token: &Token) -> Fault {
    Fault::new(token.at, format!("expected {what}, found {token}"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const KNOWN: [&str; 2] = ["create_time", "relevance"];

    fn refuse(text: &str, want: &str) {
        let error = parse(text, &KNOWN).unwrap_err();
        let want = format!("Invalid order_by at position {want}.");
        assert_eq!(error, Error::invalid(PARAMETER, want), "{text}");
    }

    #[test]
    fn refusals_name_the_position() {
        let unknown = "unknown field \"name\"; supported: create_time, relevance";
        refuse("name ASC", &format!("1: {unknown}"));
        refuse("  name", &format!("3: {unknown}"));
        refuse(
            "create_time down",
            "13: expected ASC, DESC or the end, found \"down\"",
        );
        refuse(
            "create_time, name",
            "12: expected ASC, DESC or the end, found \",\"",
        );
        refuse(
            "DESC create_time",
            "6: expected the end, found \"create_time\"",
        );
        refuse(
            "create_time ASC, relevance ASC",
            "16: expected the end, found \",\"",
        );
        refuse("= ASC", "1: expected a field, found \"=\"");
        refuse(
            "\"create_time\" ASC",
            "1: expected a field, found \"create_time\"",
        );
        refuse(
            "create_time \"ASC\"",
            "13: expected ASC, DESC or the end, found \"ASC\"",
        );
        refuse("create_time \\", "13: unexpected character '\\\\'");
    }

    #[test]
    fn some_lists_need_more() {
        let field = |text| {
            let order = parse(text, &KNOWN).unwrap();
            order.need_field(&KNOWN).map(str::to_owned)
        };
        assert_eq!(field("relevance"), Ok("relevance".to_owned()));
        let missing = "Invalid order_by at position 2: a field is missing; \
                       supported: create_time, relevance.";
        assert_eq!(field(" ASC"), Err(Error::invalid(PARAMETER, missing)));

        let descending = |text| parse(text, &KNOWN).unwrap().need_descending();
        assert_eq!(descending("relevance desc"), Ok(()));
        for (text, at) in [("relevance ASC", 11), ("relevance", 10)] {
            let want = format!(
                "Invalid order_by at position {at}: only DESC is supported, and must be named."
            );
            assert_eq!(descending(text), Err(Error::invalid(PARAMETER, want)));
        }
    }

    #[test]
    fn size_is_bounded() {
        let error = parse(&" ".repeat(MAX_LENGTH + 1), &KNOWN).unwrap_err();
        assert_eq!(error.message, "Invalid order_by: longer than 16384 bytes.");
    }

    /// The position that a refusal names.
    fn position(error: &Error) -> usize {
        let rest = error.message.strip_prefix("Invalid order_by at position ");
        let (digits, _) = rest.unwrap().split_once(':').unwrap();
        digits.parse().unwrap()
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused_at_its_place(text in any::<String>()) {
            if let Err(error) = parse(&text, &KNOWN) {
                prop_assert!((1..=text.chars().count() + 1).contains(&position(&error)));
            }
        }

        #[test]
        fn near_misses_are_refused_at_their_place(
            text in r#"(create_time|createTime|relevance|ASC|desc|[ ,=:"\\]|x){0,6}"#
        ) {
            if let Err(error) = parse(&text, &KNOWN) {
                prop_assert!((1..=text.chars().count() + 1).contains(&position(&error)));
            }
        }

        #[test]
        fn what_is_written_is_read(
            field in prop::option::of(prop::sample::select(&KNOWN[..])),
            descending in prop::option::of(any::<bool>()),
            blanks in "[ \t\n]{1,3}",
        ) {
            let (word, direction) = match descending {
                None => ("", None),
                Some(false) => ("ASC", Some(Direction::Ascending)),
                Some(true) => ("Desc", Some(Direction::Descending)),
            };
            let text = format!("{blanks}{}{blanks}{word}{blanks}", field.unwrap_or_default());
            let order = parse(&text, &KNOWN).unwrap();
            prop_assert_eq!(order.field.as_deref(), field);
            prop_assert_eq!(order.direction, direction);
        }
    }
}
