//! The web client's unit tests and the tests in a browser.

use std::env;
use std::path::Path;
use std::time::Duration;

use super::Tally;
use super::clients::node_test;
use crate::shell::{root, watch};
use crate::tools::{install, node_modules, npm};
use crate::{build, web};

/// `npm test` in `web`; its runner prints a line of TAP for each test.
pub fn units(_asked: bool) -> Tally {
    let Some(folder) = web::folder() else {
        println!("no web client yet: 0 tests");
        return Tally::default();
    };
    let command = node_modules(&folder).and_then(|()| npm(&folder));
    let mut command = match command {
        Ok(command) => command,
        Err(reason) => return Tally::broken("web", &reason),
    };
    let mut tally = Tally::default();
    let limit = Duration::from_secs(10 * 60);
    let ended = watch(command.args(["test", "--silent"]), limit, |line| {
        tally.add_flat_tap(line)
    });
    tally.checked("web", ended.map(|status| status.success()))
}

/// Files at a time, each with a server and a browser of its own: much of what they
/// do is waiting.
const AT_ONCE: usize = 2;

/// Playwright against the real binary.
pub fn browser(_asked: bool) -> Tally {
    let folder = root().join("tests/browser");
    if web::folder().is_none() || !folder.join("package.json").exists() {
        println!("no web client yet: 0 tests");
        return Tally::default();
    }
    match chromium().and_then(|()| build::tested()) {
        Ok(binary) => node_test("browser", &folder, &binary, AT_ONCE),
        Err(reason) => Tally::broken("browser", &reason),
    }
}

/// Debian's Chromium, where the tests look for it, with letters and emoji to draw.
pub fn chromium() -> Result<(), String> {
    if env::var_os("CONFAB_CHROMIUM").is_some() || Path::new("/usr/bin/chromium").exists() {
        return Ok(());
    }
    install(&["chromium", "fonts-dejavu-core", "fonts-noto-color-emoji"])
}

impl Tally {
    /// Takes the lines `ok 1 - name` and `not ok 2 - name`.
    fn add_flat_tap(&mut self, line: &str) {
        let skipped = line.contains("# SKIP") || line.contains("# TODO");
        if line.starts_with("ok ") && !skipped {
            self.passed += 1;
        } else if line.starts_with("not ok ") && !skipped {
            self.failed += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_tests_are_counted() {
        let mut tally = Tally::default();
        for line in [
            "TAP version 13",
            "1..4",
            "ok 1 - a > b # time=1ms",
            "not ok 2 - c",
            "    error:",
            "ok 3 - d # SKIP",
            "ok 4 - e",
        ] {
            tally.add_flat_tap(line);
        }
        assert_eq!((tally.passed, tally.failed), (2, 1));
    }
}
