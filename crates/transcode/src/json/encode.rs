//! Wire to JSON in one pass over the bytes of each message.

use super::parse::DEEPEST;
use super::write::{self, Writer};
use super::{EncodeError, JsonOptions, forms, map, normal};
use crate::field_selection::Node;
use crate::schema::{Field, Form, Kind, Message, MessageType, Schema, Shape, Tables};
use crate::wire::{Raw, Reader};

/// See [`crate::encode`].
pub(crate) fn encode(
    schema: &Schema,
    message: MessageType,
    wire: &[u8],
    options: &JsonOptions,
    json: &mut Vec<u8>,
) -> Result<(), EncodeError> {
    let mut encoder = Encoder::new(schema, options, json);
    let selection = options.fields.as_ref().and_then(|fields| fields.root());
    encoder.message(message, wire, selection)
}

pub(crate) struct Encoder<'s, 'j> {
    pub tables: &'s Tables,
    pub enums_as_numbers: bool,
    pub writer: Writer<'j>,
    /// A message was not in its normal form: from now on each is looked at before
    /// anything of it is written, so that no more than one has to be taken back.
    cautious: bool,
}

/// What of a message is wanted: `None` is everything.
pub(super) type Wanted<'n> = Option<&'n Node>;

impl<'s, 'j> Encoder<'s, 'j> {
    pub fn new(schema: &'s Schema, options: &JsonOptions, json: &'j mut Vec<u8>) -> Self {
        Self {
            tables: &schema.tables,
            enums_as_numbers: options.enums_as_numbers,
            writer: Writer::new(json, options.pretty),
            cautious: false,
        }
    }
}

impl Encoder<'_, '_> {
    pub fn message(
        &mut self,
        message: MessageType,
        wire: &[u8],
        wanted: Wanted,
    ) -> Result<(), EncodeError> {
        let table = self.tables.message(message);
        if table.form != Form::Plain {
            return forms::encode(self, table, wire, wanted);
        }
        self.enter(b'{')?;
        self.fields(table, wire, wanted)?;
        self.writer.leave(b'}');
        Ok(())
    }

    /// Opens an object or list, unless it would be nested too deeply.
    pub fn enter(&mut self, bracket: u8) -> Result<(), EncodeError> {
        self.writer.enter(bracket);
        // Lists count here but not in the limit for JSON that is read.
        if self.writer.depth() > 2 * DEEPEST + 10 {
            return Err(EncodeError("it is nested too deeply"));
        }
        Ok(())
    }

    /// The members of a message, after its brace.
    pub fn fields(
        &mut self,
        table: &Message,
        wire: &[u8],
        wanted: Wanted,
    ) -> Result<(), EncodeError> {
        // Who writes messages with oneofs puts their fields in another order.
        if !self.cautious && table.oneofs.is_empty() {
            let before = self.writer.mark();
            if self.ordered_fields(table, wire, wanted)? {
                return Ok(());
            }
            self.writer.back_to(before);
            self.cautious = true;
        } else if normal::is_normal(table, wire)? {
            return self.normal_fields(table, wire, wanted);
        }
        self.normal_fields(table, &normal::normalised(table, wire)?, wanted)
    }

    fn normal_fields(
        &mut self,
        table: &Message,
        wire: &[u8],
        wanted: Wanted,
    ) -> Result<(), EncodeError> {
        match self.ordered_fields(table, wire, wanted)? {
            true => Ok(()),
            false => Err(EncodeError("its fields are out of order")),
        }
    }

    /// Writes fields that stand in order, each singular one once. `false`, with
    /// some of them written, when they do not. Says nothing of oneofs.
    fn ordered_fields(
        &mut self,
        table: &Message,
        wire: &[u8],
        wanted: Wanted,
    ) -> Result<bool, EncodeError> {
        let mut reader = Reader::new(wire);
        let mut next = reader.field()?;
        let mut last = 0;
        while let Some((key, raw)) = next {
            let number = key >> 3;
            if number < last || number == last && is_singular(table, key) {
                return Ok(false);
            }
            last = number;
            let Some((field, inner)) = select(table, key, wanted) else {
                next = reader.field()?;
                continue;
            };
            match field.shape {
                Shape::Repeated { .. } => {
                    next = self.list(field, (key, raw), &mut reader, inner)?;
                    continue;
                }
                Shape::Map => {
                    next = map::encode(self, field, (key, raw), &mut reader, inner)?;
                    continue;
                }
                Shape::Implicit if is_default(raw) => {}
                _ => {
                    self.writer.member(&field.json_key);
                    self.value(field.kind, raw, inner)?;
                }
            }
            next = reader.field()?;
        }
        Ok(true)
    }

    /// All values of a repeated field, which stand together; answers what comes
    /// after them.
    fn list<'w>(
        &mut self,
        field: &Field,
        first: (u32, Raw<'w>),
        reader: &mut Reader<'w>,
        wanted: Wanted,
    ) -> Result<Option<(u32, Raw<'w>)>, EncodeError> {
        let mut next = Some(first);
        let mut entered = false;
        while let Some((key, raw)) = next {
            if key >> 3 != field.number {
                break;
            }
            match raw {
                Raw::Bytes(packed) if key != field.key => {
                    let mut values = Reader::new(packed);
                    while !values.is_empty() {
                        self.begin_list(field, &mut entered)?;
                        let raw = packed_value(field.kind, &mut values)?;
                        self.writer.element();
                        self.value(field.kind, raw, wanted)?;
                    }
                }
                _ if key == field.key => {
                    self.begin_list(field, &mut entered)?;
                    self.writer.element();
                    self.value(field.kind, raw, wanted)?;
                }
                _ => {}
            }
            next = reader.field()?;
        }
        if entered {
            self.writer.leave(b']');
        }
        Ok(next)
    }

    fn begin_list(&mut self, field: &Field, entered: &mut bool) -> Result<(), EncodeError> {
        if !*entered {
            *entered = true;
            self.writer.member(&field.json_key);
            self.enter(b'[')?;
        }
        Ok(())
    }

    /// One value of a field.
    #[inline]
    pub fn value(&mut self, kind: Kind, raw: Raw, wanted: Wanted) -> Result<(), EncodeError> {
        let out = &mut *self.writer.out;
        match (kind, raw) {
            (Kind::String, Raw::Bytes(text)) => write::string(out, text),
            (Kind::Message(message), Raw::Bytes(wire)) => {
                return self.message(message, wire, wanted);
            }
            (Kind::Bytes, Raw::Bytes(bytes)) => write::base64(out, bytes),
            (Kind::Bool, Raw::Varint(value)) => write::bool(out, value != 0),
            (Kind::Enum(index), Raw::Varint(number)) => self.enumeration(index, number as i32),
            (Kind::Double, Raw::Fixed64(bits)) => write::double(out, f64::from_bits(bits)),
            (Kind::Float, Raw::Fixed32(bits)) => write::float(out, f32::from_bits(bits)),
            _ => {
                let (number, wide) = integer(kind, raw)?;
                write::integer(out, number, wide);
            }
        }
        Ok(())
    }

    fn enumeration(&mut self, index: u32, number: i32) {
        let enumeration = self.tables.enumeration(index);
        let out = &mut *self.writer.out;
        if enumeration.is_null {
            return out.extend_from_slice(b"null");
        }
        match enumeration.name(number) {
            Some(name) if !self.enums_as_numbers => {
                out.push(b'"');
                out.extend_from_slice(name.as_bytes());
                out.push(b'"');
            }
            _ => write::integer(out, i128::from(number), false),
        }
    }
}

/// The field of a wire key, if it is known, has that wire type and is wanted.
#[inline]
fn select<'t, 'n>(
    table: &'t Message,
    key: u32,
    wanted: Wanted<'n>,
) -> Option<(&'t Field, Wanted<'n>)> {
    let field = table
        .by_number(key >> 3)
        .filter(|field| field.has_key(key))?;
    match wanted {
        None => Some((field, None)),
        Some(node) => node.field(field.number).map(|inner| (field, inner)),
    }
}

fn is_singular(table: &Message, key: u32) -> bool {
    let field = table.by_number(key >> 3).filter(|field| field.has_key(key));
    field.is_some_and(Field::is_singular)
}

fn is_default(raw: Raw) -> bool {
    match raw {
        Raw::Varint(value) | Raw::Fixed64(value) => value == 0,
        Raw::Fixed32(value) => value == 0,
        Raw::Bytes(bytes) => bytes.is_empty(),
    }
}

fn packed_value<'w>(kind: Kind, values: &mut Reader<'w>) -> Result<Raw<'w>, EncodeError> {
    Ok(match kind.wire_type() {
        crate::wire::FIXED64 => Raw::Fixed64(values.fixed64()?),
        crate::wire::FIXED32 => Raw::Fixed32(values.fixed32()?),
        _ => Raw::Varint(values.varint()?),
    })
}

/// An integer, and whether JSON writes it as a string.
pub(super) fn integer(kind: Kind, raw: Raw) -> Result<(i128, bool), EncodeError> {
    use crate::wire::unzigzag;
    Ok(match (kind, raw) {
        (Kind::Int32, Raw::Varint(value)) => (i128::from(value as i32), false),
        (Kind::Int64, Raw::Varint(value)) => (i128::from(value as i64), true),
        (Kind::Uint32, Raw::Varint(value)) => (i128::from(value as u32), false),
        (Kind::Uint64, Raw::Varint(value)) => (i128::from(value), true),
        (Kind::Sint32, Raw::Varint(value)) => (i128::from(unzigzag(value & 0xffff_ffff)), false),
        (Kind::Sint64, Raw::Varint(value)) => (i128::from(unzigzag(value)), true),
        (Kind::Fixed32, Raw::Fixed32(value)) => (i128::from(value), false),
        (Kind::Sfixed32, Raw::Fixed32(value)) => (i128::from(value as i32), false),
        (Kind::Fixed64, Raw::Fixed64(value)) => (i128::from(value), true),
        (Kind::Sfixed64, Raw::Fixed64(value)) => (i128::from(value as i64), true),
        _ => return Err(EncodeError("a field has another type's wire type")),
    })
}
