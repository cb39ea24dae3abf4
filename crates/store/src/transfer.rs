//! A whole installation from one database into another, SQLite or PostgreSQL.
//!
//! Tables are copied one after the other in the order of their keys, so that
//! an interrupted move goes on behind the last row that arrived. Then both
//! sides are read once more and compared row by row. `meta` comes last, in one
//! transaction that also removes the mark of an unfinished move, which keeps
//! servers away until then.

mod rows;
mod tables;

use domain::{Error, Result};

use crate::db::migrate::MIGRATIONS;
use crate::{Location, OpenError, Sql, Store, Tx, meta};
use rows::{Cell, Page};
use tables::Table;

/// The mark of a move under way in `meta`: where its rows come from.
const MARK: &str = "move";

/// Rows read or written in one transaction.
const PAGE: i64 = 500;

/// What a move came to: each table with its rows, in the order of their names.
pub type Report = Vec<(String, u64)>;

/// Why a move ended early. It may be run again and goes on.
#[derive(Debug, thiserror::Error)]
pub enum MoveError {
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error("the database that is to be filled holds something already; name an empty one")]
    NotEmpty,
    #[error("the source database holds an unfinished move itself; finish that one first")]
    Unfinished,
    #[error(
        "table {table} differs between the databases after copying: something still writes to \
         one of them; stop every server on it, empty the target and move again"
    )]
    Differs { table: String },
    #[error("{}{}", .0.message, .0.cause.as_ref().map(|cause| format!(" ({cause})")).unwrap_or_default())]
    Database(#[from] Error),
}

/// Whether a move into this database has begun and not ended.
pub async fn is_unfinished(tx: &mut Tx) -> Result<bool> {
    Ok(meta::get(tx, MARK).await?.is_some())
}

/// Moves everything from one database to another and compares both. Nothing
/// may write to either meanwhile.
pub async fn run(from: &Location, to: &Location) -> Result<Report, MoveError> {
    let source = Store::open_with(from, MIGRATIONS).await?;
    let target = Store::open_with(to, MIGRATIONS).await?;
    let moved = everything(&source, &target).await;
    source.close().await;
    target.close().await;
    moved
}

async fn everything(source: &Store, target: &Store) -> Result<Report, MoveError> {
    let tables = tables::all()?;
    if source.read(|tx| Box::pin(is_unfinished(tx))).await? {
        return Err(MoveError::Unfinished);
    }
    begin(target, &tables).await?;
    let (meta, others): (Vec<_>, Vec<_>) =
        tables.into_iter().partition(|table| table.name == "meta");
    for table in &others {
        copy(source, target, table).await?;
    }
    let mut report = Report::new();
    for table in &others {
        let rows = compare(source, target, table).await?;
        report.push((table.name.clone(), rows));
    }
    for table in meta {
        let rows = finish(source, target, table).await?;
        report.push(("meta".to_owned(), rows));
    }
    report.sort();
    Ok(report)
}

/// Marks the target, or finds the mark of an interrupted move. What the
/// migrations themselves wrote goes: it comes again from the source.
async fn begin(target: &Store, tables: &[Table]) -> Result<(), MoveError> {
    let tables = tables.to_vec();
    let begun = target.write(move |tx| {
        Box::pin(async move {
            if is_unfinished(tx).await? {
                return Ok(true);
            }
            for name in ["users", "apps", "spaces", "messages"] {
                if tables::has_rows(tx, name).await? {
                    return Ok(false);
                }
            }
            for table in &tables {
                tx.execute(&table.delete_all(), &[]).await?;
            }
            tx.changed_everywhere();
            meta::set(tx, MARK, "under way").await?;
            Ok(true)
        })
    });
    match begun.await? {
        true => Ok(()),
        false => Err(MoveError::NotEmpty),
    }
}

async fn copy(source: &Store, target: &Store, table: &Table) -> Result<()> {
    let mut last = last_key(target, table).await?;
    loop {
        let page = read(source, table, last).await?;
        let Some(row) = page.last() else { break };
        last = Some(table.key_of(row));
        write(target, table, page).await?;
    }
    let table = table.clone();
    let unit = target.write(move |tx| Box::pin(async move { table.set_identity(tx).await }));
    unit.await
}

/// How many rows both have.
async fn compare(source: &Store, target: &Store, table: &Table) -> Result<u64, MoveError> {
    let (mut last, mut rows) = (None, 0);
    loop {
        let expected = read(source, table, last.clone()).await?;
        let found = read(target, table, last).await?;
        if expected != found {
            let table = table.name.clone();
            return Err(MoveError::Differs { table });
        }
        let Some(row) = expected.last() else {
            return Ok(rows);
        };
        rows += expected.len() as u64;
        last = Some(table.key_of(row));
    }
}

/// Copies `meta`, which is small, and with it takes the mark away.
async fn finish(source: &Store, target: &Store, table: Table) -> Result<u64> {
    let mut all = Page::new();
    let mut last = None;
    loop {
        let page = read(source, &table, last).await?;
        let Some(row) = page.last() else { break };
        last = Some(table.key_of(row));
        all.extend(page);
    }
    let rows = all.len() as u64;
    let unit = target.write(move |tx| {
        Box::pin(async move {
            tx.execute(&table.delete_all(), &[]).await?;
            tx.changed_everywhere();
            rows::insert(tx, &table, &all).await
        })
    });
    unit.await?;
    Ok(rows)
}

async fn last_key(store: &Store, table: &Table) -> Result<Option<Vec<Cell>>> {
    let table = table.clone();
    let unit = store.read(move |tx| Box::pin(async move { rows::last_key(tx, &table).await }));
    unit.await
}

async fn read(store: &Store, table: &Table, after: Option<Vec<Cell>>) -> Result<Page> {
    let table = table.clone();
    let unit =
        store.read(move |tx| Box::pin(async move { rows::page(tx, &table, after, PAGE).await }));
    unit.await
}

async fn write(store: &Store, table: &Table, page: Page) -> Result<()> {
    let table = table.clone();
    let unit =
        store.write(move |tx| Box::pin(async move { rows::insert(tx, &table, &page).await }));
    unit.await
}

/// A query that this module puts together; its texts are few.
fn sql(text: String) -> Sql {
    Sql::build(text)
}

/// A mistake in the tables' own description.
fn mistake(what: &str) -> Error {
    Error::internal(format!("the tables cannot be moved: {what}"))
}
