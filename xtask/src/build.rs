//! `cargo xtask build`: the server with the web client inside.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::OnceLock;

use crate::shell::{cargo, run as shell, target};
use crate::{Outcome, no_arguments, web};

pub fn run(arguments: &[String]) -> Outcome {
    no_arguments("build", arguments)?;
    let binary = release()?;
    eprintln!("built {}", binary.display());
    Ok(ExitCode::SUCCESS)
}

/// Builds web client and server, once in a run, and answers where the program
/// is. Building the client again would make the server's build take it in anew.
pub fn release() -> Result<PathBuf, String> {
    static BUILT: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    let build = || {
        web::build()?;
        shell(cargo().args(["build", "--release", "--package", "server"]))?;
        Ok(target()?.join("release/confab"))
    };
    BUILT.get_or_init(build).clone()
}
