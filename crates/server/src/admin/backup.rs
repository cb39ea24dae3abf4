//! `confab admin backup`: the whole installation in one tar file, taken beside
//! a running server. The database goes first: a file that it names is on the
//! disk before its row is, so that what is copied later is never too little.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Read};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;

use super::place::Place;
use super::{Answer, Failure, Result};
use crate::serve::DATABASE;

/// Arguments of `confab admin backup`.
#[derive(Args)]
pub struct Arguments {
    /// The file to write; it must not exist
    file: PathBuf,
}

/// Writes the file, durable before this returns.
pub fn run(place: &Place, arguments: &Arguments) -> Result<Answer> {
    place.embedded("use pg_dump, and copy the directory of --data")?;
    let target = &arguments.file;
    let failed =
        |error: io::Error| Failure::new(format!("cannot write {}: {error}", target.display()));
    if target.exists() {
        let shown = target.display();
        return Err(Failure::new(format!("{shown} exists; name another file")));
    }
    let folder = match target.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    // Beside the target: there, if anywhere, is the space.
    let work = tempfile::Builder::new()
        .prefix(".confab-backup-")
        .tempdir_in(folder)
        .map_err(failed)?;
    let snapshot = work.path().join(DATABASE);
    store::snapshot(&place.data().join(DATABASE), &snapshot)?;
    let partial = work.path().join("backup.tar");
    let files = write(place.data(), &snapshot, &partial).map_err(failed)?;
    fs::rename(&partial, target).map_err(failed)?;
    File::open(folder)
        .and_then(|folder| folder.sync_all())
        .map_err(failed)?;
    let bytes = fs::metadata(target).map_err(failed)?.len();
    let shown = target.display().to_string();
    Ok(Answer::new(
        json!({"file": shown, "bytes": bytes, "files": files}),
        format!("{shown}: {files} files, {bytes} bytes"),
    ))
}

/// Fills the tar file; answers how many files are in it.
fn write(data: &Path, snapshot: &Path, partial: &Path) -> io::Result<usize> {
    // It holds keys and everybody's messages.
    let file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(partial)?;
    let mut tar = tar::Builder::new(BufWriter::new(file));
    append(&mut tar, snapshot, Path::new(DATABASE))?;
    let mut names = Vec::new();
    collect(data, Path::new(""), &mut names)?;
    names.sort();
    let mut count = 1;
    for name in names {
        match append(&mut tar, &data.join(&name), &name) {
            Ok(()) => count += 1,
            // Removed by the server since the folder was read.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    tar.into_inner()?.into_inner()?.sync_all()?;
    Ok(count)
}

/// One file of the length it has now, though it may grow meanwhile.
fn append(tar: &mut tar::Builder<BufWriter<File>>, path: &Path, name: &Path) -> io::Result<()> {
    let file = File::open(path)?;
    let mut header = tar::Header::new_gnu();
    header.set_size(file.metadata()?.len());
    header.set_mode(0o600);
    let length = header.size()?;
    tar.append_data(&mut header, name, file.take(length))
}

/// The files below `data/folder` that belong into a backup.
fn collect(data: &Path, folder: &Path, names: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(data.join(folder))? {
        let entry = entry?;
        let name = folder.join(entry.file_name());
        let kind = entry.file_type()?;
        if kind.is_dir() {
            collect(data, &name, names)?;
        } else if kind.is_file() && is_kept(&name) {
            names.push(name);
        }
    }
    Ok(())
}

/// Not the database, which is there as a snapshot, nor its companions and
/// earlier copies, nor what only says that a server runs.
fn is_kept(name: &Path) -> bool {
    let text = name.to_string_lossy();
    !text.starts_with(DATABASE) && text != "run.json" && !text.ends_with(".new")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept() {
        let check = |name: &str, expected| assert_eq!(is_kept(Path::new(name)), expected, "{name}");
        check("uploads/ab/cdef", true);
        check("tls/ca.pem", true);
        check("confab.db", false);
        check("confab.db-wal", false);
        check("confab.db.before-0004", false);
        check("run.json", false);
        check("tls/.leaf.pem.12.new", false);
    }
}
