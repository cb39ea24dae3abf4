//! The one handle through which a unit of work speaks to the database.

use domain::ids::SpaceId;
use domain::{Error, Result};

use super::row::Row;
use super::sql::Sql;
use super::value::Value;
use super::{postgres, sqlite};

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
}

pub(crate) enum Driver {
    Sqlite(sqlite::Driver),
    Postgres(postgres::Driver),
}

impl Tx {
    /// Runs a statement that gives no rows; how many rows it changed.
    pub async fn execute(&mut self, sql: &Sql, params: &[Value<'_>]) -> Result<u64> {
        self.check(params)?;
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

    /// The outcome of a unit that has returned, and whether it asked to wake
    /// anybody. Leaves the handle ready for the next unit.
    pub(crate) fn settle<T>(&mut self, outcome: Result<T>) -> (Result<T>, bool) {
        let wake = std::mem::take(&mut self.wake);
        match (outcome, self.failure.take()) {
            (Ok(_), Some(failure)) => (Err(failure), false),
            (Ok(value), None) => (Ok(value), wake),
            (Err(error), _) => (Err(error), false),
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
