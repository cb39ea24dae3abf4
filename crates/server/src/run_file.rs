//! `DIR/run.json`: where the server of a data directory listens, for
//! `confab exec` and other programs on this machine.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rustix::process::{Pid, test_kill_process};
use serde::{Deserialize, Serialize};

use crate::files;

/// What `run.json` says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunInfo {
    pub pid: u32,
    /// Where the server listens, as `listening on URL` prints it.
    pub url: String,
    /// What others reach it by, for key files.
    pub public_url: Option<String>,
    /// URL of the CONNECT proxy, when there is one.
    pub proxy: Option<String>,
    /// File of the certificate authority that clients must trust, when the
    /// server made its own.
    pub ca: Option<PathBuf>,
    /// The domain of `--universe`, when it is not Google's: what key files say,
    /// and what clients have to be told.
    #[serde(default)]
    pub universe: Option<String>,
}

impl RunInfo {
    /// Whether the process still exists; one that was killed leaves its file.
    pub fn is_running(&self) -> bool {
        let pid = i32::try_from(self.pid).ok().and_then(Pid::from_raw);
        pid.is_some_and(|pid| test_kill_process(pid).is_ok())
    }
}

/// The file while it exists; dropping this removes it.
pub struct RunFile {
    path: PathBuf,
    info: RunInfo,
}

impl RunFile {
    pub fn write(directory: &Path, info: RunInfo) -> io::Result<Self> {
        let path = directory.join("run.json");
        let text = serde_json::to_vec_pretty(&info)?;
        files::replace(&path, 0o600, &text)?;
        Ok(Self { path, info })
    }

    /// What the running server of `directory` wrote, if there is one.
    pub fn read(directory: &Path) -> io::Result<RunInfo> {
        let text = fs::read(directory.join("run.json"))?;
        Ok(serde_json::from_slice(&text)?)
    }
}

impl Drop for RunFile {
    fn drop(&mut self) {
        // Another server may have started on the directory since.
        let ours = self
            .path
            .parent()
            .is_some_and(|directory| Self::read(directory).is_ok_and(|info| info == self.info));
        if ours && let Err(error) = fs::remove_file(&self.path) {
            tracing::warn!(%error, "cannot remove run.json");
        }
    }
}
