//! A PostgreSQL of our own for tests and benchmarks: from installed programs, on a
//! free port, in a temporary folder, gone afterwards.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::shell::{capture, run as shell};
use crate::tools::install;

/// The folder of the newest installed server programs.
pub fn programs() -> Result<PathBuf, String> {
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
pub struct Cluster {
    pub programs: PathBuf,
    folder: PathBuf,
    owner: Option<String>,
    pub url: String,
}

/// For tests, in which the machine itself never fails: hundreds of databases are
/// made, and a server that is killed finds its files in the kernel's memory.
pub const WITHOUT_SYNC: &str = "fsync = off\nfull_page_writes = off\n";

impl Cluster {
    /// With `settings` in its `postgresql.conf`.
    pub fn start(programs: PathBuf, settings: &str) -> Result<Cluster, String> {
        let folder = std::env::temp_dir().join(format!("confab-pg-{}", std::process::id()));
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
        configure(&data.join("postgresql.conf"), settings)?;
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
    pub fn control_line(&self) -> String {
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

/// The last word on a setting counts.
fn configure(file: &Path, settings: &str) -> Result<(), String> {
    let open = OpenOptions::new().append(true).open(file);
    open.and_then(|mut file| file.write_all(settings.as_bytes()))
        .map_err(|error| format!("cannot write {}: {error}", file.display()))
}

fn free_port() -> Result<u16, String> {
    let listener = TcpListener::bind("127.0.0.1:0").and_then(|socket| socket.local_addr());
    match listener {
        Ok(address) => Ok(address.port()),
        Err(error) => Err(format!("no free port: {error}")),
    }
}
