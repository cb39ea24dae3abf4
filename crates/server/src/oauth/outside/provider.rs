//! Requests to the provider: its configuration, its keys, tokens for a code,
//! and who somebody is. Through `Outgoing`, with limits of time and size.

use std::net::IpAddr;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::Time;
use jsonwebtoken::jwk::JwkSet;
use parking_lot::Mutex;
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use reqwest::{RequestBuilder, Response};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use tokio::time::timeout;

use super::Oidc;
use super::attempt::Attempt;
use crate::oauth::throttle::Throttle;
use crate::outgoing::Outgoing;
use crate::transport::peer::network;

/// Tries of an address at once, and seconds after which one comes back.
const TRIES: i64 = 50;
const TRY_AGAIN: i64 = 10;
const PATIENCE: Duration = Duration::from_secs(10);
/// Bytes of an answer.
const LIMIT: usize = 1 << 20;
/// How long the configuration is believed, and how often keys are asked for.
const FRESH: i64 = 3_600 * Time::SECOND;
const KEYS_FRESH: i64 = 60 * Time::SECOND;

/// The provider of the settings.
pub struct Provider {
    pub issuer: String,
    pub client_id: String,
    client_secret: String,
    outgoing: Outgoing,
    /// Who made this server ask the provider for nothing.
    callers: Throttle<IpAddr>,
    metadata: Mutex<Option<(Time, Metadata)>>,
    keys: Mutex<Option<(Time, JwkSet)>>,
}

/// What matters of `/.well-known/openid-configuration`.
#[derive(Clone, Debug, Deserialize)]
pub struct Metadata {
    issuer: String,
    pub authorization_endpoint: String,
    token_endpoint: String,
    userinfo_endpoint: Option<String>,
    jwks_uri: String,
    #[serde(default)]
    token_endpoint_auth_methods_supported: Vec<String>,
}

#[derive(Debug, Deserialize)]
pub struct Tokens {
    pub id_token: String,
    pub access_token: Option<String>,
}

/// Why the provider could not be used, for the log. Never a secret or token.
pub type Fault = String;

impl Provider {
    pub fn new(settings: &Oidc, outgoing: Outgoing) -> Option<Self> {
        Some(Self {
            issuer: settings.oidc_issuer.clone()?,
            client_id: settings.oidc_client_id.clone()?,
            client_secret: settings.oidc_client_secret.clone()?,
            outgoing,
            callers: Throttle::new(TRIES, TRY_AGAIN),
            metadata: Mutex::default(),
            keys: Mutex::default(),
        })
    }

    /// Takes one try of an address to have the provider asked, or says in how
    /// many seconds there is one: anybody may knock here, and nobody may have
    /// this server knock there as often as they like.
    pub fn admit(&self, address: IpAddr, now: Time) -> Result<(), i64> {
        self.callers.take(network(address), now)
    }

    /// Gives a try back that was a person's who came in.
    pub fn welcome(&self, address: IpAddr) {
        self.callers.give_back(network(address));
    }

    pub async fn metadata(&self, now: Time) -> Result<Metadata, Fault> {
        if let Some((time, metadata)) = &*self.metadata.lock()
            && now.0 - time.0 < FRESH
        {
            return Ok(metadata.clone());
        }
        let issuer = self.issuer.trim_end_matches('/');
        let url = format!("{issuer}/.well-known/openid-configuration");
        let metadata: Metadata = read(self.get(&url)?).await?;
        if metadata.issuer != self.issuer {
            return Err(format!("{url} names another issuer: {}", metadata.issuer));
        }
        *self.metadata.lock() = Some((now, metadata.clone()));
        Ok(metadata)
    }

    /// The provider's keys; asked for again, but not all the time, when the one
    /// that is wanted is missing.
    pub async fn keys(&self, key_id: Option<&str>, now: Time) -> Result<JwkSet, Fault> {
        if let Some((time, keys)) = &*self.keys.lock() {
            let has = key_id.is_none_or(|id| keys.find(id).is_some());
            let age = now.0 - time.0;
            if (has && age < FRESH) || age < KEYS_FRESH {
                return Ok(keys.clone());
            }
        }
        let metadata = self.metadata(now).await?;
        let keys: JwkSet = read(self.get(&metadata.jwks_uri)?).await?;
        *self.keys.lock() = Some((now, keys.clone()));
        Ok(keys)
    }

    /// Exchanges a code.
    pub async fn tokens(
        &self,
        code: &str,
        attempt: &Attempt,
        redirect_uri: &str,
        now: Time,
    ) -> Result<Tokens, Fault> {
        let metadata = self.metadata(now).await?;
        let (client, url) = self.open(&metadata.token_endpoint)?;
        let verifier = attempt.verifier();
        let mut fields = vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", redirect_uri),
            ("code_verifier", &verifier),
        ];
        let mut request = client.post(url);
        let methods = &metadata.token_endpoint_auth_methods_supported;
        let has = |name: &str| methods.iter().any(|method| method == name);
        // Basic is what holds where nothing is said (Discovery, section 3).
        if has("client_secret_post") && !has("client_secret_basic") {
            fields.push(("client_id", &self.client_id));
            fields.push(("client_secret", &self.client_secret));
        } else {
            request = request.header(AUTHORIZATION, self.basic());
        }
        let form = encoded(&fields);
        let request = request
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(form);
        read(request).await
    }

    /// What userinfo says; `None` when there is none.
    pub async fn user_info(
        &self,
        access_token: &str,
        now: Time,
    ) -> Result<Option<serde_json::Value>, Fault> {
        let metadata = self.metadata(now).await?;
        let Some(url) = &metadata.userinfo_endpoint else {
            return Ok(None);
        };
        read(self.get(url)?.bearer_auth(access_token))
            .await
            .map(Some)
    }

    /// Id and secret are form-encoded first (RFC 6749, section 2.3.1).
    fn basic(&self) -> String {
        let plain =
            |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
        let pair = format!("{}:{}", plain(&self.client_id), plain(&self.client_secret));
        format!("Basic {}", STANDARD.encode(pair))
    }

    fn get(&self, url: &str) -> Result<RequestBuilder, Fault> {
        let (client, url) = self.open(url)?;
        Ok(client.get(url))
    }

    fn open(&self, url: &str) -> Result<(&reqwest::Client, reqwest::Url), Fault> {
        self.outgoing
            .client(url)
            .map_err(|error| format!("{url}: {error}"))
    }
}

fn encoded(fields: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish()
}

/// Sends a request and reads its JSON.
async fn read<T: DeserializeOwned>(request: RequestBuilder) -> Result<T, Fault> {
    let request = request.header(ACCEPT, "application/json");
    let work = async {
        let response = request
            .send()
            .await
            .map_err(|error| without_query(error).to_string())?;
        let (status, path) = (response.status(), response.url().path().to_owned());
        let body = body(response).await?;
        if !status.is_success() {
            return Err(format!("{path} answered {status}: {}", error_word(&body)));
        }
        serde_json::from_slice(&body).map_err(|error| format!("{path} answered nonsense: {error}"))
    };
    timeout(PATIENCE, work)
        .await
        .map_err(|_| "the provider takes too long".to_owned())?
}

async fn body(mut response: Response) -> Result<Vec<u8>, Fault> {
    let mut body = Vec::new();
    while let Some(chunk) = response
        .chunk()
        .await
        .map_err(|error| without_query(error).to_string())?
    {
        if body.len() + chunk.len() > LIMIT {
            return Err("the provider's answer is too large".to_owned());
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

fn without_query(error: reqwest::Error) -> reqwest::Error {
    error.without_url()
}

/// The `error` of an OAuth refusal, which is safe to log; the rest is not known
/// to be.
fn error_word(body: &[u8]) -> String {
    #[derive(Deserialize)]
    struct Refusal {
        error: String,
    }
    let refusal = serde_json::from_slice::<Refusal>(body);
    refusal.map_or_else(
        |_| "no reason given".to_owned(),
        |it| it.error.chars().take(60).collect(),
    )
}
