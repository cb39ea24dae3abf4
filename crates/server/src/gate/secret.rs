//! Secrets that the server makes: random texts, kept as their SHA-256 alone.
//! They hold 256 random bits, so that a plain hash is enough.

use aws_lc_rs::digest;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::Error;

/// SHA-256 of a secret's text.
pub type Hash = [u8; 32];

/// What opaque access tokens of apps and of people begin with.
const APP_PREFIX: &str = "ya29.c.";
const USER_PREFIX: &str = "ya29.a.";
const CODE_PREFIX: &str = "4/0A";
pub const REFRESH_PREFIX: &str = "1//0";
/// 32 bytes in base64url.
const RANDOM_LENGTH: usize = 43;

/// A new access token; `for_app` only changes its look.
pub fn access_token(for_app: bool) -> domain::Result<String> {
    let prefix = if for_app { APP_PREFIX } else { USER_PREFIX };
    let random = URL_SAFE_NO_PAD.encode(random::<32>()?);
    Ok(format!("{prefix}{random}"))
}

/// A new session, as its cookie holds it.
pub fn session() -> domain::Result<String> {
    Ok(URL_SAFE_NO_PAD.encode(random::<32>()?))
}

/// A new authorization code, in Google's look.
pub fn authorization_code() -> domain::Result<String> {
    Ok(format!("{CODE_PREFIX}{}", session()?))
}

/// A new secret of an OAuth client, in Google's look; 168 random bits.
pub fn client_secret() -> domain::Result<String> {
    Ok(format!(
        "GOCSPX-{}",
        URL_SAFE_NO_PAD.encode(random::<21>()?)
    ))
}

/// A new refresh token, in Google's look.
pub fn refresh_token() -> domain::Result<String> {
    Ok(format!("{REFRESH_PREFIX}{}", session()?))
}

/// Whether a text may be an access token of ours, before anybody looks it up.
pub fn is_access_token(text: &str) -> bool {
    let random = text
        .strip_prefix(APP_PREFIX)
        .or_else(|| text.strip_prefix(USER_PREFIX));
    random.is_some_and(|random| {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        random.len() == RANDOM_LENGTH && random.bytes().all(plain)
    })
}

pub fn hash(text: &str) -> Hash {
    let mut hash = [0; 32];
    hash.copy_from_slice(digest::digest(&digest::SHA256, text.as_bytes()).as_ref());
    hash
}

/// Bytes from the system's generator.
pub fn random<const N: usize>() -> domain::Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(Error::internal)?;
    Ok(bytes)
}

/// A random number of 0 to `limit - 1`; the tiny bias of the remainder does
/// not matter for ids.
pub fn random_below(limit: i64) -> domain::Result<i64> {
    let number = u64::from_be_bytes(random::<8>()?) >> 1;
    Ok((number as i64) % limit.max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_look_like_googles_and_differ() {
        let (app, user) = (access_token(true).unwrap(), access_token(false).unwrap());
        assert!(app.starts_with("ya29.c.") && user.starts_with("ya29.a."));
        assert!(is_access_token(&app) && is_access_token(&user));
        assert_ne!(hash(&app), hash(&access_token(true).unwrap()));
        for text in ["", "ya29.", "ya29.c.abc", &app[1..], &format!("{app}=")] {
            assert!(!is_access_token(text), "{text}");
        }
    }
}
