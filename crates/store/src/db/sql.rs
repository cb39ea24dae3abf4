//! The text of one statement, written once in PostgreSQL's spelling.

use std::borrow::Cow;
use std::sync::OnceLock;

use super::dialect;
use crate::kept::Table;

/// Make it a `static`, so that it is rewritten for SQLite once:
/// `static GET: Sql = Sql::new("SELECT … WHERE space_id = $1");`
///
/// What both databases understand alike: `$1` parameters in any order,
/// `RETURNING`, `ON CONFLICT`, row values `(a, b) < ($1, $2)`, `CASE`, CTEs,
/// `LIMIT`, `FOR UPDATE` (dropped on SQLite, which has one writer), `LIKE`
/// (with case, on both), text in the order of its bytes.
///
/// What must be said so that they do: `CAST($1 AS BIGINT)` where PostgreSQL
/// cannot see a parameter's type from its place (`$1 IS NULL`); `ESCAPE` after
/// a LIKE with backslashes; `NULLS FIRST` or `LAST` when ordering by what may
/// be NULL; no `lower()` of more than ASCII; the table's name before a column
/// on the right side of `DO UPDATE SET`.
pub struct Sql {
    text: Cow<'static, str>,
    sqlite: OnceLock<String>,
    writes: OnceLock<Option<Table>>,
}

impl Sql {
    pub const fn new(text: &'static str) -> Sql {
        Sql {
            text: Cow::Borrowed(text),
            sqlite: OnceLock::new(),
            writes: OnceLock::new(),
        }
    }

    /// For texts put together at run time (a filter, an order). Only from a
    /// small set of fragments: each different text takes a place in the caches
    /// of prepared statements, and values belong into parameters.
    pub fn build(text: String) -> Sql {
        Sql {
            text: Cow::Owned(text),
            sqlite: OnceLock::new(),
            writes: OnceLock::new(),
        }
    }

    pub(crate) fn postgres(&self) -> &str {
        &self.text
    }

    /// The table that it writes, if its rows are kept in memory.
    pub(crate) fn writes(&self) -> Option<Table> {
        *self.writes.get_or_init(|| Table::written_by(&self.text))
    }

    pub(crate) fn sqlite(&self) -> &str {
        self.sqlite
            .get_or_init(|| dialect::query_for_sqlite(&self.text))
    }
}
