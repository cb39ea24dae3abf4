//! `cargo xtask serve`: a development server from a fresh checkout.

use std::os::unix::process::CommandExt;
use std::process::Command;

use crate::shell::announce;
use crate::{Outcome, build};

pub fn run(arguments: &[String]) -> Outcome {
    let given = match arguments.split_first() {
        None => &[],
        Some((first, rest)) if first == "--" => rest,
        Some((first, _)) => return Err(format!("put `--` before `{first}`")),
    };
    let mut command = Command::new(build::release()?);
    command.args(["serve", "--dev"]).args(given);
    announce(&command);
    // The server takes this process over, so that signals reach it.
    Err(format!("cannot start the server: {}", command.exec()))
}
