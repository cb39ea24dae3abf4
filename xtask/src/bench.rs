//! `cargo xtask bench`: builds server and load generator, and hands over to it.

use std::os::unix::process::CommandExt;
use std::process::Command;

use crate::shell::{announce, cargo, run as shell, target};
use crate::{Outcome, build};

pub fn run(arguments: &[String]) -> Outcome {
    let server = build::release()?;
    shell(cargo().args(["build", "--release", "--package", "bench"]))?;
    let mut command = Command::new(target()?.join("release/bench"));
    command.arg("--server").arg(server).args(arguments);
    announce(&command);
    Err(format!(
        "cannot start the load generator: {}",
        command.exec()
    ))
}
