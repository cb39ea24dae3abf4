//! Maps on their way to JSON: sorted by key, of equal keys the last one.

use super::EncodeError;
use super::encode::{Encoder, Wanted, integer};
use super::{normal, write};
use crate::schema::{Field, Kind, Message};
use crate::wire::{BYTES, FIXED32, FIXED64, Raw, Reader};

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Key<'w> {
    Number(i128),
    Text(&'w [u8]),
}

/// A map field as a member of the open object; `first` is its first entry, and
/// the others follow it. Answers what comes after them.
pub(super) fn encode<'w>(
    encoder: &mut Encoder<'_, '_>,
    field: &Field,
    first: (u32, Raw<'w>),
    reader: &mut Reader<'w>,
    wanted: Wanted,
) -> Result<Option<(u32, Raw<'w>)>, EncodeError> {
    let mut entries = Vec::new();
    let mut next = Some(first);
    while let Some((key, raw)) = next {
        if key >> 3 != field.number {
            break;
        }
        if let (true, Raw::Bytes(entry)) = (key == field.key, raw) {
            entries.push(entry);
        }
        next = reader.field()?;
    }
    encoder.writer.member(&field.json_key);
    object(encoder, field, &entries, wanted)?;
    Ok(next)
}

/// The object of a map from the bytes of its entries.
pub(super) fn object(
    encoder: &mut Encoder<'_, '_>,
    field: &Field,
    entries: &[&[u8]],
    wanted: Wanted,
) -> Result<(), EncodeError> {
    let Kind::Message(entry) = field.kind else {
        return Err(EncodeError("a map has no entries"));
    };
    let table = encoder.tables.message(entry);
    let [key_field, value_field] = table.fields.as_slice() else {
        return Err(EncodeError("a map's entries have no key and value"));
    };
    // Only entries in an unusual form are copied.
    let mut copies = Vec::with_capacity(entries.len());
    for entry in entries {
        let normal = normal::is_normal(table, entry)?;
        copies.push(if normal {
            None
        } else {
            Some(normal::normalised(table, entry)?)
        });
    }
    let mut pairs = Vec::with_capacity(entries.len());
    for (entry, copy) in entries.iter().zip(&copies) {
        pairs.push(pair(table, copy.as_deref().unwrap_or(entry))?);
    }
    pairs.sort_by_key(|(key, _)| *key);
    encoder.enter(b'{')?;
    for same in pairs.chunk_by(|one, other| one.0 == other.0) {
        let Some(&(key, value)) = same.last() else {
            continue;
        };
        let name = spell(key_field.kind, key);
        let Some(inner) = wanted.map_or(Some(None), |node| node.key(&name)) else {
            continue;
        };
        encoder.writer.element();
        write::string(encoder.writer.out, name.as_bytes());
        encoder.writer.colon();
        encoder.value(value_field.kind, value, inner)?;
    }
    encoder.writer.leave(b'}');
    Ok(())
}

/// Key and value of an entry in its normal form; what is absent has its default.
fn pair<'w>(table: &Message, entry: &'w [u8]) -> Result<(Key<'w>, Raw<'w>), EncodeError> {
    let mut raws = [zero(table.fields[0].kind), zero(table.fields[1].kind)];
    let mut reader = Reader::new(entry);
    while let Some((key, raw)) = reader.field()? {
        for (slot, field) in raws.iter_mut().zip(&table.fields) {
            if field.key == key {
                *slot = raw;
            }
        }
    }
    let key = match (table.fields[0].kind, raws[0]) {
        (_, Raw::Bytes(text)) => Key::Text(text),
        (Kind::Bool, Raw::Varint(value)) => Key::Number(i128::from(value != 0)),
        (kind, raw) => Key::Number(integer(kind, raw)?.0),
    };
    Ok((key, raws[1]))
}

pub(super) fn zero<'w>(kind: Kind) -> Raw<'w> {
    match kind.wire_type() {
        BYTES => Raw::Bytes(&[]),
        FIXED32 => Raw::Fixed32(0),
        FIXED64 => Raw::Fixed64(0),
        _ => Raw::Varint(0),
    }
}

fn spell(kind: Kind, key: Key) -> String {
    match key {
        Key::Text(text) => String::from_utf8_lossy(text).into_owned(),
        Key::Number(value) if kind == Kind::Bool => (value != 0).to_string(),
        Key::Number(value) => value.to_string(),
    }
}
