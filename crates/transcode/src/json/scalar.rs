//! Single values on their way to the wire: from JSON tokens, from query
//! parameters and from map keys.

use base64::Engine;
use base64::alphabet;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};

use super::number;
use crate::schema::{Kind, Tables};
use crate::wire::{put_bytes, put_varint, zigzag};

const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_padding_mode(DecodePaddingMode::Indifferent)
    .with_decode_allow_trailing_bits(true);
const STANDARD: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, LENIENT);
const URL_SAFE: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, LENIENT);

/// The value is not one of the type's.
pub(crate) struct Unfit;

/// A value that is text: a JSON string, a query parameter or a map key.
#[inline]
pub(crate) fn put_text(
    tables: &Tables,
    kind: Kind,
    text: &str,
    wire: &mut Vec<u8>,
) -> Result<(), Unfit> {
    match kind {
        Kind::String => put_bytes(wire, text.as_bytes()),
        Kind::Bytes => put_bytes(wire, &base64(text).ok_or(Unfit)?),
        Kind::Enum(index) => {
            let enumeration = tables.enumeration(index);
            match enumeration.by_name.get(text) {
                Some(&number) => put_varint(wire, i64::from(number) as u64),
                None => return put_number_text(kind, text, wire),
            }
        }
        Kind::Bool => match text {
            "true" => wire.push(1),
            "false" => wire.push(0),
            _ => return Err(Unfit),
        },
        Kind::Double => put_double(
            named(text).or_else(|| number_text(text).and_then(number::double)),
            wire,
        )?,
        Kind::Float => {
            let value = named(text).map(|value| value as f32);
            put_float(
                value.or_else(|| number_text(text).and_then(number::float)),
                wire,
            )?;
        }
        _ => return put_number_text(kind, text, wire),
    }
    Ok(())
}

fn put_number_text(kind: Kind, text: &str, wire: &mut Vec<u8>) -> Result<(), Unfit> {
    put_number(kind, number_text(text).ok_or(Unfit)?, wire)
}

fn number_text(text: &str) -> Option<&str> {
    number::is_number(text).then_some(text)
}

/// The floating-point values that JSON spells as strings.
fn named(text: &str) -> Option<f64> {
    match text {
        "NaN" => Some(f64::NAN),
        "Infinity" => Some(f64::INFINITY),
        "-Infinity" => Some(f64::NEG_INFINITY),
        _ => None,
    }
}

fn base64(text: &str) -> Option<Vec<u8>> {
    let engine = if text.contains(['-', '_']) {
        &URL_SAFE
    } else {
        &STANDARD
    };
    engine.decode(text).ok()
}

/// A value that is a JSON number.
#[inline]
pub(crate) fn put_number(kind: Kind, text: &str, wire: &mut Vec<u8>) -> Result<(), Unfit> {
    match kind {
        Kind::Double => return put_double(number::double(text), wire),
        Kind::Float => return put_float(number::float(text), wire),
        Kind::String | Kind::Bytes | Kind::Bool | Kind::Message(_) => return Err(Unfit),
        _ => {}
    }
    let value = number::integer(text).ok_or(Unfit)?;
    match kind {
        Kind::Int32 | Kind::Enum(_) => put_varint(wire, i64::from(narrow::<i32>(value)?) as u64),
        Kind::Int64 => put_varint(wire, narrow::<i64>(value)? as u64),
        Kind::Uint32 => put_varint(wire, u64::from(narrow::<u32>(value)?)),
        Kind::Uint64 => put_varint(wire, narrow(value)?),
        Kind::Sint32 => put_varint(wire, zigzag(i64::from(narrow::<i32>(value)?))),
        Kind::Sint64 => put_varint(wire, zigzag(narrow(value)?)),
        Kind::Fixed32 => wire.extend_from_slice(&narrow::<u32>(value)?.to_le_bytes()),
        Kind::Sfixed32 => wire.extend_from_slice(&narrow::<i32>(value)?.to_le_bytes()),
        Kind::Fixed64 => wire.extend_from_slice(&narrow::<u64>(value)?.to_le_bytes()),
        Kind::Sfixed64 => wire.extend_from_slice(&narrow::<i64>(value)?.to_le_bytes()),
        _ => return Err(Unfit),
    }
    Ok(())
}

fn narrow<T: TryFrom<i128>>(value: i128) -> Result<T, Unfit> {
    T::try_from(value).map_err(|_| Unfit)
}

fn put_double(value: Option<f64>, wire: &mut Vec<u8>) -> Result<(), Unfit> {
    wire.extend_from_slice(&value.ok_or(Unfit)?.to_le_bytes());
    Ok(())
}

fn put_float(value: Option<f32>, wire: &mut Vec<u8>) -> Result<(), Unfit> {
    wire.extend_from_slice(&value.ok_or(Unfit)?.to_le_bytes());
    Ok(())
}
