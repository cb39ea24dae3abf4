//! The seam: one transaction at a time on SQLite or PostgreSQL.
//!
//! Everything above writes a [`Unit`] over [`Tx`] and knows neither database.
//! `tx.rs` is what a unit sees, `sqlite/` and `postgres.rs` run it, `dialect.rs`
//! names every difference, `migrate.rs` brings the tables up to date.

pub mod dialect;
pub mod error;
mod lexer;
pub mod migrate;
mod postgres;
pub mod row;
pub mod sql;
mod sqlite;
pub mod tx;
mod unit;
pub mod value;

use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;

use domain::Result;
use futures_util::future::Either;
use tokio::sync::watch;

use error::OpenError;
use migrate::{MIGRATIONS, Migration};
use tx::Tx;

use crate::transfer;

pub(crate) use sqlite::{Kind, column_list};
pub use sqlite::{faults, snapshot};

/// What a unit of work returns. It awaits nothing but its [`Tx`]: on SQLite it
/// is polled once, and one that is not ready then is undone.
pub type Unit<'t, T> = Pin<Box<dyn Future<Output = Result<T>> + Send + 't>>;

/// Where the data is.
#[derive(Clone, Debug)]
pub enum Location {
    /// The database file. Its folder exists; the file is made when missing.
    Sqlite(PathBuf),
    /// A `postgres://` URL.
    Postgres(String),
}

/// The database, shared by everyone in the process. Clones are the same store.
#[derive(Clone)]
pub struct Store {
    backend: Backend,
    committed: Arc<watch::Sender<u64>>,
}

#[derive(Clone)]
enum Backend {
    Sqlite(Arc<sqlite::Sqlite>),
    Postgres(Arc<postgres::Postgres>),
}

impl Store {
    /// Opens the database and brings its tables up to date.
    pub async fn open(location: &Location) -> Result<Store, OpenError> {
        Store::open_waking(location, None).await
    }

    /// [`Store::open`], with the URL of a NATS server that carries the wake-ups
    /// between the nodes on a PostgreSQL.
    pub async fn open_waking(location: &Location, nats: Option<&str>) -> Result<Store, OpenError> {
        let store = Store::open_as(location, MIGRATIONS, nats).await?;
        let unfinished = store.read(|tx| Box::pin(transfer::is_unfinished(tx)));
        let why = match unfinished.await {
            Ok(false) => return Ok(store),
            Ok(true) => OpenError::Unfinished,
            Err(error) => OpenError::Unreadable {
                cause: error.cause.unwrap_or_default(),
            },
        };
        store.close().await;
        Err(why)
    }

    /// [`Store::open`] with any tables, and though a move may be unfinished.
    pub async fn open_with(
        location: &Location,
        migrations: &[Migration],
    ) -> Result<Store, OpenError> {
        Store::open_as(location, migrations, None).await
    }

    async fn open_as(
        location: &Location,
        migrations: &[Migration],
        nats: Option<&str>,
    ) -> Result<Store, OpenError> {
        let committed = Arc::new(watch::Sender::new(0));
        let backend = match location {
            Location::Sqlite(path) => {
                let sqlite = sqlite::Sqlite::open(path, migrations, committed.clone()).await?;
                Backend::Sqlite(Arc::new(sqlite))
            }
            Location::Postgres(url) => {
                let opening = postgres::Postgres::open(url, nats, migrations, committed.clone());
                // A box, for the compiler gives up on futures that are nested deeper.
                let postgres = Box::pin(opening).await?;
                Backend::Postgres(Arc::new(postgres))
            }
        };
        Ok(Store { backend, committed })
    }

    /// Runs `unit` in one transaction, durable before this returns `Ok`. An
    /// error undoes everything the unit wrote. It may begin before the answer is
    /// awaited, and be run after its caller has gone, or not at all then.
    ///
    /// `Code::Unavailable` at once when too many writes are waiting.
    /// `Code::Aborted` (PostgreSQL only) when another transaction was in the
    /// way and the whole request may be run again.
    // No `async fn`, here and below: a future holds what it was given at each
    // level again, and a unit may hold a whole request.
    pub fn write<T, F>(&self, unit: F) -> impl Future<Output = Result<T>> + Send + '_
    where
        T: Send + 'static,
        F: for<'t> FnOnce(&'t mut Tx) -> Unit<'t, T> + Send + 'static,
    {
        match &self.backend {
            Backend::Sqlite(sqlite) => Either::Left(sqlite.write(unit)),
            Backend::Postgres(postgres) => Either::Right(postgres.write(unit)),
        }
    }

    /// Runs `unit` on one snapshot: everything committed before, nothing after.
    pub fn read<T, F>(&self, unit: F) -> impl Future<Output = Result<T>> + Send + '_
    where
        T: Send + 'static,
        F: for<'t> FnOnce(&'t mut Tx) -> Unit<'t, T> + Send + 'static,
    {
        match &self.backend {
            Backend::Sqlite(sqlite) => Either::Left(sqlite.read(unit)),
            Backend::Postgres(postgres) => Either::Right(Box::pin(postgres.read(unit))),
        }
    }

    /// Grows after each commit of a unit that called [`Tx::wake`] in this
    /// process, on PostgreSQL also soon after one in another process. Only a
    /// hint: readers catch up from the tables, on their own clock as well.
    pub fn committed(&self) -> watch::Receiver<u64> {
        self.committed.subscribe()
    }

    /// Finishes the waiting writes and closes the database; later calls are
    /// refused as unavailable.
    pub async fn close(&self) {
        match &self.backend {
            Backend::Sqlite(sqlite) => sqlite.close().await,
            Backend::Postgres(postgres) => postgres.close(),
        }
    }

    /// Whether the database can be reached and still takes writes.
    pub async fn ping(&self) -> Result<()> {
        match &self.backend {
            Backend::Sqlite(sqlite) => sqlite.ping().await,
            Backend::Postgres(postgres) => postgres.ping().await,
        }
    }
}
