//! Small files of the data directory that others must never see half written:
//! keys, certificates, `run.json`.

use std::fs::{self, DirBuilder, File, OpenOptions, Permissions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::Path;

/// Creates a directory with its parents, for its owner alone, and takes other
/// people's rights away from one that exists.
pub fn private_directory(path: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(path)?;
    let mode = fs::metadata(path)?.permissions().mode();
    if mode & 0o077 != 0 {
        fs::set_permissions(path, Permissions::from_mode(0o700))?;
    }
    Ok(())
}

/// Replaces a file in one step, for good once this returns: keys that the
/// database was sealed with must not go with the power. `mode` is what it may be
/// opened with, from the first byte on.
pub fn replace(path: &Path, mode: u32, content: &[u8]) -> io::Result<()> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.new", std::process::id()));
    let temporary = path.with_file_name(name);
    let written = write_new(&temporary, mode, content)
        .and_then(|()| fs::rename(&temporary, path))
        .and_then(|()| sync_folder_of(path));
    if written.is_err() {
        // What is left over is only in the way; the first error says why.
        let _ = fs::remove_file(&temporary);
    }
    written
}

/// A new name is only there for good when its folder's list is.
fn sync_folder_of(path: &Path) -> io::Result<()> {
    match path.parent() {
        Some(folder) if folder != Path::new("") => File::open(folder)?.sync_all(),
        _ => File::open(".")?.sync_all(),
    }
}

fn write_new(path: &Path, mode: u32, content: &[u8]) -> io::Result<()> {
    // A file of a killed process with the same number would keep its old mode.
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(mode)
        .open(path)?;
    file.write_all(content)?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn nobody_else_may_look() {
        let root = tempfile::tempdir().unwrap();
        let inner = root.path().join("a/b");
        private_directory(&inner).unwrap();
        assert_eq!(mode(&inner), 0o700);
        fs::set_permissions(&inner, Permissions::from_mode(0o755)).unwrap();
        private_directory(&inner).unwrap();
        assert_eq!(mode(&inner), 0o700);

        let key = inner.join("key");
        replace(&key, 0o600, b"one").unwrap();
        replace(&key, 0o600, b"two").unwrap();
        assert_eq!(
            (fs::read(&key).unwrap(), mode(&key)),
            (b"two".to_vec(), 0o600)
        );
        assert_eq!(fs::read_dir(&inner).unwrap().count(), 1);
    }
}
