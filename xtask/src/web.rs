//! The web client's part in the other commands. Everything here does nothing
//! until there is a folder `web`.

use std::path::PathBuf;

use crate::shell::{root, run};
use crate::tools::{node_modules, npm};

/// The web client's folder, if there is a web client.
pub fn folder() -> Option<PathBuf> {
    let folder = root().join("web");
    folder.join("package.json").exists().then_some(folder)
}

/// Leaves the built client in `web/dist`, which the server's build takes in.
pub fn build() -> Result<(), String> {
    script("build")
}

/// Lints and types.
pub fn check() -> Result<(), String> {
    script("check")
}

fn script(name: &str) -> Result<(), String> {
    let Some(folder) = folder() else {
        return Ok(());
    };
    node_modules(&folder)?;
    run(npm(&folder)?.args(["run", name]))
}
