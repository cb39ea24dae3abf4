//! No bytes make anything panic, and what is taken can be written again.

#[path = "common/arbitrary.rs"]
mod arbitrary;
mod common;

use arbitrary::Arbitrary;
use common::{CHAT, EVERYTHING, everything};
use proptest::prelude::*;
use prost_reflect::prost::Message;
use transcode::{FieldSelection, JsonOptions, Router, SystemParameters};

const SAMPLE: &str = include_str!("data/message_with_cards.json");

fn decode_and_back(json: &[u8]) {
    let mut wire = Vec::new();
    if transcode::decode(&EVERYTHING, everything(), json, &mut wire).is_err() {
        return;
    }
    let mut first = Vec::new();
    let options = JsonOptions::default();
    transcode::encode(&EVERYTHING, everything(), &wire, &options, &mut first)
        .expect("what was read can be written");
    let mut again = Vec::new();
    transcode::decode(&EVERYTHING, everything(), &first, &mut again)
        .expect("what was written can be read");
    let mut second = Vec::new();
    transcode::encode(&EVERYTHING, everything(), &again, &options, &mut second)
        .expect("what was read can be written");
    assert_eq!(
        String::from_utf8_lossy(&first),
        String::from_utf8_lossy(&second)
    );
}

/// Cuts, doubles and overwrites parts of a sound input.
fn mutate(mut bytes: Vec<u8>, edits: &[(u8, u16, u16, u8)]) -> Vec<u8> {
    for &(how, at, length, byte) in edits {
        let at = usize::from(at) % (bytes.len() + 1);
        let end = (at + usize::from(length) % 20).min(bytes.len());
        match how % 4 {
            0 => drop(bytes.drain(at..end)),
            1 => bytes.insert(at, byte),
            2 => {
                let copy = bytes[at..end].to_vec();
                bytes.splice(at..at, copy);
            }
            _ if at < bytes.len() => bytes[at] = byte,
            _ => bytes.push(byte),
        }
    }
    bytes
}

fn edits() -> impl Strategy<Value = Vec<(u8, u16, u16, u8)>> {
    proptest::collection::vec(any::<(u8, u16, u16, u8)>(), 1..6)
}

/// Texts of signs that mean something to the parser.
fn signs(pattern: &'static str) -> impl Strategy<Value = String> {
    proptest::collection::vec(
        proptest::sample::select(pattern.split(' ').collect::<Vec<_>>()),
        0..40,
    )
    .prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn decode_of_any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        decode_and_back(&bytes);
    }

    #[test]
    fn decode_of_json_like_text(
        text in signs("{ } [ ] , : \" \\ \"a\" \"anInt32\":1 \"int32s\" \"labels\" \"any\" \"@type\" \"value\" null true 1e5 - . \\u \\ud800 ä \"time\" \"2024-01-01T00:00:00Z\" \"children\" \"nested\":{ \"nested\":{} \"text\":\"x\"")
    ) {
        decode_and_back(text.as_bytes());
    }

    #[test]
    fn decode_of_mutated_messages(seed: u64, edits in edits()) {
        let descriptor = EVERYTHING.descriptors().get_message_by_name("transcode.test.Everything");
        let descriptor = descriptor.expect("it is in the schema");
        let message = Arbitrary::new(EVERYTHING.descriptors(), seed).message(&descriptor, 0);
        let json = serde_json::to_vec(&message).expect("it can be written");
        decode_and_back(&mutate(json, &edits));
    }

    #[test]
    fn encode_of_any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = transcode::encode(&EVERYTHING, everything(), &bytes, &JsonOptions::default(), &mut Vec::new());
    }

    #[test]
    fn encode_of_mutated_messages(seed: u64, edits in edits()) {
        let descriptor = EVERYTHING.descriptors().get_message_by_name("transcode.test.Everything");
        let descriptor = descriptor.expect("it is in the schema");
        let message = Arbitrary::new(EVERYTHING.descriptors(), seed).message(&descriptor, 0);
        let wire = mutate(message.encode_to_vec(), &edits);
        let options = JsonOptions { pretty: seed % 2 == 0, ..JsonOptions::default() };
        let mut json = Vec::new();
        if transcode::encode(&EVERYTHING, everything(), &wire, &options, &mut json).is_ok() {
            serde_json::from_slice::<serde_json::Value>(&json).expect("it is JSON");
        }
    }

    #[test]
    fn router_with_any_path(path in ".{0,60}", like in signs("/ v1 spaces users me A : setup % %2F %ff completeImport messages - .")) {
        let router = &*ROUTES;
        for path in [path, format!("/{like}")] {
            for http_method in ["GET", "POST", "x"] {
                let _ = router.find(http_method, &path);
            }
        }
    }

    #[test]
    fn masks_and_queries(mask in signs("a anInt32 nested children labels * / . , ( ) _ byInt32"), query in signs("= & % + %4 %ff alt $alt fields a.b ä json ;")) {
        let _ = FieldSelection::parse(&mask, &EVERYTHING, everything());
        let _ = SystemParameters::take(&query, Some(&mask));
        let route = ROUTES.find("GET", "/v1/spaces/A/messages").expect("the rule is found");
        let pairs = [(mask.as_str().into(), query.as_str().into()), ("filter".into(), mask.as_str().into())];
        let _ = transcode::assemble(&CHAT, &route, &pairs, query.as_bytes(), &mut Vec::new());
    }
}

static ROUTES: std::sync::LazyLock<Router> = std::sync::LazyLock::new(|| {
    Router::new(&CHAT, &["google.chat.v1.ChatService"]).expect("the rules are sound")
});

#[test]
fn every_beginning_of_a_message() {
    let message = CHAT
        .message("google.chat.v1.Message")
        .expect("it is in the schema");
    let mut wire = Vec::new();
    transcode::decode(&CHAT, message, SAMPLE.as_bytes(), &mut wire).expect("it is sound");
    for end in 0..SAMPLE.trim_end().len() {
        if SAMPLE.is_char_boundary(end) {
            let part = &SAMPLE.as_bytes()[..end];
            assert!(transcode::decode(&CHAT, message, part, &mut Vec::new()).is_err());
        }
    }
    for end in 0..wire.len() {
        let options = JsonOptions::default();
        let _ = transcode::encode(&CHAT, message, &wire[..end], &options, &mut Vec::new());
    }
}
