//! One connection: its settings, its statements, the ends of a transaction.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use domain::{Error, Result};
use rusqlite::config::DbConfig;
use rusqlite::types::{ToSql, ToSqlOutput, ValueRef};
use rusqlite::{Connection, ErrorCode, OpenFlags};

use crate::db::dialect;
use crate::db::error::{OpenError, from_sqlite};
use crate::db::row::Row;
use crate::db::value::Value;

use super::health::Health;

/// `Conf` in ASCII: tells our files from other programs' SQLite files.
const APPLICATION_ID: i64 = 0x436F_6E66;

/// How long to wait for `confab admin`, which writes the same file.
const BUSY: Duration = Duration::from_secs(5);

/// Twice what `journal_size_limit` cuts it back to.
const LONG_LOG: u64 = 128 << 20;

/// One connection. What it does is done when it returns.
pub struct Driver {
    connection: Connection,
    health: Arc<Health>,
}

impl Driver {
    /// For the writer and for migrations. Makes the file when missing.
    pub fn open_writer(path: &Path, health: &Arc<Health>) -> Result<Driver, OpenError> {
        let fault = |cause: String| OpenError::File {
            path: path.to_owned(),
            cause,
        };
        make_file(path).map_err(|error| fault(error.to_string()))?;
        let open = || {
            let driver = Driver::open(path, OpenFlags::SQLITE_OPEN_READ_WRITE, health)?;
            Ok(driver.claim()?.then_some(driver))
        };
        match open() {
            Ok(Some(driver)) => Ok(driver),
            Ok(None) => Err(OpenError::NotOurs {
                path: path.to_owned(),
            }),
            Err(error) => {
                let error: rusqlite::Error = error;
                Err(fault(error.to_string()))
            }
        }
    }

    /// For readers: cannot change anything. Each commit empties their caches,
    /// so those are small. No mmap: a fault of the disk would then end the
    /// process instead of one call.
    pub fn open_reader(path: &Path, health: &Arc<Health>) -> Result<Driver> {
        let open = || {
            let driver = Driver::open(path, OpenFlags::SQLITE_OPEN_READ_ONLY, health)?;
            driver
                .connection
                .execute_batch("PRAGMA cache_size = -4096;")?;
            Ok(driver)
        };
        open().map_err(|error| noted(health, error))
    }

    fn open(path: &Path, flags: OpenFlags, health: &Arc<Health>) -> rusqlite::Result<Driver> {
        // A connection is only ever used by one thread at a time.
        let flags = flags | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags)?;
        connection.busy_handler(Some(wait_for_lock))?;
        connection.set_prepared_statement_cache_capacity(256);
        // A plan does not look at the values bound to it. Without this SQLite
        // compiles a statement anew for each new value that one of its partial
        // indexes might depend on: two fifths of the work of a create.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        // LIKE with case, as PostgreSQL has it. Sorting and what ROLLBACK TO
        // needs stay in memory.
        connection.execute_batch(
            "PRAGMA foreign_keys = ON;
             PRAGMA case_sensitive_like = ON;
             PRAGMA temp_store = MEMORY;",
        )?;
        Ok(Driver {
            connection,
            health: health.clone(),
        })
    }

    /// Marks a new file as ours and sets what the writer needs; false when it
    /// is some other program's. The log goes back into the file every 16 MiB
    /// (a fsync of both) and keeps no more than 64 MiB after a rush.
    fn claim(&self) -> rusqlite::Result<bool> {
        let (id, tables) = self.owner()?;
        if id != APPLICATION_ID && (id != 0 || tables > 0) {
            return Ok(false);
        }
        self.use_wal()?;
        self.connection.execute_batch(
            "PRAGMA synchronous = FULL;
             PRAGMA fullfsync = ON;
             PRAGMA checkpoint_fullfsync = ON;
             PRAGMA wal_autocheckpoint = 4000;
             PRAGMA journal_size_limit = 67108864;
             PRAGMA cache_size = -32768;",
        )?;
        if id == 0 {
            self.connection
                .pragma_update(None, "application_id", APPLICATION_ID)?;
        }
        Ok(true)
    }

    /// The application id and the number of tables, at one moment: another
    /// process may be making both.
    fn owner(&self) -> rusqlite::Result<(i64, i64)> {
        let moment = self.connection.unchecked_transaction()?;
        let tables = "SELECT count(*) FROM sqlite_schema";
        let tables = moment.query_row(tables, [], |row| row.get(0))?;
        let id = moment.pragma_query_value(None, "application_id", |row| row.get(0))?;
        Ok((id, tables))
    }

    /// The first switch to WAL needs the file alone and does not wait by
    /// itself; once made it stays.
    fn use_wal(&self) -> rusqlite::Result<()> {
        let start = Instant::now();
        loop {
            let outcome = self.connection.execute_batch("PRAGMA journal_mode = WAL;");
            match outcome
                .as_ref()
                .err()
                .and_then(rusqlite::Error::sqlite_error_code)
            {
                Some(ErrorCode::DatabaseBusy) if start.elapsed() < BUSY => {
                    std::thread::sleep(Duration::from_millis(10));
                }
                _ => return outcome,
            }
        }
    }

    pub fn execute(&mut self, sql: &str, params: &[Value<'_>]) -> Result<u64> {
        let run = || {
            let mut statement = self.connection.prepare_cached(sql)?;
            statement.execute(rusqlite::params_from_iter(params))
        };
        let changed = run().map_err(|error| noted(&self.health, error))?;
        Ok(changed as u64)
    }

    pub fn query(
        &mut self,
        sql: &str,
        params: &[Value<'_>],
        mut visit: impl FnMut(&Row<'_>),
    ) -> Result<()> {
        let mut run = || {
            let mut statement = self.connection.prepare_cached(sql)?;
            let mut rows = statement.query(rusqlite::params_from_iter(params))?;
            while let Some(row) = rows.next()? {
                visit(&Row::sqlite(row));
            }
            Ok(())
        };
        run().map_err(|error| noted(&self.health, error))
    }

    pub fn begin_write(&mut self) -> Result<()> {
        self.command(dialect::SQLITE_BEGIN_WRITE)
    }

    pub fn begin_read(&mut self) -> Result<()> {
        self.command(dialect::SQLITE_BEGIN_READ)
    }

    pub fn commit(&mut self) -> Result<()> {
        self.command("COMMIT")?;
        self.health.committed();
        Ok(())
    }

    /// SQLite has already rolled back by itself after some failures of a disk.
    pub fn rollback(&mut self) -> Result<()> {
        if self.connection.is_autocommit() {
            Ok(())
        } else {
            self.command("ROLLBACK")
        }
    }

    pub fn savepoint(&mut self) -> Result<()> {
        self.command("SAVEPOINT unit")
    }

    pub fn release(&mut self) -> Result<()> {
        self.command("RELEASE unit")
    }

    pub fn rollback_to_savepoint(&mut self) -> Result<()> {
        self.command("ROLLBACK TO unit")?;
        self.command("RELEASE unit")
    }

    /// Whether a transaction is under way.
    pub fn is_open(&self) -> bool {
        !self.connection.is_autocommit()
    }

    /// Several statements at once, for migrations.
    pub fn script(&mut self, text: &str) -> Result<()> {
        self.connection
            .execute_batch(text)
            .map_err(|error| noted(&self.health, error))
    }

    /// SQLite starts its log afresh only in a moment without readers. Where
    /// there never is one the log would grow for ever, so the writer pauses
    /// for them now and then: new readers see everything and are not in the
    /// way, old ones end within a unit.
    pub fn restart_long_log(&mut self) -> Result<()> {
        let Some(path) = self.connection.path() else {
            return Ok(());
        };
        match std::fs::metadata(format!("{path}-wal")) {
            Ok(log) if log.len() > LONG_LOG => {
                self.query("PRAGMA wal_checkpoint(RESTART)", &[], |_| {})
            }
            _ => Ok(()),
        }
    }

    /// The whole database, as it is now, into an empty file.
    pub fn copy_to(&mut self, target: &str) -> Result<()> {
        self.execute("VACUUM INTO ?1", &[target.into()]).map(drop)
    }

    /// Changes a page though nothing else: whether writing works shows at the
    /// commit.
    pub fn touch(&mut self) -> Result<()> {
        self.script("PRAGMA user_version = 0")
    }

    fn command(&mut self, text: &str) -> Result<()> {
        self.execute(text, &[]).map(drop)
    }
}

fn noted(health: &Health, error: rusqlite::Error) -> Error {
    health.note(&error);
    from_sqlite(error)
}

impl ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match *self {
            Value::Null => ValueRef::Null,
            Value::Int(value) => ValueRef::Integer(value),
            Value::Bool(value) => ValueRef::Integer(value.into()),
            Value::Text(value) => ValueRef::Text(value.as_bytes()),
            Value::Blob(value) => ValueRef::Blob(value),
        }))
    }
}

/// SQLite's own handler sleeps longer and longer. The lock of a busy server is
/// free for moments only: `confab admin` beside it must ask often to get one.
fn wait_for_lock(tries: i32) -> bool {
    std::thread::sleep(Duration::from_millis(1));
    u128::from(tries.unsigned_abs()) < BUSY.as_millis()
}

/// The file holds everybody's messages: only its owner may read it. SQLite
/// gives its companions the same mode.
pub fn make_file(path: &Path) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.read(true).append(true).create(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(path).map(drop)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// By `.cargo/config.toml`, which is read wherever cargo runs in this tree.
    #[test]
    fn sqlite_is_built_as_asked() {
        let connection = Connection::open_in_memory().unwrap();
        let mut options = connection.prepare("PRAGMA compile_options").unwrap();
        let options = options.query_map([], |row| row.get::<_, String>(0));
        let options: Vec<String> = options.unwrap().map(|option| option.unwrap()).collect();
        let has = |wanted: &str| options.iter().any(|option| option == wanted);
        assert!(has("DEFAULT_MEMSTATUS=0"), "{options:?}");
        assert!(!has("ENABLE_MEMORY_MANAGEMENT") && !has("ENABLE_API_ARMOR"));
    }
}
