//! `spaces.search`: the query and the order.
//!
//! Between fields stands AND, within a field OR, but for times, where AND joins
//! the two ends of an interval (`times.rs`). Names match by the beginnings of
//! their words (`names.rs`).

mod names;
mod order;
mod times;

#[cfg(test)]
mod tests;

use proto::chat::HistoryState;

use super::{Comparison, Expr, Filter, Operator};
use crate::{Error, Result};
pub use names::{matches_display_name, words};
pub use order::{OrderBy, SearchOrder};
pub use times::{Interval, Times};

const MAX_CHARACTERS: usize = 1_000;
const HISTORY: [(&str, HistoryState); 2] = [
    ("HISTORY_ON", HistoryState::HistoryOn),
    ("HISTORY_OFF", HistoryState::HistoryOff),
];
const BOOLEANS: [(&str, bool); 2] = [("true", true), ("false", false)];
const ADMIN_FIELDS: [&str; 7] = [
    "customer",
    "space_type",
    "display_name",
    "external_user_allowed",
    "space_history_state",
    "create_time",
    "last_active_time",
];
const OWN_FIELDS: [&str; 3] = ["space_type", "display_name", "external_user_allowed"];

/// Whose spaces are searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// All of the organisation, with `use_admin_access`.
    Admin,
    /// Those that the caller is in. A query without `display_name` finds none.
    Own,
}

/// Which spaces are wanted; always of the type SPACE. Empty lists and `None`
/// mean any.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SpaceSearch {
    /// One of them has to match, by [`matches_display_name`].
    pub names: Vec<String>,
    pub external_user_allowed: Option<bool>,
    pub history: Vec<HistoryState>,
    pub created: Option<Times>,
    pub active: Option<Times>,
}

impl SpaceSearch {
    pub fn parse(query: &str, scope: Scope) -> Result<Self> {
        if query.chars().count() > MAX_CHARACTERS {
            let what = format!("Invalid query: longer than {MAX_CHARACTERS} characters.");
            return Err(Error::invalid("query", what));
        }
        let filter = Filter::parse("query", query)?;
        let mut parts = Vec::new();
        if let Some(root) = &filter.root {
            flatten(root, &mut parts);
        }
        let mut reader = Reader {
            filter: &filter,
            scope,
            fields: Vec::new(),
        };
        for part in parts {
            reader.add(part)?;
        }
        reader.search()
    }
}

/// The terms that AND joins, however they are bracketed.
fn flatten<'a>(expr: &'a Expr, parts: &mut Vec<&'a Expr>) {
    match expr {
        Expr::And(terms) => terms.iter().for_each(|term| flatten(term, parts)),
        _ => parts.push(expr),
    }
}

struct Reader<'a> {
    filter: &'a Filter,
    scope: Scope,
    /// Each field with the terms about it.
    fields: Vec<(&'a str, Vec<&'a Expr>)>,
}

impl<'a> Reader<'a> {
    fn add(&mut self, part: &'a Expr) -> Result<()> {
        let field = self.field(part)?;
        match self.fields.iter_mut().find(|(known, _)| *known == field) {
            Some((_, parts)) => parts.push(part),
            None => self.fields.push((field, vec![part])),
        }
        Ok(())
    }

    /// The one field that a term is about.
    fn field(&self, part: &'a Expr) -> Result<&'a str> {
        let (Expr::And(terms) | Expr::Or(terms)) = part else {
            let comparison = self.filter.comparison(part)?;
            let known: &[&str] = match self.scope {
                Scope::Admin => &ADMIN_FIELDS,
                Scope::Own => &OWN_FIELDS,
            };
            return match known.contains(&comparison.field.as_str()) {
                true => Ok(&comparison.field),
                false => Err(self.filter.unknown_field(comparison, known)),
            };
        };
        let mut fields = terms.iter().map(|term| Ok((self.field(term)?, term.at())));
        let (first, _) = fields.next().unwrap_or(Ok(("", 0)))?;
        for field in fields {
            let (field, at) = field?;
            if field != first {
                return Err(self
                    .filter
                    .refuse(at, "different fields may only be joined by AND"));
            }
        }
        Ok(first)
    }

    fn search(&self) -> Result<SpaceSearch> {
        let admin = self.scope == Scope::Admin;
        self.constant("customer", "customers/my_customer", admin)?;
        self.constant("space_type", "SPACE", admin)?;
        let external = self.values("external_user_allowed", Operator::Equals, &BOOLEANS)?;
        Ok(SpaceSearch {
            names: self.names()?,
            external_user_allowed: match external[..] {
                [only] => Some(only),
                _ => None,
            },
            history: self.values("space_history_state", Operator::Equals, &HISTORY)?,
            created: self.times("create_time")?,
            active: self.times("last_active_time")?,
        })
    }

    fn parts(&self, field: &str) -> &[&'a Expr] {
        let found = self.fields.iter().find(|(known, _)| *known == field);
        found.map_or(&[], |(_, parts)| parts)
    }

    /// A field that may be compared once, with one value.
    fn constant(&self, field: &str, value: &str, required: bool) -> Result<()> {
        match self.parts(field) {
            [] if required => {
                let what = format!("Invalid query: it must contain {field} = \"{value}\".");
                Err(Error::invalid("query", what))
            }
            [] => Ok(()),
            [Expr::Compare(comparison)] => {
                self.filter.allow(comparison, &[Operator::Equals])?;
                self.filter.one_of(comparison, &[(value, ())])
            }
            [first, ..] => {
                let what = format!("\"{field}\" may only be compared once");
                Err(self.filter.refuse(first.at(), &what))
            }
        }
    }

    /// The comparisons of a field that only OR may join.
    fn alternatives(&self, field: &str, operator: Operator) -> Result<Vec<&'a Comparison>> {
        let mut found = Vec::new();
        match self.parts(field) {
            [] => {}
            [only] => self.add_alternatives(only, &mut found)?,
            [_, second, ..] => return Err(self.only_or(field, second)),
        }
        for comparison in &found {
            self.filter.allow(comparison, &[operator])?;
        }
        Ok(found)
    }

    fn add_alternatives(&self, part: &'a Expr, found: &mut Vec<&'a Comparison>) -> Result<()> {
        match part {
            Expr::Or(terms) => terms
                .iter()
                .try_for_each(|term| self.add_alternatives(term, found)),
            Expr::And(_) => Err(self.only_or(self.field(part)?, part)),
            _ => {
                found.push(self.filter.comparison(part)?);
                Ok(())
            }
        }
    }

    fn only_or(&self, field: &str, part: &Expr) -> Error {
        let what = format!("AND may not join comparisons of \"{field}\"; use OR");
        self.filter.refuse(part.at(), &what)
    }

    /// The values of such a field, sorted, each once.
    fn values<T: Copy + Ord>(
        &self,
        field: &str,
        operator: Operator,
        known: &[(&str, T)],
    ) -> Result<Vec<T>> {
        let found = self.alternatives(field, operator)?;
        let values: Result<Vec<T>> = found
            .into_iter()
            .map(|comparison| self.filter.one_of(comparison, known))
            .collect();
        let mut values = values?;
        values.sort_unstable();
        values.dedup();
        Ok(values)
    }

    fn names(&self) -> Result<Vec<String>> {
        let found = self.alternatives("display_name", Operator::Has)?;
        let name = |comparison: &Comparison| {
            let value = &comparison.value;
            if words(&value.text).is_empty() {
                return Err(self
                    .filter
                    .refuse(value.at, "the text holds no word to look for"));
            }
            Ok(value.text.clone())
        };
        found.into_iter().map(name).collect()
    }

    fn times(&self, field: &str) -> Result<Option<Times>> {
        match self.parts(field) {
            [] => Ok(None),
            parts => Ok(Some(Times::read(self.filter, parts)?)),
        }
    }
}
