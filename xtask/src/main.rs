//! The commands of this repository: `cargo xtask serve`, `build`, `test`,
//! `check`, `bench`, `fuzz`, `soak`. One file each; `shell` and `tools` hold what
//! they share.
//! No dependencies, so that the first command on a fresh checkout starts soon.

mod bench;
mod build;
mod check;
mod conformance;
mod fuzz;
mod postgres;
mod serve;
mod shell;
mod soak;
mod test;
mod tools;
mod web;

use std::env;
use std::process::ExitCode;

const USAGE: &str = "\
usage: cargo xtask COMMAND

  serve [-- ARGS]   build everything (release) and run `confab serve --dev ARGS`
  build [--dist]    leave target/release/confab, the web client inside; or
                    target/dist/confab, optimised for shipping
  test [PART]       run all tests, or one part: rust, web, clients, browser, postgres
  check             formatting, lints, types
  bench [NAME] [--seconds N] [--connections N] [--json] [--sizes N,…] [--huge] [--dist]
                    measure; without a name, everything but PostgreSQL and the
                    web client
  bench postgres […]
                    against a bare loop, and two nodes; starts its own PostgreSQL
  bench web [--messages N] [--runs N] [--json]
                    measure the web client in Chromium
  fuzz [TARGET] [--seconds N]
                    look for inputs that break a parser, or the whole server
  soak [--minutes N] [--rate N]
                    an hour of mixed load: memory and file handles stay flat
  conformance       write docs/conformance-rules.md from the behaviour tables";

/// What a command answers: `Ok` is the exit status, `Err` one line for people.
type Outcome = Result<ExitCode, String>;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let Some((command, rest)) = arguments.split_first() else {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    };
    let outcome = match command.as_str() {
        "serve" => serve::run(rest),
        "build" => build::run(rest),
        "test" => test::run(rest),
        "check" => check::run(rest),
        "bench" => bench::run(rest),
        "conformance" => conformance::run(rest),
        "fuzz" => fuzz::run(rest),
        "soak" => soak::run(rest),
        "help" | "--help" | "-h" => {
            println!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        _ => {
            eprintln!("xtask: there is no command `{command}`\n\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    outcome.unwrap_or_else(|reason| {
        eprintln!("xtask: {reason}");
        ExitCode::FAILURE
    })
}

/// Refuses arguments to a command that takes none.
fn no_arguments(command: &str, arguments: &[String]) -> Result<(), String> {
    match arguments.first() {
        None => Ok(()),
        Some(argument) => Err(format!("`{command}` takes no arguments, not `{argument}`")),
    }
}
