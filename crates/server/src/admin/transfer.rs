//! `confab admin move`: everything in the database goes to another one, from
//! the embedded database to PostgreSQL or back.

use std::path::Path;

use clap::Args;
use serde_json::{Value, json};
use store::Location;

use super::place::Place;
use super::{Answer, Failure, Result};
use crate::run_file::RunFile;
use crate::{files, serve};

/// Arguments of `confab admin move`.
#[derive(Args)]
pub struct Arguments {
    /// Where to: postgres://… or a directory, for an embedded database in it
    #[arg(long, value_name = "URL|DIR", hide_env_values = true)]
    to: String,
}

/// Goes on where an earlier run stopped; refuses a target with anything else.
pub async fn run(place: &Place, arguments: &Arguments) -> Result<Answer> {
    let from = place.location();
    if let Location::Sqlite(file) = &from {
        refuse_running(place.data())?;
        if !file.is_file() {
            let shown = file.display();
            return Err(Failure::new(format!("there is no database {shown}")));
        }
    }
    let to = target(&arguments.to)?;
    let report = store::transfer::run(&from, &to)
        .await
        .map_err(|error| Failure::new(error.to_string()))?;
    let rows: u64 = report.iter().map(|(_, rows)| rows).sum();
    let tables: serde_json::Map<String, Value> = report
        .iter()
        .map(|(table, rows)| (table.clone(), json!(rows)))
        .collect();
    let text = format!(
        "moved {rows} rows of {} tables and compared each; start the server with {}",
        tables.len(),
        match to {
            Location::Postgres(_) => "--database-url, and the same --data for its files",
            Location::Sqlite(_) => "--data, and copy uploads there from the old one",
        }
    );
    Ok(Answer::new(json!({"rows": rows, "tables": tables}), text))
}

fn target(to: &str) -> Result<Location> {
    if to.starts_with("postgres://") || to.starts_with("postgresql://") {
        return Ok(Location::Postgres(to.to_owned()));
    }
    if to.contains("://") {
        return Err(Failure::new("--to takes postgres://… or a directory"));
    }
    let directory = Path::new(to);
    refuse_running(directory)?;
    files::private_directory(directory)
        .map_err(|error| Failure::new(format!("cannot use the directory {to}: {error}")))?;
    Ok(serve::location(directory, None))
}

/// A server would go on writing to what is being read.
fn refuse_running(data: &Path) -> Result<()> {
    let Ok(info) = RunFile::read(data) else {
        return Ok(());
    };
    if !info.is_running() {
        return Ok(());
    }
    Err(Failure::new(format!(
        "a server runs on {} (process {}); stop it first",
        data.display(),
        info.pid
    )))
}
