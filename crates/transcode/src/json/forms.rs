//! Messages that JSON writes in a form of their own: wrappers, times, masks,
//! `Struct` and its like, `Any`.

use super::EncodeError;
use super::encode::{Encoder, Wanted};
use super::well_known::{Instant, camel_path, write_duration, write_timestamp};
use super::{map, normal, write};
use crate::schema::{Form, Kind, Message};
use crate::wire::{Raw, Reader};

pub(super) fn encode(
    encoder: &mut Encoder<'_, '_>,
    table: &Message,
    wire: &[u8],
    wanted: Wanted,
) -> Result<(), EncodeError> {
    // A time has two numbers, of which the last ones count anyway.
    let is_time = matches!(table.form, Form::Timestamp | Form::Duration);
    if !is_time && !normal::is_normal(table, wire)? {
        let wire = normal::normalised(table, wire)?;
        return encode_normal(encoder, table, &wire, wanted);
    }
    encode_normal(encoder, table, wire, wanted)
}

fn encode_normal(
    encoder: &mut Encoder<'_, '_>,
    table: &Message,
    wire: &[u8],
    wanted: Wanted,
) -> Result<(), EncodeError> {
    match table.form {
        Form::Plain | Form::Empty => {
            encoder.enter(b'{')?;
            encoder.fields(table, wire, wanted)?;
            encoder.writer.leave(b'}');
            Ok(())
        }
        Form::Timestamp => {
            let time = instant(wire)?;
            quoted(encoder, |out| write_timestamp(time, out))
                .ok_or(EncodeError("a timestamp is out of range"))
        }
        Form::Duration => {
            let time = instant(wire)?;
            quoted(encoder, |out| write_duration(time, out))
                .ok_or(EncodeError("a duration is out of range"))
        }
        Form::FieldMask => field_mask(encoder, wire),
        Form::Wrapper => wrapper(encoder, table, wire),
        Form::Struct => structure(encoder, table, wire, wanted),
        Form::ListValue => list(encoder, table, wire),
        Form::Value => value(encoder, table, wire),
        Form::Any => any(encoder, wire),
    }
}

fn quoted(
    encoder: &mut Encoder<'_, '_>,
    write: impl FnOnce(&mut Vec<u8>) -> Option<()>,
) -> Option<()> {
    let out = &mut *encoder.writer.out;
    out.push(b'"');
    let written = write(out);
    out.push(b'"');
    written
}

/// The fields of a `Timestamp` or `Duration`.
fn instant(wire: &[u8]) -> Result<Instant, EncodeError> {
    let mut instant = Instant {
        seconds: 0,
        nanos: 0,
    };
    let mut reader = Reader::new(wire);
    while let Some((key, raw)) = reader.field()? {
        match (key >> 3, raw) {
            (1, Raw::Varint(value)) => instant.seconds = value as i64,
            (2, Raw::Varint(value)) => instant.nanos = value as i32,
            _ => {}
        }
    }
    Ok(instant)
}

fn field_mask(encoder: &mut Encoder<'_, '_>, wire: &[u8]) -> Result<(), EncodeError> {
    let mut paths = Vec::new();
    let mut reader = Reader::new(wire);
    while let Some((key, raw)) = reader.field()? {
        if let (1, Raw::Bytes(path)) = (key >> 3, raw) {
            paths.push(camel_path(&String::from_utf8_lossy(path)));
        }
    }
    write::string(encoder.writer.out, paths.join(",").as_bytes());
    Ok(())
}

fn wrapper(encoder: &mut Encoder<'_, '_>, table: &Message, wire: &[u8]) -> Result<(), EncodeError> {
    let Some(field) = table.fields.first() else {
        return Err(EncodeError("a wrapper has no value"));
    };
    let mut value = map::zero(field.kind);
    let mut reader = Reader::new(wire);
    while let Some((key, raw)) = reader.field()? {
        if key == field.key {
            value = raw;
        }
    }
    encoder.value(field.kind, value, None)
}

fn structure(
    encoder: &mut Encoder<'_, '_>,
    table: &Message,
    wire: &[u8],
    wanted: Wanted,
) -> Result<(), EncodeError> {
    let Some(field) = table.fields.first() else {
        return Err(EncodeError("a struct has no fields"));
    };
    map::object(encoder, field, &occurrences(wire, field.key)?, wanted)
}

fn list(encoder: &mut Encoder<'_, '_>, table: &Message, wire: &[u8]) -> Result<(), EncodeError> {
    let Some(field) = table.fields.first() else {
        return Err(EncodeError("a list has no values"));
    };
    encoder.enter(b'[')?;
    for element in occurrences(wire, field.key)? {
        encoder.writer.element();
        encoder.value(field.kind, Raw::Bytes(element), None)?;
    }
    encoder.writer.leave(b']');
    Ok(())
}

fn occurrences(wire: &[u8], wanted: u32) -> Result<Vec<&[u8]>, EncodeError> {
    let mut found = Vec::new();
    let mut reader = Reader::new(wire);
    while let Some((key, raw)) = reader.field()? {
        if let (true, Raw::Bytes(bytes)) = (key == wanted, raw) {
            found.push(bytes);
        }
    }
    Ok(found)
}

/// A `Value` holds one of its fields; without any it is null.
fn value(encoder: &mut Encoder<'_, '_>, table: &Message, wire: &[u8]) -> Result<(), EncodeError> {
    let mut reader = Reader::new(wire);
    while let Some((key, raw)) = reader.field()? {
        let Some(field) = table.by_number(key >> 3).filter(|field| field.key == key) else {
            continue;
        };
        if let (Kind::Double, Raw::Fixed64(bits)) = (field.kind, raw)
            && !f64::from_bits(bits).is_finite()
        {
            return Err(EncodeError("a number of a Value is not finite"));
        }
        return encoder.value(field.kind, raw, None);
    }
    encoder.writer.out.extend_from_slice(b"null");
    Ok(())
}

/// An `Any`: its message's members beside `@type`. What the schema does not
/// know is kept as base64.
fn any(encoder: &mut Encoder<'_, '_>, wire: &[u8]) -> Result<(), EncodeError> {
    let (mut url, mut contents): (&[u8], &[u8]) = (&[], &[]);
    let mut reader = Reader::new(wire);
    while let Some((key, raw)) = reader.field()? {
        match (key >> 3, raw) {
            (1, Raw::Bytes(bytes)) => url = bytes,
            (2, Raw::Bytes(bytes)) => contents = bytes,
            _ => {}
        }
    }
    encoder.enter(b'{')?;
    if !(url.is_empty() && contents.is_empty()) {
        encoder.typed_members(url, contents)?;
    }
    encoder.writer.leave(b'}');
    Ok(())
}

impl Encoder<'_, '_> {
    /// `"@type": …` and the members of that message, into the open object.
    pub fn typed_members(&mut self, url: &[u8], wire: &[u8]) -> Result<(), EncodeError> {
        self.writer.member(b",\"@type\":");
        write::string(self.writer.out, url);
        let full_name = std::str::from_utf8(url)
            .ok()
            .and_then(|url| url.rsplit('/').next());
        let Some(message) = full_name.and_then(|name| self.tables.message_named(name)) else {
            self.writer.member(b",\"value\":");
            write::base64(self.writer.out, wire);
            return Ok(());
        };
        let table = self.tables.message(message);
        if matches!(table.form, Form::Plain | Form::Empty) {
            return self.fields(table, wire, None);
        }
        self.writer.member(b",\"value\":");
        self.message(message, wire, None)
    }
}
