//! The tables: every message, field and enum of a descriptor set in the form
//! that the codec reads. Built once by `schema_build.rs`, then never changed.

use std::collections::HashMap;
use std::fmt;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::Arc;

use prost_reflect::DescriptorPool;

/// All types of a descriptor set. Cloning is cheap: the clones share.
#[derive(Clone)]
pub struct Schema {
    pub(crate) tables: Arc<Tables>,
}

/// A message type of the [`Schema`] that gave it out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct MessageType(pub(crate) u32);

/// The descriptor set cannot be used.
#[derive(Debug)]
pub struct SchemaError(pub(crate) String);

impl fmt::Display for SchemaError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "unusable descriptor set: {}", self.0)
    }
}

impl std::error::Error for SchemaError {}

impl Schema {
    /// Reads a serialised `google.protobuf.FileDescriptorSet` that holds its
    /// imports too.
    pub fn new(descriptor_set: &[u8]) -> Result<Self, SchemaError> {
        let pool = DescriptorPool::decode(descriptor_set)
            .map_err(|error| SchemaError(error.to_string()))?;
        Ok(Self {
            tables: Arc::new(crate::schema_build::tables(pool)?),
        })
    }

    /// Finds a message by its full name, such as `google.chat.v1.Message`.
    pub fn message(&self, full_name: &str) -> Option<MessageType> {
        self.tables.by_name.get(full_name).copied().map(MessageType)
    }

    /// The full name of a message type.
    pub fn name_of(&self, message: MessageType) -> &str {
        &self.tables.message(message).full_name
    }

    /// The descriptors that the tables were built from.
    pub fn descriptors(&self) -> &DescriptorPool {
        &self.tables.pool
    }
}

pub(crate) struct Tables {
    pub messages: Vec<Message>,
    pub enums: Vec<Enum>,
    pub by_name: HashMap<Box<str>, u32>,
    pub pool: DescriptorPool,
}

impl Tables {
    pub fn message(&self, message: MessageType) -> &Message {
        &self.messages[message.0 as usize]
    }

    pub fn enumeration(&self, index: u32) -> &Enum {
        &self.enums[index as usize]
    }

    pub fn message_named(&self, full_name: &str) -> Option<MessageType> {
        self.by_name.get(full_name).copied().map(MessageType)
    }
}

pub(crate) struct Message {
    pub full_name: Box<str>,
    pub form: Form,
    /// Sorted by number.
    pub fields: Vec<Field>,
    /// Index + 1 by number for small numbers, 0 where there is none.
    pub dense: Vec<u16>,
    /// Index by JSON name and by original name.
    pub names: NameMap<u16>,
    /// Names of the real oneofs.
    pub oneofs: Vec<Box<str>>,
}

impl Message {
    pub fn by_number(&self, number: u32) -> Option<&Field> {
        match self.dense.get(number as usize) {
            Some(0) => None,
            Some(&index) => self.fields.get(index as usize - 1),
            None => {
                let index = self
                    .fields
                    .binary_search_by_key(&number, |field| field.number);
                index.ok().map(|index| &self.fields[index])
            }
        }
    }

    pub fn by_name(&self, name: &str) -> Option<&Field> {
        self.names
            .get(name)
            .map(|&index| &self.fields[index as usize])
    }
}

/// How a message looks in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    Plain,
    Empty,
    Any,
    Timestamp,
    Duration,
    FieldMask,
    Struct,
    Value,
    ListValue,
    /// `google.protobuf.Int32Value` and its like: the bare value.
    Wrapper,
}

pub(crate) struct Field {
    pub number: u32,
    /// The wire key of one (unpacked) value, and of a packed list.
    pub key: u32,
    pub packed_key: u32,
    pub name: Box<str>,
    pub json_name: Box<str>,
    /// `,"jsonName":`, ready to be written.
    pub json_key: Box<[u8]>,
    pub kind: Kind,
    pub shape: Shape,
    /// Index into `Message::oneofs`.
    pub oneof: Option<u16>,
}

impl Field {
    /// Whether a value of this field may have this wire key. Readers take lists
    /// packed and unpacked, whatever the schema says.
    pub fn has_key(&self, key: u32) -> bool {
        key == self.key || (key == self.packed_key && matches!(self.shape, Shape::Repeated { .. }))
    }

    /// Neither a list nor a map.
    pub fn is_singular(&self) -> bool {
        matches!(self.shape, Shape::Implicit | Shape::Explicit)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Its default value means absent.
    Implicit,
    /// Written whenever it is set.
    Explicit,
    Repeated {
        packed: bool,
    },
    /// `Field::kind` is the entry message: 1 is the key, 2 the value.
    Map,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Double,
    Float,
    Int32,
    Int64,
    Uint32,
    Uint64,
    Sint32,
    Sint64,
    Fixed32,
    Fixed64,
    Sfixed32,
    Sfixed64,
    Bool,
    String,
    Bytes,
    Enum(u32),
    Message(MessageType),
}

impl Kind {
    pub fn wire_type(self) -> u32 {
        match self {
            Self::Double | Self::Fixed64 | Self::Sfixed64 => 1,
            Self::String | Self::Bytes | Self::Message(_) => 2,
            Self::Float | Self::Fixed32 | Self::Sfixed32 => 5,
            _ => 0,
        }
    }

    /// The name that Google's messages use, such as `TYPE_INT32`.
    pub fn type_name(self, tables: &Tables) -> String {
        let scalar = match self {
            Self::Double => "TYPE_DOUBLE",
            Self::Float => "TYPE_FLOAT",
            Self::Int32 => "TYPE_INT32",
            Self::Int64 => "TYPE_INT64",
            Self::Uint32 => "TYPE_UINT32",
            Self::Uint64 => "TYPE_UINT64",
            Self::Sint32 => "TYPE_SINT32",
            Self::Sint64 => "TYPE_SINT64",
            Self::Fixed32 => "TYPE_FIXED32",
            Self::Fixed64 => "TYPE_FIXED64",
            Self::Sfixed32 => "TYPE_SFIXED32",
            Self::Sfixed64 => "TYPE_SFIXED64",
            Self::Bool => "TYPE_BOOL",
            Self::String => "TYPE_STRING",
            Self::Bytes => "TYPE_BYTES",
            Self::Enum(index) => {
                return format!(
                    "type.googleapis.com/{}",
                    tables.enumeration(index).full_name
                );
            }
            Self::Message(message) => {
                return format!("type.googleapis.com/{}", tables.message(message).full_name);
            }
        };
        scalar.to_owned()
    }
}

pub(crate) struct Enum {
    pub full_name: Box<str>,
    pub by_name: NameMap<i32>,
    /// Sorted by number; the first name of each.
    pub names: Vec<(i32, Box<str>)>,
    /// `google.protobuf.NullValue`, which JSON writes as null.
    pub is_null: bool,
}

impl Enum {
    pub fn name(&self, number: i32) -> Option<&str> {
        // Nearly every enum counts from 0 without a gap.
        if let Some((candidate, name)) =
            usize::try_from(number).ok().and_then(|n| self.names.get(n))
            && *candidate == number
        {
            return Some(name);
        }
        let index = self
            .names
            .binary_search_by_key(&number, |(number, _)| *number)
            .ok()?;
        Some(&self.names[index].1)
    }
}

pub(crate) type NameMap<T> = HashMap<Box<str>, T, BuildHasherDefault<NameHasher>>;

/// A fast hash for tables whose keys come from the descriptors, so that nobody
/// can craft collisions into them.
#[derive(Default)]
pub(crate) struct NameHasher(u64);

impl NameHasher {
    fn mix(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(0x517c_c1b7_2722_0a95);
    }
}

impl Hasher for NameHasher {
    fn write(&mut self, bytes: &[u8]) {
        let mut chunks = bytes.chunks_exact(8);
        for chunk in &mut chunks {
            let mut word = [0; 8];
            word.copy_from_slice(chunk);
            self.mix(u64::from_le_bytes(word));
        }
        let mut last = bytes.len() as u64;
        for &byte in chunks.remainder() {
            last = (last << 8) | u64::from(byte);
        }
        self.mix(last);
    }

    fn write_u8(&mut self, byte: u8) {
        self.mix(u64::from(byte));
    }

    fn finish(&self) -> u64 {
        // hashbrown takes the bucket from the low and the tag from the high bits.
        self.0 ^ (self.0 >> 32)
    }
}
