//! Any bytes as JSON; what is taken can be written, read and written again.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use transcode::{JsonOptions, Schema, decode, encode};

static SCHEMA: LazyLock<Schema> =
    LazyLock::new(|| Schema::new(proto::DESCRIPTOR_SET).expect("the descriptors are sound"));

fuzz_target!(|json: &[u8]| {
    let message = SCHEMA
        .message("google.chat.v1.Message")
        .expect("it is in the schema");
    let (mut wire, mut first, mut again, mut second) = (vec![], vec![], vec![], vec![]);
    if decode(&SCHEMA, message, json, &mut wire).is_err() {
        return;
    }
    let options = JsonOptions::default();
    encode(&SCHEMA, message, &wire, &options, &mut first).expect("what was read can be written");
    decode(&SCHEMA, message, &first, &mut again).expect("what was written can be read");
    encode(&SCHEMA, message, &again, &options, &mut second).expect("what was read can be written");
    assert_eq!(first, second);
});
