//! The keys of one signer: which one signs now, which are published, when a
//! new one is made. All nodes of a database share them.
//!
//! A key is published a day before it signs, so that everybody who keeps
//! certificates for as long as they may has it by then, and for as long after
//! as its last token lives.

use std::sync::Arc;

use domain::{Error, Result, Time};
use serde::Serialize;
use store::Store;
use store::signing_keys::{self, SigningKey};
use tokio::sync::Mutex;
use tokio::task::spawn_blocking;

use super::key::{self, Private, Public};
use super::seal::Secret;

/// A new key is made when the newest is this old.
const ROTATION: i64 = 7 * Time::DAY;
/// A key signs when it is this old, unless there is no older one.
const AHEAD: i64 = Time::DAY;
/// How long a key is published: it signs until the next one does, and its last
/// tokens live an hour.
const LIFETIME: i64 = ROTATION + 2 * AHEAD;
/// How long this process believes what it read.
const FRESH: i64 = 60 * Time::SECOND;
/// More keys than this are no sensible answer: a node whose secret changes at
/// every start makes one each time.
const LIMIT: i64 = 100;

pub struct Ring {
    store: Store,
    secret: Secret,
    signer: &'static str,
    /// What was read last, and when. Held while reading, so that a crowd at
    /// the start makes one key.
    known: Mutex<Option<(Time, Arc<Keys>)>>,
}

struct Keys {
    /// The newest first.
    published: Vec<Public>,
    private: Vec<Private>,
}

impl Ring {
    pub fn new(store: Store, secret: Secret, signer: &'static str) -> Self {
        Self {
            store,
            secret,
            signer,
            known: Mutex::default(),
        }
    }

    pub async fn published(&self, now: Time) -> Result<Vec<Public>> {
        Ok(self.keys(now).await?.published.clone())
    }

    pub async fn sign(&self, claims: &impl Serialize, now: Time) -> Result<String> {
        let keys = self.keys(now).await?;
        let key = signing_key(&keys.private, now)?;
        super::encode(&key.key_id, &key.encoding, claims)
    }

    pub async fn certify(&self, name: &str, public_key: &[u8], now: Time) -> Result<Vec<u8>> {
        let keys = self.keys(now).await?;
        signing_key(&keys.private, now)?.certify(name, public_key, now)
    }

    async fn keys(&self, now: Time) -> Result<Arc<Keys>> {
        let mut known = self.known.lock().await;
        if let Some((time, keys)) = &*known
            && (time.0..time.0 + FRESH).contains(&now.0)
        {
            return Ok(keys.clone());
        }
        let mut keys = self.read(now).await?;
        if is_due(&keys.private, now) {
            self.make(now).await?;
            keys = self.read(now).await?;
        }
        let keys = Arc::new(keys);
        *known = Some((now, keys.clone()));
        Ok(keys)
    }

    async fn read(&self, now: Time) -> Result<Keys> {
        let signer = self.signer;
        let read = self.store.read(move |tx| {
            Box::pin(async move { signing_keys::of_signer(tx, signer, now, LIMIT).await })
        });
        let rows = read.await?;
        let private: Result<Vec<_>> = rows
            .iter()
            .map(|row| key::open(&self.secret, row))
            .collect();
        let published = rows.into_iter().map(public).collect();
        let private = private?.into_iter().flatten().collect();
        Ok(Keys { published, private })
    }

    async fn make(&self, now: Time) -> Result<()> {
        let (secret, signer) = (self.secret.clone(), self.signer);
        let expire_time = Time(now.0 + LIFETIME);
        let making = spawn_blocking(move || key::generate(&secret, signer, now, expire_time));
        let key = making.await.map_err(Error::internal)??;
        tracing::info!(signer, key = key.key_id, "made a signing key");
        let write = self.store.write(move |tx| {
            Box::pin(async move {
                signing_keys::delete_expired(tx, now).await?;
                signing_keys::insert(tx, &key).await
            })
        });
        write.await
    }
}

fn public(key: SigningKey) -> Public {
    Public {
        key_id: key.key_id,
        certificate: key.certificate,
    }
}

/// Whether a new key is to be made, of keys with the newest first.
fn is_due(keys: &[Private], now: Time) -> bool {
    keys.first()
        .is_none_or(|key| now.0 - key.create_time.0 >= ROTATION)
}

/// The newest key that everybody has heard of, else the oldest.
fn signing_key(keys: &[Private], now: Time) -> Result<&Private> {
    let known = keys.iter().find(|key| now.0 - key.create_time.0 >= AHEAD);
    let key = known.or_else(|| keys.last());
    key.ok_or_else(|| Error::internal("there is no key to sign with"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use store::Location;
    use tempfile::TempDir;

    use super::*;

    const START: i64 = 1_790_000_000 * Time::SECOND;

    async fn store() -> (Store, TempDir) {
        let folder = tempfile::tempdir().unwrap();
        let location = Location::Sqlite(folder.path().join("confab.db"));
        (Store::open(&location).await.unwrap(), folder)
    }

    fn kid(token: &str) -> String {
        jsonwebtoken::decode_header(token).unwrap().kid.unwrap()
    }

    #[tokio::test]
    async fn keys_are_published_before_they_sign_and_after() {
        let (store, folder) = store().await;
        let secret = Secret::open(folder.path(), None).unwrap();
        let ring = Ring::new(store, secret, "accounts");
        let mut signed = Vec::new();
        let mut seen: Vec<(i64, Vec<String>)> = Vec::new();
        for day in 0..=20 {
            let now = Time(START + day * Time::DAY);
            let kid = kid(&ring.sign(&json!({}), now).await.unwrap());
            let published: Vec<_> = ring.published(now).await.unwrap();
            let published: Vec<_> = published.into_iter().map(|key| key.key_id).collect();
            assert!(published.contains(&kid) && published.len() <= 2, "{day}");
            // From the day before the key was known already.
            if let Some((_, before)) = seen.last() {
                assert!(before.contains(&kid), "{day}");
            }
            seen.push((day, published));
            signed.push(kid);
        }
        signed.dedup();
        assert_eq!(signed.len(), 3);
        // After the last token of a key, it is published for a while.
        let gone = |kid: &String| seen.iter().filter(|(_, keys)| keys.contains(kid)).count();
        assert_eq!(gone(&signed[0]), 9);
    }

    #[tokio::test]
    async fn nodes_share_keys_when_they_share_the_secret() {
        let (store, folder) = store().await;
        let now = Time(START);
        let secret = Secret::open(folder.path(), None).unwrap();
        let ring = |secret: &Secret| Ring::new(store.clone(), secret.clone(), "accounts");
        let first = kid(&ring(&secret).sign(&json!({}), now).await.unwrap());
        assert_eq!(
            kid(&ring(&secret).sign(&json!({}), now).await.unwrap()),
            first
        );
        // A node with another secret makes its own, and both are published.
        let elsewhere = tempfile::tempdir().unwrap();
        let other = ring(&Secret::open(elsewhere.path(), None).unwrap());
        let second = kid(&other.sign(&json!({}), now).await.unwrap());
        assert_ne!(first, second);
        for ring in [ring(&secret), other] {
            let published = ring.published(now).await.unwrap();
            let has = |id: &String| published.iter().any(|key| key.key_id == *id);
            assert!(has(&first) && has(&second));
        }
    }
}
