//! `cargo xtask test [PART]`: every test there is. The last line printed is
//! `N passed, N failed`, and the exit status says the same. A suite that does not
//! build, or cannot run where it was asked for, counts as one failure.

mod clients;
mod postgres;
mod rust;
pub mod web;

use std::process::ExitCode;

use crate::Outcome;

/// What a part came to.
#[derive(Clone, Copy, Default)]
pub struct Tally {
    pub passed: u64,
    pub failed: u64,
}

impl Tally {
    /// A suite that could not be run.
    pub fn broken(suite: &str, reason: &str) -> Tally {
        eprintln!("{suite}: {reason}");
        Tally {
            passed: 0,
            failed: 1,
        }
    }

    /// Counts a suite that ended badly without naming a failed test.
    pub fn checked(mut self, suite: &str, ended: Result<bool, String>) -> Tally {
        match ended {
            Ok(true) => self,
            Ok(false) if self.failed > 0 => self,
            Ok(false) => self.plus(Tally::broken(suite, "failed before or after its tests")),
            Err(reason) => {
                self.failed += 1;
                eprintln!("{suite}: {reason}");
                self
            }
        }
    }

    pub fn plus(self, other: Tally) -> Tally {
        Tally {
            passed: self.passed + other.passed,
            failed: self.failed + other.failed,
        }
    }
}

/// A part; `true` says that it was asked for by name.
type Part = (&'static str, fn(bool) -> Tally);

const PARTS: [Part; 5] = [
    ("rust", rust::run),
    ("web", web::units),
    ("clients", clients::run),
    ("browser", web::browser),
    ("postgres", postgres::run),
];

pub fn run(arguments: &[String]) -> Outcome {
    let chosen: Vec<&Part> = match arguments {
        [] => PARTS.iter().collect(),
        [name] => PARTS.iter().filter(|(part, _)| part == name).collect(),
        _ => Vec::new(),
    };
    if chosen.is_empty() {
        let names = PARTS.map(|(name, _)| name).join(", ");
        return Err(format!("`test` takes nothing or one of {names}"));
    }
    let mut all = Tally::default();
    for (name, part) in chosen {
        println!("== {name}");
        let tally = part(!arguments.is_empty());
        println!(
            "-- {name}: {} passed, {} failed",
            tally.passed, tally.failed
        );
        all = all.plus(tally);
    }
    println!("{} passed, {} failed", all.passed, all.failed);
    Ok(if all.failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
