//! Public keys in the two forms that verifiers read: a map of key ids to
//! certificates in PEM, and JSON Web Keys (RFC 7517).

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use domain::{Error, Result};
use serde_json::{Map, Value, json};
use x509_parser::prelude::{FromDer, X509Certificate};
use x509_parser::public_key::PublicKey;

use super::Public;

/// `{"kid": "-----BEGIN CERTIFICATE-----…"}`.
pub fn certificates(keys: &[Public]) -> Value {
    let entry = |key: &Public| {
        (
            key.key_id.clone(),
            pem("CERTIFICATE", &key.certificate).into(),
        )
    };
    Value::Object(keys.iter().map(entry).collect::<Map<_, _>>())
}

/// `{"keys": [{"kid": …, "n": …, "e": …}]}`.
pub fn jwks(keys: &[Public]) -> Result<Value> {
    let keys: Result<Vec<_>> = keys.iter().map(jwk).collect();
    Ok(json!({"keys": keys?}))
}

fn jwk(key: &Public) -> Result<Value> {
    let (_, certificate) = X509Certificate::from_der(&key.certificate).map_err(Error::internal)?;
    let public = certificate.public_key().parsed().map_err(Error::internal)?;
    let PublicKey::RSA(rsa) = public else {
        return Err(Error::internal("a signing key is not RSA"));
    };
    Ok(json!({
        "kty": "RSA",
        "alg": "RS256",
        "use": "sig",
        "kid": key.key_id,
        "n": number(rsa.modulus),
        "e": number(rsa.exponent),
    }))
}

/// Without the zero that keeps DER's integers positive.
fn number(bytes: &[u8]) -> String {
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    URL_SAFE_NO_PAD.encode(bytes.get(zeros..).unwrap_or_default())
}

/// RFC 7468: base64 in lines of 64 characters.
pub fn pem(label: &str, der: &[u8]) -> String {
    let text = STANDARD.encode(der);
    let mut out = format!("-----BEGIN {label}-----\n");
    let mut rest = text.as_str();
    while !rest.is_empty() {
        let (line, more) = rest.split_at(rest.len().min(64));
        out.push_str(line);
        out.push('\n');
        rest = more;
    }
    out.push_str(&format!("-----END {label}-----\n"));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_pem_have_64_characters() {
        let text = pem("X", &[7; 60]);
        let lines: Vec<_> = text.lines().map(str::len).collect();
        assert_eq!(lines, [17, 64, 16, 15]);
    }
}
