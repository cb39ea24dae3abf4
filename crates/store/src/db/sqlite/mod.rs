//! SQLite: one thread writes (`writer.rs`), anyone reads (`readers.rs`), each
//! over connections of `connection.rs`.

mod batch;
mod connection;
mod files;
mod health;
mod queue;
mod readers;
mod writer;

use std::path::Path;
use std::sync::Arc;

use domain::{Error, Result};
use tokio::sync::watch;

use super::Unit;
use super::error::OpenError;
use super::migrate::{self, Migration};
use super::tx::{self, Tx};
pub use connection::Driver;
pub use files::{Kind, column_list, copy, faults, picture, snapshot};
use health::Health;
use readers::Readers;
use writer::Writer;

pub struct Sqlite {
    writer: Writer,
    readers: Readers,
    health: Arc<Health>,
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
            let readers = Readers::new(&path, health.clone());
            Ok(Sqlite {
                writer: Writer::start(tx, committed)?,
                readers,
                health,
            })
        };
        match tokio::task::spawn_blocking(open).await {
            Ok(outcome) => outcome,
            Err(error) => Err(OpenError::Thread(error.into())),
        }
    }

    pub async fn write<T, F>(&self, unit: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'t> FnOnce(&'t mut Tx) -> Unit<'t, T> + Send + 'static,
    {
        self.writer.run(unit).await
    }

    pub async fn read<T, F>(&self, unit: F) -> Result<T>
    where
        F: for<'t> FnOnce(&'t mut Tx) -> Unit<'t, T>,
    {
        self.readers.run(unit).await
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
        self.health.check_damage()?;
        if self.health.is_failing() {
            // Those who ask send no more writes until this says that they may.
            self.write(|tx| Box::pin(async move { tx.sqlite()?.touch() }))
                .await?;
        }
        self.readers.ping().await?;
        // That may have been the call that found it.
        self.health.check_damage()
    }
}
