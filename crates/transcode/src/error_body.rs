//! Google's error envelope: `{"error":{"code":400,"message":…,"status":…}}`.

use crate::json::JsonOptions;
use crate::schema::Schema;

/// An error as REST clients read it.
#[derive(Clone, Copy, Debug)]
pub struct ErrorEnvelope<'a> {
    /// HTTP status, such as 400.
    pub http: u16,
    /// Name in `google.rpc.Code`, such as `INVALID_ARGUMENT`.
    pub status: &'a str,
    pub message: &'a str,
    pub details: &'a [Detail<'a>],
    /// Adds the array `errors` of the older form (`$.xgafv=1`).
    pub with_errors_array: bool,
}

/// One message of `details`.
#[derive(Clone, Copy, Debug)]
pub struct Detail<'a> {
    /// Full name, such as `google.rpc.BadRequest`.
    pub type_name: &'a str,
    pub wire: &'a [u8],
}

/// The body of an error answer. `options.fields` is ignored: errors are never
/// partial.
pub fn error_body(_schema: &Schema, _error: &ErrorEnvelope<'_>, _options: &JsonOptions) -> Vec<u8> {
    Vec::new()
}
