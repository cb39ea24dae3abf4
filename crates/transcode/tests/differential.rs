//! The codec against prost-reflect's, on random messages.
//!
//! They differ in what Google's services do and prost-reflect does not, all of
//! it in what is taken, none in what these messages hold: a single value for a
//! list, numbers as strings of any form, `true` as a string, oneofs set twice.

#[path = "common/arbitrary.rs"]
mod arbitrary;
mod common;

use arbitrary::Arbitrary;
use common::{CHAT, EVERYTHING};
use proptest::prelude::*;
use prost_reflect::DynamicMessage;
use prost_reflect::prost::Message;
use serde_json::Value;
use transcode::{JsonOptions, Schema};

/// Numbers all as doubles: 1 and 1.0 are the same.
fn plain(value: Value) -> Value {
    match value {
        Value::Number(number) => number
            .as_f64()
            .map_or(Value::Null, |number| format!("number {number:e}").into()),
        Value::Array(elements) => elements.into_iter().map(plain).collect(),
        Value::Object(members) => members
            .into_iter()
            .map(|(name, value)| (name, plain(value)))
            .collect(),
        other => other,
    }
}

fn encode(schema: &Schema, name: &str, wire: &[u8]) -> String {
    let message = schema.message(name).expect("it is in the schema");
    let mut json = Vec::new();
    transcode::encode(schema, message, wire, &JsonOptions::default(), &mut json)
        .expect("the wire is sound");
    String::from_utf8(json).expect("JSON is UTF-8")
}

fn decode(schema: &Schema, name: &str, json: &str) -> Vec<u8> {
    let message = schema.message(name).expect("it is in the schema");
    let mut wire = Vec::new();
    transcode::decode(schema, message, json.as_bytes(), &mut wire)
        .unwrap_or_else(|fault| panic!("{fault}: {json}"));
    wire
}

fn check(schema: &Schema, name: &str, seed: u64) {
    let pool = schema.descriptors();
    let descriptor = pool.get_message_by_name(name).expect("it is in the schema");
    let message = Arbitrary::new(pool, seed).message(&descriptor, 0);
    let wire = message.encode_to_vec();

    let ours = encode(schema, name, &wire);
    let theirs = serde_json::to_string(&message).expect("it can be written");
    let parse = |text: &str| plain(serde_json::from_str(text).expect("it is JSON"));
    assert_eq!(parse(&ours), parse(&theirs), "seed {seed}");

    // Both texts are read as the same message, by both readers.
    for json in [&ours, &theirs] {
        assert_eq!(
            encode(schema, name, &decode(schema, name, json)),
            ours,
            "seed {seed}"
        );
        let mut deserializer = serde_json::Deserializer::from_str(json);
        let read = DynamicMessage::deserialize(descriptor.clone(), &mut deserializer)
            .unwrap_or_else(|error| panic!("{error}: {json}"));
        assert_eq!(
            encode(schema, name, &read.encode_to_vec()),
            ours,
            "seed {seed}"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn messages_of_chat(seed: u64) {
        check(&CHAT, "google.chat.v1.Message", seed);
    }

    #[test]
    fn messages_of_every_kind(seed: u64) {
        check(&EVERYTHING, "transcode.test.Everything", seed);
    }
}

#[test]
fn every_message_of_chat() {
    for descriptor in CHAT.descriptors().all_messages() {
        let name = descriptor.full_name();
        if name.starts_with("google.chat.v1.") && !descriptor.is_map_entry() {
            (1..5).for_each(|seed| check(&CHAT, name, seed));
        }
    }
}
