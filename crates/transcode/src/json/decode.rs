//! JSON to wire in one pass. Syntax errors end the reading; everything else is
//! noted with its path, and reading goes on.

use super::any;
use super::parse::{Broken, Cursor, Next};
use super::path::{Path, invalid_value, quoted, unknown_name};
use super::scalar::{put_number, put_text};
use super::structure;
use super::well_known::{parse_duration, parse_timestamp, put_field_mask, shortened};
use crate::fault::{Fault, Faults};
use crate::schema::{Field, Form, Kind, Message, MessageType, Schema, Shape, Tables};
use crate::wire::{close, open, put_varint};

/// See [`crate::decode`]. Paths begin with `prefix`, the request's field that
/// the body fills.
pub(crate) fn decode_at(
    schema: &Schema,
    message: MessageType,
    prefix: Option<&str>,
    json: &[u8],
    wire: &mut Vec<u8>,
) -> Result<(), Fault> {
    let text = std::str::from_utf8(json).map_err(|error| {
        let valid = &json[..error.valid_up_to()];
        let line = 1 + valid.iter().filter(|&&byte| byte == b'\n').count();
        Fault::bare(format!(
            "Invalid JSON payload received. Encountered non UTF-8 code points in line {line}."
        ))
    })?;
    let mut decoder = Decoder {
        tables: &schema.tables,
        cursor: Cursor::new(text),
        faults: Faults::default(),
    };
    let path = match prefix {
        Some(name) => Path::Field(&Path::Root, name),
        None => Path::Root,
    };
    decoder
        .root(message, &path, wire)
        .map_err(|broken| broken.into_fault(text))?;
    decoder.faults.finish()
}

pub(super) struct Decoder<'s, 'j> {
    pub tables: &'s Tables,
    pub cursor: Cursor<'j>,
    faults: Faults,
}

impl Decoder<'_, '_> {
    fn root(
        &mut self,
        message: MessageType,
        path: &Path,
        wire: &mut Vec<u8>,
    ) -> Result<(), Broken> {
        let next = self.cursor.next()?;
        let form = self.tables.message(message).form;
        if matches!(form, Form::Plain | Form::Empty | Form::Any) && next != Next::Object {
            let text = unknown_name("", "", "Root element must be a message.");
            self.faults.push(String::new(), text);
            self.cursor.skip_announced(next, 0)?;
        } else {
            self.message(message, "", next, path, wire, 0)?;
        }
        self.cursor.end()
    }

    /// The contents of a message of any form, without key and length. `next`
    /// was announced; `name` is the field's JSON name.
    pub fn message(
        &mut self,
        message: MessageType,
        name: &str,
        next: Next,
        path: &Path,
        wire: &mut Vec<u8>,
        depth: usize,
    ) -> Result<(), Broken> {
        let table = self.tables.message(message);
        match table.form {
            Form::Plain | Form::Empty if next == Next::Object => {
                self.cursor.check_depth(depth)?;
                self.fields(table, false, path, wire, depth)
            }
            Form::Any if next == Next::Object => any::decode(self, path, wire, depth),
            Form::Struct if next == Next::Object => structure::object(self, path, wire, depth),
            Form::ListValue if next == Next::List => structure::list(self, path, wire, depth),
            Form::Value => structure::value(self, next, path, wire, depth),
            Form::Wrapper => {
                let Some(value) = table.fields.first() else {
                    return Ok(());
                };
                put_varint(wire, u64::from(value.key));
                self.scalar(value.kind, value, next, path, wire, depth)
            }
            Form::Timestamp | Form::Duration | Form::FieldMask if next == Next::String => {
                let text = self.cursor.string()?;
                if let Err(why) = put_message_text(table.form, &text, wire) {
                    self.invalid(path, Kind::Message(message), &why.about(name));
                }
                Ok(())
            }
            _ => self.unfit(Kind::Message(message), next, path, depth),
        }
    }

    /// The fields of an object; the cursor stands before its brace.
    pub fn fields(
        &mut self,
        table: &Message,
        in_any: bool,
        path: &Path,
        wire: &mut Vec<u8>,
        depth: usize,
    ) -> Result<(), Broken> {
        self.cursor.enter();
        let mut first = true;
        let mut oneofs_set = 0u64;
        while let Some(name) = self.cursor.key(&mut first)? {
            let Some(field) = table.by_name(&name) else {
                if !(in_any && name == "@type") {
                    self.unknown(path, &name, "Cannot find field.");
                }
                self.cursor.skip(depth + 1)?;
                continue;
            };
            let next = self.cursor.next()?;
            if next == Next::Null && !takes_null(self.tables, field) {
                continue;
            }
            if let Some(oneof) = field.oneof {
                let bit = 1 << oneof;
                if oneofs_set & bit != 0 {
                    let oneof = &table.oneofs[usize::from(oneof)];
                    let name = shortened(&name);
                    let text = format!("oneof field '{oneof}' is already set. Cannot set '{name}'");
                    self.invalid_part(path, "oneof", &text);
                    self.cursor.skip_announced(next, depth + 1)?;
                    continue;
                }
                oneofs_set |= bit;
            }
            let here = Path::Field(path, &field.name);
            self.field(field, next, path, &here, wire, depth)?;
        }
        Ok(())
    }

    fn field(
        &mut self,
        field: &Field,
        next: Next,
        parent: &Path,
        path: &Path,
        wire: &mut Vec<u8>,
        depth: usize,
    ) -> Result<(), Broken> {
        match field.shape {
            Shape::Map if next == Next::Object => self.map(field, path, wire, depth),
            Shape::Map if next == Next::List => {
                let text = format!("Cannot bind a list to map for field '{}'.", field.json_name);
                self.invalid_part(path, "Map", &text);
                self.cursor.skip_announced(next, depth + 1)
            }
            Shape::Map => self.unfit(field.kind, next, path, depth),
            Shape::Repeated { packed } if next == Next::List => {
                self.list(field, packed, path, wire, depth)
            }
            _ if next == Next::List && !takes_list(self.tables, field.kind) => {
                self.unknown(
                    parent,
                    &field.json_name,
                    "Proto field is not repeating, cannot start list.",
                );
                self.cursor.skip_announced(next, depth + 1)
            }
            _ if next == Next::Object && !matches!(field.kind, Kind::Message(_)) => {
                self.invalid_part(parent, &field.name, "Starting an object on a scalar field");
                self.cursor.skip_announced(next, depth + 1)
            }
            // Google takes a single value for a list of one.
            _ => {
                put_varint(wire, u64::from(field.key));
                self.scalar(field.kind, field, next, path, wire, depth)
            }
        }
    }

    fn list(
        &mut self,
        field: &Field,
        packed: bool,
        path: &Path,
        wire: &mut Vec<u8>,
        depth: usize,
    ) -> Result<(), Broken> {
        self.cursor.check_depth(depth + 1)?;
        self.cursor.enter();
        let start = packed.then(|| {
            put_varint(wire, u64::from(field.packed_key));
            open(wire)
        });
        let mut first = true;
        let mut index = 0;
        while self.cursor.element(&mut first)? {
            let here = Path::Element(path, index);
            let next = self.cursor.next()?;
            if !packed {
                put_varint(wire, u64::from(field.key));
            }
            self.scalar(field.kind, field, next, &here, wire, depth)?;
            index += 1;
        }
        match start {
            Some(start) if wire.len() == start => {
                wire.truncate(start - 1 - varint_length(field.packed_key))
            }
            Some(start) => close(wire, start),
            None => {}
        }
        Ok(())
    }

    fn map(
        &mut self,
        field: &Field,
        path: &Path,
        wire: &mut Vec<u8>,
        depth: usize,
    ) -> Result<(), Broken> {
        let Kind::Message(entry) = field.kind else {
            return Ok(());
        };
        let [key_field, value_field] = self.tables.message(entry).fields.as_slice() else {
            return Ok(());
        };
        self.cursor.check_depth(depth + 1)?;
        self.cursor.enter();
        let mut first = true;
        let mut seen = std::collections::HashSet::new();
        while let Some(name) = self.cursor.key(&mut first)? {
            let entry_path = Path::Element(path, seen.len());
            put_varint(wire, u64::from(field.key));
            let start = open(wire);
            put_varint(wire, u64::from(key_field.key));
            if put_text(self.tables, key_field.kind, &name, wire).is_err() {
                let path = Path::Field(&entry_path, "key");
                self.invalid(&path, key_field.kind, &quoted(&name));
            }
            let next = self.cursor.next()?;
            put_varint(wire, u64::from(value_field.key));
            let value_path = Path::Field(&entry_path, "value");
            self.scalar(
                value_field.kind,
                value_field,
                next,
                &value_path,
                wire,
                depth + 1,
            )?;
            close(wire, start);
            if let Some(name) = seen.replace(name) {
                let name = shortened(&name);
                let why = format!("Repeated map key: '{name}' is already set.");
                self.unknown(path, name, &why);
            }
        }
        Ok(())
    }

    /// One value after its key: a scalar, or a message with its length.
    pub fn scalar(
        &mut self,
        kind: Kind,
        field: &Field,
        next: Next,
        path: &Path,
        wire: &mut Vec<u8>,
        depth: usize,
    ) -> Result<(), Broken> {
        if let Kind::Message(message) = kind {
            let start = open(wire);
            self.message(message, &field.json_name, next, path, wire, depth + 1)?;
            close(wire, start);
            return Ok(());
        }
        match next {
            Next::String => {
                let text = self.cursor.string()?;
                if put_text(self.tables, kind, &text, wire).is_err() {
                    self.invalid(path, kind, &quoted(&text));
                }
            }
            Next::Number => {
                let text = self.cursor.number()?;
                if put_number(kind, text, wire).is_err() {
                    self.invalid(path, kind, shortened(text));
                }
            }
            Next::Bool(value) if kind == Kind::Bool => wire.push(u8::from(value)),
            Next::Null if is_null_enum(self.tables, kind) => wire.push(0),
            _ => return self.unfit(kind, next, path, depth),
        }
        Ok(())
    }

    /// Notes that the announced value is not of the field's kind, and passes it.
    fn unfit(&mut self, kind: Kind, next: Next, path: &Path, depth: usize) -> Result<(), Broken> {
        let mark = self.cursor.mark();
        self.cursor.skip_announced(next, depth + 1)?;
        let value = match next {
            Next::Null => "null",
            Next::Bool(true) => "true",
            Next::Bool(false) => "false",
            Next::Object => "Starting an object on a scalar field",
            Next::List => "Proto field is not repeating, cannot start list.",
            Next::String | Next::Number => shortened(self.cursor.since(mark)),
        };
        self.invalid(path, kind, value);
        Ok(())
    }

    pub fn unknown(&mut self, parent: &Path, name: &str, why: &str) {
        if self.faults.is_full() {
            return;
        }
        let parent = parent.spell();
        let text = unknown_name(&parent, name, why);
        self.faults.push(parent, text);
    }

    fn invalid(&mut self, path: &Path, kind: Kind, value: &str) {
        let type_name = kind.type_name(self.tables);
        self.invalid_part(path, &type_name, value);
    }

    pub fn invalid_part(&mut self, path: &Path, part: &str, text: &str) {
        if self.faults.is_full() {
            return;
        }
        let path = path.spell();
        let text = invalid_value(&path, part, text);
        self.faults.push(path, text);
    }
}

/// Why a text is not a timestamp, duration or mask.
pub(crate) struct Unreadable(String);

impl Unreadable {
    /// Google's sentence, which names the field.
    pub fn about(&self, json_name: &str) -> String {
        format!("Field '{json_name}', {}", self.0)
    }
}

/// The contents of a message that JSON spells as one string.
pub(crate) fn put_message_text(
    form: Form,
    text: &str,
    wire: &mut Vec<u8>,
) -> Result<(), Unreadable> {
    match form {
        Form::Timestamp => parse_timestamp(text).map_err(Unreadable)?.put(wire),
        Form::Duration => parse_duration(text).map_err(Unreadable)?.put(wire),
        Form::FieldMask => put_field_mask(text, wire),
        _ => return Err(Unreadable("the message has no text form".to_owned())),
    }
    Ok(())
}

fn varint_length(key: u32) -> usize {
    (32 - (key | 1).leading_zeros()).div_ceil(7) as usize
}

/// Null is a value of its own only for `Value` and `NullValue`.
fn takes_null(tables: &Tables, field: &Field) -> bool {
    if matches!(field.shape, Shape::Repeated { .. } | Shape::Map) {
        return false;
    }
    match field.kind {
        Kind::Message(message) => tables.message(message).form == Form::Value,
        kind => is_null_enum(tables, kind),
    }
}

fn is_null_enum(tables: &Tables, kind: Kind) -> bool {
    matches!(kind, Kind::Enum(index) if tables.enumeration(index).is_null)
}

fn takes_list(tables: &Tables, kind: Kind) -> bool {
    let Kind::Message(message) = kind else {
        return false;
    };
    matches!(tables.message(message).form, Form::Value | Form::ListValue)
}
