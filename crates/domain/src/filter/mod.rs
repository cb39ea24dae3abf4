//! Google's filter language (a part of AIP-160), as lists and searches take it,
//! and `order_by`.
//!
//! One lexer for all (`lexer.rs`), one parser for filters (`parse.rs`) and one
//! for orders (`order.rs`), one file per language that turns what was read into
//! a plain struct: start with `messages.rs`. Every refusal is INVALID_ARGUMENT,
//! names the parameter and the position in it.

pub mod custom_emojis;
pub mod lexer;
pub mod members;
pub mod messages;
pub mod order;
pub mod parse;
pub mod reactions;
pub mod search_spaces;
pub mod space_events;
pub mod spaces;

#[cfg(test)]
mod tests;

use crate::{Error, Result, Time};
use lexer::Fault;
pub use lexer::Operator;
pub use parse::{Call, Comparison, Expr, Value};

/// Bytes of a filter; the reference names no figure but 1,000 characters for
/// searches.
pub const MAX_LENGTH: usize = 16 * 1024;

/// A parsed filter of one request.
#[derive(Clone, Debug, PartialEq)]
pub struct Filter {
    /// The request's field: `filter`, `query`.
    parameter: &'static str,
    pub root: Option<Expr>,
    mixed: Option<usize>,
}

impl Filter {
    pub fn parse(parameter: &'static str, text: &str) -> Result<Self> {
        if text.len() > MAX_LENGTH {
            let what = format!("Invalid {parameter}: longer than {MAX_LENGTH} bytes.");
            return Err(Error::invalid(parameter, what));
        }
        let parsed =
            parse::parse(text).map_err(|Fault { at, what }| refusal(parameter, at, &what))?;
        Ok(Self {
            parameter,
            root: parsed.root,
            mixed: parsed.mixed,
        })
    }

    /// The refusal of what stands at a place (characters from 0).
    pub fn refuse(&self, at: usize, what: &str) -> Error {
        refusal(self.parameter, at, what)
    }

    /// For languages in which AND and OR need brackets between them.
    pub fn refuse_mixture(&self) -> Result<()> {
        match self.mixed {
            Some(at) => Err(self.refuse(at, "AND and OR together need parentheses")),
            None => Ok(()),
        }
    }

    /// The filter as groups that must all hold; of each group one comparison
    /// must. Refuses NOT, functions and AND inside OR.
    pub fn clauses(&self) -> Result<Vec<Vec<&Comparison>>> {
        let mut clauses = Vec::new();
        if let Some(root) = &self.root {
            self.add_clauses(root, &mut clauses)?;
        }
        Ok(clauses)
    }

    fn add_clauses<'a>(
        &self,
        expr: &'a Expr,
        clauses: &mut Vec<Vec<&'a Comparison>>,
    ) -> Result<()> {
        if let Expr::And(terms) = expr {
            return terms
                .iter()
                .try_for_each(|term| self.add_clauses(term, clauses));
        }
        let mut clause = Vec::new();
        self.add_alternatives(expr, &mut clause)?;
        clauses.push(clause);
        Ok(())
    }

    fn add_alternatives<'a>(&self, expr: &'a Expr, clause: &mut Vec<&'a Comparison>) -> Result<()> {
        match expr {
            Expr::Or(terms) => terms
                .iter()
                .try_for_each(|term| self.add_alternatives(term, clause)),
            Expr::And(_) => Err(self.refuse(expr.at(), "AND inside of OR is not supported")),
            Expr::Compare(_) | Expr::Not(_) | Expr::Call(_) => {
                clause.push(self.comparison(expr)?);
                Ok(())
            }
        }
    }

    /// The comparison that an expression must be.
    pub fn comparison<'a>(&self, expr: &'a Expr) -> Result<&'a Comparison> {
        match expr {
            Expr::Compare(comparison) => Ok(comparison),
            Expr::Not(inner) => Err(self.refuse(inner.at(), "NOT is not supported")),
            Expr::Call(call) => {
                Err(self.refuse(call.at, &format!("unknown function \"{}\"", call.name)))
            }
            Expr::And(_) | Expr::Or(_) => {
                Err(self.refuse(expr.at(), "only a single comparison is supported"))
            }
        }
    }

    /// Refuses a field that the language does not have.
    pub fn unknown_field(&self, comparison: &Comparison, known: &[&str]) -> Error {
        let what = format!(
            "unknown field \"{}\"; supported: {}",
            comparison.field,
            known.join(", ")
        );
        self.refuse(comparison.at, &what)
    }

    /// Refuses every operator but these.
    pub fn allow(&self, comparison: &Comparison, operators: &[Operator]) -> Result<()> {
        if operators.contains(&comparison.operator) {
            return Ok(());
        }
        let names: Vec<_> = operators.iter().map(|operator| operator.as_str()).collect();
        let what = format!(
            "\"{}\" does not take the operator \"{}\"; supported: {}",
            comparison.field,
            comparison.operator.as_str(),
            names.join(" ")
        );
        Err(self.refuse(comparison.at, &what))
    }

    /// The value as a time: RFC 3339 in double quotation marks.
    pub fn time(&self, comparison: &Comparison) -> Result<Time> {
        let value = &comparison.value;
        if !value.quoted {
            return Err(self.refuse(value.at, "a timestamp must be in double quotation marks"));
        }
        Time::parse(&value.text).ok_or_else(|| {
            let what = format!("\"{}\" is not a timestamp in RFC 3339 format", value.text);
            self.refuse(value.at, &what)
        })
    }

    /// The value as one of an enum's names.
    pub fn one_of<T: Copy>(&self, comparison: &Comparison, known: &[(&str, T)]) -> Result<T> {
        let value = &comparison.value;
        if let Some((_, found)) = known.iter().find(|(name, _)| *name == value.text) {
            return Ok(*found);
        }
        let names: Vec<_> = known.iter().map(|(name, _)| *name).collect();
        let what = format!(
            "\"{}\" is not a value of \"{}\"; supported: {}",
            value.text,
            comparison.field,
            names.join(", ")
        );
        Err(self.refuse(value.at, &what))
    }
}

fn refusal(parameter: &'static str, at: usize, what: &str) -> Error {
    let position = at + 1;
    Error::invalid(
        parameter,
        format!("Invalid {parameter} at position {position}: {what}."),
    )
}
