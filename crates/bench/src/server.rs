//! A server of our own: started on fresh data, filled through `confab admin`,
//! watched through /proc, killed when dropped.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::{fs, thread};

use serde_json::Value;
use tempfile::TempDir;

use crate::Result;

pub struct Server {
    program: PathBuf,
    data: PathBuf,
    /// Shared by several; SQLite in the folder if there is none.
    database: Option<String>,
    child: Child,
    pub port: u16,
}

impl Server {
    /// Starts the program and waits until it accepts connections.
    pub fn start(program: &Path, folder: &TempDir) -> Result<Server> {
        Server::start_with(program, folder, &[])
    }

    /// With more arguments to `confab serve`.
    pub fn start_with(program: &Path, folder: &TempDir, arguments: &[&str]) -> Result<Server> {
        Server::launch(program, folder, None, arguments)
    }

    /// A node on a PostgreSQL database.
    pub fn start_on(program: &Path, folder: &TempDir, database: &str) -> Result<Server> {
        Server::launch(program, folder, Some(database), &[])
    }

    fn launch(
        program: &Path,
        folder: &TempDir,
        database: Option<&str>,
        arguments: &[&str],
    ) -> Result<Server> {
        let data = folder.path().join("data");
        let log = fs::File::create(folder.path().join("log"))?;
        let mut child = Command::new(program)
            .args(["serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(&data)
            .args(
                database
                    .map(|url| ["--database-url", url])
                    .into_iter()
                    .flatten(),
            )
            .args(arguments)
            .env("CONFAB_BENCH", "1")
            // The apps of a benchmark listen in this program.
            .env("CONFAB_OUTGOING", "loopback")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .map_err(|error| format!("{}: {error}", program.display()))?;
        let port = listening(&mut child);
        let program = program.to_owned();
        // Made before the port is looked at, so that dropping it ends the child.
        let mut server = Server {
            program,
            data,
            database: database.map(str::to_owned),
            child,
            port: 0,
        };
        let log = folder.path().join("log");
        server.port = port.ok_or_else(|| {
            let log = fs::read_to_string(log).unwrap_or_default();
            format!("the server does not start\n{log}")
        })?;
        Ok(server)
    }

    /// Runs `confab admin` beside the server; answers its JSON.
    pub fn admin(&self, arguments: &[&str]) -> Result<Value> {
        let output = Command::new(&self.program)
            .args(["admin", "--data"])
            .arg(&self.data)
            .args(self.database.iter().flat_map(|url| ["--database-url", url]))
            .args(arguments)
            .arg("--json")
            .output()?;
        if !output.status.success() {
            let error = String::from_utf8_lossy(&output.stderr);
            return Err(format!("confab admin {}: {error}", arguments.join(" ")).into());
        }
        Ok(serde_json::from_slice(&output.stdout)?)
    }

    /// Seconds of CPU used so far, in user and kernel mode together. Linux counts
    /// them in hundredths.
    pub fn cpu_seconds(&self) -> Result<f64> {
        cpu_seconds_of(&self.child.id().to_string())
    }

    /// The most memory that was ever resident, in bytes.
    pub fn peak_memory(&self) -> Result<u64> {
        self.status("VmHWM:")
    }

    /// The memory that is resident now, in bytes.
    pub fn memory(&self) -> Result<u64> {
        self.status("VmRSS:")
    }

    fn status(&self, name: &str) -> Result<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        let kilobytes = line.and_then(|line| line.trim().strip_suffix(" kB"));
        match kilobytes.and_then(|digits| digits.trim().parse::<u64>().ok()) {
            Some(kilobytes) => Ok(kilobytes * 1024),
            None => Err("/proc does not say how much memory is used".into()),
        }
    }
}

/// Those of the load generator itself.
pub fn own_cpu_seconds() -> Result<f64> {
    cpu_seconds_of("self")
}

fn cpu_seconds_of(process: &str) -> Result<f64> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat"))?;
    // The second field is the name in parentheses and may hold anything.
    let fields = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    let ticks: f64 = fields
        .split_whitespace()
        .skip(11)
        .take(2)
        .filter_map(|field| field.parse::<f64>().ok())
        .sum();
    Ok(ticks / 100.0)
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Err(error) = self.child.kill().and_then(|()| self.child.wait()) {
            eprintln!("bench: the server does not end: {error}");
        }
    }
}

/// Reads `listening on http://HOST:PORT`, and keeps reading afterwards so that
/// the pipe never fills.
fn listening(child: &mut Child) -> Option<u16> {
    let mut lines = BufReader::new(child.stdout.take()?).lines();
    let port = lines
        .by_ref()
        .map_while(std::result::Result::ok)
        .find_map(|line| port_of(&line));
    thread::spawn(move || lines.for_each(drop));
    port
}

fn port_of(line: &str) -> Option<u16> {
    let url = line.strip_prefix("listening on ")?;
    url.trim_end_matches('/').rsplit_once(':')?.1.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::port_of;

    #[test]
    fn the_port_is_read_from_the_line() {
        assert_eq!(port_of("listening on http://127.0.0.1:8080"), Some(8080));
        assert_eq!(port_of("listening on http://[::1]:80/"), Some(80));
        assert_eq!(port_of("proxy on http://127.0.0.1:1"), None);
    }
}
