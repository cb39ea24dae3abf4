//! The store's suite, the behaviour tables, several nodes under faults and the
//! official clients on PostgreSQL.

use std::fs;

use super::rust::cargo_test;
use super::{Tally, clients};
use crate::postgres::{Cluster, WITHOUT_SYNC, programs};
use crate::shell::{cargo, exists, root};
use crate::tools::install;

pub fn run(asked: bool) -> Tally {
    let programs = match programs() {
        Ok(programs) => programs,
        Err(reason) if asked => return Tally::broken("postgres", &reason),
        Err(reason) => {
            println!("no PostgreSQL here ({reason}): 0 tests");
            return Tally::default();
        }
    };
    match Cluster::start(programs, WITHOUT_SYNC) {
        Ok(cluster) => suites(&cluster).plus(official(&cluster)),
        Err(reason) => Tally::broken("postgres", &reason),
    }
}

/// The store's suite, the behaviour tables of every RPC, and the nodes. Chosen by name from
/// the whole workspace: for a package alone, other features of dependencies
/// would hold, and those be built once more.
fn suites(cluster: &Cluster) -> Tally {
    // Without it the tests of wake-ups by NATS do nothing.
    if !exists("nats-server")
        && let Err(reason) = install(&["nats-server"])
    {
        println!("no NATS here: {reason}");
    }
    let tests = match store_tests() {
        Ok(tests) => tests,
        Err(error) => return Tally::broken("postgres", &error.to_string()),
    };
    let mut command = cargo();
    command.args(["test", "--no-fail-fast", "--workspace"]);
    for name in tests.iter().map(String::as_str).chain(["methods", "nodes"]) {
        command.args(["--test", name]);
    }
    command
        .env("CONFAB_TEST_POSTGRES_URL", &cluster.url)
        .env("CONFAB_TEST_POSTGRES_CONTROL", cluster.control_line());
    let tables = cargo_test("postgres", &mut command);
    // Of the transport's tests, those of several nodes.
    let mut command = cargo();
    command.args([
        "test",
        "--workspace",
        "--test",
        "transport",
        "credentials::",
    ]);
    command.env("CONFAB_TEST_POSTGRES_URL", &cluster.url);
    tables.plus(cargo_test("nodes", &mut command))
}

/// Google's own clients.
fn official(cluster: &Cluster) -> Tally {
    clients::run_on(Some(clients::Postgres {
        url: &cluster.url,
        createdb: &cluster.programs.join("createdb"),
    }))
}

/// The names of the store's suites: folders with a `main.rs`.
fn store_tests() -> std::io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(root().join("crates/store/tests"))? {
        let entry = entry?;
        if entry.path().join("main.rs").exists() {
            names.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    names.sort();
    Ok(names)
}
