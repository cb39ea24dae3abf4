//! `cargo xtask fuzz [TARGET] [--seconds N]`: libFuzzer on the parsers, and
//! changed requests against a whole server. All of it with the stable compiler:
//! coverage is an LLVM pass that `-C passes` names.
//!
//! What is found interesting stays under `target/xtask/fuzz/TARGET`; an input
//! that fails is written there too, as `crash-…`.

use std::fs;

use std::process::{Command, ExitCode};

use crate::Outcome;
use crate::shell::{announce, capture, cargo, root, run as shell, scratch};

/// The crates with fuzz targets, each a workspace of its own.
const CRATES: [&str; 3] = ["transcode", "domain", "server"];

/// Not libFuzzer: `crates/server/tests/transport/mutations.rs`.
const REQUESTS: &str = "requests";

/// What `cargo fuzz` sets too, but for the sanitizers, which need nightly.
const FLAGS: [&str; 8] = [
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
    "-Ccodegen-units=1",
    "-Cdebug-assertions",
    "--cfg=fuzzing",
];

struct Target {
    folder: &'static str,
    name: String,
}

pub fn run(arguments: &[String]) -> Outcome {
    let (wanted, seconds) = read(arguments)?;
    let mut targets = targets()?;
    if let Some(wanted) = wanted {
        targets.retain(|target| target.name == wanted);
        if wanted == REQUESTS {
            return requests(seconds);
        }
        if targets.is_empty() {
            return Err(format!("there is no fuzz target `{wanted}`"));
        }
    } else {
        requests(seconds)?;
    }
    for target in &targets {
        fuzz(target, seconds)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn read(arguments: &[String]) -> Result<(Option<&str>, u64), String> {
    let mut wanted = None;
    let mut seconds = 60;
    let mut words = arguments.iter().map(String::as_str);
    while let Some(word) = words.next() {
        match word {
            "--seconds" => {
                let number = words.next().and_then(|word| word.parse().ok());
                seconds = number.ok_or("--seconds takes a number")?;
            }
            word if wanted.is_none() && !word.starts_with('-') => wanted = Some(word),
            word => return Err(format!("`fuzz` does not know `{word}`")),
        }
    }
    Ok((wanted, seconds))
}

/// One for each file of `fuzz_targets`.
fn targets() -> Result<Vec<Target>, String> {
    let mut found = Vec::new();
    for folder in CRATES {
        let sources = root().join(format!("crates/{folder}/fuzz/fuzz_targets"));
        let entries =
            fs::read_dir(&sources).map_err(|error| format!("{}: {error}", sources.display()))?;
        for entry in entries.flatten() {
            let file = entry.file_name().to_string_lossy().into_owned();
            if let Some(name) = file.strip_suffix(".rs") {
                let name = name.to_owned();
                found.push(Target { folder, name });
            }
        }
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(found)
}

fn fuzz(target: &Target, seconds: u64) -> Result<(), String> {
    let program = build(target)?;
    let corpus = scratch(&format!("fuzz/{}", target.name))?;
    let mut command = Command::new(program);
    command
        .arg(&corpus)
        .arg(format!("-artifact_prefix={}/", corpus.display()))
        .arg(format!("-max_total_time={seconds}"))
        .args(["-timeout=20", "-rss_limit_mb=2048", "-print_final_stats=1"]);
    let dictionary = root().join(format!(
        "crates/{}/fuzz/{}.dict",
        target.folder, target.name
    ));
    if dictionary.exists() {
        command.arg(format!("-dict={}", dictionary.display()));
    }
    shell(&mut command)
}

/// Only what runs is instrumented: with `--target`, build scripts and macros
/// are not.
fn build(target: &Target) -> Result<std::path::PathBuf, String> {
    let folder = root().join("crates").join(target.folder).join("fuzz");
    let host = host()?;
    let out = scratch("fuzz-build")?;
    shell(
        cargo()
            .current_dir(&folder)
            .args(["build", "--release", "--target", &host, "--bin"])
            .arg(&target.name)
            .arg("--target-dir")
            .arg(&out)
            .env("CARGO_ENCODED_RUSTFLAGS", FLAGS.join("\u{1f}")),
    )?;
    Ok(out.join(host).join("release").join(&target.name))
}

fn host() -> Result<String, String> {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let said = capture(Command::new(rustc).arg("-vV")).unwrap_or_default();
    let host = said.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned)
        .ok_or_else(|| "rustc does not say for which machine it is".to_owned())
}

fn requests(seconds: u64) -> Outcome {
    let mut command = cargo();
    command
        .args(["test", "--package", "server", "--test", "transport"])
        .args(["mutations", "--", "--nocapture"])
        .env("CONFAB_FUZZ_SECONDS", seconds.to_string());
    announce(&command);
    let status = command
        .status()
        .map_err(|error| format!("cannot run cargo: {error}"))?;
    match status.success() {
        true => Ok(ExitCode::SUCCESS),
        false => Err("a changed request was answered badly, see above".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments() {
        let read = |words: &[&str]| {
            let words: Vec<String> = words.iter().map(ToString::to_string).collect();
            read(&words).map(|(name, seconds)| (name.map(str::to_owned), seconds))
        };
        assert_eq!(read(&[]), Ok((None, 60)));
        assert_eq!(
            read(&["cards", "--seconds", "5"]),
            Ok((Some("cards".to_owned()), 5))
        );
        assert!(read(&["--seconds"]).is_err());
        assert!(read(&["a", "b"]).is_err());
        let names: Vec<String> = targets().unwrap().into_iter().map(|it| it.name).collect();
        assert!(names.contains(&"json_decode".to_owned()), "{names:?}");
    }
}
