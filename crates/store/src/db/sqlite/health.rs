//! Whether the database's files can be used, as far as calls have shown.

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use rusqlite::ErrorCode;

/// Shared by all connections of a store.
#[derive(Default)]
pub struct Health {
    /// A write or read failed, and no commit has gone through since.
    failing: AtomicBool,
    /// A page was not what SQLite wrote, or could not be read: it says the same
    /// of both.
    damaged: AtomicBool,
}

impl Health {
    /// Learns from an error.
    pub fn note(&self, error: &rusqlite::Error) {
        match error.sqlite_error_code() {
            Some(
                ErrorCode::DiskFull
                | ErrorCode::ReadOnly
                | ErrorCode::SystemIoFailure
                | ErrorCode::CannotOpen,
            ) => self.failing.store(true, Relaxed),
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
                self.damaged.store(true, Relaxed);
            }
            _ => {}
        }
    }

    /// A commit went through.
    pub fn committed(&self) {
        if self.failing.load(Relaxed) {
            self.failing.store(false, Relaxed);
        }
    }

    /// Only a write can tell whether the trouble is over.
    pub fn is_failing(&self) -> bool {
        self.failing.load(Relaxed)
    }

    pub fn is_damaged(&self) -> bool {
        self.damaged.load(Relaxed)
    }

    /// The whole file was read and is sound.
    pub fn sound(&self) {
        self.damaged.store(false, Relaxed);
    }
}
