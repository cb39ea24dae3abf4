//! What is wrong with a request's form: the one error of decoding, routing
//! parameters and masks. Always INVALID_ARGUMENT; the wording is Google's.

use std::fmt;

/// A refused request: the message that the caller reads and, where Google
/// sends them, the entries of `google.rpc.BadRequest`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Every violation, joined by line ends.
    pub message: String,
    /// Empty when the input was not even JSON.
    pub violations: Vec<Violation>,
}

/// One entry of `google.rpc.BadRequest.field_violations`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// Path in the names of the `.proto` file; empty for the request itself.
    pub field: String,
    pub description: String,
}

/// More than this many violations, or bytes of them, are not worth sending:
/// a small hostile body must not make a large answer.
const MOST_VIOLATIONS: usize = 100;
const MOST_BYTES: usize = 64 * 1024;

impl Fault {
    /// A fault of the whole input, without details.
    pub(crate) fn bare(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            violations: Vec::new(),
        }
    }

    /// A fault of one field, repeated in the details.
    pub fn of_field(field: impl Into<String>, description: impl Into<String>) -> Self {
        let description = description.into();
        Self {
            message: description.clone(),
            violations: vec![Violation {
                field: field.into(),
                description,
            }],
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.message)
    }
}

impl std::error::Error for Fault {}

/// Violations found so far, within bounds.
#[derive(Default)]
pub(crate) struct Faults {
    violations: Vec<Violation>,
    bytes: usize,
    full: bool,
}

impl Faults {
    /// What is found from now on is not kept, so that it need not be spelt out.
    pub fn is_full(&self) -> bool {
        self.full
    }

    /// The first is kept whatever its size: without any, nothing was wrong.
    pub fn push(&mut self, field: String, description: String) {
        let bytes = field.len() + description.len();
        let fits = self.violations.len() < MOST_VIOLATIONS && self.bytes + bytes <= MOST_BYTES;
        if fits || self.violations.is_empty() {
            self.bytes += bytes;
            self.violations.push(Violation { field, description });
        } else {
            self.full = true;
        }
    }

    /// Takes over another part's violations; one without any ends everything.
    pub fn absorb(&mut self, result: Result<(), Fault>) -> Result<(), Fault> {
        match result {
            Err(fault) if fault.violations.is_empty() => return Err(fault),
            Err(fault) => {
                for violation in fault.violations {
                    self.push(violation.field, violation.description);
                }
            }
            Ok(()) => {}
        }
        Ok(())
    }

    /// `Err` with all of them when there was any.
    pub fn finish(self) -> Result<(), Fault> {
        if self.violations.is_empty() {
            return Ok(());
        }
        let lines: Vec<&str> = self
            .violations
            .iter()
            .map(|v| v.description.as_str())
            .collect();
        Err(Fault {
            message: lines.join("\n"),
            violations: self.violations,
        })
    }
}
