//! The web client's unit tests and the tests in a browser.

use std::time::Duration;

use super::Tally;
use super::clients::node_test;
use crate::shell::{root, watch};
use crate::tools::{node_modules, npm};
use crate::{build, web};

/// `npm test` in `web`; its runner prints the counts as TAP.
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
        tally.add_tap(line)
    });
    tally.checked("web", ended.map(|status| status.success()))
}

/// Playwright against the real binary.
pub fn browser(_asked: bool) -> Tally {
    let folder = root().join("tests/browser");
    if web::folder().is_none() || !folder.join("package.json").exists() {
        println!("no web client yet: 0 tests");
        return Tally::default();
    }
    match build::release() {
        Ok(binary) => node_test("browser", &folder, &binary),
        Err(reason) => Tally::broken("browser", &reason),
    }
}
