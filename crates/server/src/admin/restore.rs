//! `confab admin restore`: lays out the data directory of `--data` from a file
//! of `confab admin backup`. All of it or nothing: it is unpacked beside the
//! directory, checked, and takes its name last.

use std::fs::{self, File};
use std::io;
use std::path::{Component, Path, PathBuf};

use clap::Args;
use serde_json::json;
use tar::{Archive, EntryType};

use super::place::Place;
use super::{Answer, Failure, Result};
use crate::files;
use crate::serve::DATABASE;

/// Arguments of `confab admin restore`.
#[derive(Args)]
pub struct Arguments {
    /// A file that `confab admin backup` wrote
    file: PathBuf,
}

/// Refuses a data directory that has anything in it.
pub fn run(place: &Place, arguments: &Arguments) -> Result<Answer> {
    place.embedded("use pg_restore")?;
    let data = std::path::absolute(place.data())
        .map_err(|error| Failure::new(format!("cannot find the current directory: {error}")))?;
    let shown = data.display().to_string();
    let failed = |error: io::Error| Failure::new(format!("cannot restore into {shown}: {error}"));
    if !is_free(&data).map_err(failed)? {
        return Err(Failure::new(format!(
            "{shown} is not empty; name a new directory with --data, or move this one away"
        )));
    }
    let parent = data.parent().unwrap_or(Path::new("/"));
    let work = tempfile::Builder::new()
        .prefix(".confab-restore-")
        .tempdir_in(parent)
        .map_err(failed)?;
    let unpacked = work.path().join("data");
    files::private_directory(&unpacked).map_err(failed)?;
    let count = unpack(&arguments.file, &unpacked)?;
    check(&unpacked.join(DATABASE), &arguments.file)?;
    // Renaming onto an empty directory replaces it.
    fs::rename(&unpacked, &data).map_err(failed)?;
    File::open(parent)
        .and_then(|parent| parent.sync_all())
        .map_err(failed)?;
    Ok(Answer::new(
        json!({"data": shown, "files": count}),
        format!("{shown}: {count} files; start the server with --data {shown}"),
    ))
}

fn is_free(data: &Path) -> io::Result<bool> {
    match fs::read_dir(data) {
        Ok(mut entries) => Ok(entries.next().is_none()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(error) => Err(error),
    }
}

/// Plain files alone, at plain paths; answers how many.
fn unpack(file: &Path, folder: &Path) -> Result<usize> {
    let failed =
        |error: io::Error| Failure::new(format!("cannot read {}: {error}", file.display()));
    let mut archive = Archive::new(File::open(file).map_err(failed)?);
    let mut count = 0;
    for entry in archive.entries().map_err(failed)? {
        let mut entry = entry.map_err(failed)?;
        let name = entry.path().map_err(failed)?.into_owned();
        let plain = name
            .components()
            .all(|part| matches!(part, Component::Normal(_)));
        if entry.header().entry_type() != EntryType::Regular || !plain {
            return Err(not_ours(file, &format!("it holds {}", name.display())));
        }
        let target = folder.join(&name);
        if let Some(parent) = target.parent() {
            files::private_directory(parent).map_err(failed)?;
        }
        entry.set_preserve_mtime(false);
        entry.unpack(&target).map_err(failed)?;
        File::open(&target)
            .and_then(|file| file.sync_all())
            .map_err(failed)?;
        count += 1;
    }
    Ok(count)
}

/// The database is there and sound.
fn check(database: &Path, file: &Path) -> Result<()> {
    if !database.is_file() {
        return Err(not_ours(file, "it holds no database"));
    }
    let faults = store::faults(database)?;
    match faults.first() {
        Some(fault) => Err(not_ours(file, &format!("its database is damaged: {fault}"))),
        None => Ok(()),
    }
}

fn not_ours(file: &Path, why: &str) -> Failure {
    Failure::new(format!(
        "{} is not a whole backup: {why}; use another one",
        file.display()
    ))
}
