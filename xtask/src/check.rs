//! `cargo xtask check`: what a change must pass besides the tests. Goes on after
//! a failure, so that one run shows all of them.

use std::process::ExitCode;

use crate::shell::{cargo, run as shell};
use crate::{Outcome, no_arguments, web};

pub fn run(arguments: &[String]) -> Outcome {
    no_arguments("check", arguments)?;
    let clippy = [
        "clippy",
        "--workspace",
        "--all-targets",
        "--",
        "-D",
        "warnings",
    ];
    let results = [
        shell(cargo().args(["fmt", "--all", "--check"])),
        shell(cargo().args(clippy)),
        web::check(),
    ];
    let failed: Vec<String> = results.into_iter().filter_map(Result::err).collect();
    if failed.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    Err(failed.join("; "))
}
