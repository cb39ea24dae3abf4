//! Rows of any table, read and written by pages.

use domain::Result;

use crate::db::Kind;
use crate::{Row, Tx, Value};

use super::sql;
use super::tables::Table;

/// One value, as both databases keep it.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    Null,
    Int(i64),
    Bool(bool),
    Text(String),
    Blob(Vec<u8>),
}

/// Rows with all their columns, in the order of their keys.
pub type Page = Vec<Vec<Cell>>;

/// Rows written by one statement: SQLite and PostgreSQL take 32,766 and 65,535
/// parameters, and no table has a hundred columns.
const ROWS: usize = 50;

/// Up to `limit` rows behind a key.
pub async fn page(
    tx: &mut Tx,
    table: &Table,
    after: Option<Vec<Cell>>,
    limit: i64,
) -> Result<Page> {
    let key = table.key_names();
    let behind = match &after {
        Some(_) => {
            let places: Vec<_> = (1..=key.len()).map(|n| format!("${n}")).collect();
            format!("WHERE ({}) > ({})", key.join(", "), places.join(", "))
        }
        None => String::new(),
    };
    let text = format!(
        "SELECT {} FROM {} {behind} ORDER BY {} LIMIT {limit}",
        table.column_names(),
        table.name,
        key.join(", ")
    );
    let after = after.unwrap_or_default();
    let params: Vec<Value<'_>> = after.iter().map(Cell::value).collect();
    let kinds: Vec<Kind> = table.columns.iter().map(|column| column.kind).collect();
    tx.all(&sql(text), &params, |row| cells(row, &kinds)).await
}

/// The key of the last row.
pub async fn last_key(tx: &mut Tx, table: &Table) -> Result<Option<Vec<Cell>>> {
    let key = table.key_names();
    let down: Vec<_> = key.iter().map(|name| format!("{name} DESC")).collect();
    let text = format!(
        "SELECT {} FROM {} ORDER BY {} LIMIT 1",
        key.join(", "),
        table.name,
        down.join(", ")
    );
    let kinds: Vec<Kind> = table.key.iter().map(|at| table.columns[*at].kind).collect();
    tx.optional(&sql(text), &[], |row| cells(row, &kinds)).await
}

pub async fn insert(tx: &mut Tx, table: &Table, page: &Page) -> Result<()> {
    let many = table.insert(ROWS);
    let one = table.insert(1);
    for rows in page.chunks(ROWS) {
        if rows.len() == ROWS {
            let params: Vec<_> = rows.iter().flatten().map(Cell::value).collect();
            tx.execute(&many, &params).await?;
            continue;
        }
        for row in rows {
            let params: Vec<_> = row.iter().map(Cell::value).collect();
            tx.execute(&one, &params).await?;
        }
    }
    tx.changed_everywhere();
    Ok(())
}

fn cells(row: &Row<'_>, kinds: &[Kind]) -> Result<Vec<Cell>> {
    let cell = |(at, kind): (usize, &Kind)| {
        let cell = match kind {
            Kind::Int => row.opt_int(at)?.map(Cell::Int),
            Kind::Bool => row.opt_bool(at)?.map(Cell::Bool),
            Kind::Text => row.opt_text(at)?.map(|text| Cell::Text(text.to_owned())),
            Kind::Blob => row.opt_blob(at)?.map(|bytes| Cell::Blob(bytes.to_owned())),
        };
        Ok(cell.unwrap_or(Cell::Null))
    };
    kinds.iter().enumerate().map(cell).collect()
}

impl Cell {
    fn value(&self) -> Value<'_> {
        match self {
            Cell::Null => Value::Null,
            Cell::Int(value) => Value::Int(*value),
            Cell::Bool(value) => Value::Bool(*value),
            Cell::Text(value) => Value::Text(value),
            Cell::Blob(value) => Value::Blob(value),
        }
    }
}
