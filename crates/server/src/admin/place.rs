//! Which installation a command is about.

use std::path::{Path, PathBuf};

use clap::Args;
use store::{Location, Store};

use super::{Failure, Result};
use crate::run_file::RunFile;
use crate::{files, serve};

/// Accepted before and after the subcommand.
#[derive(Args)]
pub struct Place {
    /// The server's data directory
    #[arg(
        long,
        global = true,
        env = "CONFAB_DATA",
        value_name = "DIR",
        default_value = "./confab-data"
    )]
    data: PathBuf,

    /// The server's database, if it is not in --data
    #[arg(
        long,
        global = true,
        env = "CONFAB_DATABASE_URL",
        value_name = "URL",
        hide_env_values = true
    )]
    database_url: Option<String>,
}

impl Place {
    /// Opens the database; makes it if there is none yet, as the server would.
    pub async fn open(&self) -> Result<Store> {
        if self.database_url.is_none() {
            let shown = self.data.display();
            files::private_directory(&self.data).map_err(|error| {
                Failure::new(format!("cannot use the data directory {shown}: {error}"))
            })?;
        }
        let opened = Store::open(&self.location()).await;
        opened.map_err(|error| Failure::new(error.to_string()))
    }

    pub fn location(&self) -> Location {
        serve::location(&self.data, self.database_url.as_deref())
    }

    /// Refuses what only works on the files of an embedded database.
    pub fn embedded(&self, instead: &str) -> Result<()> {
        match self.database_url {
            Some(_) => Err(Failure::new(format!(
                "this is for the embedded database; with --database-url {instead}"
            ))),
            None => Ok(()),
        }
    }

    pub fn data(&self) -> &Path {
        &self.data
    }
}

/// Where the server of a data directory is reached, without a slash at the
/// end: as given, else as the running server says. `what` is about to hold it.
pub fn public_url(data: &Path, given: Option<&str>, what: &str) -> String {
    let running = || {
        let info = RunFile::read(data).ok()?;
        Some(info.public_url.unwrap_or(info.url))
    };
    let url = given
        .map(str::to_owned)
        .or_else(running)
        .unwrap_or_else(|| {
            let usual = "http://127.0.0.1:8080";
            eprintln!(
                "no server runs on {}: {what} names {usual}; --public-url names another",
                data.display()
            );
            usual.to_owned()
        });
    url.trim_end_matches('/').to_owned()
}
