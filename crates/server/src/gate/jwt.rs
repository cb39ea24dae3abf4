//! JWTs signed with the key of an app's service account: taken apart, checked
//! against the key, and held to the times that Google allows. They come as
//! bearer credentials (`self_signed.rs`) and as assertions at `/token`.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::Time;
use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde::Deserialize;

/// Bytes of a JWT; those of Google's clients with every scope have 3,000.
const LENGTH_LIMIT: usize = 16_384;
/// How far the clocks of client and server may lie apart.
const SKEW_SECONDS: i64 = 60;
/// The longest life of a JWT.
const LIFETIME_SECONDS: i64 = 3_600;

/// What is wrong with a JWT.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Not a JWT, or claims of the wrong types.
    Malformed,
    /// Signed in another way than RS256, or not at all.
    Algorithm,
    /// No `kid` in the header.
    KeyIdMissing,
    /// The signature is not that of the key.
    Signature,
    /// Expired, not yet valid, or valid for too long.
    Times,
}

/// The claims that matter here.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Claims {
    #[serde(default)]
    pub iss: String,
    pub sub: Option<String>,
    #[serde(default)]
    pub aud: Audiences,
    pub scope: Option<String>,
    pub target_audience: Option<String>,
    /// Seconds since 1970, with a fraction in some clients.
    iat: Option<f64>,
    nbf: Option<f64>,
    exp: Option<f64>,
}

/// `aud` is one text or a list of them.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(untagged)]
pub enum Audiences {
    One(String),
    Many(Vec<String>),
}

impl Default for Audiences {
    fn default() -> Self {
        Self::Many(Vec::new())
    }
}

impl Audiences {
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        match self {
            Self::One(one) => std::slice::from_ref(one),
            Self::Many(many) => many,
        }
        .iter()
        .map(String::as_str)
    }
}

/// Whether a bearer credential is a JWT; opaque tokens have no two dots that
/// far apart.
pub fn looks_like_jwt(text: &str) -> bool {
    text.starts_with("eyJ") && text.bytes().filter(|byte| *byte == b'.').count() == 2
}

/// The `kid` of a JWT that nothing is known of yet.
pub fn key_id(token: &str) -> Result<String, Fault> {
    if token.len() > LENGTH_LIMIT {
        return Err(Fault::Malformed);
    }
    let header = jsonwebtoken::decode_header(token).map_err(fault)?;
    if header.alg != Algorithm::RS256 {
        return Err(Fault::Algorithm);
    }
    // Extensions that must be understood are none that we do (RFC 7515, 4.1.11).
    if header.crit.is_some() {
        return Err(Fault::Malformed);
    }
    header
        .kid
        .filter(|kid| !kid.is_empty())
        .ok_or(Fault::KeyIdMissing)
}

/// The `iss` of a JWT that nothing is known of yet: a claim, to find keys by.
pub fn claimed_issuer(token: &str) -> Result<String, Fault> {
    #[derive(Deserialize)]
    struct Issuer {
        iss: String,
    }
    let payload = token.split('.').nth(1).ok_or(Fault::Malformed)?;
    let payload = URL_SAFE_NO_PAD
        .decode(payload)
        .map_err(|_| Fault::Malformed)?;
    let claims: Issuer = serde_json::from_slice(&payload).map_err(|_| Fault::Malformed)?;
    Ok(claims.iss)
}

/// Checks signature and times. `public_key` is a SubjectPublicKeyInfo in DER.
pub fn verify(token: &str, public_key: &[u8], now: Time) -> Result<Claims, Fault> {
    let mut validation = Validation::new(Algorithm::RS256);
    validation.required_spec_claims.clear();
    // Both are checked below and by the callers, by our clock and in our words.
    validation.validate_exp = false;
    validation.validate_aud = false;
    let key = DecodingKey::from_rsa_der(public_key);
    let claims = jsonwebtoken::decode::<Claims>(token, &key, &validation)
        .map_err(fault)?
        .claims;
    claims.check_times(now)?;
    Ok(claims)
}

impl Claims {
    fn check_times(&self, now: Time) -> Result<(), Fault> {
        let (Some(iat), Some(exp)) = (seconds(self.iat), seconds(self.exp)) else {
            return Err(Fault::Times);
        };
        let now = now.0.div_euclid(Time::SECOND);
        let starts = seconds(self.nbf).map_or(iat, |nbf| nbf.max(iat));
        let alive = starts <= now + SKEW_SECONDS && now < exp + SKEW_SECONDS;
        let short = exp > iat && exp - iat <= LIFETIME_SECONDS;
        if alive && short {
            Ok(())
        } else {
            Err(Fault::Times)
        }
    }

    /// When the JWT stops being accepted, clock skew included.
    pub fn expire_time(&self) -> Time {
        let exp = seconds(self.exp).unwrap_or(0);
        Time((exp + SKEW_SECONDS).saturating_mul(Time::SECOND))
    }
}

/// Whole seconds within the years that a [`Time`] can hold.
fn seconds(claim: Option<f64>) -> Option<i64> {
    let seconds = claim?;
    (seconds.abs() < 1e12).then_some(seconds.floor() as i64)
}

fn fault(error: jsonwebtoken::errors::Error) -> Fault {
    match error.kind() {
        ErrorKind::InvalidSignature => Fault::Signature,
        ErrorKind::InvalidAlgorithm | ErrorKind::InvalidAlgorithmName => Fault::Algorithm,
        // An `alg` that the library does not know, such as `none`.
        ErrorKind::Json(error) if error.to_string().contains("unknown variant") => Fault::Algorithm,
        _ => Fault::Malformed,
    }
}
