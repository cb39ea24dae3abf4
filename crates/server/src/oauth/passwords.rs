//! Whether an address and a password belong together: throttled, and as slow
//! for people who do not exist as for those who do.

use std::net::IpAddr;
use std::sync::OnceLock;
use std::time::Duration;

use domain::users::User;
use domain::{Error, Result, Time};
use store::users;
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;
use tokio::time::timeout;

use super::throttle::Throttle;
use crate::gate::{password, secret};
use crate::state::Server;
use crate::transport::peer::network;

/// Passwords hashed at once, 19 MiB each; more wait, but not for long.
const AT_ONCE: usize = 4;
const PATIENCE: Duration = Duration::from_secs(5);

/// Remembers who tried.
pub struct Passwords {
    accounts: Throttle<secret::Hash>,
    addresses: Throttle<IpAddr>,
    /// Accounts whose throttling was told lately.
    told: Throttle<secret::Hash>,
    permits: Semaphore,
    /// Stands in for the password of people who have none.
    nobodys: OnceLock<String>,
}

/// Why nobody is signed in.
#[derive(Debug)]
pub enum Rejection {
    /// Unknown, disabled, without a password, or with another one.
    Wrong,
    /// Too many tries; in how many seconds there is another.
    TooMany(i64),
    /// Too many people at once.
    Busy,
    Failed(Error),
}

impl From<Error> for Rejection {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl Default for Passwords {
    /// Ten tries for an account and then one a minute, which is below a
    /// hundred an hour; an address, which a whole office may share, has more.
    fn default() -> Self {
        Self {
            accounts: Throttle::new(10, 60),
            addresses: Throttle::new(50, 10),
            told: Throttle::new(1, 60),
            permits: Semaphore::new(AT_ONCE),
            nobodys: OnceLock::new(),
        }
    }
}

impl Passwords {
    pub async fn check(
        &self,
        server: &Server,
        address: IpAddr,
        email: &str,
        password: String,
    ) -> Result<User, Rejection> {
        let now = server.now();
        let email = email.trim().to_lowercase();
        let (account, network) = (secret::hash(&email), network(address));
        self.addresses
            .take(network, now)
            .map_err(Rejection::TooMany)?;
        self.accounts
            .take(account, now)
            .map_err(Rejection::TooMany)?;
        let found = person(server, email).await?;
        let (user, stored) = found.unzip();
        let stored = match stored.flatten() {
            Some(stored) => stored,
            None => self.nobodys()?,
        };
        let is_right = self.verify(password, stored).await?;
        match user.filter(|_| is_right) {
            Some(user) if !user.disabled => {
                self.addresses.give_back(network);
                self.accounts.give_back(account);
                Ok(user)
            }
            _ => Err(Rejection::Wrong),
        }
    }

    /// Whether nobody was told lately that tries for this account were refused.
    pub fn is_news(&self, email: &str, now: Time) -> bool {
        let account = secret::hash(&email.trim().to_lowercase());
        self.told.take(account, now).is_ok()
    }

    async fn verify(&self, password: String, stored: String) -> Result<bool, Rejection> {
        if password.is_empty() {
            return Ok(false);
        }
        self.in_turn(move || password::verify(&password, &stored))
            .await
    }

    /// What is stored of a new password.
    pub async fn hash(&self, password: String) -> Result<String, Rejection> {
        Ok(self.in_turn(move || password::hash(&password)).await??)
    }

    /// A few at a time, away from the threads that serve requests.
    async fn in_turn<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Rejection> {
        let Ok(Ok(_permit)) = timeout(PATIENCE, self.permits.acquire()).await else {
            return Err(Rejection::Busy);
        };
        Ok(spawn_blocking(work).await.map_err(Error::internal)?)
    }

    /// The hash of a password that nobody knows.
    fn nobodys(&self) -> Result<String> {
        if let Some(hash) = self.nobodys.get() {
            return Ok(hash.clone());
        }
        let hash = password::hash(&secret::session()?)?;
        Ok(self.nobodys.get_or_init(|| hash).clone())
    }
}

/// A person with their password's hash, if they have one.
async fn person(server: &Server, email: String) -> Result<Option<(User, Option<String>)>> {
    let read = server.store.read(move |tx| {
        Box::pin(async move {
            let user = users::by_email(tx, &email).await?.filter(User::is_person);
            let Some(user) = user else { return Ok(None) };
            let hash = users::password_hash(tx, user.id).await?;
            Ok(Some((user, hash)))
        })
    });
    read.await
}
