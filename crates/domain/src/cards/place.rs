//! Where in a card something is: a path on the stack, written out only when
//! something is wrong there.

use std::fmt;

use crate::case::snake;
use crate::error::Error;

/// A place in a message: `cardsV2[0].card.header`.
#[derive(Clone, Copy)]
pub struct Place<'a> {
    parent: Option<&'a Place<'a>>,
    /// Empty for the message itself.
    name: &'a str,
    index: Option<usize>,
}

impl<'a> Place<'a> {
    /// The message.
    pub fn root() -> Self {
        Self {
            parent: None,
            name: "",
            index: None,
        }
    }

    /// What some other part of the program calls so.
    pub fn at(path: &'a str) -> Self {
        Self {
            name: path,
            ..Self::root()
        }
    }

    /// A field, by its name in JSON.
    pub fn field(&'a self, name: &'static str) -> Self {
        Self {
            parent: Some(self),
            name,
            index: None,
        }
    }

    /// An element of a list.
    pub fn item(&'a self, name: &'static str, index: usize) -> Self {
        Self {
            index: Some(index),
            ..self.field(name)
        }
    }

    /// INVALID_ARGUMENT that says where, in JSON's spelling, and what.
    pub fn error(&self, what: &str) -> Error {
        Error::invalid(&self.proto_path(), format!("{self}: {what}"))
    }

    /// As `BadRequest.field` names it: `message.cards_v2[0].card.header`.
    fn proto_path(&self) -> String {
        format!("message.{}", snake(&self.to_string()))
    }
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(parent) = self.parent
            && !parent.name.is_empty()
        {
            write!(out, "{parent}.")?;
        }
        out.write_str(self.name)?;
        match self.index {
            Some(index) => write!(out, "[{index}]"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Detail;

    #[test]
    fn both_spellings() {
        let root = Place::root();
        let (cards, error) = (root.item("cardsV2", 1), "it is wrong");
        let card = cards.field("card");
        let error = card.field("fixedFooter").error(error);
        assert_eq!(error.message, "cardsV2[1].card.fixedFooter: it is wrong");
        let Detail::BadRequest(violations) = &error.details[0] else {
            panic!("no BadRequest");
        };
        assert_eq!(violations[0].field, "message.cards_v2[1].card.fixed_footer");
    }
}
