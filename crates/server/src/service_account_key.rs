//! Service-account keys in Google's JSON format. The private key leaves this
//! process in that file alone; the server keeps the public one.

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der, PublicKeyX509Der};
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::KeyPair as _;
use domain::apps::{App, AppKey};
use domain::{Error, Result, Time};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};
use store::{Tx, app_keys};

use crate::gate::secret;
use crate::signing::publish::pem;

/// What stands for itself nowhere in a URL's path (RFC 3986, section 2.3).
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Keys that one service account may have, as with Google.
const LIMIT: i64 = 10;

/// What addresses a key file names.
pub struct Addresses {
    /// Origins without a slash at the end.
    pub sign_in: String,
    pub tokens: String,
    pub certificates: String,
    /// The domain that Google's libraries hold against their own.
    pub universe: String,
}

impl Addresses {
    /// Everything at one server.
    pub fn here(url: &str, universe: &str) -> Self {
        let url = url.trim_end_matches('/').to_owned();
        Self {
            sign_in: url.clone(),
            tokens: url.clone(),
            certificates: url,
            universe: universe.to_owned(),
        }
    }
}

/// A new key: the row to store and the file to write.
pub struct NewKey {
    pub row: AppKey,
    pub file: String,
}

/// Makes an RSA key of 2048 bits for the app's service account. Slow.
pub fn make(app: &App, addresses: &Addresses, now: Time) -> Result<NewKey> {
    let pair = KeyPair::generate(KeySize::Rsa2048).map_err(Error::internal)?;
    let private: Pkcs8V1Der<'_> = pair.as_der().map_err(Error::internal)?;
    let public: PublicKeyX509Der<'_> = pair.public_key().as_der().map_err(Error::internal)?;
    let row = AppKey {
        key_id: hex(&secret::random::<20>()?),
        app: app.id,
        public_key: public.as_ref().to_vec(),
        create_time: now,
    };
    let private_key = pem("PRIVATE KEY", private.as_ref());
    let json = json(app, &row.key_id, &private_key, addresses);
    let file = format!("{json:#}\n");
    Ok(NewKey { row, file })
}

/// Stores a key, unless the app has too many.
pub async fn insert(tx: &mut Tx, key: &AppKey) -> Result<()> {
    let keys = app_keys::of_app(tx, key.app, LIMIT).await?;
    if keys.len() as i64 >= LIMIT {
        let text = format!("an app has at most {LIMIT} keys; delete one first");
        return Err(Error::failed_precondition(text));
    }
    app_keys::insert(tx, key).await
}

fn json(app: &App, key_id: &str, private_key: &str, addresses: &Addresses) -> Value {
    let email = utf8_percent_encode(&app.client_email, RESERVED);
    let certificates = &addresses.certificates;
    json!({
        "type": "service_account",
        "project_id": app.project_id,
        "private_key_id": key_id,
        "private_key": private_key,
        "client_email": app.client_email,
        "client_id": app.client_id,
        "auth_uri": format!("{}/o/oauth2/auth", addresses.sign_in),
        "token_uri": format!("{}/token", addresses.tokens),
        "auth_provider_x509_cert_url": format!("{certificates}/oauth2/v1/certs"),
        "client_x509_cert_url": format!("{certificates}/robot/v1/metadata/x509/{email}"),
        "universe_domain": addresses.universe,
    })
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn key_ids_are_hexadecimal() {
        assert_eq!(hex(&[0, 171]), "00ab");
    }
}
