//! Schemas that the tests share.
#![allow(dead_code)]

use std::sync::LazyLock;

use transcode::{JsonOptions, MessageType, Schema};

/// Google's chat API as it is served.
pub static CHAT: LazyLock<Schema> =
    LazyLock::new(|| Schema::new(proto::DESCRIPTOR_SET).expect("the descriptors are sound"));

/// `data/everything.proto`: a field of every kind.
pub static EVERYTHING: LazyLock<Schema> = LazyLock::new(|| {
    let here = env!("CARGO_MANIFEST_DIR");
    let folders = [
        format!("{here}/tests/data"),
        format!("{here}/../proto/protos"),
    ];
    let mut compiler = protox::Compiler::new(folders).expect("the folders are there");
    compiler
        .include_imports(true)
        .open_file("everything.proto")
        .expect("the test protos compile");
    Schema::new(&compiler.encode_file_descriptor_set()).expect("the descriptors are sound")
});

pub fn everything() -> MessageType {
    EVERYTHING
        .message("transcode.test.Everything")
        .expect("it is in the test protos")
}

/// JSON to wire of `Everything`; errors as their message.
pub fn to_wire(json: &str) -> Result<Vec<u8>, String> {
    let mut wire = Vec::new();
    match transcode::decode(&EVERYTHING, everything(), json.as_bytes(), &mut wire) {
        Ok(()) => Ok(wire),
        Err(fault) => Err(fault.message),
    }
}

/// Wire of `Everything` to compact JSON.
pub fn to_json(wire: &[u8]) -> String {
    let mut json = Vec::new();
    transcode::encode(
        &EVERYTHING,
        everything(),
        wire,
        &JsonOptions::default(),
        &mut json,
    )
    .expect("the wire is sound");
    String::from_utf8(json).expect("JSON is UTF-8")
}
