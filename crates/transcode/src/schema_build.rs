//! Builds the tables of `schema.rs` from prost-reflect's descriptors.

use std::collections::HashMap;

use prost_reflect::{
    Cardinality, DescriptorPool, EnumDescriptor, FieldDescriptor, Kind as Reflected,
    MessageDescriptor,
};

use crate::schema::{
    Enum, Field, Form, Kind, Message, MessageType, NameMap, SchemaError, Shape, Tables,
};

/// Field numbers below this are found by index.
const DENSE: u32 = 256;

/// The codec remembers which oneofs are set in one word.
const MOST_ONEOFS: usize = 64;

pub(crate) fn tables(pool: DescriptorPool) -> Result<Tables, SchemaError> {
    let mut ids = Ids {
        messages: HashMap::new(),
        enums: HashMap::new(),
    };
    for (index, message) in pool.all_messages().enumerate() {
        ids.messages
            .insert(message.full_name().into(), index as u32);
    }
    for (index, enumeration) in pool.all_enums().enumerate() {
        ids.enums
            .insert(enumeration.full_name().into(), index as u32);
    }
    let messages = pool
        .all_messages()
        .map(|m| ids.message(&m))
        .collect::<Result<_, _>>()?;
    let enums = pool.all_enums().map(|e| enumeration(&e)).collect();
    Ok(Tables {
        messages,
        enums,
        by_name: ids.messages,
        pool,
    })
}

struct Ids {
    messages: HashMap<Box<str>, u32>,
    enums: HashMap<Box<str>, u32>,
}

impl Ids {
    fn message(&self, message: &MessageDescriptor) -> Result<Message, SchemaError> {
        let oneofs: Vec<_> = message
            .oneofs()
            .filter(|oneof| !oneof.is_synthetic())
            .collect();
        if oneofs.len() > MOST_ONEOFS {
            return Err(SchemaError(format!(
                "{} has too many oneofs",
                message.full_name()
            )));
        }
        let mut fields = Vec::new();
        for field in message.fields().filter(|field| !field.is_group()) {
            let oneof = field.containing_oneof().and_then(|own| {
                oneofs
                    .iter()
                    .position(|oneof| *oneof == own)
                    .map(|index| index as u16)
            });
            fields.push(self.field(&field, oneof)?);
        }
        fields.sort_by_key(|field| field.number);
        let oneofs = oneofs.iter().map(|oneof| oneof.name().into()).collect();
        Ok(Message {
            full_name: message.full_name().into(),
            form: form(message.full_name()),
            dense: dense(&fields),
            names: names(&fields),
            oneofs,
            fields,
        })
    }

    fn field(&self, field: &FieldDescriptor, oneof: Option<u16>) -> Result<Field, SchemaError> {
        let kind = self.kind(field)?;
        let shape = if field.is_map() {
            Shape::Map
        } else if field.cardinality() == Cardinality::Repeated {
            Shape::Repeated {
                packed: field.is_packed(),
            }
        } else if field.supports_presence() {
            Shape::Explicit
        } else {
            Shape::Implicit
        };
        let number = field.number();
        Ok(Field {
            number,
            key: number << 3 | kind.wire_type(),
            packed_key: number << 3 | 2,
            name: field.name().into(),
            json_name: field.json_name().into(),
            json_key: format!(",\"{}\":", field.json_name()).into_bytes().into(),
            kind,
            shape,
            oneof,
        })
    }

    fn kind(&self, field: &FieldDescriptor) -> Result<Kind, SchemaError> {
        let missing = || SchemaError(format!("the type of {} is missing", field.full_name()));
        Ok(match field.kind() {
            Reflected::Double => Kind::Double,
            Reflected::Float => Kind::Float,
            Reflected::Int32 => Kind::Int32,
            Reflected::Int64 => Kind::Int64,
            Reflected::Uint32 => Kind::Uint32,
            Reflected::Uint64 => Kind::Uint64,
            Reflected::Sint32 => Kind::Sint32,
            Reflected::Sint64 => Kind::Sint64,
            Reflected::Fixed32 => Kind::Fixed32,
            Reflected::Fixed64 => Kind::Fixed64,
            Reflected::Sfixed32 => Kind::Sfixed32,
            Reflected::Sfixed64 => Kind::Sfixed64,
            Reflected::Bool => Kind::Bool,
            Reflected::String => Kind::String,
            Reflected::Bytes => Kind::Bytes,
            Reflected::Enum(e) => Kind::Enum(*self.enums.get(e.full_name()).ok_or_else(missing)?),
            Reflected::Message(m) => {
                let index = self.messages.get(m.full_name()).ok_or_else(missing)?;
                Kind::Message(MessageType(*index))
            }
        })
    }
}

fn dense(fields: &[Field]) -> Vec<u16> {
    let largest = fields
        .iter()
        .map(|f| f.number)
        .filter(|&n| n < DENSE)
        .max()
        .unwrap_or(0);
    let mut dense = vec![0; largest as usize + 1];
    for (index, field) in fields.iter().enumerate() {
        if let Some(slot) = dense.get_mut(field.number as usize) {
            *slot = index as u16 + 1;
        }
    }
    dense
}

fn names(fields: &[Field]) -> NameMap<u16> {
    let mut names = NameMap::default();
    for (index, field) in fields.iter().enumerate() {
        names.insert(field.name.clone(), index as u16);
    }
    // A JSON name wins over another field's original name.
    for (index, field) in fields.iter().enumerate() {
        names.insert(field.json_name.clone(), index as u16);
    }
    names
}

fn enumeration(descriptor: &EnumDescriptor) -> Enum {
    let mut by_name = NameMap::default();
    let mut names: Vec<(i32, Box<str>)> = Vec::new();
    for value in descriptor.values() {
        by_name.insert(value.name().into(), value.number());
        names.push((value.number(), value.name().into()));
    }
    // Stable, so that the first of several names for one number stays.
    names.sort_by_key(|(number, _)| *number);
    names.dedup_by_key(|(number, _)| *number);
    let is_null = descriptor.full_name() == "google.protobuf.NullValue";
    Enum {
        full_name: descriptor.full_name().into(),
        by_name,
        names,
        is_null,
    }
}

fn form(full_name: &str) -> Form {
    let Some(name) = full_name.strip_prefix("google.protobuf.") else {
        return Form::Plain;
    };
    match name {
        "Empty" => Form::Empty,
        "Any" => Form::Any,
        "Timestamp" => Form::Timestamp,
        "Duration" => Form::Duration,
        "FieldMask" => Form::FieldMask,
        "Struct" => Form::Struct,
        "Value" => Form::Value,
        "ListValue" => Form::ListValue,
        "DoubleValue" | "FloatValue" | "Int64Value" | "UInt64Value" | "Int32Value"
        | "UInt32Value" | "BoolValue" | "StringValue" | "BytesValue" => Form::Wrapper,
        _ => Form::Plain,
    }
}
