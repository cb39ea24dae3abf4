//! Random messages of any type, made from a seed.

use prost_reflect::prost::Message;
use prost_reflect::{
    DescriptorPool, DynamicMessage, FieldDescriptor, Kind, MapKey, MessageDescriptor,
    ReflectMessage, Value,
};

pub struct Arbitrary {
    pool: DescriptorPool,
    state: u64,
}

impl Arbitrary {
    pub fn new(pool: &DescriptorPool, seed: u64) -> Self {
        Self {
            pool: pool.clone(),
            state: seed | 1,
        }
    }

    /// The next number below `bound` (xorshift: enough for tests).
    pub fn below(&mut self, bound: u64) -> u64 {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        (self.state >> 11) % bound
    }

    pub fn message(&mut self, descriptor: &MessageDescriptor, depth: usize) -> DynamicMessage {
        let mut message = DynamicMessage::new(descriptor.clone());
        if self.well_known(&mut message, depth) {
            return message;
        }
        let fields: Vec<_> = descriptor.fields().collect();
        for field in &fields {
            if self.below(fields.len() as u64 + 3) < 4 && (depth < 5 || is_leaf(field)) {
                let value = self.field(field, depth);
                message.set_field(field, value);
            }
        }
        message
    }

    fn field(&mut self, field: &FieldDescriptor, depth: usize) -> Value {
        if let (true, Kind::Message(entry)) = (field.is_map(), field.kind()) {
            let count = self.below(3) + 1;
            let entries = (0..count).map(|_| {
                let key = self.key(&entry.map_entry_key_field().kind());
                (
                    key,
                    self.value(&entry.map_entry_value_field().kind(), depth),
                )
            });
            return Value::Map(entries.collect());
        }
        if field.is_list() {
            let count = self.below(3) + 1;
            return Value::List(
                (0..count)
                    .map(|_| self.value(&field.kind(), depth))
                    .collect(),
            );
        }
        self.value(&field.kind(), depth)
    }

    fn key(&mut self, kind: &Kind) -> MapKey {
        match self.value(kind, 0) {
            Value::Bool(value) => MapKey::Bool(value),
            Value::I32(value) => MapKey::I32(value),
            Value::I64(value) => MapKey::I64(value),
            Value::U32(value) => MapKey::U32(value),
            Value::U64(value) => MapKey::U64(value),
            Value::String(value) => MapKey::String(value),
            other => panic!("{other:?} is no key"),
        }
    }

    fn value(&mut self, kind: &Kind, depth: usize) -> Value {
        match kind {
            Kind::Bool => Value::Bool(self.below(2) == 1),
            Kind::Int32 | Kind::Sint32 | Kind::Sfixed32 => Value::I32(self.number() as i32),
            Kind::Int64 | Kind::Sint64 | Kind::Sfixed64 => Value::I64(self.number()),
            Kind::Uint32 | Kind::Fixed32 => Value::U32(self.number() as u32),
            Kind::Uint64 | Kind::Fixed64 => Value::U64(self.number() as u64),
            Kind::Float => Value::F32(self.double() as f32),
            Kind::Double => Value::F64(self.double()),
            Kind::String => Value::String(self.text()),
            Kind::Bytes => Value::Bytes(self.text().into_bytes().into()),
            Kind::Enum(descriptor) if descriptor.full_name() == "google.protobuf.NullValue" => {
                Value::EnumNumber(0)
            }
            Kind::Enum(descriptor) => {
                let values: Vec<_> = descriptor.values().collect();
                let known = &values[self.below(values.len() as u64) as usize];
                Value::EnumNumber(if self.below(8) == 0 {
                    12_345
                } else {
                    known.number()
                })
            }
            Kind::Message(descriptor) => Value::Message(self.message(descriptor, depth + 1)),
        }
    }

    fn number(&mut self) -> i64 {
        let wide = self.below(u64::MAX >> 11) as i64;
        match self.below(5) {
            0 => 0,
            1 => wide % 100,
            2 => -(wide % 100),
            3 => wide << 11,
            _ => i64::MIN + wide,
        }
    }

    /// Few digits: serde_json, which the other readers use, is off by one unit
    /// in the last place for some longer ones.
    fn double(&mut self) -> f64 {
        let number = (self.number() % 1_000_000) as f64;
        [number, number / 1000.0, number * 1e20, 0.1, -0.0][self.below(5) as usize]
    }

    fn text(&mut self) -> String {
        const PARTS: [&str; 12] = [
            "",
            "plain",
            "<a href='x'>&",
            "\"\\/",
            "\n\t\u{0}\u{1f}",
            "ä",
            "😀",
            "\u{2028}",
            "\u{7f}",
            "a longer text that goes on for a while",
            "=",
            "\u{2029}\u{fffd}",
        ];
        let count = self.below(4);
        (0..count)
            .map(|_| PARTS[self.below(PARTS.len() as u64) as usize])
            .collect()
    }

    /// Fills messages whose fields must fit each other; false for all others.
    fn well_known(&mut self, message: &mut DynamicMessage, depth: usize) -> bool {
        let descriptor = message.descriptor();
        let Some(name) = descriptor.full_name().strip_prefix("google.protobuf.") else {
            return false;
        };
        match name {
            "Timestamp" => {
                let seconds = self.number().rem_euclid(315_537_897_599) - 62_135_596_800;
                message.set_field_by_name("seconds", Value::I64(seconds));
                let nanos = self.nanos();
                message.set_field_by_name("nanos", Value::I32(nanos));
            }
            "Duration" => {
                let sign = if self.below(2) == 0 { 1 } else { -1 };
                let seconds = sign * self.number().rem_euclid(315_576_000_000);
                message.set_field_by_name("seconds", Value::I64(seconds));
                let nanos = self.nanos() * sign as i32;
                message.set_field_by_name("nanos", Value::I32(nanos));
            }
            "FieldMask" => {
                let paths =
                    ["text", "cards_v2", "a_b.c_d", "x"].map(|path| Value::String(path.into()));
                let count = self.below(4) as usize;
                message.set_field_by_name("paths", Value::List(paths[..count].to_vec()));
            }
            "Any" => self.any(message, depth),
            "Value" => self.json_value(message, depth),
            _ => return false,
        }
        true
    }

    fn nanos(&mut self) -> i32 {
        let unit = [1_000_000_000, 1_000_000, 1_000, 1][self.below(4) as usize];
        (self.below(1_000_000_000) as i32) / unit * unit
    }

    fn any(&mut self, message: &mut DynamicMessage, depth: usize) {
        let types = [
            "google.protobuf.Timestamp",
            "google.protobuf.Duration",
            "google.rpc.BadRequest",
            "transcode.test.Everything",
        ];
        let types: Vec<_> = types
            .iter()
            .filter_map(|name| self.pool.get_message_by_name(name))
            .collect();
        let descriptor = types[self.below(types.len() as u64) as usize].clone();
        let inner = self.message(&descriptor, depth + 1);
        let url = format!("type.googleapis.com/{}", descriptor.full_name());
        message.set_field_by_name("type_url", Value::String(url));
        message.set_field_by_name("value", Value::Bytes(inner.encode_to_vec().into()));
    }

    fn json_value(&mut self, message: &mut DynamicMessage, depth: usize) {
        let fields: Vec<_> = message.descriptor().fields().collect();
        let bound = if depth < 5 { 6 } else { 4 };
        let field = &fields[self.below(bound) as usize];
        let value = self.field(field, depth);
        message.set_field(field, value);
    }
}

fn is_leaf(field: &FieldDescriptor) -> bool {
    !matches!(field.kind(), Kind::Message(_))
}
