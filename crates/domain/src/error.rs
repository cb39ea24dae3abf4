//! The one error type. It speaks the words of `google.rpc.Code` and knows no
//! transport: `server/src/transport/status.rs` turns it into HTTP and gRPC.

use std::borrow::Cow;
use std::fmt;

pub use proto::rpc::Code;

/// Why a call was refused, as its caller may read it.
///
/// Nothing internal belongs into `message`: what only the log may see goes
/// through [`Error::internal`].
#[derive(Clone, PartialEq)]
pub struct Error {
    pub code: Code,
    pub message: Cow<'static, str>,
    pub details: Vec<Detail>,
    /// For the log alone; never sent.
    pub cause: Option<String>,
}

/// The messages of `google.rpc` that Chat's errors carry.
#[derive(Clone, Debug, PartialEq)]
pub enum Detail {
    /// One entry per offending field.
    BadRequest(Vec<FieldViolation>),
    /// A reason that programs compare, its domain always `googleapis.com`.
    ErrorInfo {
        reason: &'static str,
        metadata: Vec<(&'static str, String)>,
    },
    /// When to try again, in milliseconds.
    RetryInfo { delay_ms: u64 },
    /// Where to read more: description and URL.
    Help {
        description: &'static str,
        url: String,
    },
}

/// One fault of one field. `field` is a path with the names of the `.proto`
/// files (`message.thread.name`), empty for the request itself.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldViolation {
    pub field: String,
    pub description: String,
}

pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    pub fn new(code: Code, message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            code,
            message: message.into(),
            details: Vec::new(),
            cause: None,
        }
    }

    /// A request that is wrong whatever the state: names the field at fault in
    /// `BadRequest` and uses the description as the message.
    pub fn invalid(field: &str, description: impl Into<String>) -> Self {
        let description = description.into();
        let mut error = Self::new(Code::InvalidArgument, description.clone());
        let violation = FieldViolation {
            field: field.to_owned(),
            description,
        };
        error.details.push(Detail::BadRequest(vec![violation]));
        error
    }

    pub fn permission_denied(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Code::PermissionDenied, message)
    }

    pub fn not_found() -> Self {
        Self::new(Code::NotFound, "Requested entity was not found.")
    }

    pub fn already_exists(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Code::AlreadyExists, message)
    }

    pub fn failed_precondition(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Code::FailedPrecondition, message)
    }

    pub fn unimplemented(what: &str) -> Self {
        Self::new(Code::Unimplemented, format!("{what} is not implemented."))
    }

    /// Our own fault. The caller reads a bare sentence, the log reads `cause`.
    pub fn internal(cause: impl fmt::Display) -> Self {
        let mut error = Self::new(Code::Internal, "Internal error encountered.");
        error.cause = Some(cause.to_string());
        error
    }

    /// The system is busy or away for the moment; clients try again.
    pub fn unavailable(cause: impl fmt::Display) -> Self {
        let mut error = Self::new(Code::Unavailable, "The service is currently unavailable.");
        error.cause = Some(cause.to_string());
        error
    }

    /// Another call came first and this one was undone; it may run again, and
    /// the server does so by itself.
    pub fn aborted(cause: impl fmt::Display) -> Self {
        let mut error = Self::new(Code::Aborted, "The request conflicted with another one.");
        error.cause = Some(cause.to_string());
        error
    }

    /// Adds a machine-readable reason.
    #[must_use]
    pub fn with_info(
        mut self,
        reason: &'static str,
        metadata: Vec<(&'static str, String)>,
    ) -> Self {
        self.details.push(Detail::ErrorInfo { reason, metadata });
        self
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:?}: {}", self.code, self.message)?;
        if let Some(cause) = &self.cause {
            write!(out, " ({cause})")?;
        }
        Ok(())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}: {}", self.code.as_str_name(), self.message)
    }
}

impl std::error::Error for Error {}
