//! PostgreSQL through a pool of connections. A unit of work holds one of them
//! from its first statement to COMMIT; `driver.rs` is what it speaks through,
//! `session.rs` a connection, `turns.rs` how a busy space is kept from taking all
//! of them, `values.rs` speaks the types.

mod address;
mod driver;
mod nats;
mod session;
mod tls;
mod turns;
mod values;
mod wakeups;

use std::sync::Arc;
use std::time::Duration;

use deadpool_postgres::{
    Hook, HookError, Manager, ManagerConfig, Pool, PoolError, RecyclingMethod, Runtime, Timeouts,
};
use domain::{Error, Result};
use tokio::sync::watch;

use super::error::{OpenError, describe};
use super::migrate::{self, Migration};
use super::tx::{self, Tx};
use super::{Unit, unit};
use address::Address;
use driver::Source;
use turns::Turns;
use wakeups::{Shared, Wakeups};

pub use driver::Driver;
pub use values::{Int, column};

/// For a free connection, and for the turn in a space.
const PATIENCE: Duration = Duration::from_secs(5);

/// The server ends a statement that takes too long; if no answer comes even
/// so much later, the connection is given up.
const GRACE: Duration = Duration::from_secs(5);

/// A lost client must not hold locks. An acknowledged write is on the disk even
/// where the server's default says otherwise; stricter settings of the server
/// stay.
const SESSION: &str = "SET idle_in_transaction_session_timeout = '60s';
    SELECT set_config('synchronous_commit', 'on', false)
        WHERE current_setting('synchronous_commit') = 'off';";

pub struct Postgres {
    source: Arc<Source>,
    committed: Arc<watch::Sender<u64>>,
    wakeups: Wakeups,
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
        let source = Arc::new(Source {
            pool: pool(&address)?,
            turns: Arc::new(Turns::default()),
            patience: address.statement_timeout.time + GRACE,
        });
        let mut tx = speak(&source);
        let driver = tx.postgres().map_err(unreachable)?;
        driver.script("SELECT 1").await.map_err(unreachable)?;
        migrate::postgres(&mut tx, migrations).await?;
        let subject = wakeups::subject(tx.postgres().map_err(unreachable)?).await;
        let nats = match nats {
            Some(nats) => Some((nats, subject.map_err(unreachable)?)),
            None => None,
        };
        let shared = Shared::new(address, migrate::newest(migrations), committed.clone());
        Ok(Postgres {
            source,
            wakeups: Wakeups::start(shared, nats),
            committed,
        })
    }

    /// A task of its own: others may share its transaction, and need its end
    /// when its caller has gone.
    pub fn write<T, F>(self: &Arc<Self>, unit: F) -> impl Future<Output = Result<T>> + use<T, F>
    where
        T: Send + 'static,
        F: for<'t> FnOnce(&'t mut Tx) -> Unit<'t, T> + Send + 'static,
    {
        let own = self.clone();
        let running = tokio::spawn(async move { own.run(unit).await });
        async move {
            running
                .await
                .unwrap_or_else(|error| Err(Error::unavailable(error)))
        }
    }

    async fn run<T, F>(&self, unit: F) -> Result<T>
    where
        F: for<'t> FnOnce(&'t mut Tx) -> Unit<'t, T>,
    {
        let mut tx = self.speak()?;
        tx.postgres()?.begin_write()?;
        let outcome = unit::run(&mut tx, unit).await;
        let (outcome, effects) = tx.settle(outcome);
        let (outcome, wake) = tx.postgres()?.end(outcome, effects.wake).await;
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
        let mut tx = self.speak()?;
        tx.postgres()?.begin_read()?;
        let outcome = unit::run(&mut tx, unit).await;
        // Dropped, it ends the transaction.
        tx.settle(outcome).0
    }

    pub fn close(&self) {
        self.wakeups.stop();
        self.source.pool.close();
    }

    pub async fn ping(&self) -> Result<()> {
        self.speak()?.postgres()?.script("SELECT 1").await
    }

    fn speak(&self) -> Result<Tx> {
        if self.wakeups.outdated() {
            return Err(Error::unavailable(
                "a newer version changed the database; this node must be replaced",
            ));
        }
        Ok(speak(&self.source))
    }
}

fn speak(source: &Arc<Source>) -> Tx {
    Tx::new(tx::Driver::Postgres(Driver::new(source)))
}

fn unreachable(error: Error) -> OpenError {
    let cause = error.cause.unwrap_or_default();
    OpenError::Server { cause }
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
