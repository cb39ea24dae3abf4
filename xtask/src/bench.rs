//! `cargo xtask bench`: builds server and load generator, and hands over to it.
//! `bench postgres` has a PostgreSQL of its own, `bench web` hands over to Chromium
//! and `tests/browser/bench.mjs`.

use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Command, ExitCode};

use crate::postgres::{self, Cluster};
use crate::shell::{announce, cargo, root, run as shell, target};
use crate::tools::node_modules;
use crate::{Outcome, build, test};

pub fn run(arguments: &[String]) -> Outcome {
    if arguments.first().is_some_and(|name| name == "web") {
        return web(&arguments[1..]);
    }
    let (dist, rest): (Vec<_>, Vec<_>) = arguments.iter().partition(|one| *one == build::DIST);
    let server = match dist.is_empty() {
        true => build::release()?,
        false => build::dist()?,
    };
    let mut command = Command::new(generator()?);
    command.arg("--server").arg(server).args(&rest);
    if rest.first().is_some_and(|name| *name == "postgres") {
        let cluster = Cluster::start(postgres::programs()?, "")?;
        command.args(["--postgres", &cluster.url]);
        return shell(&mut command).map(|()| ExitCode::SUCCESS);
    }
    announce(&command);
    Err(format!(
        "cannot start the load generator: {}",
        command.exec()
    ))
}

/// The load generator, which also fills spaces for the others.
fn generator() -> Result<PathBuf, String> {
    // Of the whole workspace, so that it shares the server's dependencies: alone it
    // asks them for other features, and all would be built twice.
    shell(cargo().args(["build", "--release", "--workspace", "--bin", "bench"]))?;
    Ok(target()?.join("release/bench"))
}

/// The web client's own figures: `--messages N`, `--runs N`, `--json`.
fn web(arguments: &[String]) -> Outcome {
    let folder = root().join("tests/browser");
    test::web::chromium()?;
    node_modules(&folder)?;
    let mut command = Command::new("node");
    command.current_dir(folder).arg("bench.mjs").args(arguments);
    command.env("CONFAB_BIN", build::release()?);
    command.env("CONFAB_BENCH_BIN", generator()?);
    announce(&command);
    Err(format!("cannot start node: {}", command.exec()))
}
