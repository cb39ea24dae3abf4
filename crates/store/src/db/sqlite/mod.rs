//! SQLite: one thread writes (`writer.rs`), anyone reads (`readers.rs`), each
//! over connections of `connection.rs`.

mod batch;
mod connection;
mod files;
mod health;
mod queue;
mod readers;
mod writer;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use domain::{Error, Result};
use tokio::sync::{Mutex, watch};
use tokio::task::spawn_blocking;

use super::Unit;
use super::error::OpenError;
use super::migrate::{self, Migration};
use super::tx::{self, Tx};
use crate::kept::Kept;
pub use connection::Driver;
pub use files::{Kind, column_list, copy, faults, picture, snapshot};
use health::Health;
use readers::Readers;
use writer::Writer;

pub struct Sqlite {
    writer: Writer,
    readers: Readers,
    health: Arc<Health>,
    path: PathBuf,
    /// When damage may be looked for again.
    next_check: Mutex<Option<Instant>>,
}

impl Sqlite {
    pub async fn open(
        path: &Path,
        migrations: &[Migration],
        committed: Arc<watch::Sender<u64>>,
    ) -> Result<Sqlite, OpenError> {
        let path = path.to_owned();
        let migrations = migrations.to_vec();
        let open = move || {
            let health = Arc::new(Health::default());
            let driver = Driver::open_writer(&path, &health)?;
            let mut tx = Tx::new(tx::Driver::Sqlite(driver));
            migrate::sqlite(&mut tx, &path, &migrations)?;
            let kept = Arc::new(Kept::default());
            tx.share(kept.clone());
            let readers = Readers::new(&path, health.clone(), kept);
            Ok(Sqlite {
                writer: Writer::start(tx, committed)?,
                readers,
                health,
                path,
                next_check: Mutex::new(None),
            })
        };
        match spawn_blocking(open).await {
            Ok(outcome) => outcome,
            Err(error) => Err(OpenError::Thread(error.into())),
        }
    }

    pub fn write<T, F>(&self, unit: F) -> impl Future<Output = Result<T>> + Send + use<T, F>
    where
        T: Send + 'static,
        F: for<'t> FnOnce(&'t mut Tx) -> Unit<'t, T> + Send + 'static,
    {
        self.writer.run(unit)
    }

    pub fn read<T, F>(&self, unit: F) -> impl Future<Output = Result<T>> + Send
    where
        T: Send,
        F: for<'t> FnOnce(&'t mut Tx) -> Unit<'t, T> + Send,
    {
        self.readers.run(unit)
    }

    pub async fn close(&self) {
        // The last connection to go puts everything into the one file, which
        // a reader could not.
        self.readers.close();
        self.writer.close().await;
    }

    pub async fn ping(&self) -> Result<()> {
        if self.writer.is_closed() {
            return Err(Error::unavailable("the database is closed"));
        }
        self.look_for_damage().await?;
        if self.health.is_failing() {
            // Those who ask send no more writes until this says that they may.
            self.write(|tx| Box::pin(async move { tx.sqlite()?.touch() }))
                .await?;
        }
        self.readers.ping().await?;
        // That may have been the call that found it.
        match self.health.is_damaged() {
            true => Err(damaged()),
            false => Ok(()),
        }
    }

    /// Once damage was seen the whole file is read before it is trusted again,
    /// by one at a time, and for a tenth of the time at most.
    async fn look_for_damage(&self) -> Result<()> {
        if !self.health.is_damaged() {
            return Ok(());
        }
        let Ok(mut next) = self.next_check.try_lock() else {
            return Err(damaged());
        };
        let start = Instant::now();
        if next.is_some_and(|next| next > start) {
            return Err(damaged());
        }
        let path = self.path.clone();
        let outcome = spawn_blocking(move || files::is_sound(&path)).await;
        *next = Some(Instant::now() + start.elapsed() * 10);
        match outcome {
            Ok(Ok(true)) => {
                self.health.sound();
                Ok(())
            }
            _ => Err(damaged()),
        }
    }
}

fn damaged() -> Error {
    Error::unavailable("the database file is damaged, stop the server and restore a copy")
}
