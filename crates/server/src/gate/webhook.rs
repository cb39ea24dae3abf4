//! The `key` and `token` of an incoming webhook's URL. The key is one for the
//! installation and says no more than which one is meant, as Google's API keys
//! do; the token is the secret and is kept as its SHA-256 alone.

use aws_lc_rs::constant_time::verify_slices_are_equal;
use base64::Engine as _;
use base64::engine::general_purpose::{URL_SAFE, URL_SAFE_NO_PAD};
use domain::ids::SpaceId;
use domain::webhooks::{HINT_LENGTH, Webhook};
use domain::{Code, Error, Result, names};
use store::{Store, Tx, meta, webhooks};

use super::refusal;
use super::secret::{self, Hash};
use super::{AuthKind, Caller, ScopeSet};

/// What a call presents instead of a credential.
#[derive(Clone, Copy, Debug, Default)]
pub struct Presented<'a> {
    pub key: Option<&'a str>,
    pub token: Option<&'a str>,
}

/// A new webhook's secret.
pub struct Token {
    /// As the URL holds it, before percent-encoding.
    pub text: String,
    pub hash: Hash,
    /// The letters that lists show.
    pub hint: String,
}

impl Token {
    pub fn fresh() -> Result<Self> {
        let text = URL_SAFE.encode(secret::random::<32>()?);
        Ok(Self {
            hash: secret::hash(text.trim_end_matches('=')),
            hint: text.chars().take(HINT_LENGTH).collect(),
            text,
        })
    }
}

/// The webhook that is presented. What is wrong is told as Google tells it:
/// first the key, then the token.
pub async fn authenticate(store: &Store, rpc: &str, presented: Presented<'_>) -> Result<Webhook> {
    let Some(key) = presented.key.map(str::to_owned) else {
        return Err(no_key(rpc));
    };
    let hash = presented.token.map(token_hash);
    let found = store.read(move |tx| {
        Box::pin(async move {
            let ours = meta::get(tx, meta::API_KEY).await?.unwrap_or_default();
            if verify_slices_are_equal(ours.as_bytes(), key.as_bytes()).is_err() {
                return Err(bad_key());
            }
            match hash {
                Some(hash) => webhooks::by_token(tx, &hash).await,
                None => Ok(None),
            }
        })
    });
    found.await?.ok_or_else(bad_token)
}

/// The SHA-256 that a token is kept as. Some senders lose its padding.
pub fn token_hash(token: &str) -> Hash {
    secret::hash(token.trim().trim_end_matches('='))
}

/// Who a webhook's call comes from.
pub fn caller(webhook: &Webhook) -> Caller {
    Caller {
        kind: AuthKind::App,
        id: webhook.id,
        user: None,
        app: Some(webhook.id),
        project: 0,
        admin: false,
        scopes: ScopeSet::EMPTY,
        unapproved: ScopeSet::EMPTY,
    }
}

/// The installation's key, made when it is first asked for.
pub async fn key(tx: &mut Tx) -> Result<String> {
    let random = URL_SAFE_NO_PAD.encode(secret::random::<26>()?);
    meta::get_or_insert(tx, meta::API_KEY, &format!("AIza{random}")).await
}

/// The URL to post to; `home` has no slash at its end.
pub fn url(home: &str, space: SpaceId, key: &str, token: &str) -> String {
    let space = names::space_name(space);
    let token = token.replace('=', "%3D");
    format!("{home}/v1/{space}/messages?key={key}&token={token}")
}

/// No webhook, or none of this space.
pub fn bad_token() -> Error {
    Error::permission_denied(
        "The API is called without a valid token. Instructions on how to use incoming webhooks \
         can be found at https://developers.google.com/chat/how-tos/webhooks",
    )
}

fn bad_key() -> Error {
    let service = ("service", "chat.googleapis.com".to_owned());
    Error::new(
        Code::InvalidArgument,
        "API key not valid. Please pass a valid API key.",
    )
    .with_info("API_KEY_INVALID", vec![service])
}

fn no_key(rpc: &str) -> Error {
    Error::permission_denied(
        "Method doesn't allow unregistered callers (callers without established identity). \
         Please use API Key or other form of API consumer identity to call this API.",
    )
    .with_info("CONSUMER_INVALID", refusal::metadata(rpc))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_end_as_googles_do() {
        let token = Token::fresh().unwrap();
        assert_eq!(token.text.len(), 44);
        assert!(token.text.ends_with('=') && token.text.starts_with(&token.hint));
        assert_eq!(token_hash(&token.text), token.hash);
        assert_eq!(token_hash(token.text.trim_end_matches('=')), token.hash);
        assert_ne!(Token::fresh().unwrap().hash, token.hash);
        let url = url("http://x", SpaceId(1), "AIzaK", "ab=");
        let expected = "http://x/v1/spaces/AAAAAAAAAAE/messages?key=AIzaK&token=ab%3D";
        assert_eq!(url, expected);
    }
}
