//! `confab admin backup` and `restore`.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::Installation;

/// A place for backup files, and an installation that does not exist yet.
struct Elsewhere(TempDir);

impl Elsewhere {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn text(&self, name: &str) -> String {
        self.path(name).to_str().unwrap().to_owned()
    }
}

fn restored(folder: &Elsewhere, file: &str) -> Installation {
    let there = Installation::new();
    there.json(&["restore", &folder.text(file)]);
    there
}

#[test]
fn what_was_there_comes_back() {
    let here = Installation::new();
    here.create_user("alice@example.com");
    fs::create_dir_all(here.data().join("uploads/ab")).unwrap();
    fs::write(here.data().join("uploads/ab/picture"), b"bytes").unwrap();
    fs::write(here.data().join("run.json"), b"{}").unwrap();
    let folder = Elsewhere::new();
    let answer = here.json(&["backup", &folder.text("one.tar")]);
    assert_eq!(answer["files"], 2);
    let mode = fs::metadata(folder.path("one.tar")).unwrap().permissions();
    assert_eq!(mode.mode() & 0o777, 0o600);

    here.create_user("late@example.com");
    let there = restored(&folder, "one.tar");
    let users = there.json(&["user", "list"]);
    assert_eq!(users["users"].as_array().unwrap().len(), 1);
    let picture = there.data().join("uploads/ab/picture");
    assert_eq!(fs::read(picture).unwrap(), b"bytes");
    assert!(!there.data().join("run.json").exists());
    // Nothing is left of the work.
    assert_eq!(fs::read_dir(folder.0.path()).unwrap().count(), 1);
}

#[test]
fn backups_do_not_open_or_change_the_installation() {
    let here = Installation::new();
    let folder = Elsewhere::new();
    here.refuses(1, &["backup", &folder.text("x.tar")], "no database file");
    assert_eq!(fs::read_dir(here.data()).unwrap().count(), 0);
    here.create_user("alice@example.com");
    let missing = folder.text("missing/x.tar");
    here.refuses(1, &["backup", &missing], "cannot write");
    fs::write(folder.path("x.tar"), b"precious").unwrap();
    here.refuses(
        1,
        &["backup", &folder.text("x.tar")],
        "exists; name another",
    );
    assert_eq!(fs::read(folder.path("x.tar")).unwrap(), b"precious");
    let url = ["backup", "y.tar", "--database-url", "postgres://nobody"];
    here.refuses(1, &url, "use pg_dump");
}

#[test]
fn only_whole_backups_into_empty_directories() {
    let here = Installation::new();
    here.create_user("alice@example.com");
    let folder = Elsewhere::new();
    here.json(&["backup", &folder.text("good.tar")]);
    here.refuses(1, &["restore", &folder.text("good.tar")], "is not empty");

    let there = Installation::new();
    let refuses = |name: &str, expected: &str| {
        there.refuses(1, &["restore", &folder.text(name)], expected);
        assert_eq!(fs::read_dir(there.data()).unwrap().count(), 0, "{name}");
    };
    refuses("absent.tar", "cannot read");
    let good = fs::read(folder.path("good.tar")).unwrap();
    fs::write(folder.path("cut.tar"), &good[..good.len() / 2]).unwrap();
    refuses("cut.tar", "cut.tar");
    let mut damaged = good.clone();
    // Inside the database's first pages, after the tar header.
    damaged[512 + 4096..512 + 8192].fill(0xff);
    fs::write(folder.path("damaged.tar"), &damaged).unwrap();
    refuses("damaged.tar", "damaged");
    fs::write(folder.path("text.tar"), b"hello".repeat(300)).unwrap();
    refuses("text.tar", "cannot read");
    fs::write(folder.path("empty.tar"), []).unwrap();
    refuses("empty.tar", "holds no database");
}

#[test]
fn archives_cannot_write_elsewhere() {
    let folder = Elsewhere::new();
    let there = Installation::new();
    let refuses = |name: &str, header: &mut tar::Header, path: &str| {
        let mut tar = tar::Builder::new(Vec::new());
        // Written by hand: the crate itself refuses to make such a path.
        let bytes = &mut header.as_old_mut().name;
        bytes[..path.len()].copy_from_slice(path.as_bytes());
        header.set_cksum();
        tar.append(header, &b"evil"[..header.size().unwrap() as usize])
            .unwrap();
        fs::write(folder.path(name), tar.into_inner().unwrap()).unwrap();
        there.refuses(1, &["restore", &folder.text(name)], "it holds");
        assert_eq!(fs::read_dir(there.data()).unwrap().count(), 0, "{name}");
    };
    let file = || {
        let mut header = tar::Header::new_gnu();
        header.set_size(4);
        header.set_mode(0o600);
        header
    };
    refuses("up.tar", &mut file(), "../evil");
    refuses("root.tar", &mut file(), "/tmp/evil");
    let mut link = file();
    link.set_size(0);
    link.set_entry_type(tar::EntryType::Symlink);
    link.set_link_name("/etc").unwrap();
    refuses("link.tar", &mut link, "uploads");
    assert!(!Path::new("/tmp/evil").exists());
}
