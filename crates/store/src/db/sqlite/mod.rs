//! SQLite: one thread writes (`writer.rs`), anyone reads (`readers.rs`), each
//! over connections of `connection.rs`.

mod batch;
mod connection;
mod files;
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
use readers::Readers;
use writer::Writer;

pub struct Sqlite {
    writer: Writer,
    readers: Readers,
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
            let mut tx = Tx::new(tx::Driver::Sqlite(Driver::open_writer(&path)?));
            migrate::sqlite(&mut tx, &path, &migrations)?;
            let readers = Readers::new(&path);
            Ok(Sqlite {
                writer: Writer::start(tx, committed)?,
                readers,
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
        self.readers.ping().await
    }
}
