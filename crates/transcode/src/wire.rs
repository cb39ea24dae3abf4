//! Reading and writing protobuf's wire format. Nothing here knows a schema.

use crate::json::EncodeError;

pub(crate) const VARINT: u32 = 0;
pub(crate) const FIXED64: u32 = 1;
pub(crate) const BYTES: u32 = 2;
pub(crate) const FIXED32: u32 = 5;
const START_GROUP: u32 = 3;
const END_GROUP: u32 = 4;

const TRUNCATED: EncodeError = EncodeError("it ends in the middle of a field");

pub(crate) fn put_varint(wire: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        wire.push(value as u8 | 0x80);
        value >>= 7;
    }
    wire.push(value as u8);
}

pub(crate) fn put_bytes(wire: &mut Vec<u8>, bytes: &[u8]) {
    put_varint(wire, bytes.len() as u64);
    wire.extend_from_slice(bytes);
}

/// A length-delimited field with its key.
pub(crate) fn put_field(wire: &mut Vec<u8>, number: u32, bytes: &[u8]) {
    put_varint(wire, u64::from(number << 3 | BYTES));
    put_bytes(wire, bytes);
}

/// Begins a length-delimited value whose length is not known yet; give the
/// answer to [`close`] once the value is written.
pub(crate) fn open(wire: &mut Vec<u8>) -> usize {
    wire.push(0);
    wire.len()
}

/// Writes the length that [`open`] left out. Values of 128 bytes and more are
/// moved to make room for it.
pub(crate) fn close(wire: &mut Vec<u8>, start: usize) {
    let length = wire.len() - start;
    if length < 0x80 {
        wire[start - 1] = length as u8;
        return;
    }
    let mut prefix = [0; 10];
    let mut size = 0;
    let mut rest = length;
    while rest >= 0x80 {
        prefix[size] = rest as u8 | 0x80;
        rest >>= 7;
        size += 1;
    }
    prefix[size] = rest as u8;
    let extra = size;
    let end = wire.len();
    wire.resize(end + extra, 0);
    wire.copy_within(start..end, start + extra);
    wire[start - 1..start + extra].copy_from_slice(&prefix[..=size]);
}

pub(crate) fn zigzag(value: i64) -> u64 {
    ((value << 1) ^ (value >> 63)) as u64
}

pub(crate) fn unzigzag(value: u64) -> i64 {
    (value >> 1) as i64 ^ -((value & 1) as i64)
}

/// One field's value as it stands on the wire.
#[derive(Clone, Copy)]
pub(crate) enum Raw<'w> {
    Varint(u64),
    Fixed64(u64),
    Fixed32(u32),
    Bytes(&'w [u8]),
}

#[derive(Clone, Copy)]
pub(crate) struct Reader<'w> {
    rest: &'w [u8],
}

impl<'w> Reader<'w> {
    pub fn new(wire: &'w [u8]) -> Self {
        Self { rest: wire }
    }

    pub fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    #[inline]
    pub fn varint(&mut self) -> Result<u64, EncodeError> {
        if let [first, rest @ ..] = self.rest
            && *first < 0x80
        {
            self.rest = rest;
            return Ok(u64::from(*first));
        }
        self.long_varint()
    }

    fn long_varint(&mut self) -> Result<u64, EncodeError> {
        let mut value = 0;
        for (index, &byte) in self.rest.iter().take(10).enumerate() {
            value |= u64::from(byte & 0x7f) << (7 * index);
            if byte < 0x80 {
                self.rest = &self.rest[index + 1..];
                return Ok(value);
            }
        }
        Err(if self.rest.len() < 10 {
            TRUNCATED
        } else {
            EncodeError("a number is too long")
        })
    }

    pub fn fixed64(&mut self) -> Result<u64, EncodeError> {
        let (value, rest) = self.rest.split_first_chunk().ok_or(TRUNCATED)?;
        self.rest = rest;
        Ok(u64::from_le_bytes(*value))
    }

    pub fn fixed32(&mut self) -> Result<u32, EncodeError> {
        let (value, rest) = self.rest.split_first_chunk().ok_or(TRUNCATED)?;
        self.rest = rest;
        Ok(u32::from_le_bytes(*value))
    }

    pub fn bytes(&mut self) -> Result<&'w [u8], EncodeError> {
        let length = usize::try_from(self.varint()?).map_err(|_| TRUNCATED)?;
        let (bytes, rest) = self.rest.split_at_checked(length).ok_or(TRUNCATED)?;
        self.rest = rest;
        Ok(bytes)
    }

    /// The next field: its key and its value; groups are passed over.
    #[inline]
    pub fn field(&mut self) -> Result<Option<(u32, Raw<'w>)>, EncodeError> {
        while !self.is_empty() {
            let key = self.key()?;
            let value = match key & 7 {
                VARINT => Raw::Varint(self.varint()?),
                FIXED64 => Raw::Fixed64(self.fixed64()?),
                BYTES => Raw::Bytes(self.bytes()?),
                FIXED32 => Raw::Fixed32(self.fixed32()?),
                START_GROUP => {
                    self.skip_group()?;
                    continue;
                }
                _ => return Err(EncodeError("a field has an unknown wire type")),
            };
            return Ok(Some((key, value)));
        }
        Ok(None)
    }

    fn key(&mut self) -> Result<u32, EncodeError> {
        let key =
            u32::try_from(self.varint()?).map_err(|_| EncodeError("a field key is too large"))?;
        if key < 8 {
            Err(EncodeError("a field has the number 0"))
        } else {
            Ok(key)
        }
    }

    /// Passes over a group and the groups in it, without recursion.
    fn skip_group(&mut self) -> Result<(), EncodeError> {
        let mut depth = 1;
        while depth > 0 {
            match self.key()? & 7 {
                VARINT => _ = self.varint()?,
                FIXED64 => _ = self.fixed64()?,
                BYTES => _ = self.bytes()?,
                FIXED32 => _ = self.fixed32()?,
                START_GROUP => depth += 1,
                END_GROUP => depth -= 1,
                _ => return Err(EncodeError("a field has an unknown wire type")),
            }
        }
        Ok(())
    }
}
