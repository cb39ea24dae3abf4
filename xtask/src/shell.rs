//! Running other programs: shown, checked, captured, and stopped when they hang.

use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};
use std::{env, fs, io};

/// The checkout's top folder.
pub fn root() -> PathBuf {
    let own = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    own.parent().map(PathBuf::from).unwrap_or(own)
}

/// The folder that cargo builds into, whatever the environment says it is:
/// this program lies in `TARGET/debug`.
pub fn target() -> Result<PathBuf, String> {
    let own = env::current_exe().map_err(|error| format!("where am I? {error}"))?;
    match own.parent().and_then(|profile| profile.parent()) {
        Some(target) => Ok(target.to_owned()),
        None => Err(format!("{} lies in no target folder", own.display())),
    }
}

/// A folder under `target` for what commands leave behind, made if missing.
pub fn scratch(name: &str) -> Result<PathBuf, String> {
    let folder = target()?.join("xtask").join(name);
    match fs::create_dir_all(&folder) {
        Ok(()) => Ok(folder),
        Err(error) => Err(format!("cannot make {}: {error}", folder.display())),
    }
}

/// The cargo that runs us, in the checkout's top folder.
pub fn cargo() -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root());
    command
}

/// Says on standard error what is about to run.
pub fn announce(command: &Command) {
    let words = [command.get_program()]
        .into_iter()
        .chain(command.get_args());
    let line: Vec<_> = words.map(|word| word.to_string_lossy()).collect();
    eprintln!("$ {}", line.join(" "));
}

/// Runs to the end; anything but success is an error.
pub fn run(command: &mut Command) -> Result<(), String> {
    announce(command);
    let status = command
        .status()
        .map_err(|error| cannot_run(command, error))?;
    if status.success() {
        return Ok(());
    }
    let name = command.get_program().to_string_lossy();
    Err(format!("{name} failed ({status})"))
}

/// Runs with nothing shown, and answers what it printed if it succeeded.
pub fn capture(command: &mut Command) -> Option<String> {
    let output = command.stderr(Stdio::null()).output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    output.status.success().then_some(text)
}

/// Whether a program can be started at all.
pub fn exists(program: &str) -> bool {
    let status = Command::new(program)
        .arg("--version")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    status.is_ok()
}

/// Runs to the end or to the limit, shows standard output as it comes and hands
/// each line of it to `see`. What outlives the limit is killed with its children.
pub fn watch(
    command: &mut Command,
    limit: Duration,
    mut see: impl FnMut(&str) + Send,
) -> Result<ExitStatus, String> {
    use std::os::unix::process::CommandExt;
    announce(command);
    let mut child = command
        .process_group(0)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| cannot_run(command, error))?;
    let output = child.stdout.take();
    thread::scope(|scope| {
        scope.spawn(move || {
            for line in output
                .into_iter()
                .flat_map(|pipe| BufReader::new(pipe).split(b'\n'))
            {
                let Ok(line) = line else { break };
                let line = String::from_utf8_lossy(&line);
                // A closed standard output is no reason to stop the tests.
                let _ = writeln!(io::stdout(), "{line}");
                see(&line);
            }
        });
        wait(&mut child, limit)
    })
}

fn wait(child: &mut Child, limit: Duration) -> Result<ExitStatus, String> {
    let start = Instant::now();
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Ok(status),
            Ok(None) if start.elapsed() < limit => thread::sleep(Duration::from_millis(50)),
            Ok(None) => {
                let group = format!("-{}", child.id());
                let _ = Command::new("kill").args(["-KILL", "--", &group]).status();
                let _ = child.wait();
                return Err(format!("stopped after {} minutes", limit.as_secs() / 60));
            }
            Err(error) => return Err(format!("cannot wait for a child: {error}")),
        }
    }
}

fn cannot_run(command: &Command, error: io::Error) -> String {
    let name = command.get_program().to_string_lossy();
    match error.kind() {
        io::ErrorKind::NotFound => format!("`{name}` is not installed"),
        _ => format!("cannot run `{name}`: {error}"),
    }
}
