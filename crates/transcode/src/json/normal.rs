//! Messages whose fields stand in order, each once and lists together, can be
//! written straight away. Others are brought into that form first: protobuf
//! lets any field come late, again, or in pieces that are to be merged.

use super::EncodeError;
use crate::schema::{Field, Message};
use crate::wire::{Raw, Reader, put_bytes, put_varint};

/// Looks at one level only, so that a whole tree costs one look per field.
pub(super) fn is_normal(table: &Message, wire: &[u8]) -> Result<bool, EncodeError> {
    let mut reader = Reader::new(wire);
    let mut last = 0;
    let mut oneofs_set = 0u64;
    while let Some((key, _)) = reader.field()? {
        let number = key >> 3;
        if number < last {
            return Ok(false);
        }
        let again = number == last;
        last = number;
        if !again && table.oneofs.is_empty() {
            continue;
        }
        let Some(field) = table.by_number(number).filter(|field| field.has_key(key)) else {
            continue;
        };
        if again && field.is_singular() {
            return Ok(false);
        }
        if let Some(oneof) = field.oneof {
            let bit = 1 << oneof;
            if oneofs_set & bit != 0 {
                return Ok(false);
            }
            oneofs_set |= bit;
        }
    }
    Ok(true)
}

/// The same message, its known fields in order and each singular one once.
pub(super) fn normalised(table: &Message, wire: &[u8]) -> Result<Vec<u8>, EncodeError> {
    let mut occurrences: Vec<(&Field, u32, Raw)> = Vec::new();
    let mut reader = Reader::new(wire);
    while let Some((key, raw)) = reader.field()? {
        if let Some(field) = table.by_number(key >> 3).filter(|field| field.has_key(key)) {
            occurrences.push((field, key, raw));
        }
    }
    drop_replaced_members(table, &mut occurrences);
    occurrences.sort_by_key(|(field, ..)| field.number);
    let mut out = Vec::with_capacity(wire.len());
    for same in occurrences.chunk_by(|one, other| one.0.number == other.0.number) {
        put_field(&mut out, same);
    }
    Ok(out)
}

/// Of each oneof only the member that was set last counts, and of that only
/// what came after any other member.
fn drop_replaced_members(table: &Message, occurrences: &mut Vec<(&Field, u32, Raw)>) {
    let mut last: Vec<Option<u32>> = vec![None; table.oneofs.len()];
    let mut replaced = vec![false; table.oneofs.len()];
    let mut kept = Vec::with_capacity(occurrences.len());
    while let Some(occurrence) = occurrences.pop() {
        let field = occurrence.0;
        if let Some(oneof) = field.oneof.map(usize::from) {
            let winner = *last[oneof].get_or_insert(field.number);
            replaced[oneof] |= winner != field.number;
            if replaced[oneof] {
                continue;
            }
        }
        kept.push(occurrence);
    }
    kept.reverse();
    *occurrences = kept;
}

/// All occurrences of one field: lists and maps keep every one, messages are
/// merged by joining their bytes, of scalars the last one counts.
fn put_field(out: &mut Vec<u8>, same: &[(&Field, u32, Raw)]) {
    let Some(&(field, _, last)) = same.last() else {
        return;
    };
    let singular = field.is_singular();
    if singular && matches!(field.kind, crate::schema::Kind::Message(_)) {
        let parts = same.iter().filter_map(|(.., raw)| match raw {
            Raw::Bytes(bytes) => Some(*bytes),
            _ => None,
        });
        put_varint(out, u64::from(field.key));
        put_bytes(out, &parts.collect::<Vec<_>>().concat());
    } else if singular {
        put_raw(out, field.key, last);
    } else {
        for (_, key, raw) in same {
            put_raw(out, *key, *raw);
        }
    }
}

fn put_raw(out: &mut Vec<u8>, key: u32, raw: Raw) {
    put_varint(out, u64::from(key));
    match raw {
        Raw::Varint(value) => put_varint(out, value),
        Raw::Fixed64(value) => out.extend_from_slice(&value.to_le_bytes()),
        Raw::Fixed32(value) => out.extend_from_slice(&value.to_le_bytes()),
        Raw::Bytes(bytes) => put_bytes(out, bytes),
    }
}
