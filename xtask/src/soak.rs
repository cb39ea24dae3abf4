//! `cargo xtask soak`: hours of mixed load, see `tests/durability/soak.py`. With
//! `CONFAB_BIN` on that program, else on a release build.

use std::env;
use std::path::PathBuf;
use std::process::{Command, ExitCode};

use crate::shell::{announce, root, scratch};
use crate::{Outcome, build, tools};

pub fn run(arguments: &[String]) -> Outcome {
    let server = match env::var_os("CONFAB_BIN") {
        Some(program) => PathBuf::from(program),
        None => build::release()?,
    };
    let python = tools::python(&root().join("tests/clients/python/requirements.lock"))?;
    let samples = scratch("soak")?.join("samples.jsonl");
    let mut command = Command::new(python);
    command
        .arg(root().join("tests/durability/soak.py"))
        .arg("--samples")
        .arg(&samples)
        .args(arguments)
        .env("CONFAB_BIN", server)
        .env("PYTHONDONTWRITEBYTECODE", "1");
    announce(&command);
    eprintln!("samples go to {}", samples.display());
    let status = command
        .status()
        .map_err(|error| format!("cannot run Python: {error}"))?;
    Ok(match status.success() {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    })
}
