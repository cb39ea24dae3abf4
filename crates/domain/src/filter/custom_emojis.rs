//! `customEmojis.list`: `creator("users/me")`, or `NOT` of it, and nothing else.

use super::{Expr, Filter};
use crate::Result;

/// Whose emoji are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Creator {
    Anybody,
    Caller,
    Others,
}

impl Creator {
    pub fn parse(text: &str) -> Result<Self> {
        let filter = Filter::parse("filter", text)?;
        match &filter.root {
            None => Ok(Self::Anybody),
            Some(Expr::Not(inner)) => caller(&filter, inner).map(|()| Self::Others),
            Some(root) => caller(&filter, root).map(|()| Self::Caller),
        }
    }
}

/// Refuses everything but `creator("users/me")`.
fn caller(filter: &Filter, expr: &Expr) -> Result<()> {
    if let Expr::Call(call) = expr
        && call.name == "creator"
        && let [argument] = call.arguments.as_slice()
        && argument.text == "users/me"
    {
        return Ok(());
    }
    let what = "only creator(\"users/me\") and NOT creator(\"users/me\") are supported";
    Err(filter.refuse(expr.at(), what))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_two_filters_there_are() {
        assert_eq!(Creator::parse(""), Ok(Creator::Anybody));
        assert_eq!(Creator::parse("creator(\"users/me\")"), Ok(Creator::Caller));
        assert_eq!(
            Creator::parse("NOT creator(\"users/me\")"),
            Ok(Creator::Others)
        );
    }

    #[test]
    fn others_are_refused_with_their_place() {
        for (text, at) in [
            ("creator(\"users/1\")", 1),
            ("creator(\"users/me\", \"users/me\")", 1),
            // A `NOT` has the place of what it denies.
            ("NOT NOT creator(\"users/me\")", 9),
            ("maker(\"users/me\")", 1),
            ("creator = \"users/me\"", 1),
            ("creator(\"users/me\") OR creator(\"users/me\")", 1),
        ] {
            let error = Creator::parse(text).unwrap_err();
            let start = format!("Invalid filter at position {at}: ");
            assert!(error.message.starts_with(&start), "{text}: {error}");
        }
    }
}
