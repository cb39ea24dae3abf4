//! Tells other nodes on the same database that something was committed, and
//! hears it from them: by NOTIFY and LISTEN on a connection of its own, or by
//! NATS (`nats.rs`).
//!
//! Only hints travel, so one of them stands for all commits of some
//! milliseconds. They are not sent inside the writing transactions: commits
//! that notify take turns on a lock of the whole server.
//!
//! The connection to PostgreSQL is there with NATS too. It holds the lock that
//! shows others which version of the tables this node knows.

use std::convert::Infallible;
use std::future::poll_fn;
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use domain::{Error, Result};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::{Mutex, Notify, watch};
use tokio::task::AbortHandle;
use tokio::time::sleep;
use tokio_postgres::error::SqlState;
use tokio_postgres::{AsyncMessage, Client, Connection, Socket};

use super::Driver;
use super::address::Address;
use super::describe;
use super::nats::{self, Said};
use crate::db::dialect;

/// Why a session ended; it does not end otherwise.
type Ended = Result<Infallible, String>;

/// The channel's name, quoted; installations in other schemas have their own.
const CHANNEL: &str = "SELECT quote_ident('confab_' || current_schema())";
/// NATS' subject; other databases may share the server.
const SUBJECT: &str = "SELECT 'confab.' || md5(current_database() || '.' || current_schema())";
/// At most one hint in this time.
const COALESCE: Duration = Duration::from_millis(2);
/// Between two attempts to connect: so long, doubled up to the second.
const BACK_OFF: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(5));

/// While it lives, wake-ups go to and come from other nodes.
pub struct Wakeups {
    shared: Shared,
    tasks: Vec<AbortHandle>,
}

/// What the tasks need.
#[derive(Clone)]
pub struct Shared {
    pub address: Address,
    /// The last change of the tables that this program knows.
    pub known: i64,
    pub committed: Arc<watch::Sender<u64>>,
    /// The database has been changed so that this program must not use it.
    pub outdated: Arc<AtomicBool>,
    local: Arc<Notify>,
}

impl Shared {
    pub fn new(address: Address, known: i64, committed: Arc<watch::Sender<u64>>) -> Shared {
        Shared {
            address,
            known,
            committed,
            outdated: Arc::default(),
            local: Arc::default(),
        }
    }

    /// What was committed before this is not heard of.
    fn connected(&self, first: bool) {
        if !first {
            tracing::info!("wake-ups from other nodes are back");
        }
        self.wake();
    }

    fn wake(&self) {
        self.committed.send_modify(|count| *count += 1);
    }
}

impl Wakeups {
    /// Grows `committed` whenever another node may have committed something.
    /// With `nats` the hints take that way.
    pub fn start(shared: Shared, nats: Option<(nats::Address, String)>) -> Wakeups {
        let hints = nats.is_none();
        let ways = [Way::Postgres { hints }].into_iter();
        let ways = ways.chain(nats.map(|(address, subject)| Way::Nats(address, subject)));
        let start = |way| tokio::spawn(run(shared.clone(), way)).abort_handle();
        let tasks = ways.map(start).collect();
        Wakeups { shared, tasks }
    }

    /// This node committed something.
    pub fn send(&self) {
        self.shared.local.notify_one();
    }

    pub fn outdated(&self) -> bool {
        self.shared.outdated.load(Ordering::Relaxed)
    }

    pub fn stop(&self) {
        self.tasks.iter().for_each(AbortHandle::abort);
    }
}

impl Drop for Wakeups {
    fn drop(&mut self) {
        self.stop();
    }
}

/// What a connection is for.
enum Way {
    /// To PostgreSQL, with hints on it or without.
    Postgres {
        hints: bool,
    },
    Nats(nats::Address, String),
}

/// Keeps a connection, whatever happens to the server.
async fn run(shared: Shared, way: Way) {
    let mut wait = BACK_OFF.0;
    for attempt in 0_u64.. {
        let before = *shared.committed.borrow();
        let first = attempt == 0;
        let Err(cause) = match &way {
            Way::Postgres { hints } => session(&shared, *hints, first).await,
            Way::Nats(address, subject) => nats_session(&shared, address, subject, first).await,
        };
        tracing::warn!(cause, "wake-ups from other nodes are interrupted");
        // A session that came up has counted at least once.
        if *shared.committed.borrow() != before {
            wait = BACK_OFF.0;
        }
        sleep(wait).await;
        wait = (wait * 2).min(BACK_OFF.1);
    }
}

async fn session(shared: &Shared, hints: bool, first: bool) -> Ended {
    let Address { config, tls, .. } = &shared.address;
    let connected = config.connect(tls.clone()).await;
    let (client, connection) = connected.map_err(|error| describe(&error))?;
    // Tells our own notifications from others'.
    let own = format!("{:016x}", RandomState::new().hash_one(()));
    tokio::select! {
        ended = hear(connection, shared, &own) => ended,
        ended = tell(&client, shared, &own, hints, first) => ended,
    }
}

/// Drives the connection too.
async fn hear<S>(mut connection: Connection<Socket, S>, shared: &Shared, own: &str) -> Ended
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    loop {
        match poll_fn(|context| connection.poll_message(context)).await {
            Some(Ok(AsyncMessage::Notification(heard))) if heard.payload() != own => shared.wake(),
            Some(Ok(_)) => {}
            Some(Err(error)) => return Err(describe(&error)),
            None => return Err("the server closed the connection".to_owned()),
        }
    }
}

async fn tell(client: &Client, shared: &Shared, own: &str, hints: bool, first: bool) -> Ended {
    let say = async |text: &str| {
        let said = client.batch_execute(text).await;
        said.map_err(|error| describe(&error))
    };
    show_version(client, shared).await?;
    if !hints {
        // Only there; `hear` notices when it goes.
        return std::future::pending().await;
    }
    // A hint need not survive anything: so it does not wait for the disk, and
    // commits that must do not share it with hints.
    say("SET synchronous_commit = off").await?;
    let named = client.query_one(CHANNEL, &[]).await;
    let channel: String = named.map_err(|error| describe(&error))?.get(0);
    say(&format!("LISTEN {channel}")).await?;
    shared.connected(first);
    let notify = format!("NOTIFY {channel}, '{own}'");
    loop {
        shared.local.notified().await;
        say(&notify).await?;
        sleep(COALESCE).await;
    }
}

/// The subject that nodes of one installation tell each other on.
pub async fn subject(driver: &mut Driver) -> Result<String> {
    let rows = driver.query(SUBJECT, &[]).await?;
    let subject = rows.first().map(|row| row.try_get(0));
    let subject = subject.transpose().map_err(Error::internal)?;
    Ok(subject.unwrap_or_default())
}

/// Shows others what this node knows, then looks whether that is enough: in
/// this order a change that it must know cannot be missed.
async fn show_version(client: &Client, shared: &Shared) -> Result<(), String> {
    let known = i32::try_from(shared.known).unwrap_or(i32::MAX);
    let shown = client.query_one(dialect::POSTGRES_HERE, &[&known]).await;
    shown.map_err(|error| describe(&error))?;
    let newer = client
        .query_opt(dialect::POSTGRES_NEWER, &[&shared.known])
        .await;
    let newer = match newer {
        Ok(newer) => newer,
        // Before the first change.
        Err(error) if error.code() == Some(&SqlState::UNDEFINED_TABLE) => None,
        Err(error) => return Err(describe(&error)),
    };
    if newer.is_some() && !shared.outdated.swap(true, Ordering::Relaxed) {
        tracing::error!("the database was changed by a newer version; this node must be replaced");
    }
    Ok(())
}

async fn nats_session(
    shared: &Shared,
    address: &nats::Address,
    subject: &str,
    first: bool,
) -> Ended {
    let (ears, mouth) = nats::connect(address, subject).await?;
    let mouth = Mutex::new(mouth);
    shared.connected(first);
    tokio::select! {
        ended = hear_nats(ears, &mouth, shared) => ended,
        ended = tell_nats(&mouth, shared, subject) => ended,
    }
}

async fn hear_nats(mut ears: nats::Ears, mouth: &Mutex<nats::Mouth>, shared: &Shared) -> Ended {
    loop {
        match ears.next().await? {
            Said::Message => shared.wake(),
            Said::Ping => mouth.lock().await.pong().await?,
            Said::Nothing => mouth.lock().await.ping().await?,
            Said::Other => {}
        }
    }
}

async fn tell_nats(mouth: &Mutex<nats::Mouth>, shared: &Shared, subject: &str) -> Ended {
    loop {
        shared.local.notified().await;
        mouth.lock().await.publish(subject).await?;
        sleep(COALESCE).await;
    }
}
