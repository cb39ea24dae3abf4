//! The tools of others that the tests need: Debian packages, a Python
//! environment, Node modules. Everything but Debian's packages stays in the
//! checkout, the caches of pip and npm too.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::shell::{capture, exists, root, run, scratch};

/// Installs Debian packages where that is possible without asking anybody.
pub fn install(packages: &[&str]) -> Result<(), String> {
    let wanted = packages.join(" ");
    let root_user = capture(Command::new("id").arg("-u")).as_deref() == Some("0");
    if !exists("apt-get") || !root_user {
        return Err(format!("install {wanted} first: this user cannot"));
    }
    let apt = || {
        let mut command = Command::new("apt-get");
        command.env("DEBIAN_FRONTEND", "noninteractive").arg("-qq");
        command
    };
    // A package list that is out of date is only a problem if the install says so.
    let _ = run(apt().arg("update"));
    run(apt()
        .args(["install", "-y", "--no-install-recommends"])
        .args(packages))
}

/// The Python of `tests/.venv`, which holds exactly what the lock file names.
pub fn python(lock: &Path) -> Result<PathBuf, String> {
    let venv = root().join("tests/.venv");
    let python = venv.join("bin/python");
    let stamp = venv.join("installed.lock");
    let wanted = read(lock)?;
    if python.exists() && fs::read_to_string(&stamp).is_ok_and(|text| text == wanted) {
        return Ok(python);
    }
    if !exists("python3") {
        install(&["python3", "python3-venv"])?;
    }
    let make = || {
        run(Command::new("python3")
            .args(["-m", "venv", "--clear"])
            .arg(&venv))
    };
    if make().is_err() {
        install(&["python3-venv"])?;
        make()?;
    }
    run(Command::new(&python)
        .args([
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "-r",
        ])
        .arg(lock)
        .env("PIP_CACHE_DIR", scratch("pip")?))?;
    fs::write(&stamp, wanted).map_err(|error| format!("{}: {error}", stamp.display()))?;
    Ok(python)
}

/// Brings `node_modules` of a folder to what its lock file says. Scripts of
/// packages never run.
pub fn node_modules(folder: &Path) -> Result<(), String> {
    if !exists("node") || !exists("npm") {
        return Err("Node.js with npm is not installed".to_owned());
    }
    let wanted = read(&folder.join("package-lock.json"))?;
    let stamp = folder.join("node_modules/.installed.lock");
    if fs::read_to_string(&stamp).is_ok_and(|text| text == wanted) {
        return Ok(());
    }
    run(npm(folder)?.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]))?;
    fs::write(&stamp, wanted).map_err(|error| format!("{}: {error}", stamp.display()))
}

/// npm in a folder, its cache inside the checkout.
pub fn npm(folder: &Path) -> Result<Command, String> {
    let mut command = Command::new("npm");
    command
        .current_dir(folder)
        .env("npm_config_cache", scratch("npm")?)
        .env("npm_config_update_notifier", "false");
    Ok(command)
}

fn read(file: &Path) -> Result<String, String> {
    fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))
}
