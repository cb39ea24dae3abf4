//! One row of an answer, whichever database gave it. Columns count from 0.

use domain::{Error, Result};
use rusqlite::types::ValueRef;

use super::postgres;

#[derive(Clone, Copy)]
pub struct Row<'a>(Inner<'a>);

#[derive(Clone, Copy)]
enum Inner<'a> {
    Sqlite(&'a rusqlite::Row<'a>),
    Postgres(&'a tokio_postgres::Row),
}

impl<'a> Row<'a> {
    pub(crate) fn sqlite(row: &'a rusqlite::Row<'a>) -> Self {
        Row(Inner::Sqlite(row))
    }

    pub(crate) fn postgres(row: &'a tokio_postgres::Row) -> Self {
        Row(Inner::Postgres(row))
    }

    pub fn int(&self, column: usize) -> Result<i64> {
        present(column, self.opt_int(column)?)
    }

    pub fn opt_int(&self, column: usize) -> Result<Option<i64>> {
        match self.0 {
            Inner::Sqlite(row) => match sqlite_value(row, column)? {
                ValueRef::Null => Ok(None),
                ValueRef::Integer(value) => Ok(Some(value)),
                other => Err(mismatch(column, "an integer", other)),
            },
            Inner::Postgres(row) => postgres::column::<postgres::Int>(row, column)
                .map(|value| value.map(|postgres::Int(value)| value)),
        }
    }

    pub fn bool(&self, column: usize) -> Result<bool> {
        present(column, self.opt_bool(column)?)
    }

    pub fn opt_bool(&self, column: usize) -> Result<Option<bool>> {
        match self.0 {
            Inner::Sqlite(_) => Ok(self.opt_int(column)?.map(|value| value != 0)),
            Inner::Postgres(row) => postgres::column(row, column),
        }
    }

    pub fn text(&self, column: usize) -> Result<&'a str> {
        present(column, self.opt_text(column)?)
    }

    pub fn opt_text(&self, column: usize) -> Result<Option<&'a str>> {
        match self.0 {
            Inner::Sqlite(row) => match sqlite_value(row, column)? {
                ValueRef::Null => Ok(None),
                ValueRef::Text(bytes) => match std::str::from_utf8(bytes) {
                    Ok(text) => Ok(Some(text)),
                    Err(error) => Err(Error::internal(format!("column {column}: {error}"))),
                },
                other => Err(mismatch(column, "text", other)),
            },
            Inner::Postgres(row) => postgres::column(row, column),
        }
    }

    pub fn blob(&self, column: usize) -> Result<&'a [u8]> {
        present(column, self.opt_blob(column)?)
    }

    pub fn opt_blob(&self, column: usize) -> Result<Option<&'a [u8]>> {
        match self.0 {
            Inner::Sqlite(row) => match sqlite_value(row, column)? {
                ValueRef::Null => Ok(None),
                ValueRef::Blob(bytes) => Ok(Some(bytes)),
                other => Err(mismatch(column, "bytes", other)),
            },
            Inner::Postgres(row) => postgres::column(row, column),
        }
    }
}

fn present<T>(column: usize, value: Option<T>) -> Result<T> {
    value.ok_or_else(|| Error::internal(format!("column {column} is NULL")))
}

fn sqlite_value<'a>(row: &'a rusqlite::Row<'a>, column: usize) -> Result<ValueRef<'a>> {
    row.get_ref(column)
        .map_err(|error| Error::internal(format!("column {column}: {error}")))
}

fn mismatch(column: usize, wanted: &str, found: ValueRef<'_>) -> Error {
    let found = found.data_type();
    Error::internal(format!("column {column}: expected {wanted}, found {found}"))
}
