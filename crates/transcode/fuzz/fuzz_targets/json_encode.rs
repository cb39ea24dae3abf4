//! Any bytes as wire; what is written is UTF-8.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use transcode::{JsonOptions, Schema, encode};

static SCHEMA: LazyLock<Schema> =
    LazyLock::new(|| Schema::new(proto::DESCRIPTOR_SET).expect("the descriptors are sound"));

fuzz_target!(|wire: &[u8]| {
    for name in [
        "google.chat.v1.Message",
        "google.chat.v1.SpaceEvent",
        "google.rpc.Status",
    ] {
        let message = SCHEMA.message(name).expect("it is in the schema");
        let mut json = Vec::new();
        let options = JsonOptions {
            pretty: true,
            ..JsonOptions::default()
        };
        if encode(&SCHEMA, message, wire, &options, &mut json).is_ok() {
            std::str::from_utf8(&json).expect("it is UTF-8");
        }
    }
});
