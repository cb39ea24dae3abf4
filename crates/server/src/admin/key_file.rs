//! Service-account keys in Google's JSON format. The private key leaves this
//! process in that file alone; the server keeps the public one.

use std::path::Path;

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der, PublicKeyX509Der};
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::KeyPair as _;
use clap::{Args, ValueEnum};
use domain::apps::{App, AppKey};
use domain::{Error, Time};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use super::place::public_url;
use super::{Failure, Result};
use crate::files;
use crate::gate::secret;
use crate::signing::publish::pem;

/// What stands for itself nowhere in a URL's path (RFC 3986, section 2.3).
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// What URLs a key file names.
#[derive(Args)]
pub struct KeyUrls {
    /// Where the server is reached; found out when it runs on --data
    #[arg(long, env = "CONFAB_PUBLIC_URL", value_name = "URL")]
    public_url: Option<String>,

    /// Name this server's URLs, or Google's for clients that check them
    #[arg(long, value_enum, default_value_t = Urls::Here)]
    key_urls: Urls,

    /// The domain that Google's libraries hold against their own
    #[arg(
        long,
        env = "CONFAB_UNIVERSE",
        value_name = "DOMAIN",
        default_value = "googleapis.com"
    )]
    universe: String,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Urls {
    Here,
    Google,
}

/// A new key: the row to store and the file to write.
pub struct NewKey {
    pub row: AppKey,
    pub file: String,
}

impl KeyUrls {
    /// Makes an RSA key of 2048 bits for the app's service account.
    pub fn make(&self, app: &App, data: &Path, now: Time) -> Result<NewKey> {
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
        let json = self.json(app, &row.key_id, &private_key, data);
        let file = format!("{json:#}\n");
        Ok(NewKey { row, file })
    }

    fn json(&self, app: &App, key_id: &str, private_key: &str, data: &Path) -> Value {
        let (auth, token, certificates) = self.hosts(data);
        let email = utf8_percent_encode(&app.client_email, RESERVED);
        json!({
            "type": "service_account",
            "project_id": app.project_id,
            "private_key_id": key_id,
            "private_key": private_key,
            "client_email": app.client_email,
            "client_id": app.client_id,
            "auth_uri": format!("{auth}/o/oauth2/auth"),
            "token_uri": format!("{token}/token"),
            "auth_provider_x509_cert_url": format!("{certificates}/oauth2/v1/certs"),
            "client_x509_cert_url": format!("{certificates}/robot/v1/metadata/x509/{email}"),
            "universe_domain": self.universe,
        })
    }

    /// The origins of sign-in, tokens and certificates.
    pub(super) fn hosts(&self, data: &Path) -> (String, String, String) {
        if self.key_urls == Urls::Google {
            let google = |host: &str| format!("https://{host}");
            return (
                google("accounts.google.com"),
                google("oauth2.googleapis.com"),
                google("www.googleapis.com"),
            );
        }
        let here = self.here(data);
        (here.clone(), here.clone(), here)
    }

    fn here(&self, data: &Path) -> String {
        public_url(data, self.public_url.as_deref(), "the key")
    }
}

/// Writes a key file that only its owner can read.
pub fn write(path: &Path, content: &str) -> Result<()> {
    files::replace(path, 0o600, content.as_bytes()).map_err(|error| {
        let shown = path.display();
        Failure::new(format!("cannot write the key file {shown}: {error}"))
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
