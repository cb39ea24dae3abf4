//! PostgreSQL through a pool of connections. A unit of work holds one of them
//! from BEGIN to COMMIT; `values.rs` beside it speaks the types.

mod values;
mod wakeups;

use std::sync::Arc;
use std::time::Duration;

use deadpool_postgres::{
    Hook, HookError, Manager, ManagerConfig, Object, Pool, PoolError, RecyclingMethod, Runtime,
    Timeouts,
};
use domain::{Error, Result};
use futures_util::FutureExt;
use tokio::sync::watch;
use tokio_postgres::types::ToSql;
use tokio_postgres::{NoTls, Statement};

use super::error::{OpenError, describe, from_postgres};
use super::migrate::{self, Migration};
use super::tx::{self, Tx};
use super::value::Value;
use super::{Unit, dialect, unit};
use wakeups::Wakeups;

pub use values::{Int, column};

/// A server allows 100 connections by default; several nodes share them.
const CONNECTIONS: usize = 16;

/// For a free connection, and for making one.
const PATIENCE: Duration = Duration::from_secs(5);

/// Prepared statements kept on a connection; composed texts could be many.
const STATEMENTS: usize = 512;

/// A lost client must not hold locks, a runaway statement must not hold a
/// connection. An acknowledged write is on the disk even where the server's
/// default says otherwise; stricter settings of the server stay.
const SESSION: &str = "SET lock_timeout = '10s';
    SET statement_timeout = '30s';
    SET idle_in_transaction_session_timeout = '60s';
    SELECT set_config('synchronous_commit', 'on', false)
        WHERE current_setting('synchronous_commit') = 'off';";

pub struct Postgres {
    pool: Pool,
    committed: Arc<watch::Sender<u64>>,
    wakeups: Wakeups,
}

impl Postgres {
    pub async fn open(
        url: &str,
        migrations: &[Migration],
        committed: Arc<watch::Sender<u64>>,
    ) -> Result<Postgres, OpenError> {
        let config = config(url)?;
        let postgres = Postgres {
            pool: pool(config.clone())?,
            wakeups: Wakeups::start(config, committed.clone()),
            committed,
        };
        let mut tx = postgres
            .connect()
            .await
            .map_err(|error| OpenError::Server {
                cause: error.cause.unwrap_or_default(),
            })?;
        migrate::postgres(&mut tx, migrations).await?;
        Ok(postgres)
    }

    pub async fn write<T, F>(&self, unit: F) -> Result<T>
    where
        F: for<'t> FnOnce(&'t mut Tx) -> Unit<'t, T>,
    {
        let mut tx = self.connect().await?;
        tx.begin_write().await?;
        let outcome = unit::run(&mut tx, unit).await;
        let (outcome, wake) = tx.settle(outcome);
        if outcome.is_err() {
            end(&mut tx).await;
            return outcome;
        }
        tx.commit().await?;
        if wake {
            self.committed.send_modify(|count| *count += 1);
            self.wakeups.send();
        }
        outcome
    }

    pub async fn read<T, F>(&self, unit: F) -> Result<T>
    where
        F: for<'t> FnOnce(&'t mut Tx) -> Unit<'t, T>,
    {
        let mut tx = self.connect().await?;
        tx.postgres()?.begin_read().await?;
        let outcome = unit::run(&mut tx, unit).await;
        let (outcome, _) = tx.settle(outcome);
        end(&mut tx).await;
        outcome
    }

    pub fn close(&self) {
        self.wakeups.stop();
        self.pool.close();
    }

    pub async fn ping(&self) -> Result<()> {
        let mut tx = self.connect().await?;
        tx.postgres()?.script("SELECT 1").await
    }

    async fn connect(&self) -> Result<Tx> {
        let object = self.pool.get().await.map_err(pool_fault)?;
        Ok(Tx::new(tx::Driver::Postgres(Driver {
            object,
            open: false,
        })))
    }
}

/// Rolls back. Where that fails the connection is gone and the transaction
/// with it: what the unit said still holds.
async fn end(tx: &mut Tx) {
    if let Err(error) = tx.rollback().await {
        tracing::debug!(?error, "cannot roll back");
    }
}

fn config(url: &str) -> Result<tokio_postgres::Config, OpenError> {
    let parsed: Result<tokio_postgres::Config, _> = url.parse();
    let mut config = parsed.map_err(|error| OpenError::Url {
        cause: describe(&error),
    })?;
    if config.get_application_name().is_none() {
        config.application_name("confab");
    }
    Ok(config)
}

fn pool(config: tokio_postgres::Config) -> Result<Pool, OpenError> {
    let recycle = ManagerConfig {
        recycling_method: RecyclingMethod::Fast,
    };
    let manager = Manager::from_config(config, NoTls, recycle);
    let prepare = Hook::async_fn(|client: &mut deadpool_postgres::ClientWrapper, _| {
        Box::pin(async move {
            client
                .batch_execute(SESSION)
                .await
                .map_err(HookError::Backend)
        })
    });
    Pool::builder(manager)
        .max_size(CONNECTIONS)
        .timeouts(Timeouts {
            wait: Some(PATIENCE),
            create: Some(PATIENCE),
            recycle: Some(PATIENCE),
        })
        .runtime(Runtime::Tokio1)
        .post_create(prepare)
        .build()
        .map_err(|error| OpenError::Url {
            cause: error.to_string(),
        })
}

fn pool_fault(error: PoolError) -> Error {
    match error {
        PoolError::Backend(error) | PoolError::PostCreateHook(HookError::Backend(error)) => {
            Error::unavailable(format!(
                "cannot connect to the database: {}",
                describe(&error)
            ))
        }
        PoolError::Timeout(what) => {
            Error::unavailable(format!("no connection to the database in time ({what:?})"))
        }
        other => Error::unavailable(format!("no connection to the database: {other}")),
    }
}

/// A connection, with a transaction in it or not.
pub struct Driver {
    object: Object,
    open: bool,
}

impl Driver {
    pub async fn execute(&mut self, sql: &str, params: &[Value<'_>]) -> Result<u64> {
        let statement = self.prepare(sql).await?;
        let changed = self.object.execute(&statement, &bind(params)).await;
        changed.map_err(|error| from_postgres(&error))
    }

    pub async fn query(
        &mut self,
        sql: &str,
        params: &[Value<'_>],
    ) -> Result<Vec<tokio_postgres::Row>> {
        let statement = self.prepare(sql).await?;
        let rows = self.object.query(&statement, &bind(params)).await;
        rows.map_err(|error| from_postgres(&error))
    }

    pub async fn begin_write(&mut self) -> Result<()> {
        self.begin(dialect::POSTGRES_BEGIN_WRITE).await
    }

    pub async fn begin_read(&mut self) -> Result<()> {
        self.begin(dialect::POSTGRES_BEGIN_READ).await
    }

    /// Nobody knows whether a commit took place whose answer was lost: the
    /// caller hears `Unavailable`, and its request id makes a repetition safe.
    pub async fn commit(&mut self) -> Result<()> {
        self.script("COMMIT").await?;
        self.open = false;
        Ok(())
    }

    pub async fn rollback(&mut self) -> Result<()> {
        if self.open {
            self.script("ROLLBACK").await?;
            self.open = false;
        }
        Ok(())
    }

    pub async fn script(&mut self, text: &str) -> Result<()> {
        self.object
            .batch_execute(text)
            .await
            .map_err(|error| from_postgres(&error))
    }

    /// Open from before the server is asked: the caller may go away meanwhile.
    async fn begin(&mut self, text: &str) -> Result<()> {
        self.open = true;
        self.script(text).await
    }

    async fn prepare(&mut self, sql: &str) -> Result<Statement> {
        if self.object.statement_cache.size() >= STATEMENTS {
            self.object.statement_cache.clear();
        }
        self.object
            .prepare_cached(sql)
            .await
            .map_err(|error| from_postgres(&error))
    }
}

impl Drop for Driver {
    /// A caller who went away leaves an open transaction. One poll puts
    /// ROLLBACK on the wire, ahead of whatever the connection's next user says.
    fn drop(&mut self) {
        if self.open {
            drop(self.object.batch_execute("ROLLBACK").now_or_never());
        }
    }
}

fn bind<'a>(params: &'a [Value<'a>]) -> Vec<&'a (dyn ToSql + Sync)> {
    params
        .iter()
        .map(|value| value as &(dyn ToSql + Sync))
        .collect()
}
