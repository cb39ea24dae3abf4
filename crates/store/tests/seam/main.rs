//! The seam behaves the same on both databases: values, transactions, what
//! happens when something fails. Start with `transactions.rs`.
#![allow(clippy::unwrap_used)]

#[path = "../common/mod.rs"]
mod common;

mod faults;
mod kept;
mod migrations;
mod processes;
mod transactions;
mod turns;
mod values;
mod wakeups;

use domain::Result;
use store::db::migrate::Migration;
use store::{Sql, Store, Tx};

/// A table with a column of every type.
static TABLES: &[Migration] = &[Migration {
    number: 1,
    name: "things",
    text: "CREATE TABLE things (
        id BIGINT NOT NULL PRIMARY KEY,
        name TEXT UNIQUE,
        amount BIGINT,
        flag BOOLEAN,
        content BYTEA
    ) /* clustered */;
    CREATE TABLE log (
        seq BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        amount BIGINT NOT NULL
    );",
}];

static INSERT: Sql = Sql::new("INSERT INTO things (id, name) VALUES ($1, $2)");
static COUNT: Sql = Sql::new("SELECT count(*) FROM things");
static NAME: Sql = Sql::new("SELECT name FROM things WHERE id = $1");

async fn insert(store: &Store, id: i64, name: &str) -> Result<u64> {
    let name = name.to_owned();
    store
        .write(move |tx| Box::pin(async move { insert_in(tx, id, &name).await }))
        .await
}

async fn insert_in(tx: &mut Tx, id: i64, name: &str) -> Result<u64> {
    tx.execute(&INSERT, &[id.into(), name.into()]).await
}

async fn count(store: &Store) -> i64 {
    store.read(|tx| Box::pin(count_in(tx))).await.unwrap()
}

async fn count_in(tx: &mut Tx) -> Result<i64> {
    Ok(tx
        .optional(&COUNT, &[], |row| row.int(0))
        .await?
        .unwrap_or(-1))
}
