//! `google.protobuf.Struct`, `Value` and `ListValue`: JSON kept as JSON.

use super::decode::Decoder;
use super::parse::{Broken, Next};
use super::path::Path;
use crate::wire::{close, open, put_bytes, put_varint};

const ENTRY: u8 = 1 << 3 | 2;
const KEY: u8 = 1 << 3 | 2;
const VALUE: u8 = 2 << 3 | 2;
const ELEMENT: u8 = 1 << 3 | 2;
const NULL_VALUE: u8 = 1 << 3;
const NUMBER_VALUE: u8 = 2 << 3 | 1;
const STRING_VALUE: u8 = 3 << 3 | 2;
const BOOL_VALUE: u8 = 4 << 3;
const STRUCT_VALUE: u8 = 5 << 3 | 2;
const LIST_VALUE: u8 = 6 << 3 | 2;

/// The contents of a `Struct`.
pub(super) fn object(
    decoder: &mut Decoder<'_, '_>,
    path: &Path,
    wire: &mut Vec<u8>,
    depth: usize,
) -> Result<(), Broken> {
    decoder.cursor.check_depth(depth)?;
    decoder.cursor.enter();
    let mut first = true;
    while let Some(name) = decoder.cursor.key(&mut first)? {
        wire.push(ENTRY);
        let entry = open(wire);
        wire.push(KEY);
        put_bytes(wire, name.as_bytes());
        wire.push(VALUE);
        let start = open(wire);
        let next = decoder.cursor.next()?;
        value(decoder, next, &Path::Field(path, &name), wire, depth)?;
        close(wire, start);
        close(wire, entry);
    }
    Ok(())
}

/// The contents of a `ListValue`.
pub(super) fn list(
    decoder: &mut Decoder<'_, '_>,
    path: &Path,
    wire: &mut Vec<u8>,
    depth: usize,
) -> Result<(), Broken> {
    decoder.cursor.check_depth(depth)?;
    decoder.cursor.enter();
    let mut first = true;
    let mut index = 0;
    while decoder.cursor.element(&mut first)? {
        wire.push(ELEMENT);
        let start = open(wire);
        let next = decoder.cursor.next()?;
        value(decoder, next, &Path::Element(path, index), wire, depth)?;
        close(wire, start);
        index += 1;
    }
    Ok(())
}

/// The contents of a `Value`.
pub(super) fn value(
    decoder: &mut Decoder<'_, '_>,
    next: Next,
    path: &Path,
    wire: &mut Vec<u8>,
    depth: usize,
) -> Result<(), Broken> {
    match next {
        Next::Null => wire.extend_from_slice(&[NULL_VALUE, 0]),
        Next::Bool(value) => wire.extend_from_slice(&[BOOL_VALUE, u8::from(value)]),
        Next::Number => {
            let text = decoder.cursor.number()?;
            wire.push(NUMBER_VALUE);
            match super::number::double(text) {
                Some(number) => wire.extend_from_slice(&number.to_le_bytes()),
                None => {
                    decoder.invalid_part(path, "TYPE_DOUBLE", super::well_known::shortened(text))
                }
            }
        }
        Next::String => {
            let text = decoder.cursor.string()?;
            wire.push(STRING_VALUE);
            put_bytes(wire, text.as_bytes());
        }
        Next::Object => nested(decoder, STRUCT_VALUE, object, path, wire, depth)?,
        Next::List => nested(decoder, LIST_VALUE, list, path, wire, depth)?,
    }
    Ok(())
}

type Contents = fn(&mut Decoder<'_, '_>, &Path, &mut Vec<u8>, usize) -> Result<(), Broken>;

fn nested(
    decoder: &mut Decoder<'_, '_>,
    key: u8,
    contents: Contents,
    path: &Path,
    wire: &mut Vec<u8>,
    depth: usize,
) -> Result<(), Broken> {
    put_varint(wire, u64::from(key));
    let start = open(wire);
    contents(decoder, path, wire, depth + 1)?;
    close(wire, start);
    Ok(())
}
