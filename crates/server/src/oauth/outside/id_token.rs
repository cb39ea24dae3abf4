//! What the provider says of a person, checked as OpenID Connect Core asks in
//! section 3.1.3.7.

use domain::Time;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde::Deserialize;
use serde_json::Value;

use super::provider::{Fault, Provider};

/// Signatures that are accepted: by public keys, never by a shared secret.
const ALGORITHMS: [Algorithm; 9] = [
    Algorithm::RS256,
    Algorithm::RS384,
    Algorithm::RS512,
    Algorithm::PS256,
    Algorithm::PS384,
    Algorithm::PS512,
    Algorithm::ES256,
    Algorithm::ES384,
    Algorithm::EdDSA,
];

/// Seconds that the provider's clock may be off.
const LEEWAY: u64 = 60;

/// The claims that matter here.
#[derive(Clone, Debug, Deserialize)]
pub struct Claims {
    pub sub: String,
    pub email: Option<String>,
    /// A boolean, or its text with some providers.
    email_verified: Option<Value>,
    pub name: Option<String>,
    #[serde(default)]
    nonce: String,
    #[serde(default)]
    aud: Value,
    azp: Option<String>,
    #[serde(default)]
    iat: f64,
}

impl Claims {
    /// The address, if the provider vouches for it.
    pub fn verified_email(&self) -> Option<String> {
        let yes = match &self.email_verified {
            Some(Value::Bool(yes)) => *yes,
            Some(Value::String(text)) => text == "true",
            _ => false,
        };
        domain::users::email(self.email.as_deref().filter(|_| yes)?)
    }

    /// Takes what userinfo adds. It must be about the same person.
    pub fn add(&mut self, info: Value) -> Result<(), Fault> {
        let info: Claims = serde_json::from_value(info).map_err(|error| error.to_string())?;
        if info.sub != self.sub {
            return Err("userinfo is about somebody else".to_owned());
        }
        if self.email.is_none() {
            self.email = info.email;
            self.email_verified = info.email_verified;
        }
        self.name = self.name.take().or(info.name);
        Ok(())
    }
}

pub async fn check(
    provider: &Provider,
    token: &str,
    nonce: &str,
    now: Time,
) -> Result<Claims, Fault> {
    let header = jsonwebtoken::decode_header(token)
        .map_err(|error| format!("the ID token cannot be read: {error}"))?;
    if !ALGORITHMS.contains(&header.alg) {
        return Err(format!("the ID token is signed with {:?}", header.alg));
    }
    let keys = provider.keys(header.kid.as_deref(), now).await?;
    let key = match &header.kid {
        Some(id) => keys.find(id),
        None if keys.keys.len() == 1 => keys.keys.first(),
        None => None,
    };
    let key = key.ok_or("the ID token is signed with a key that is not published")?;
    let key = DecodingKey::from_jwk(key).map_err(|error| format!("an unusable key: {error}"))?;
    let mut validation = Validation::new(header.alg);
    validation.set_audience(&[&provider.client_id]);
    validation.set_issuer(&[&provider.issuer]);
    validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
    validation.validate_nbf = true;
    validation.leeway = LEEWAY;
    let claims = jsonwebtoken::decode::<Claims>(token, &key, &validation)
        .map_err(|error| format!("the ID token is not good: {error}"))?
        .claims;
    if claims.sub.is_empty() {
        return Err("the ID token is about nobody".to_owned());
    }
    let seconds = now.0.div_euclid(Time::SECOND) as f64;
    if claims.iat > seconds + LEEWAY as f64 {
        return Err("the ID token was made in the future".to_owned());
    }
    if claims.nonce != nonce {
        return Err("the ID token was made for another sign-in".to_owned());
    }
    // A token for several parties says which of them asked.
    let several = claims.aud.as_array().is_some_and(|all| all.len() > 1);
    match &claims.azp {
        Some(party) if *party != provider.client_id => {
            Err("the ID token was made for another client".to_owned())
        }
        None if several => Err("the ID token does not say who asked for it".to_owned()),
        _ => Ok(claims),
    }
}
