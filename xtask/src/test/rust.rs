//! The tests of all crates, with cargo alone.

use std::process::Command;
use std::time::Duration;

use super::Tally;
use crate::shell::{cargo, watch};
use crate::web;

pub fn run(asked: bool) -> Tally {
    // The parts that follow need it inside the program; later it would have to be
    // built once more.
    let client = match asked {
        true => Ok(()),
        false => web::build(),
    };
    let mut command = cargo();
    command.args(["test", "--workspace", "--no-fail-fast"]);
    let tests = cargo_test("rust", &mut command);
    match client {
        Ok(()) => tests,
        Err(reason) => tests.plus(Tally::broken("web client", &reason)),
    }
}

/// Runs `cargo test` and adds up what each test program reports.
pub fn cargo_test(suite: &str, command: &mut Command) -> Tally {
    let mut tally = Tally::default();
    let limit = Duration::from_secs(25 * 60);
    let ended = watch(command, limit, |line| {
        if let Some(result) = line.strip_prefix("test result: ") {
            tally.passed += count(result, "passed");
            tally.failed += count(result, "failed");
        }
    });
    tally.checked(suite, ended.map(|status| status.success()))
}

/// The number before a word, as in `ok. 5 passed; 0 failed; 0 ignored`.
fn count(line: &str, word: &str) -> u64 {
    let words: Vec<&str> = line
        .split([' ', ';', '.'])
        .filter(|w| !w.is_empty())
        .collect();
    let found = words.windows(2).find(|pair| pair[1] == word);
    found.and_then(|pair| pair[0].parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::count;

    #[test]
    fn counts_are_read_from_the_line_of_results() {
        let line = "FAILED. 12 passed; 3 failed; 0 ignored; 0 measured; finished in 0.50s";
        assert_eq!((count(line, "passed"), count(line, "failed")), (12, 3));
        assert_eq!(count("nothing of the kind", "passed"), 0);
    }
}
