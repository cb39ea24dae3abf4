//! `google.protobuf.Any`: the fields of some message beside its `@type`.

use super::decode::Decoder;
use super::parse::{Broken, Next};
use super::path::Path;
use super::well_known::shortened;
use crate::schema::{Form, MessageType};
use crate::wire::{close, open, put_field};

/// The key of `Any.value`.
const VALUE: u8 = 2 << 3 | 2;

/// The contents of an `Any`; the cursor stands before its brace.
pub(super) fn decode(
    decoder: &mut Decoder<'_, '_>,
    path: &Path,
    wire: &mut Vec<u8>,
    depth: usize,
) -> Result<(), Broken> {
    decoder.cursor.check_depth(depth)?;
    let start = decoder.cursor.mark();
    let found = find_type(decoder, depth)?;
    let after = decoder.cursor.mark();
    let type_url = match found {
        Found::Empty => return Ok(()),
        Found::No => {
            decoder.invalid_part(path, "Any", "Missing @type for any field");
            return Ok(());
        }
        Found::Type(url) => url,
    };
    let Some(message) = resolve(decoder, &type_url) else {
        let why = format!("Invalid type URL, unknown type: {}", shortened(&type_url));
        decoder.invalid_part(path, "Any", &why);
        return Ok(());
    };
    decoder.cursor.rewind(start);
    put_field(wire, 1, type_url.as_bytes());
    wire.push(VALUE);
    let length = open(wire);
    let table = decoder.tables.message(message);
    if matches!(table.form, Form::Plain | Form::Empty) {
        decoder.fields(table, true, path, wire, depth)?;
    } else {
        wrapped(decoder, message, path, wire, depth)?;
    }
    close(wire, length);
    debug_assert_eq!(decoder.cursor.mark(), after);
    Ok(())
}

enum Found {
    Empty,
    No,
    Type(String),
}

/// Reads the whole object for its `@type`, which may stand anywhere.
fn find_type(decoder: &mut Decoder<'_, '_>, depth: usize) -> Result<Found, Broken> {
    decoder.cursor.enter();
    let mut first = true;
    let mut found = Found::Empty;
    while let Some(name) = decoder.cursor.key(&mut first)? {
        let next = decoder.cursor.next()?;
        if name == "@type" && next == Next::String {
            found = Found::Type(decoder.cursor.string()?.into_owned());
            continue;
        }
        decoder.cursor.skip_announced(next, depth + 1)?;
        if matches!(found, Found::Empty) {
            found = Found::No;
        }
    }
    Ok(found)
}

fn resolve(decoder: &Decoder<'_, '_>, type_url: &str) -> Option<MessageType> {
    let (_, full_name) = type_url.rsplit_once('/')?;
    decoder.tables.message_named(full_name)
}

/// A message with a form of its own stands under `value`.
fn wrapped(
    decoder: &mut Decoder<'_, '_>,
    message: MessageType,
    path: &Path,
    wire: &mut Vec<u8>,
    depth: usize,
) -> Result<(), Broken> {
    decoder.cursor.enter();
    let mut first = true;
    while let Some(name) = decoder.cursor.key(&mut first)? {
        if name == "value" {
            let next = decoder.cursor.next()?;
            let here = Path::Field(path, "value");
            decoder.message(message, "value", next, &here, wire, depth + 1)?;
        } else {
            if name != "@type" {
                decoder.unknown(path, &name, "Cannot find field.");
            }
            decoder.cursor.skip(depth + 1)?;
        }
    }
    Ok(())
}
