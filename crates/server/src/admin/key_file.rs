//! The files that service-account keys are written to.

use std::path::Path;

use clap::{Args, ValueEnum};
use domain::Time;
use domain::apps::App;

use super::place::public_url;
use super::{Failure, Result};
use crate::files;
use crate::run_file::RunFile;
use crate::service_account_key::{self, Addresses, NewKey};
use crate::settings::GOOGLES_UNIVERSE;

/// What URLs a key file names.
#[derive(Args)]
pub struct KeyUrls {
    /// Where the server is reached; found out when it runs on --data
    #[arg(long, env = "CONFAB_PUBLIC_URL", value_name = "URL")]
    public_url: Option<String>,

    /// Name this server's URLs, or Google's for clients that check them
    #[arg(long, value_enum, default_value_t = Urls::Here)]
    key_urls: Urls,

    /// The domain that Google's libraries hold against their own [default: the running
    /// server's]
    #[arg(long, env = "CONFAB_UNIVERSE", value_name = "DOMAIN")]
    universe: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Urls {
    Here,
    Google,
}

impl KeyUrls {
    /// Makes a key for the app's service account.
    pub fn make(&self, app: &App, data: &Path, now: Time) -> Result<NewKey> {
        let (sign_in, tokens, certificates) = self.hosts(data);
        let addresses = Addresses {
            sign_in,
            tokens,
            certificates,
            universe: self.universe(data),
        };
        Ok(service_account_key::make(app, &addresses, now)?)
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

    /// As given, else as the server that runs on `data` has it.
    fn universe(&self, data: &Path) -> String {
        let running = || RunFile::read(data).ok()?.universe;
        let universe = self.universe.clone().or_else(running);
        universe.unwrap_or_else(|| GOOGLES_UNIVERSE.to_owned())
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
