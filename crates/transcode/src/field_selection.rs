//! Partial responses: the `fields` parameter and `X-Goog-FieldMask`.

use crate::fault::Fault;
use crate::schema::{MessageType, Schema};

/// The fields of one message type that an answer keeps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldSelection {}

impl FieldSelection {
    /// Reads `a,b/c,d(e,f),*` (dots work like slashes; JSON and original names
    /// are both known; lists are transparent) against a message type.
    pub fn parse(_text: &str, _schema: &Schema, _message: MessageType) -> Result<Self, Fault> {
        Ok(Self {})
    }
}
