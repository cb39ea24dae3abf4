//! Messages of the wire as `serde_json` values, and back.

use domain::{Error, Result};
use prost::Message;
use serde_json::Value;
use transcode::JsonOptions;

use crate::state::Server;

/// `name` is the message's full name.
pub fn to_json(server: &Server, name: &str, message: &impl Message) -> Result<Value> {
    let mut text = Vec::new();
    let kind = kind(server, name)?;
    let wire = message.encode_to_vec();
    transcode::encode(
        &server.schema,
        kind,
        &wire,
        &JsonOptions::default(),
        &mut text,
    )
    .map_err(Error::internal)?;
    serde_json::from_slice(&text).map_err(Error::internal)
}

/// The message, or what is wrong in the JSON.
pub fn from_json<M: Message + Default>(
    server: &Server,
    name: &str,
    json: &Value,
) -> std::result::Result<M, String> {
    let kind = kind(server, name).map_err(|error| error.to_string())?;
    let mut wire = Vec::new();
    let text = json.to_string();
    transcode::decode(&server.schema, kind, text.as_bytes(), &mut wire)
        .map_err(|fault| fault.message)?;
    M::decode(wire.as_slice()).map_err(|error| error.to_string())
}

fn kind(server: &Server, name: &str) -> Result<transcode::MessageType> {
    server
        .schema
        .message(name)
        .ok_or_else(|| Error::internal(format!("no message {name}")))
}
