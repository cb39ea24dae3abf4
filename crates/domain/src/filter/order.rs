//! `order_by`: a field and a direction.

use crate::case::snake;
use crate::{Error, Result};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Direction {
    #[default]
    Ascending,
    Descending,
}

/// `create_time DESC`, `createTime`, `ASC`: either part may be missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// In snake_case.
    pub field: Option<String>,
    pub direction: Option<Direction>,
}

/// Reads `order_by`; `known` are the fields one may order by.
pub fn parse(text: &str, known: &[&str]) -> Result<Order> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let order = match words[..] {
        [] => Order {
            field: None,
            direction: None,
        },
        [word] => match direction(word) {
            None => Order {
                field: Some(snake(word)),
                direction: None,
            },
            direction => Order {
                field: None,
                direction,
            },
        },
        [field, word] if direction(word).is_some() => Order {
            field: Some(snake(field)),
            direction: direction(word),
        },
        _ => return Err(refusal(text, known)),
    };
    match &order.field {
        Some(field) if !known.contains(&field.as_str()) => Err(refusal(text, known)),
        _ => Ok(order),
    }
}

fn direction(word: &str) -> Option<Direction> {
    match word.to_ascii_uppercase().as_str() {
        "ASC" => Some(Direction::Ascending),
        "DESC" => Some(Direction::Descending),
        _ => None,
    }
}

pub(super) fn refusal(text: &str, known: &[&str]) -> Error {
    let mut shown: String = text.chars().take(100).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    let what = format!(
        "Invalid order_by \"{shown}\": expected one of {}, followed by ASC or DESC.",
        known.join(", ")
    );
    Error::invalid("order_by", what)
}

/// For lists that are sorted downwards only.
pub(super) fn refusal_of_direction(text: &str) -> Error {
    let what = format!(
        "Invalid order_by \"{}\": only DESC is supported.",
        text.trim()
    );
    Error::invalid("order_by", what)
}
