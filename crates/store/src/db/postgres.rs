//! PostgreSQL through a pool of connections. A unit of work holds one of them
//! from BEGIN to COMMIT; `values.rs` beside it speaks the types.

mod address;
mod nats;
mod tls;
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
use tokio::time::timeout;
use tokio_postgres::Statement;
use tokio_postgres::types::ToSql;

use super::error::{OpenError, describe, from_postgres};
use super::migrate::{self, Migration};
use super::tx::{self, Tx};
use super::value::Value;
use super::{Unit, dialect, unit};
use address::Address;
use wakeups::{Shared, Wakeups};

pub use values::{Int, column};

/// For a free connection.
const PATIENCE: Duration = Duration::from_secs(5);

/// The server ends a statement that takes too long; if no answer comes even
/// so much later, the connection is given up.
const GRACE: Duration = Duration::from_secs(5);

/// Prepared statements kept on a connection; composed texts could be many.
const STATEMENTS: usize = 512;

/// A lost client must not hold locks. An acknowledged write is on the disk even
/// where the server's default says otherwise; stricter settings of the server
/// stay.
const SESSION: &str = "SET idle_in_transaction_session_timeout = '60s';
    SELECT set_config('synchronous_commit', 'on', false)
        WHERE current_setting('synchronous_commit') = 'off';";

pub struct Postgres {
    pool: Pool,
    committed: Arc<watch::Sender<u64>>,
    wakeups: Wakeups,
    /// For the answer to one statement.
    patience: Duration,
}

impl Postgres {
    /// `nats`: the URL of the server that carries wake-ups in place of NOTIFY.
    pub async fn open(
        url: &str,
        nats: Option<&str>,
        migrations: &[Migration],
        committed: Arc<watch::Sender<u64>>,
    ) -> Result<Postgres, OpenError> {
        let nats = nats.map(nats::Address::parse).transpose();
        let nats = nats.map_err(|cause| OpenError::Nats { cause })?;
        let address = Address::parse(url)?;
        let patience = address.statement_timeout.time + GRACE;
        let pool = pool(&address)?;
        let mut tx = connect(&pool, patience).await.map_err(unreachable)?;
        migrate::postgres(&mut tx, migrations).await?;
        let subject = wakeups::subject(tx.postgres().map_err(unreachable)?).await;
        let nats = match nats {
            Some(nats) => Some((nats, subject.map_err(unreachable)?)),
            None => None,
        };
        let shared = Shared::new(address, migrate::newest(migrations), committed.clone());
        Ok(Postgres {
            pool,
            wakeups: Wakeups::start(shared, nats),
            committed,
            patience,
        })
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
        if self.wakeups.outdated() {
            return Err(Error::unavailable(
                "a newer version changed the database; this node must be replaced",
            ));
        }
        connect(&self.pool, self.patience).await
    }
}

async fn connect(pool: &Pool, patience: Duration) -> Result<Tx> {
    let object = pool.get().await.map_err(pool_fault)?;
    Ok(Tx::new(tx::Driver::Postgres(Driver {
        object: Some(object),
        open: false,
        patience,
    })))
}

fn unreachable(error: Error) -> OpenError {
    let cause = error.cause.unwrap_or_default();
    OpenError::Server { cause }
}

/// Rolls back. Where that fails the connection is gone and the transaction
/// with it: what the unit said still holds.
async fn end(tx: &mut Tx) {
    if let Err(error) = tx.rollback().await {
        tracing::debug!(?error, "cannot roll back");
    }
}

fn pool(address: &Address) -> Result<Pool, OpenError> {
    let recycle = ManagerConfig {
        recycling_method: RecyclingMethod::Fast,
    };
    let manager = Manager::from_config(address.config.clone(), address.tls.clone(), recycle);
    // The times are digits and units only.
    let session = format!(
        "SET lock_timeout = '{}'; SET statement_timeout = '{}'; {SESSION}",
        address.lock_timeout.text, address.statement_timeout.text
    );
    let prepare = Hook::async_fn(move |client: &mut deadpool_postgres::ClientWrapper, _| {
        let session = session.clone();
        Box::pin(async move {
            client
                .batch_execute(&session)
                .await
                .map_err(HookError::Backend)
        })
    });
    let connect = address.config.get_connect_timeout().copied();
    Pool::builder(manager)
        .max_size(address.connections)
        .timeouts(Timeouts {
            wait: Some(PATIENCE),
            create: Some(connect.unwrap_or(PATIENCE)),
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
    /// `None` once it was given up.
    object: Option<Object>,
    open: bool,
    patience: Duration,
}

impl Driver {
    pub async fn execute(&mut self, sql: &str, params: &[Value<'_>]) -> Result<u64> {
        let bound = bind(params);
        self.ask(async |object: &mut Object| {
            let statement = prepare(object, sql).await?;
            object.execute(&statement, &bound).await
        })
        .await
    }

    pub async fn query(
        &mut self,
        sql: &str,
        params: &[Value<'_>],
    ) -> Result<Vec<tokio_postgres::Row>> {
        let bound = bind(params);
        self.ask(async |object: &mut Object| {
            let statement = prepare(object, sql).await?;
            object.query(&statement, &bound).await
        })
        .await
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
        self.ask(async |object: &mut Object| object.batch_execute(text).await)
            .await
    }

    /// Open from before the server is asked: the caller may go away meanwhile.
    async fn begin(&mut self, text: &str) -> Result<()> {
        self.open = true;
        self.script(text).await
    }

    /// Waits for one answer. A server that gives none, though it limits the
    /// time of statements itself, is not there any more: the connection is
    /// closed rather than handed to the next one.
    async fn ask<T>(
        &mut self,
        question: impl AsyncFnOnce(&mut Object) -> Result<T, tokio_postgres::Error>,
    ) -> Result<T> {
        let Some(object) = &mut self.object else {
            return Err(Error::unavailable("the connection was given up"));
        };
        match timeout(self.patience, question(object)).await {
            Ok(answer) => answer.map_err(|error| from_postgres(&error)),
            Err(_) => {
                self.object.take().map(Object::take);
                Err(Error::unavailable("the database does not answer"))
            }
        }
    }
}

async fn prepare(object: &mut Object, sql: &str) -> Result<Statement, tokio_postgres::Error> {
    if object.statement_cache.size() >= STATEMENTS {
        object.statement_cache.clear();
    }
    object.prepare_cached(sql).await
}

impl Drop for Driver {
    /// A caller who went away leaves an open transaction. One poll puts
    /// ROLLBACK on the wire, ahead of whatever the connection's next user says.
    fn drop(&mut self) {
        if self.open
            && let Some(object) = &self.object
        {
            drop(object.batch_execute("ROLLBACK").now_or_never());
        }
    }
}

fn bind<'a>(params: &'a [Value<'a>]) -> Vec<&'a (dyn ToSql + Sync)> {
    params
        .iter()
        .map(|value| value as &(dyn ToSql + Sync))
        .collect()
}
