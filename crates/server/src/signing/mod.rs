//! What this installation signs: ID tokens of people, and the tokens in its
//! requests to Chat apps. Start with [`Signing::chat_token`] and
//! [`Signing::id_token`]; `ring.rs` keeps the keys, `publish.rs` writes what
//! others verify with.

mod key;
pub mod publish;
mod ring;
mod seal;

use domain::{Error, Result, Time};
use jsonwebtoken::{Algorithm, Header};
use serde::Serialize;
use serde_json::{Value, json};
use store::Store;

pub use key::Public;
pub use seal::Secret;

use crate::gate::secret;
use ring::Ring;

/// The issuer of ID tokens. Google's verifiers take no other.
pub const ISSUER: &str = "https://accounts.google.com";
/// In whose name requests go to Chat apps.
pub const CHAT: &str = "chat@system.gserviceaccount.com";
/// The signer of ID tokens.
const ACCOUNTS: &str = "accounts";
/// Seconds that a token to an app is good for.
const LIFETIME: i64 = 3_600;

/// The keys of the installation; one for the process.
pub struct Signing {
    accounts: Ring,
    chat: Ring,
}

impl Signing {
    pub fn new(store: Store, secret: Secret) -> Self {
        Self {
            accounts: Ring::new(store.clone(), secret.clone(), ACCOUNTS),
            chat: Ring::new(store, secret, CHAT),
        }
    }

    /// An ID token (RS256, `kid` in `/oauth2/v3/certs`) with these claims; the
    /// caller gives `aud`, `sub` and the rest, `iss` is added.
    pub async fn id_token(&self, claims: &Value, now: Time) -> Result<String> {
        let mut claims = claims.clone();
        claims["iss"] = ISSUER.into();
        self.accounts.sign(&claims, now).await
    }

    /// The bearer token of a request to a Chat app whose audience is its
    /// project number: signed by `chat@system.gserviceaccount.com` itself.
    pub async fn chat_token(&self, project_number: i64, now: Time) -> Result<String> {
        let iat = seconds(now);
        let claims = json!({
            "iss": CHAT,
            "aud": project_number.to_string(),
            "iat": iat,
            "exp": iat + LIFETIME,
        });
        self.chat.sign(&claims, now).await
    }

    /// The bearer token of a request to a Chat app whose audience is its
    /// endpoint's URL: an ID token of the service account `email`
    /// ([`CHAT`], or [`addon_account`] in the add-on format).
    pub async fn endpoint_token(&self, url: &str, email: &str, now: Time) -> Result<String> {
        let (iat, number) = (seconds(now), account_number(email));
        let claims = json!({
            "aud": url,
            "azp": number,
            "sub": number,
            "email": email,
            "email_verified": true,
            "iat": iat,
            "exp": iat + LIFETIME,
        });
        self.id_token(&claims, now).await
    }

    /// What ID tokens are verified with, the newest first.
    pub async fn account_keys(&self, now: Time) -> Result<Vec<Public>> {
        self.accounts.published(now).await
    }

    /// What the tokens of [`Signing::chat_token`] are verified with.
    pub async fn chat_keys(&self, now: Time) -> Result<Vec<Public>> {
        self.chat.published(now).await
    }

    /// A certificate of another public key (SubjectPublicKeyInfo, DER), made
    /// out by the signer of ID tokens.
    pub async fn certify(&self, name: &str, public_key: &[u8], now: Time) -> Result<Vec<u8>> {
        self.accounts.certify(name, public_key, now).await
    }
}

/// The account that sends events in the add-on format.
pub fn addon_account(project_number: i64) -> String {
    format!("service-{project_number}@gcp-sa-gsuiteaddons.iam.gserviceaccount.com")
}

/// 21 digits that stand for a service account of Google's own, always the same.
fn account_number(email: &str) -> String {
    let hash = secret::hash(email);
    let number = hash
        .iter()
        .take(8)
        .fold(0_u64, |sum, byte| (sum << 8) | u64::from(*byte));
    format!("1{number:020}")
}

fn seconds(time: Time) -> i64 {
    time.0.div_euclid(Time::SECOND)
}

fn encode(
    key_id: &str,
    key: &jsonwebtoken::EncodingKey,
    claims: &impl Serialize,
) -> Result<String> {
    let mut header = Header::new(Algorithm::RS256);
    header.kid = Some(key_id.to_owned());
    jsonwebtoken::encode(&header, claims, key).map_err(Error::internal)
}
