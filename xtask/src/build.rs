//! `cargo xtask build`: the server with the web client inside.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::OnceLock;

use crate::shell::{cargo, run as shell, target};
use crate::{Outcome, no_arguments, web};

/// What is shipped, see `docs/decisions/0010-two-release-profiles.md`.
pub const DIST: &str = "--dist";

pub fn run(arguments: &[String]) -> Outcome {
    let binary = match arguments {
        [one] if one == DIST => dist()?,
        _ => {
            no_arguments("build", arguments)?;
            release()?
        }
    };
    eprintln!("built {}", binary.display());
    Ok(ExitCode::SUCCESS)
}

/// Builds web client and server, once in a run, and answers where the program
/// is. Building the client again would make the server's build take it in anew.
pub fn release() -> Result<PathBuf, String> {
    static BUILT: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    BUILT.get_or_init(|| build("release")).clone()
}

/// What the tests of clients and browser run: the program that the tests in Rust
/// have built already, with debug assertions. A release build would take as long as
/// those tests themselves. With an example beside it, which brings the features of
/// dependencies that tests have, and so no second build of them.
pub fn tested() -> Result<PathBuf, String> {
    static BUILT: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    let build = || {
        web::build()?;
        let program = ["--bin", "confab", "--example", "chat_client"];
        shell(cargo().args(["build", "--workspace"]).args(program))?;
        Ok(target()?.join("debug/confab"))
    };
    BUILT.get_or_init(build).clone()
}

/// As [`release`], optimised over all crates at once; it takes minutes longer.
pub fn dist() -> Result<PathBuf, String> {
    build("dist")
}

fn build(profile: &str) -> Result<PathBuf, String> {
    web::build()?;
    shell(cargo().args(["build", "--profile", profile, "--package", "server"]))?;
    Ok(target()?.join(profile).join("confab"))
}
