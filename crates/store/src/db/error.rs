//! What can go wrong below a query, in the words of `domain::Error`; and why a
//! database cannot be opened. Start with [`from_sqlite`] or [`from_postgres`].

use std::path::PathBuf;

use domain::Error;
use rusqlite::ErrorCode;
use rusqlite::ffi;
use tokio_postgres::error::{DbError, Severity, SqlState};

/// Why the store did not open. Each reads as one line that says what to do.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error(
        "the database was changed by a newer version of this program (change {found}, \
         this one knows {known}): start that version, or go back to the copy that was made \
         before the upgrade (*.before-*)"
    )]
    Newer { found: i64, known: i64 },

    #[error(
        "change {number} of the database takes away what a running node still uses, which knows \
         changes up to {node} and should know {needs}: stop the nodes of older versions first"
    )]
    Older { number: i64, needs: i64, node: i64 },

    #[error(
        "change {number} of the database is `{found}`, but this program knows it as `{known}`: \
         the database belongs to another build; choose another one with --data or --database-url"
    )]
    Foreign {
        number: i64,
        found: String,
        known: String,
    },

    #[error(
        "{} is an SQLite database of another program: choose another folder with --data",
        path.display()
    )]
    NotOurs { path: PathBuf },

    #[error(
        "cannot open the database {}: {cause}; check that the folder exists, that this user \
         may write there and that the disk has space",
        path.display()
    )]
    File { path: PathBuf, cause: String },

    #[error(
        "cannot copy the database to {} before its upgrade: {cause}; make space there or copy \
         the database away, then start again",
        path.display()
    )]
    Copy { path: PathBuf, cause: String },

    #[error("--database-url is not a PostgreSQL URL: {cause}")]
    Url { cause: String },

    #[error("{cause}")]
    Nats { cause: String },

    #[error(
        "cannot use the PostgreSQL database: {cause}; check that it runs, and the address, user \
         and password in --database-url"
    )]
    Server { cause: String },

    #[error("change {number} ({name}) of the database failed and was undone: {cause}")]
    Migration {
        number: i64,
        name: String,
        cause: String,
    },

    #[error(
        "the database holds an unfinished move from another one: run `confab admin move` again, \
         which goes on where it stopped"
    )]
    Unfinished,

    #[error("cannot read the database: {cause}; look for damage, or go back to a backup")]
    Unreadable { cause: String },

    #[error("cannot start the database's thread: {0}")]
    Thread(std::io::Error),
}

/// `Unavailable` is for what passes by itself or when someone makes space.
pub fn from_sqlite(error: rusqlite::Error) -> Error {
    let rusqlite::Error::SqliteFailure(failure, _) = &error else {
        return Error::internal(error);
    };
    match failure.code {
        ErrorCode::ConstraintViolation if is_unique(failure.extended_code) => unique(error),
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Error::unavailable(format!(
            "another process keeps the database locked: {error}"
        )),
        ErrorCode::DiskFull => {
            Error::unavailable(format!("no space left for the database: {error}"))
        }
        ErrorCode::ReadOnly => {
            Error::unavailable(format!("the database cannot be written: {error}"))
        }
        ErrorCode::SystemIoFailure | ErrorCode::CannotOpen | ErrorCode::OutOfMemory => {
            Error::unavailable(format!("the database file cannot be used: {error}"))
        }
        ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => Error::internal(format!(
            "the database file is damaged, stop the server and restore a copy: {error}"
        )),
        _ => Error::internal(error),
    }
}

fn is_unique(extended_code: i32) -> bool {
    [
        ffi::SQLITE_CONSTRAINT_UNIQUE,
        ffi::SQLITE_CONSTRAINT_PRIMARYKEY,
        ffi::SQLITE_CONSTRAINT_ROWID,
    ]
    .contains(&extended_code)
}

fn unique(cause: impl std::fmt::Display) -> Error {
    let mut error = Error::already_exists("Requested entity already exists.");
    error.cause = Some(cause.to_string());
    error
}

/// `Aborted` is PostgreSQL's own wish to try again (a deadlock, a failed
/// serialization): nothing was written, and whoever holds the request runs it
/// again from its beginning, a bounded number of times.
pub fn from_postgres(error: &tokio_postgres::Error) -> Error {
    let cause = describe(error);
    let Some(state) = error.code() else {
        return if is_connection(error) {
            Error::unavailable(format!("the connection to the database failed: {cause}"))
        } else {
            Error::internal(cause)
        };
    };
    match *state {
        SqlState::UNIQUE_VIOLATION => unique(cause),
        SqlState::T_R_SERIALIZATION_FAILURE | SqlState::T_R_DEADLOCK_DETECTED => {
            Error::aborted(cause)
        }
        _ if is_passing(state.code()) => Error::unavailable(cause),
        _ => Error::internal(cause),
    }
}

/// Nothing more can be said on the connection that gave this answer.
pub fn ends_connection(error: &tokio_postgres::Error) -> bool {
    match error.as_db_error().map(DbError::parsed_severity) {
        Some(severity) => matches!(severity, Some(Severity::Fatal | Severity::Panic)),
        None => is_connection(error),
    }
}

fn is_connection(error: &tokio_postgres::Error) -> bool {
    let source = std::error::Error::source(error);
    error.is_closed() || source.is_some_and(|source| source.is::<std::io::Error>())
}

/// Connections (08), resources (53), locks and cancelled statements (55P03,
/// 57), read-only after a failover (25006), system errors (58).
fn is_passing(state: &str) -> bool {
    ["08", "53", "57", "58"].contains(&&state[..state.len().min(2)])
        || ["55P03", "25006"].contains(&state)
}

/// tokio-postgres' own text for a server's error is only "db error".
pub fn describe(error: &tokio_postgres::Error) -> String {
    match error.as_db_error() {
        Some(db) => {
            let detail = db
                .detail()
                .map(|detail| format!(" ({detail})"))
                .unwrap_or_default();
            format!("{} {}{detail}", db.code().code(), db.message())
        }
        None => match std::error::Error::source(error) {
            Some(source) => format!("{error}: {source}"),
            None => error.to_string(),
        },
    }
}
