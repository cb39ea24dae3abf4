//! One way to the provider and back. A cookie holds a random key; `state`,
//! `nonce` and the PKCE verifier are hashes of it, so that only the browser
//! that left can come back, and nothing has to be stored.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::Result;
use http::{HeaderMap, HeaderValue};

use crate::gate::secret;
use crate::oauth::cookies::Cookie;

/// Seconds that a person has at the provider.
const LIFETIME: i64 = 900;

#[derive(Debug, PartialEq, Eq)]
pub struct Attempt {
    key: String,
    /// The path to go on to, which travels in `state`.
    pub goal: String,
}

impl Attempt {
    pub fn new(goal: &str) -> Result<Self> {
        let (key, goal) = (secret::session()?, goal.to_owned());
        Ok(Self { key, goal })
    }

    /// The attempt that a browser comes back from: its cookie must be the one
    /// that `state` was made with.
    pub fn of(headers: &HeaderMap, state: &str, public_url: &str) -> Option<Self> {
        let key = cookie(public_url).of(headers)?.to_owned();
        let (_, goal) = state.split_once('.')?;
        let goal = String::from_utf8(URL_SAFE_NO_PAD.decode(goal).ok()?).ok()?;
        let attempt = Self { key, goal };
        (attempt.state() == state).then_some(attempt)
    }

    pub fn state(&self) -> String {
        let proof = self.derive(&format!("state {}", self.goal));
        format!("{proof}.{}", URL_SAFE_NO_PAD.encode(&self.goal))
    }

    pub fn nonce(&self) -> String {
        self.derive("nonce")
    }

    pub fn verifier(&self) -> String {
        self.derive("verifier")
    }

    pub fn challenge(&self) -> String {
        URL_SAFE_NO_PAD.encode(secret::hash(&self.verifier()))
    }

    fn derive(&self, what: &str) -> String {
        URL_SAFE_NO_PAD.encode(secret::hash(&format!("{} {what}", self.key)))
    }

    /// The cookie that lets the browser come back.
    pub fn cookie(&self, public_url: &str) -> Result<HeaderValue> {
        cookie(public_url).set(&self.key, LIFETIME)
    }

    /// The cookie that ends every attempt.
    pub fn over(public_url: &str) -> Result<HeaderValue> {
        cookie(public_url).set("", 0)
    }
}

fn cookie(public_url: &str) -> Cookie {
    Cookie::new("confab_oidc", public_url)
}

#[cfg(test)]
mod tests {
    use http::header::COOKIE;

    use super::*;

    const HERE: &str = "http://localhost:8080";

    #[test]
    fn only_the_same_browser_comes_back() {
        let attempt = Attempt::new("/spaces/A?b=c").unwrap();
        let with = |key: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(COOKIE, format!("a=b; confab_oidc={key}").parse().unwrap());
            headers
        };
        let (own, state) = (with(&attempt.key), attempt.state());
        assert_eq!(Attempt::of(&own, &state, HERE).as_ref(), Some(&attempt));
        assert_eq!(Attempt::of(&with("other"), &state, HERE), None);
        assert_eq!(Attempt::of(&HeaderMap::new(), &state, HERE), None);
        let (proof, _) = state.split_once('.').unwrap();
        let elsewhere = format!("{proof}.{}", URL_SAFE_NO_PAD.encode("//evil.example"));
        for state in [&*elsewhere, proof, "", "."] {
            assert_eq!(Attempt::of(&own, state, HERE), None, "{state}");
        }
        assert_ne!(attempt.nonce(), attempt.verifier());
        assert_eq!(attempt.verifier().len(), 43);
    }
}
