//! What is to be moved: the tables that all migrations come to.

use domain::Result;

use crate::db::migrate::MIGRATIONS;
use crate::db::{Kind, column_list};
use crate::{Sql, Tx};

use super::rows::Cell;
use super::{mistake, sql};

/// One table. Rows are ordered by their key, text by its bytes.
#[derive(Clone, Debug)]
pub struct Table {
    pub name: String,
    pub columns: Vec<Column>,
    /// Places of the key's columns in `columns`.
    pub key: Vec<usize>,
    /// Its key is given out by the database.
    identity: bool,
}

#[derive(Clone, Debug)]
pub struct Column {
    pub name: String,
    pub kind: Kind,
}

/// Every table but the one of the migrations, by name.
pub fn all() -> Result<Vec<Table>> {
    let mut tables: Vec<Table> = Vec::new();
    let mut places = Vec::new();
    for found in column_list(MIGRATIONS)? {
        if tables.last().is_none_or(|table| table.name != found.table) {
            tables.push(Table {
                name: found.table,
                columns: Vec::new(),
                key: Vec::new(),
                identity: false,
            });
        }
        let Some(table) = tables.last_mut() else {
            return Err(mistake("a column without a table"));
        };
        if found.key > 0 {
            places.push((table.name.clone(), found.key, table.columns.len()));
        }
        table.identity |= found.identity;
        table.columns.push(Column {
            name: found.name,
            kind: found.kind,
        });
    }
    // A key may name columns in another order than the table does.
    places.sort();
    for (name, _, at) in places {
        let table = tables.iter_mut().find(|table| table.name == name);
        table.into_iter().for_each(|table| table.key.push(at));
    }
    match tables.iter().find(|table| table.key.is_empty()) {
        Some(table) => Err(mistake(&format!("{} has no primary key", table.name))),
        None => Ok(tables),
    }
}

pub async fn has_rows(tx: &mut Tx, name: &str) -> Result<bool> {
    let any = sql(format!("SELECT 1 FROM {name} LIMIT 1"));
    Ok(tx.optional(&any, &[], |_| Ok(())).await?.is_some())
}

impl Table {
    pub fn delete_all(&self) -> Sql {
        sql(format!("DELETE FROM {}", self.name))
    }

    pub fn key_of(&self, row: &[Cell]) -> Vec<Cell> {
        self.key.iter().map(|at| row[*at].clone()).collect()
    }

    pub fn column_names(&self) -> String {
        let names: Vec<_> = self.columns.iter().map(|column| &*column.name).collect();
        names.join(", ")
    }

    pub fn key_names(&self) -> Vec<&str> {
        let names = self.key.iter().map(|at| &*self.columns[*at].name);
        names.collect()
    }

    /// `INSERT …`, so many rows at once.
    pub fn insert(&self, rows: usize) -> Sql {
        let width = self.columns.len();
        let row = |n: usize| {
            let values: Vec<_> = (1..=width)
                .map(|at| format!("${}", n * width + at))
                .collect();
            format!("({})", values.join(", "))
        };
        let values: Vec<_> = (0..rows).map(row).collect();
        let overriding = match self.identity {
            true => " OVERRIDING SYSTEM VALUE",
            false => "",
        };
        sql(format!(
            "INSERT INTO {} ({}){overriding} VALUES {}",
            self.name,
            self.column_names(),
            values.join(", ")
        ))
    }

    /// The next key that the database gives out is a new one.
    pub async fn set_identity(&self, tx: &mut Tx) -> Result<()> {
        if !self.identity {
            return Ok(());
        }
        let key = self.key_names().join(", ");
        let text = format!("SELECT max({key}) FROM {}", self.name);
        let last = tx.optional(&sql(text), &[], |row| row.opt_int(0)).await?;
        match last.flatten() {
            Some(last) => tx.restart_identity(&self.name, &key, last).await,
            None => Ok(()),
        }
    }
}
