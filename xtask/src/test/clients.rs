//! Against the real binary: Google's own clients for Python and Node, a client in
//! Rust, and what kills, power cuts and failing disks leave behind.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use std::{fs, io};

use super::Tally;
use crate::shell::{cargo, root, run as shell, scratch, target, watch};
use crate::{build, tools};

/// Each suite takes a minute or two; more means that something hangs.
const LIMIT: Duration = Duration::from_secs(15 * 60);

pub fn run(_asked: bool) -> Tally {
    run_on(None)
}

/// A PostgreSQL on which every server of the tests gets a database.
#[derive(Clone, Copy)]
pub struct Postgres<'a> {
    pub url: &'a str,
    /// The program that makes one.
    pub createdb: &'a Path,
}

impl Postgres<'_> {
    /// What the tests of both languages read.
    fn tell(self, command: &mut Command) {
        command
            .env("CONFAB_TEST_CLIENTS_DATABASE", self.url)
            .env("CONFAB_TEST_CLIENTS_CREATEDB", self.createdb);
    }
}

pub fn run_on(postgres: Option<Postgres<'_>>) -> Tally {
    let binary = match build::tested() {
        Ok(binary) => binary,
        Err(reason) => return Tally::broken("clients", &reason),
    };
    let clients = root().join("tests/clients");
    let python = python_test("python", &clients.join("python"), &binary, postgres);
    let node = node_test_on("node", &clients.join("node"), &binary, 1, postgres);
    if postgres.is_some() {
        return python.plus(node);
    }
    let durability = root().join("tests/durability");
    python
        .plus(python_test("durability", &durability, &binary, None))
        .plus(node)
}

fn python_test(suite: &str, folder: &Path, binary: &Path, postgres: Option<Postgres<'_>>) -> Tally {
    let lock = root().join("tests/clients/python/requirements.lock");
    let prepared = tools::python(&lock).and_then(|python| {
        let results = scratch("results")?.join(format!("{suite}.xml"));
        Ok((python, results, examples()?))
    });
    let (python, results, examples) = match prepared {
        Ok(prepared) => prepared,
        Err(reason) => return Tally::broken(suite, &reason),
    };
    if let Err(reason) = forget(&results) {
        return Tally::broken(suite, &reason);
    }
    let mut command = Command::new(python);
    command
        .current_dir(folder)
        .args([
            "-m",
            "pytest",
            "--quiet",
            "-p",
            "no:cacheprovider",
            "--junitxml",
        ])
        .arg(&results)
        .env("CONFAB_BIN", binary)
        .env("CONFAB_RUST_CLIENT", examples.join("chat_client"))
        .env("CONFAB_CODEC_ORACLE", examples.join("codec_oracle"))
        .env("PYTHONDONTWRITEBYTECODE", "1");
    if let Some(postgres) = postgres {
        postgres.tell(&mut command);
        // Compares codecs; no database has a part in it.
        command.arg("--ignore=test_transcode.py");
    }
    let ended = watch(&mut command, LIMIT, |_| ());
    let report = fs::read_to_string(&results).unwrap_or_default();
    junit(&report).checked(suite, ended.map(|status| status.success()))
}

/// Builds the client of `tests/clients/rust` and the codec that is compared with
/// Python's; the folder with both. Of the whole workspace, as the tests of Rust
/// are: for a package alone, other features of dependencies would hold, and those
/// be built once more.
fn examples() -> Result<PathBuf, String> {
    let both = ["--example", "chat_client", "--example", "codec_oracle"];
    shell(cargo().args(["build", "--workspace"]).args(both))?;
    Ok(target()?.join("debug/examples"))
}

/// Runs every `*.test.mjs` of a folder with Node's own runner, so many at a time.
pub fn node_test(suite: &str, folder: &Path, binary: &Path, files: usize) -> Tally {
    node_test_on(suite, folder, binary, files, None)
}

fn node_test_on(
    suite: &str,
    folder: &Path,
    binary: &Path,
    files: usize,
    postgres: Option<Postgres<'_>>,
) -> Tally {
    let prepared = tools::node_modules(folder)
        .and_then(|()| Ok(scratch("results")?.join(format!("{suite}.tap"))));
    let results = match prepared.and_then(|file| forget(&file).map(|()| file)) {
        Ok(results) => results,
        Err(reason) => return Tally::broken(suite, &reason),
    };
    let mut command = Command::new("node");
    command
        .current_dir(folder)
        .args(["--test", &format!("--test-concurrency={files}")])
        .args(["--test-reporter=spec", "--test-reporter-destination=stdout"])
        .args(["--test-reporter=tap", "--test-reporter-destination"])
        .arg(&results)
        .args(match test_files(folder) {
            Ok(files) => files,
            Err(error) => return Tally::broken(suite, &error.to_string()),
        })
        .env("CONFAB_BIN", binary);
    if let Some(postgres) = postgres {
        postgres.tell(&mut command);
    }
    let ended = watch(&mut command, LIMIT, |_| ());
    let mut tally = Tally::default();
    let report = fs::read_to_string(&results).unwrap_or_default();
    report.lines().for_each(|line| tally.add_tap(line));
    tally.checked(suite, ended.map(|status| status.success()))
}

fn test_files(folder: &Path) -> io::Result<Vec<String>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if name.ends_with(".test.mjs") {
            files.push(name);
        }
    }
    files.sort();
    Ok(files)
}

/// Old results must not pass for new ones.
fn forget(results: &Path) -> Result<(), String> {
    match fs::remove_file(results) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(format!("{}: {error}", results.display()))
        }
        _ => Ok(()),
    }
}

/// Reads the counts of the first `testsuite` element.
fn junit(report: &str) -> Tally {
    let suite = report
        .split_once("<testsuite ")
        .map_or("", |(_, rest)| rest);
    let suite = suite
        .split_once('>')
        .map_or("", |(attributes, _)| attributes);
    let number = |name: &str| -> u64 {
        let value = suite
            .split_once(&format!("{name}=\""))
            .map(|(_, rest)| rest);
        let value = value.and_then(|rest| rest.split_once('"'));
        value
            .and_then(|(digits, _)| digits.parse().ok())
            .unwrap_or(0)
    };
    let failed = number("failures") + number("errors");
    let passed = number("tests").saturating_sub(failed + number("skipped"));
    Tally { passed, failed }
}

impl Tally {
    /// Takes the lines `# pass 5` and `# fail 0` that end a TAP report.
    pub fn add_tap(&mut self, line: &str) {
        let number = |word: &str| line.strip_prefix(word)?.trim().parse::<u64>().ok();
        self.passed += number("# pass ").unwrap_or(0);
        self.failed += number("# fail ").unwrap_or(0) + number("# cancelled ").unwrap_or(0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn junit_counts_are_read() {
        let report = r#"<?xml version="1.0"?><testsuites name="t"><testsuite name="pytest"
            errors="1" failures="2" skipped="3" tests="10" time="1"><testcase/>"#;
        let report = report.replace("\n            ", " ");
        let Tally { passed, failed } = junit(&report);
        assert_eq!((passed, failed), (4, 3));
        let Tally { passed, failed } = junit("");
        assert_eq!((passed, failed), (0, 0));
    }

    #[test]
    fn tap_counts_are_read() {
        let mut tally = Tally::default();
        for line in [
            "ok 1 - x",
            "# tests 7",
            "# pass 5",
            "# fail 1",
            "# cancelled 1",
        ] {
            tally.add_tap(line);
        }
        assert_eq!((tally.passed, tally.failed), (5, 2));
    }
}
