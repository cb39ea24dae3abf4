//! The types of a discovery document: JSON schemas of every message that a
//! request or an answer can hold.

use std::collections::{BTreeMap, HashMap, VecDeque};

use prost_reflect::{EnumDescriptor, FieldDescriptor, Kind, MessageDescriptor};
use serde_json::{Value, json};

use super::comments::Comments;
use super::{Settings, describe, sorted};
use crate::schema::Schema;

pub(super) struct Types<'a> {
    schema: &'a Schema,
    comments: &'a Comments,
    /// Schema name by full name; taken by whoever asks for it first.
    names: HashMap<String, String>,
    taken: BTreeMap<String, Value>,
    waiting: VecDeque<MessageDescriptor>,
}

impl<'a> Types<'a> {
    pub fn new(schema: &'a Schema, settings: &'a Settings, comments: &'a Comments) -> Self {
        Self {
            schema,
            comments,
            names: names(schema, settings),
            taken: BTreeMap::new(),
            waiting: VecDeque::new(),
        }
    }

    /// `{"$ref": …}` to a message, which the document will then hold.
    pub fn reference(&mut self, full_name: &str) -> Option<Value> {
        let message = self.schema.descriptors().get_message_by_name(full_name)?;
        Some(self.reference_to(&message))
    }

    fn reference_to(&mut self, message: &MessageDescriptor) -> Value {
        let name = self
            .names
            .get(message.full_name())
            .cloned()
            .unwrap_or_default();
        if !self.taken.contains_key(&name) {
            self.taken.insert(name.clone(), Value::Null);
            self.waiting.push_back(message.clone());
        }
        json!({ "$ref": name })
    }

    /// Every message that was referred to, and what those refer to.
    pub fn finish(mut self) -> Value {
        while let Some(message) = self.waiting.pop_front() {
            let name = self
                .names
                .get(message.full_name())
                .cloned()
                .unwrap_or_default();
            let entry = self.message(&name, &message);
            self.taken.insert(name, entry);
        }
        Value::Object(self.taken.into_iter().collect())
    }

    fn message(&mut self, name: &str, message: &MessageDescriptor) -> Value {
        let properties = message.fields().map(|field| {
            let mut property = self.field(&field);
            self.annotate(&mut property, &field);
            (field.json_name().to_owned(), property)
        });
        let properties = sorted(properties.collect());
        let mut entry = json!({ "id": name, "type": "object", "properties": properties });
        describe(
            &mut entry,
            self.comments.of(&message.parent_file(), message.path()),
        );
        entry
    }

    /// Description and flags of a field.
    pub fn annotate(&self, property: &mut Value, field: &FieldDescriptor) {
        let text = self
            .comments
            .of(&field.parent_message().parent_file(), field.path());
        describe(property, text);
        if text.contains("Output only.") {
            property["readOnly"] = true.into();
        }
        let deprecated = field.field_descriptor_proto().options.as_ref();
        if deprecated.is_some_and(|options| options.deprecated()) {
            property["deprecated"] = true.into();
        }
    }

    fn field(&mut self, field: &FieldDescriptor) -> Value {
        if let (true, Kind::Message(entry)) = (field.is_map(), field.kind()) {
            let value = self.kind(&entry.map_entry_value_field().kind());
            return json!({ "type": "object", "additionalProperties": value });
        }
        let value = self.kind(&field.kind());
        if field.is_list() {
            json!({ "type": "array", "items": value })
        } else {
            value
        }
    }

    fn kind(&mut self, kind: &Kind) -> Value {
        match kind {
            Kind::Message(message) => match special(message) {
                Some(entry) => entry,
                None => self.reference_to(message),
            },
            _ => self.scalar(kind),
        }
    }

    /// A value that is no message.
    pub fn scalar(&self, kind: &Kind) -> Value {
        let (name, format) = match kind {
            Kind::Enum(enumeration) => return self.enumeration(enumeration),
            Kind::String | Kind::Message(_) => ("string", ""),
            Kind::Bytes => ("string", "byte"),
            Kind::Bool => ("boolean", ""),
            Kind::Double => ("number", "double"),
            Kind::Float => ("number", "float"),
            Kind::Int32 | Kind::Sint32 | Kind::Sfixed32 => ("integer", "int32"),
            Kind::Uint32 | Kind::Fixed32 => ("integer", "uint32"),
            Kind::Int64 | Kind::Sint64 | Kind::Sfixed64 => ("string", "int64"),
            Kind::Uint64 | Kind::Fixed64 => ("string", "uint64"),
        };
        if format.is_empty() {
            json!({ "type": name })
        } else {
            json!({ "type": name, "format": format })
        }
    }

    fn enumeration(&self, enumeration: &EnumDescriptor) -> Value {
        let file = enumeration.parent_file();
        let names: Vec<_> = enumeration
            .values()
            .map(|value| value.name().to_owned())
            .collect();
        let texts: Vec<_> = enumeration
            .values()
            .map(|value| self.comments.of(&file, value.path()).to_owned())
            .collect();
        json!({ "type": "string", "enum": names, "enumDescriptions": texts })
    }
}

/// Messages with a JSON form of their own.
pub(super) fn special(message: &MessageDescriptor) -> Option<Value> {
    let name = message.full_name().strip_prefix("google.protobuf.")?;
    let any = |text: &str| json!({ "type": "any", "description": text });
    Some(match name {
        "Timestamp" => json!({ "type": "string", "format": "google-datetime" }),
        "Duration" => json!({ "type": "string", "format": "google-duration" }),
        "FieldMask" => json!({ "type": "string", "format": "google-fieldmask" }),
        "DoubleValue" => json!({ "type": "number", "format": "double" }),
        "FloatValue" => json!({ "type": "number", "format": "float" }),
        "Int64Value" => json!({ "type": "string", "format": "int64" }),
        "UInt64Value" => json!({ "type": "string", "format": "uint64" }),
        "Int32Value" => json!({ "type": "integer", "format": "int32" }),
        "UInt32Value" => json!({ "type": "integer", "format": "uint32" }),
        "BoolValue" => json!({ "type": "boolean" }),
        "StringValue" => json!({ "type": "string" }),
        "BytesValue" => json!({ "type": "string", "format": "byte" }),
        "Struct" => {
            json!({ "type": "object", "additionalProperties": any("Properties of the object.") })
        }
        "Any" => json!({
            "type": "object",
            "additionalProperties": any("Properties of the object; `@type` is its type URL."),
        }),
        "Value" => json!({ "type": "any" }),
        "ListValue" => json!({ "type": "array", "items": { "type": "any" } }),
        _ => return None,
    })
}

/// A short name for every message: the last part of its own, with the prefix of
/// its package. Where two would share one, a message that stands within another
/// keeps it and a message of the package itself gets the package's name too.
fn names(schema: &Schema, settings: &Settings) -> HashMap<String, String> {
    let mut names: HashMap<String, String> = HashMap::new();
    let mut taken: HashMap<String, ()> = HashMap::new();
    let mut messages: Vec<_> = schema.descriptors().all_messages().collect();
    messages.retain(|message| !message.is_map_entry());
    // The service's own package chooses first, in it the nested messages.
    let home = settings
        .service
        .rsplit_once('.')
        .map_or("", |(package, _)| package);
    messages.sort_by_cached_key(|message| {
        let away = message.package_name() != home;
        (
            away,
            message.parent_message().is_none(),
            message.full_name().to_owned(),
        )
    });
    for message in messages {
        let prefix = settings
            .schema_prefixes
            .iter()
            .find(|(p, _)| p == message.package_name());
        let prefix = prefix.map_or("", |(_, prefix)| prefix.as_str());
        let within = message
            .full_name()
            .strip_prefix(message.package_name())
            .unwrap_or_default();
        let long = format!("{}{}", camel(message.package_name()), camel(within));
        let short = format!("{prefix}{}", message.name());
        let name = if taken.contains_key(&short) {
            long
        } else {
            short
        };
        taken.insert(name.clone(), ());
        names.insert(message.full_name().to_owned(), name);
    }
    names
}

/// `google.chat.v1` as `GoogleChatV1`.
fn camel(name: &str) -> String {
    let parts = name.split('.').filter(|part| !part.is_empty());
    parts
        .map(|part| part[..1].to_uppercase() + &part[1..])
        .collect()
}
