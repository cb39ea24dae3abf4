//! Tells other nodes on the same database that something was committed, and
//! hears it from them, by NOTIFY and LISTEN on a connection of its own.
//!
//! Only hints travel, so one of them stands for all commits of some
//! milliseconds. They are not sent inside the writing transactions: commits
//! that notify take turns on a lock of the whole server.

use std::convert::Infallible;
use std::future::poll_fn;
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Notify, watch};
use tokio::task::AbortHandle;
use tokio::time::sleep;
use tokio_postgres::tls::NoTlsStream;
use tokio_postgres::{AsyncMessage, Client, Config, Connection, NoTls, Socket};

use super::describe;

/// Why a session ended; it does not end otherwise.
type Ended = Result<Infallible, String>;

/// The channel's name, quoted: installations in other schemas have their own.
const CHANNEL: &str = "SELECT quote_ident('confab_' || current_schema())";
/// At most one notification in this time.
const COALESCE: Duration = Duration::from_millis(2);
/// Between two attempts to connect: so long, doubled up to the second.
const BACK_OFF: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(5));

/// While it lives, wake-ups go to and come from other nodes.
pub struct Wakeups {
    local: Arc<Notify>,
    task: AbortHandle,
}

impl Wakeups {
    /// Grows `committed` whenever another node may have committed something.
    pub fn start(config: Config, committed: Arc<watch::Sender<u64>>) -> Wakeups {
        let local = Arc::new(Notify::new());
        let task = tokio::spawn(run(config, committed, local.clone()));
        Wakeups {
            local,
            task: task.abort_handle(),
        }
    }

    /// This node committed something.
    pub fn send(&self) {
        self.local.notify_one();
    }

    pub fn stop(&self) {
        self.task.abort();
    }
}

impl Drop for Wakeups {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Keeps a connection, whatever happens to the server.
async fn run(config: Config, committed: Arc<watch::Sender<u64>>, local: Arc<Notify>) {
    let mut wait = BACK_OFF.0;
    loop {
        let before = *committed.borrow();
        let Err(cause) = session(&config, &committed, &local).await;
        tracing::warn!(cause, "wake-ups from other nodes are interrupted");
        // A session that came up has counted at least once.
        if *committed.borrow() != before {
            wait = BACK_OFF.0;
        }
        sleep(wait).await;
        wait = (wait * 2).min(BACK_OFF.1);
    }
}

async fn session(config: &Config, committed: &watch::Sender<u64>, local: &Notify) -> Ended {
    let connected = config.connect(NoTls).await;
    let (client, connection) = connected.map_err(|error| describe(&error))?;
    // Tells our own notifications from others'.
    let own = format!("{:016x}", RandomState::new().hash_one(()));
    tokio::select! {
        ended = hear(connection, committed, &own) => ended,
        ended = tell(&client, committed, local, &own) => ended,
    }
}

/// Drives the connection too.
async fn hear(
    mut connection: Connection<Socket, NoTlsStream>,
    committed: &watch::Sender<u64>,
    own: &str,
) -> Ended {
    loop {
        match poll_fn(|context| connection.poll_message(context)).await {
            Some(Ok(AsyncMessage::Notification(heard))) if heard.payload() != own => {
                committed.send_modify(|count| *count += 1);
            }
            Some(Ok(_)) => {}
            Some(Err(error)) => return Err(describe(&error)),
            None => return Err("the server closed the connection".to_owned()),
        }
    }
}

async fn tell(client: &Client, committed: &watch::Sender<u64>, local: &Notify, own: &str) -> Ended {
    let say = async |text: &str| {
        let said = client.batch_execute(text).await;
        said.map_err(|error| describe(&error))
    };
    let named = client.query_one(CHANNEL, &[]).await;
    let channel: String = named.map_err(|error| describe(&error))?.get(0);
    say(&format!("LISTEN {channel}")).await?;
    // What was committed before is not heard of.
    committed.send_modify(|count| *count += 1);
    let notify = format!("NOTIFY {channel}, '{own}'");
    loop {
        local.notified().await;
        say(&notify).await?;
        sleep(COALESCE).await;
    }
}
