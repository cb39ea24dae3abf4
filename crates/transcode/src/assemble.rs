//! The request message of a REST call: path, query and body put together.
//! Protobuf merges what stands on the wire twice, so each part is simply
//! appended: query first, then body, then path, and the later one wins.

use std::borrow::Cow;

use crate::fault::{Fault, Faults};
use crate::json::decode::{decode_at, put_message_text};
use crate::json::path::{invalid_value, quoted, unknown_name};
use crate::json::scalar::put_text;
use crate::router::{Body, FieldPath, Route};
use crate::schema::{Field, Form, Kind, Message, MessageType, Schema, Shape, Tables};
use crate::wire::{close, open, put_varint};

/// Appends the wire form of the request message to `wire`.
///
/// `query` is what [`crate::SystemParameters::take`] left; an empty `body`
/// counts as `{}`, and the body of an RPC that takes none is ignored. The path
/// wins over the body, the body over the query.
pub fn assemble(
    schema: &Schema,
    route: &Route<'_, '_>,
    query: &[(Cow<'_, str>, Cow<'_, str>)],
    body: &[u8],
    wire: &mut Vec<u8>,
) -> Result<(), Fault> {
    let tables = &*schema.tables;
    let mut faults = Faults::default();
    for (name, value) in query {
        parameter(tables, route.rpc.input, name, value, wire, &mut faults);
    }
    faults.absorb(put_body(schema, route, body, wire))?;
    for ((_, value), path) in route.variables.iter().zip(&route.binding.variables) {
        let path: Vec<&Field> = fields(tables, path).collect();
        put_nested(tables, &path, value, wire, &mut faults);
    }
    faults.finish()
}

fn fields<'t>(tables: &'t Tables, path: &FieldPath) -> impl Iterator<Item = &'t Field> {
    path.iter()
        .filter_map(|(message, number)| tables.message(*message).by_number(*number))
}

fn put_body(
    schema: &Schema,
    route: &Route<'_, '_>,
    body: &[u8],
    wire: &mut Vec<u8>,
) -> Result<(), Fault> {
    let body = if body.trim_ascii().is_empty() {
        b"{}"
    } else {
        body
    };
    match &route.binding.body {
        Body::None => Ok(()),
        Body::Whole => decode_at(schema, route.rpc.input, None, body, wire),
        Body::Field(name) => {
            let path = route.binding.body_field.iter();
            let field = path.flat_map(|path| fields(&schema.tables, path)).next();
            let Some((field, Kind::Message(message))) = field.map(|field| (field, field.kind))
            else {
                return Ok(());
            };
            put_varint(wire, u64::from(field.key));
            let start = open(wire);
            decode_at(schema, message, Some(name), body, wire)?;
            close(wire, start);
            Ok(())
        }
    }
}

/// A query parameter: `pageSize`, `message_reply_option`, `a.b`.
fn parameter(
    tables: &Tables,
    message: MessageType,
    name: &str,
    value: &str,
    wire: &mut Vec<u8>,
    faults: &mut Faults,
) {
    match find(tables, message, name) {
        Some(path) => put_nested(tables, &path, value, wire, faults),
        None => {
            let why = format!(
                "Cannot bind query parameter. Field '{}' could not be found in request message.",
                crate::json::path::shortened(name)
            );
            faults.push(String::new(), unknown_name("", name, &why));
        }
    }
}

/// Deeper parameters exist in no API.
const DEEPEST: usize = 32;

fn find<'t>(tables: &'t Tables, message: MessageType, name: &str) -> Option<Vec<&'t Field>> {
    let mut path = Vec::new();
    let mut owner: Option<&Message> = Some(tables.message(message));
    for part in name.split('.') {
        let field = owner?.by_name(part)?;
        path.push(field);
        owner = match (field.kind, field.shape) {
            _ if path.len() > DEEPEST => None,
            (Kind::Message(inner), Shape::Implicit | Shape::Explicit) => {
                Some(tables.message(inner))
            }
            _ => None,
        };
    }
    let last = path.last()?;
    (last.shape != Shape::Map).then_some(path)
}

/// A text as the value of the last field of `path`, within the messages before.
fn put_nested(
    tables: &Tables,
    path: &[&Field],
    value: &str,
    wire: &mut Vec<u8>,
    faults: &mut Faults,
) {
    let Some((last, outer)) = path.split_last() else {
        return;
    };
    let mut starts = Vec::with_capacity(outer.len());
    for field in outer {
        put_varint(wire, u64::from(field.key));
        starts.push(open(wire));
    }
    put_varint(wire, u64::from(last.key));
    if let Err(unfit) = put_value(tables, last, value, wire) {
        unfit.note(tables, path, last, value, faults);
    }
    for start in starts.into_iter().rev() {
        close(wire, start);
    }
}

enum Unfit {
    Value,
    /// Google's sentence about a time or a mask.
    Text(String),
    Message,
}

fn put_value(tables: &Tables, field: &Field, text: &str, wire: &mut Vec<u8>) -> Result<(), Unfit> {
    let Kind::Message(message) = field.kind else {
        return put_text(tables, field.kind, text, wire).map_err(|_| Unfit::Value);
    };
    let table = tables.message(message);
    let start = open(wire);
    match table.form {
        Form::Timestamp | Form::Duration | Form::FieldMask => {
            let put = put_message_text(table.form, text, wire);
            put.map_err(|why| Unfit::Text(why.about(&field.json_name)))?;
        }
        Form::Wrapper => {
            let value = table.fields.first().ok_or(Unfit::Message)?;
            put_varint(wire, u64::from(value.key));
            put_text(tables, value.kind, text, wire).map_err(|_| Unfit::Value)?;
        }
        _ => return Err(Unfit::Message),
    }
    close(wire, start);
    Ok(())
}

impl Unfit {
    fn note(
        self,
        tables: &Tables,
        path: &[&Field],
        field: &Field,
        value: &str,
        faults: &mut Faults,
    ) {
        let spell = |name: fn(&Field) -> &str| {
            path.iter()
                .map(|field| name(field))
                .collect::<Vec<_>>()
                .join(".")
        };
        let place = spell(|field| &field.name);
        let type_name = field.kind.type_name(tables);
        let text = match self {
            Self::Value => invalid_value(&place, &type_name, &quoted(value)),
            Self::Text(why) => invalid_value(&place, &type_name, &why),
            Self::Message => {
                let name = spell(|field| &field.json_name);
                let why = format!(
                    "Cannot bind query parameter. '{name}' is a message type. Parameters can only \
                     be bound to primitive types."
                );
                return faults.push(String::new(), unknown_name("", &name, &why));
            }
        };
        faults.push(place, text);
    }
}
