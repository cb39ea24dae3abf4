//! `cargo xtask build`: the server with the web client inside.

use std::path::PathBuf;
use std::process::ExitCode;

use crate::shell::{cargo, run as shell, target};
use crate::{Outcome, no_arguments, web};

pub fn run(arguments: &[String]) -> Outcome {
    no_arguments("build", arguments)?;
    let binary = release()?;
    eprintln!("built {}", binary.display());
    Ok(ExitCode::SUCCESS)
}

/// Builds web client and server, and answers where the program is.
pub fn release() -> Result<PathBuf, String> {
    web::build()?;
    shell(cargo().args(["build", "--release", "--package", "server"]))?;
    Ok(target()?.join("release/confab"))
}
