//! proto3 JSON, straight from and to the wire format.
//! `decode.rs` reads JSON, `encode.rs` writes it; both walk the schema's tables.

use std::fmt;

mod any;
pub(crate) mod decode;
pub(crate) mod encode;
mod forms;
mod map;
mod normal;
mod number;
mod parse;
pub(crate) mod path;
pub(crate) mod scalar;
mod structure;
mod well_known;
pub(crate) mod write;

pub(crate) use well_known::camel_path;

use crate::fault::Fault;
use crate::field_selection::FieldSelection;
use crate::schema::{MessageType, Schema};

/// How an answer is written.
#[derive(Clone, Debug, Default)]
pub struct JsonOptions {
    /// `$alt=json;enum-encoding=int`: numbers instead of names.
    pub enums_as_numbers: bool,
    /// Two spaces of indentation, as Google answers unless `prettyPrint=false`.
    pub pretty: bool,
    /// The partial response asked for; `None` is everything.
    pub fields: Option<FieldSelection>,
}

/// The wire bytes are not a message of the type: a fault of the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EncodeError(pub(crate) &'static str);

impl fmt::Display for EncodeError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "malformed message: {}", self.0)
    }
}

impl std::error::Error for EncodeError {}

/// Appends the wire form of the JSON text `json` to `wire`.
///
/// Every violation is collected (within bounds) and told with its path. After
/// an error `wire` may hold part of the message. JSON that Google's parsers
/// take is taken: original names, numbers as strings, one value for a list of
/// one; of a repeated key the last value counts, lists grow and messages merge.
pub fn decode(
    schema: &Schema,
    message: MessageType,
    json: &[u8],
    wire: &mut Vec<u8>,
) -> Result<(), Fault> {
    decode::decode_at(schema, message, None, json, wire)
}

/// Appends the JSON form of the message `wire` to `json`.
///
/// Fields may stand in any order and in pieces; unknown ones are left out. Bytes
/// that are not UTF-8 become U+FFFD.
pub fn encode(
    schema: &Schema,
    message: MessageType,
    wire: &[u8],
    options: &JsonOptions,
    json: &mut Vec<u8>,
) -> Result<(), EncodeError> {
    encode::encode(schema, message, wire, options, json)
}
