//! A few read-only connections. Each read unit is one snapshot.
//!
//! Units run on the task that calls, not on a thread for blocking work: a row
//! by its key takes 6 to 7 µs, BEGIN and COMMIT with it, the way to such a
//! thread and back 10 to 20 µs more (`examples/write_speed.rs`, 2 cores). Every
//! read is bounded by a key or a LIMIT and mostly finds its pages in memory.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use domain::{Error, Result};
use parking_lot::Mutex;
use tokio::sync::Semaphore;

use crate::db::sql::Sql;
use crate::db::tx::{self, Tx};
use crate::db::{Unit, unit};

use super::Driver;
use super::health::Health;
use crate::kept::Kept;

static PING: Sql = Sql::new("SELECT count(*) FROM migrations");

pub struct Readers {
    path: PathBuf,
    health: Arc<Health>,
    kept: Arc<Kept>,
    idle: Mutex<Vec<Tx>>,
    permits: Semaphore,
}

impl Readers {
    pub fn new(path: &Path, health: Arc<Health>, kept: Arc<Kept>) -> Readers {
        let cores = std::thread::available_parallelism().map_or(4, usize::from);
        Readers {
            path: path.to_owned(),
            health,
            kept,
            idle: Mutex::new(Vec::new()),
            permits: Semaphore::new((cores * 2).max(4)),
        }
    }

    pub async fn run<T, F>(&self, unit: F) -> Result<T>
    where
        F: for<'t> FnOnce(&'t mut Tx) -> Unit<'t, T>,
    {
        let permit = self.permits.acquire().await;
        let _permit = permit.map_err(|_| Error::unavailable("the database is closed"))?;
        let mut tx = self.connection()?;
        tx.look_from_now();
        tx.sqlite()?.begin_read()?;
        let outcome = unit::run_now(&mut tx, unit);
        let (outcome, _) = tx.settle(outcome);
        // A connection that cannot even end its snapshot is not kept.
        if tx.sqlite()?.rollback().is_ok() {
            self.keep(tx);
        }
        outcome
    }

    pub async fn ping(&self) -> Result<()> {
        self.run(|tx| {
            Box::pin(async move {
                tx.optional(&PING, &[], |row| row.int(0)).await?;
                Ok(())
            })
        })
        .await
    }

    pub fn close(&self) {
        self.permits.close();
        self.idle.lock().clear();
    }

    /// Asked under the lock, so that nothing is kept behind `close`.
    fn keep(&self, tx: Tx) {
        let mut idle = self.idle.lock();
        if !self.permits.is_closed() {
            idle.push(tx);
        }
    }

    fn connection(&self) -> Result<Tx> {
        if let Some(tx) = self.idle.lock().pop() {
            return Ok(tx);
        }
        let driver = Driver::open_reader(&self.path, &self.health)?;
        Ok(Tx::reader(tx::Driver::Sqlite(driver), self.kept.clone()))
    }
}
