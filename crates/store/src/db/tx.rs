//! The one handle through which a unit of work speaks to the database.

use std::hash::Hash;
use std::sync::Arc;

use domain::ids::SpaceId;
use domain::{Error, Result};

use super::row::Row;
use super::sql::Sql;
use super::value::Value;
use super::{postgres, sqlite};
use crate::kept::{Kept, Place, Table};

/// A transaction under way. It has no lifetime of its own, so that functions
/// over it read simply: `async fn insert(tx: &mut Tx, …) -> Result<()>`.
///
/// After a statement has failed a unit can only return an error: PostgreSQL
/// refuses anything more, so SQLite does too, and a unit that swallows the
/// failure is rolled back all the same. To survive a conflict say
/// `ON CONFLICT … DO NOTHING`.
pub struct Tx {
    pub(super) driver: Driver,
    wake: bool,
    failure: Option<Error>,
    /// Nothing is kept on PostgreSQL.
    kept: Option<Arc<Kept>>,
    /// Of a read that may look into what is kept: [`Kept::commits`] before its
    /// snapshot.
    as_of: Option<u64>,
    /// The kept rows that this unit changed.
    changed: Vec<Place>,
    /// The tables of kept rows that it wrote, and of which it told so.
    written: u8,
    told: u8,
}

/// What comes of a unit besides its answer.
#[derive(Default)]
pub(crate) struct Effects {
    pub wake: bool,
    pub changed: Vec<Place>,
}

pub(crate) enum Driver {
    Sqlite(sqlite::Driver),
    Postgres(postgres::Driver),
}

impl Tx {
    /// Runs a statement that gives no rows; how many rows it changed.
    pub async fn execute(&mut self, sql: &Sql, params: &[Value<'_>]) -> Result<u64> {
        self.check(params)?;
        self.written |= sql.writes().map_or(0, Table::bit);
        let outcome = match &mut self.driver {
            Driver::Sqlite(driver) => driver.execute(sql.sqlite(), params),
            Driver::Postgres(driver) => driver.execute(sql.postgres(), params).await,
        };
        outcome.map_err(|error| self.fail(error))
    }

    /// As [`Tx::execute`], where nobody needs to know how many rows. PostgreSQL
    /// need not have answered when this returns: a fault shows with a later
    /// statement, or instead of the commit.
    pub async fn send(&mut self, sql: &Sql, params: &[Value<'_>]) -> Result<()> {
        self.check(params)?;
        self.written |= sql.writes().map_or(0, Table::bit);
        let outcome = match &mut self.driver {
            Driver::Sqlite(driver) => driver.execute(sql.sqlite(), params).map(drop),
            Driver::Postgres(driver) => driver.send(sql.postgres(), params).await,
        };
        outcome.map_err(|error| self.fail(error))
    }

    /// This unit will write in a space: to be said before its first statement.
    /// On PostgreSQL the writes of a process to one space take turns before they
    /// take a connection, so that a busy space leaves some to others.
    pub async fn turn(&mut self, space: SpaceId) -> Result<()> {
        match &mut self.driver {
            Driver::Sqlite(_) => Ok(()),
            Driver::Postgres(driver) => {
                let outcome = driver.turn(space.0).await;
                outcome.map_err(|error| self.fail(error))
            }
        }
    }

    /// At most one row; more than one is a mistake in the query.
    pub async fn optional<T: Send>(
        &mut self,
        sql: &Sql,
        params: &[Value<'_>],
        map: impl FnOnce(&Row<'_>) -> Result<T> + Send,
    ) -> Result<Option<T>> {
        let mut map = Some(map);
        let mut found = None;
        let mut rows = 0;
        self.each(sql, params, |row: &Row<'_>| {
            rows += 1;
            if let Some(map) = map.take() {
                found = Some(map(row));
            }
        })
        .await?;
        if rows > 1 {
            let text = sql.postgres();
            return Err(self.fail(Error::internal(format!("{rows} rows, not one: {text}"))));
        }
        found.transpose()
    }

    /// Every row, in order. The query bounds how many, with a LIMIT or a key.
    pub async fn all<T: Send>(
        &mut self,
        sql: &Sql,
        params: &[Value<'_>],
        mut map: impl FnMut(&Row<'_>) -> Result<T> + Send,
    ) -> Result<Vec<T>> {
        let mut found = Vec::new();
        let mut fault = None;
        self.each(sql, params, |row: &Row<'_>| {
            if fault.is_none() {
                match map(row) {
                    Ok(value) => found.push(value),
                    Err(error) => fault = Some(error),
                }
            }
        })
        .await?;
        fault.map_or(Ok(found), Err)
    }

    /// This unit wrote events: whoever waits on `Store::committed` is woken
    /// once it is durable.
    pub fn wake(&mut self) {
        self.wake = true;
    }

    /// This unit changes the row of `table` with that key. Every change of a
    /// table whose rows are kept has to be told.
    pub(crate) fn changed(&mut self, table: Table, key: &impl Hash) {
        self.told |= table.bit();
        let Some(kept) = &self.kept else { return };
        let place = Place::Row(kept.place(table, key));
        if !self.changed.contains(&place) {
            self.changed.push(place);
        }
    }

    /// As [`Self::changed`], for rows of any table whose keys are not at hand.
    pub fn changed_everywhere(&mut self) {
        self.told = u8::MAX;
        self.changed.push(Place::Everywhere);
    }

    /// What is kept, for a read that may look into it.
    pub(crate) fn shelves(&self) -> Option<(&Kept, u64)> {
        self.kept.as_deref().zip(self.as_of)
    }

    /// Whether transactions run side by side here, each with a snapshot.
    pub(crate) fn is_postgres(&self) -> bool {
        matches!(self.driver, Driver::Postgres(_))
    }

    async fn each(
        &mut self,
        sql: &Sql,
        params: &[Value<'_>],
        mut visit: impl FnMut(&Row<'_>) + Send,
    ) -> Result<()> {
        self.check(params)?;
        let outcome = match &mut self.driver {
            Driver::Sqlite(driver) => driver.query(sql.sqlite(), params, visit),
            Driver::Postgres(driver) => match driver.query(sql.postgres(), params).await {
                Ok(rows) => {
                    rows.iter().for_each(|row| visit(&Row::postgres(row)));
                    Ok(())
                }
                Err(error) => Err(error),
            },
        };
        outcome.map_err(|error| self.fail(error))
    }

    fn check(&mut self, params: &[Value<'_>]) -> Result<()> {
        if let Some(failure) = &self.failure {
            return Err(failure.clone());
        }
        match params.iter().find_map(Value::fault) {
            Some(fault) => Err(self.fail(Error::invalid("", fault))),
            None => Ok(()),
        }
    }

    fn fail(&mut self, error: Error) -> Error {
        self.failure = Some(error.clone());
        error
    }
}

/// What the drivers' transactions and the migrations need.
impl Tx {
    pub(crate) fn new(driver: Driver) -> Tx {
        Tx {
            driver,
            wake: false,
            failure: None,
            kept: None,
            as_of: None,
            changed: Vec::new(),
            written: 0,
            told: 0,
        }
    }

    /// [`Tx::new`] for reads, which look into what is kept.
    pub(crate) fn reader(driver: Driver, kept: Arc<Kept>) -> Tx {
        Tx {
            kept: Some(kept),
            ..Tx::new(driver)
        }
    }

    /// To be called before the snapshot of a read is taken.
    pub(crate) fn look_from_now(&mut self) {
        self.as_of = self.kept.as_ref().map(|kept| kept.commits());
    }

    /// For the driver that writes, and voids what is kept.
    pub(crate) fn share(&mut self, kept: Arc<Kept>) {
        self.kept = Some(kept);
    }

    /// The changes of a commit are there for everybody.
    pub(crate) fn void(&self, changed: &[Place]) {
        if let Some(kept) = &self.kept {
            kept.void(changed);
        }
    }

    pub(crate) fn sqlite(&mut self) -> Result<&mut sqlite::Driver> {
        match &mut self.driver {
            Driver::Sqlite(driver) => Ok(driver),
            Driver::Postgres(_) => Err(Error::internal("not a transaction of SQLite")),
        }
    }

    pub(crate) fn postgres(&mut self) -> Result<&mut postgres::Driver> {
        match &mut self.driver {
            Driver::Postgres(driver) => Ok(driver),
            Driver::Sqlite(_) => Err(Error::internal("not a transaction of PostgreSQL")),
        }
    }

    /// The outcome of a unit that has returned, and what else comes of it.
    /// Leaves the handle ready for the next unit.
    pub(crate) fn settle<T>(&mut self, outcome: Result<T>) -> (Result<T>, Effects) {
        let effects = Effects {
            wake: std::mem::take(&mut self.wake),
            changed: std::mem::take(&mut self.changed),
        };
        let untold = std::mem::take(&mut self.written) & !std::mem::take(&mut self.told);
        match (outcome, self.failure.take()) {
            (Ok(_), Some(failure)) => (Err(failure), Effects::default()),
            (Ok(_), None) if untold != 0 => (Err(not_told(untold)), Effects::default()),
            (Ok(value), None) => (Ok(value), effects),
            (Err(error), _) => (Err(error), Effects::default()),
        }
    }

    /// The table's next key is above `last`. SQLite sees to it by itself.
    pub(crate) async fn restart_identity(
        &mut self,
        table: &str,
        key: &str,
        last: i64,
    ) -> Result<()> {
        static RESTART: Sql =
            Sql::new("SELECT setval(pg_get_serial_sequence($1, $2)::regclass, $3)");
        if let Driver::Sqlite(_) = self.driver {
            return Ok(());
        }
        let params = [table.into(), key.into(), last.into()];
        self.all(&RESTART, &params, |_| Ok(())).await.map(drop)
    }

    pub(crate) async fn begin_write(&mut self) -> Result<()> {
        match &mut self.driver {
            Driver::Sqlite(driver) => driver.begin_write(),
            Driver::Postgres(driver) => driver.begin_write(),
        }
    }

    pub(crate) async fn commit(&mut self) -> Result<()> {
        match &mut self.driver {
            Driver::Sqlite(driver) => driver.commit(),
            Driver::Postgres(driver) => driver.commit().await,
        }
    }

    pub(crate) async fn rollback(&mut self) -> Result<()> {
        self.failure = None;
        match &mut self.driver {
            Driver::Sqlite(driver) => driver.rollback(),
            Driver::Postgres(driver) => driver.rollback().await,
        }
    }
}

fn not_told(tables: u8) -> Error {
    Error::internal(format!(
        "a unit did not tell which rows it changed: {tables:b}"
    ))
}
