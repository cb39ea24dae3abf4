//! A service account's key as its owner holds it: signs JWTs like Google's
//! client libraries.
#![allow(dead_code)]

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der, PublicKeyX509Der};
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::KeyPair as _;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::Value;

pub struct Signer {
    key: EncodingKey,
    /// SubjectPublicKeyInfo, DER.
    pub public_key: Vec<u8>,
}

impl Signer {
    pub fn new() -> Self {
        let pair = KeyPair::generate(KeySize::Rsa2048).unwrap();
        let private: Pkcs8V1Der<'_> = pair.as_der().unwrap();
        let public: PublicKeyX509Der<'_> = pair.public_key().as_der().unwrap();
        let text = STANDARD.encode(private.as_ref());
        let pem = format!("-----BEGIN PRIVATE KEY-----\n{text}\n-----END PRIVATE KEY-----\n");
        Self {
            key: EncodingKey::from_rsa_pem(pem.as_bytes()).unwrap(),
            public_key: public.as_ref().to_vec(),
        }
    }

    /// The public key as a JWK Set has it.
    pub fn jwk(&self, kid: &str) -> Value {
        let mut jwk = Jwk::from_encoding_key(&self.key, Algorithm::RS256).unwrap();
        jwk.common.key_id = Some(kid.to_owned());
        serde_json::to_value(jwk).unwrap()
    }

    pub fn sign(&self, kid: Option<&str>, claims: &Value) -> String {
        self.sign_with(Algorithm::RS256, kid, claims)
    }

    pub fn sign_with(&self, algorithm: Algorithm, kid: Option<&str>, claims: &Value) -> String {
        encode(algorithm, kid, claims, &self.key)
    }
}

/// Signed with a shared secret, which no server must take for a signature.
pub fn sign_with_secret(secret: &[u8], kid: &str, claims: &Value) -> String {
    let key = EncodingKey::from_secret(secret);
    encode(Algorithm::HS256, Some(kid), claims, &key)
}

fn encode(algorithm: Algorithm, kid: Option<&str>, claims: &Value, key: &EncodingKey) -> String {
    let mut header = Header::new(algorithm);
    header.kid = kid.map(str::to_owned);
    jsonwebtoken::encode(&header, claims, key).unwrap()
}

/// Replaces claims; null takes one away.
pub fn changed(mut claims: Value, changes: Value) -> Value {
    let map = claims.as_object_mut().unwrap();
    for (name, value) in changes.as_object().unwrap() {
        match value {
            Value::Null => map.remove(name),
            value => map.insert(name.clone(), value.clone()),
        };
    }
    claims
}
