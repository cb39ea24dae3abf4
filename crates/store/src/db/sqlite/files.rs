//! Whole databases: the copy before an upgrade, and the picture of the tables.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use domain::{Error, Result};
use rusqlite::{Connection, OpenFlags};

use crate::db::dialect;
use crate::db::error::{OpenError, from_sqlite};
use crate::db::migrate::Migration;

use super::connection::{Driver, make_file};

/// Copies the database as it is before change `number` to `<file>.before-NNNN`.
/// The caller holds the write lock, so nothing is committed meanwhile.
pub fn copy(path: &Path, number: i64) -> Result<(), OpenError> {
    let target = beside(path, &format!(".before-{number:04}"));
    let partial = beside(path, &format!(".before-{number:04}.partial"));
    let fault = |cause: String| OpenError::Copy {
        path: target.clone(),
        cause,
    };
    copy_to(path, &partial).map_err(|error| fault(error.cause.unwrap_or_default()))?;
    finish(&partial, &target).map_err(|error| fault(error.to_string()))
}

/// Copies the database as it is now to `target`, which must not exist, while
/// others write on. UNAVAILABLE when it cannot be read or there is no space.
pub fn snapshot(path: &Path, target: &Path) -> Result<()> {
    if !path.is_file() {
        return Err(Error::unavailable("there is no database file"));
    }
    copy_to(path, target)?;
    let written = std::fs::File::open(target).and_then(|file| file.sync_all());
    written.map_err(Error::unavailable)
}

/// What SQLite finds wrong with a database file; nothing when it is sound.
/// UNAVAILABLE when the file is no database at all.
pub fn faults(path: &Path) -> Result<Vec<String>> {
    check(path, "PRAGMA integrity_check(10)")
}

/// Whether every page can be read and is in its place; indexes are not held
/// against their tables.
pub fn is_sound(path: &Path) -> Result<bool> {
    Ok(check(path, "PRAGMA quick_check(1)")?.is_empty())
}

fn check(path: &Path, pragma: &str) -> Result<Vec<String>> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(from_sqlite)?;
    let mut statement = connection.prepare(pragma).map_err(from_sqlite)?;
    let rows = statement.query_map([], |row| row.get::<_, String>(0));
    let lines: std::result::Result<Vec<_>, _> = rows.map_err(from_sqlite)?.collect();
    let mut lines = lines.map_err(from_sqlite)?;
    lines.retain(|line| line != "ok");
    Ok(lines)
}

fn copy_to(path: &Path, partial: &Path) -> Result<()> {
    drop(std::fs::remove_file(partial));
    make_file(partial).map_err(Error::unavailable)?;
    let target = partial
        .to_str()
        .ok_or_else(|| Error::unavailable("its name is not UTF-8"))?;
    Driver::open_reader(path, &Arc::default())?.copy_to(target)
}

/// On the disk under its final name, or not at all.
fn finish(partial: &Path, target: &Path) -> std::io::Result<()> {
    std::fs::File::open(partial)?.sync_all()?;
    std::fs::rename(partial, target)?;
    match target.parent() {
        Some(folder) if folder != Path::new("") => std::fs::File::open(folder)?.sync_all(),
        _ => Ok(()),
    }
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Int,
    Bool,
    Text,
    Blob,
}

/// A column of some table.
pub struct ColumnInfo {
    pub table: String,
    pub name: String,
    pub kind: Kind,
    /// Its place in the primary key from 1 on, or 0.
    pub key: i64,
    /// The database gives out its values.
    pub identity: bool,
}

/// Every column that the migrations come to, by table and place.
pub fn column_list(list: &[Migration]) -> Result<Vec<ColumnInfo>> {
    static COLUMNS: &str = "SELECT t.name, c.name, c.type, c.pk,
            c.pk > 0 AND t.sql LIKE '%AUTOINCREMENT%'
        FROM sqlite_schema t JOIN pragma_table_info(t.name) c
        WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' ORDER BY t.name, c.cid";
    let connection = in_memory(list)?;
    let mut statement = connection.prepare(COLUMNS).map_err(from_sqlite)?;
    let rows = statement.query_map([], |row| {
        let kind: String = row.get(2)?;
        let key = row.get(3)?;
        Ok((row.get(0)?, row.get(1)?, kind, key, row.get(4)?))
    });
    let mut columns = Vec::new();
    for row in rows.map_err(from_sqlite)? {
        let (table, name, kind, key, identity) = row.map_err(from_sqlite)?;
        let kind = match kind.as_str() {
            "BIGINT" | "INTEGER" => Kind::Int,
            "BOOLEAN" => Kind::Bool,
            "TEXT" => Kind::Text,
            "BYTEA" => Kind::Blob,
            other => return Err(Error::internal(format!("{table}.{name} is {other}"))),
        };
        columns.push(ColumnInfo {
            table,
            name,
            kind,
            key,
            identity,
        });
    }
    Ok(columns)
}

/// The tables of the migrations with nothing in them, in the types' own names.
fn in_memory(list: &[Migration]) -> Result<Connection> {
    let connection = Connection::open_in_memory().map_err(from_sqlite)?;
    for change in list {
        let script = dialect::script_for_picture(change.text);
        connection.execute_batch(&script).map_err(from_sqlite)?;
    }
    Ok(connection)
}

/// What the migrations come to, in their own words.
pub fn picture(list: &[Migration]) -> Result<String> {
    let connection = in_memory(list)?;
    let mut statement = connection
        .prepare(
            "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'
             ORDER BY tbl_name, type = 'index', name",
        )
        .map_err(from_sqlite)?;
    let rows = statement
        .query_map([], |row| row.get(0))
        .map_err(from_sqlite)?;
    let mut out = String::from(
        "-- What all migrations together come to. Generated: a test compares it and\n\
         -- says how to renew it.\n",
    );
    for row in rows {
        let text: String = row.map_err(from_sqlite)?;
        out.push_str(&format!("\n{};\n", dialect::picture(&text)));
    }
    Ok(out)
}
