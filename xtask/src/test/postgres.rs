//! The store's suite, the behaviour tables, several nodes under faults and the
//! official clients on PostgreSQL: a server of our own, from installed programs,
//! on a free port, in a temporary folder, gone afterwards.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::rust::cargo_test;
use super::{Tally, clients};
use crate::shell::{capture, cargo, exists, root, run as shell};
use crate::tools::install;

pub fn run(asked: bool) -> Tally {
    let programs = match programs() {
        Ok(programs) => programs,
        Err(reason) if asked => return Tally::broken("postgres", &reason),
        Err(reason) => {
            println!("no PostgreSQL here ({reason}): 0 tests");
            return Tally::default();
        }
    };
    match Cluster::start(programs) {
        Ok(cluster) => suites(&cluster).plus(official(&cluster)),
        Err(reason) => Tally::broken("postgres", &reason),
    }
}

/// The store's suite, the behaviour tables of every RPC, and the nodes. Chosen by name from
/// the whole workspace: for a package alone, other features of dependencies
/// would hold, and those be built once more.
fn suites(cluster: &Cluster) -> Tally {
    // Without it the tests of wake-ups by NATS do nothing.
    if !exists("nats-server")
        && let Err(reason) = install(&["nats-server"])
    {
        println!("no NATS here: {reason}");
    }
    let tests = match store_tests() {
        Ok(tests) => tests,
        Err(error) => return Tally::broken("postgres", &error.to_string()),
    };
    let mut command = cargo();
    command.args(["test", "--no-fail-fast", "--workspace"]);
    for name in tests.iter().map(String::as_str).chain(["methods", "nodes"]) {
        command.args(["--test", name]);
    }
    command
        .env("CONFAB_TEST_POSTGRES_URL", &cluster.url)
        .env("CONFAB_TEST_POSTGRES_CONTROL", cluster.control_line());
    let tables = cargo_test("postgres", &mut command);
    // Of the transport's tests, those of several nodes.
    let mut command = cargo();
    command.args([
        "test",
        "--workspace",
        "--test",
        "transport",
        "credentials::",
    ]);
    command.env("CONFAB_TEST_POSTGRES_URL", &cluster.url);
    tables.plus(cargo_test("nodes", &mut command))
}

/// Google's own clients.
fn official(cluster: &Cluster) -> Tally {
    clients::run_on(Some(clients::Postgres {
        url: &cluster.url,
        createdb: &cluster.programs.join("createdb"),
    }))
}

/// The names of the store's suites: folders with a `main.rs`.
fn store_tests() -> std::io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(root().join("crates/store/tests"))? {
        let entry = entry?;
        if entry.path().join("main.rs").exists() {
            names.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    names.sort();
    Ok(names)
}

/// The folder of the newest installed server programs.
fn programs() -> Result<PathBuf, String> {
    if let Some(folder) = installed() {
        return Ok(folder);
    }
    install(&["postgresql"])?;
    installed().ok_or_else(|| "the package postgresql has no server in it".to_owned())
}

fn installed() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten();
    let mut folders: Vec<PathBuf> = versions
        .flatten()
        .map(|version| version.path().join("bin"))
        .filter(|folder| folder.join("initdb").exists())
        .collect();
    folders.sort();
    folders.pop().or_else(on_path)
}

fn on_path() -> Option<PathBuf> {
    let folder = PathBuf::from(capture(Command::new("pg_config").arg("--bindir"))?);
    folder.join("initdb").exists().then_some(folder)
}

/// A running server; dropping it stops it and removes its data.
struct Cluster {
    programs: PathBuf,
    folder: PathBuf,
    owner: Option<String>,
    url: String,
}

impl Cluster {
    fn start(programs: PathBuf) -> Result<Cluster, String> {
        let folder = std::env::temp_dir().join(format!("confab-test-pg-{}", std::process::id()));
        let owner = owner()?;
        make(&folder, owner.as_deref())?;
        let port = free_port()?;
        let cluster = Cluster {
            programs,
            folder,
            owner,
            url: format!("postgres://confab@127.0.0.1:{port}/postgres"),
        };
        let data = cluster.folder.join("data");
        shell(
            cluster
                .program("initdb")
                .args(["--auth=trust", "--username=confab", "--encoding=UTF8"])
                .args(["--no-locale", "--no-sync", "--pgdata"])
                .arg(&data),
        )?;
        let options = format!(
            "-h 127.0.0.1 -p {port} -k {} -c max_connections=300",
            cluster.folder.display()
        );
        let log = cluster.folder.join("log");
        let started = shell(
            cluster
                .control(&data)
                .args(["start", "-w", "-o", &options, "-l"])
                .arg(&log),
        );
        started.map_err(|reason| {
            let log = fs::read_to_string(&log).unwrap_or_default();
            format!("{reason}\n{log}")
        })?;
        Ok(cluster)
    }

    /// The shell command that controls the server, for tests that restart it.
    fn control_line(&self) -> String {
        let command = self.control(&self.folder.join("data"));
        let words = [command.get_program()]
            .into_iter()
            .chain(command.get_args());
        let words: Vec<_> = words.map(|word| word.to_string_lossy()).collect();
        // None of them holds a quote.
        let quoted: Vec<_> = words.iter().map(|word| format!("'{word}'")).collect();
        format!("cd '{}' && {}", self.folder.display(), quoted.join(" "))
    }

    fn control(&self, data: &Path) -> Command {
        let mut command = self.program("pg_ctl");
        command.arg("--silent").arg("--pgdata").arg(data);
        command
    }

    /// PostgreSQL refuses to run as root; then another user runs it.
    fn program(&self, name: &str) -> Command {
        let path = self.programs.join(name);
        let mut command = match &self.owner {
            None => Command::new(path),
            Some(owner) => {
                let mut command = Command::new("runuser");
                command.args(["-u", owner, "--"]).arg(path);
                command
            }
        };
        command.current_dir(&self.folder);
        command
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let data = self.folder.join("data");
        if data.join("postmaster.pid").exists() {
            let stop = shell(self.control(&data).args(["stop", "-m", "immediate"]));
            stop.unwrap_or_else(|reason| eprintln!("postgres: {reason}"));
        }
        if let Err(error) = fs::remove_dir_all(&self.folder) {
            eprintln!("postgres: {} stays behind: {error}", self.folder.display());
        }
    }
}

/// Who runs the server, if we may not: root must not.
fn owner() -> Result<Option<String>, String> {
    if capture(Command::new("id").arg("-u")).as_deref() != Some("0") {
        return Ok(None);
    }
    let known = |user: &&str| capture(Command::new("id").args(["-u", user])).is_some();
    match ["postgres", "nobody"].iter().find(|user| known(user)) {
        Some(user) => Ok(Some((*user).to_owned())),
        None => Err("there is no user to run PostgreSQL as".to_owned()),
    }
}

fn make(folder: &Path, owner: Option<&str>) -> Result<(), String> {
    let mut command = Command::new("install");
    command.args(["-d", "-m", "0700"]);
    if let Some(owner) = owner {
        command.args(["-o", owner]);
    }
    shell(command.arg(folder))
}

fn free_port() -> Result<u16, String> {
    let listener = TcpListener::bind("127.0.0.1:0").and_then(|socket| socket.local_addr());
    match listener {
        Ok(address) => Ok(address.port()),
        Err(error) => Err(format!("no free port: {error}")),
    }
}
