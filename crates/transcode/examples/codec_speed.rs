//! How long the codec takes for a message with cards of about 1.7 KB:
//! `cargo run --release -p transcode --example codec_speed`.

use std::hint::black_box;
use std::time::Instant;

use prost_reflect::{DynamicMessage, prost::Message};
use transcode::{JsonOptions, MessageType, Router, Schema, SystemParameters};

type Failure = Box<dyn std::error::Error>;

const URL: &str = "/v1/spaces/AAAAAAAAAAA/messages";
const QUERY: &str =
    "messageReplyOption=REPLY_MESSAGE_OR_FAIL&requestId=5a9d7c1e&$alt=json%3Benum-encoding=int";

fn main() -> Result<(), Failure> {
    let schema = Schema::new(proto::DESCRIPTOR_SET)?;
    let message = schema
        .message("google.chat.v1.Message")
        .ok_or("no such message")?;
    let json = include_bytes!("../tests/data/message_with_cards.json");
    let mut wire = Vec::new();
    transcode::decode(&schema, message, json, &mut wire)?;
    // As a handler answers it: fields in order.
    let wire = proto::chat::Message::decode(wire.as_slice())?.encode_to_vec();
    let mut compact = Vec::new();
    transcode::encode(
        &schema,
        message,
        &wire,
        &JsonOptions::default(),
        &mut compact,
    )?;
    println!("{} bytes of JSON, {} of wire", compact.len(), wire.len());

    let mut out = Vec::with_capacity(8192);
    time("decode", || {
        out.clear();
        transcode::decode(&schema, message, black_box(&compact), &mut out).is_ok()
    });
    let mut out = Vec::with_capacity(8192);
    time("encode", || {
        out.clear();
        let options = JsonOptions::default();
        transcode::encode(&schema, message, black_box(&wire), &options, &mut out).is_ok()
    });
    let mut out = Vec::with_capacity(16384);
    time("encode, indented", || {
        out.clear();
        let options = JsonOptions {
            pretty: true,
            ..JsonOptions::default()
        };
        transcode::encode(&schema, message, black_box(&wire), &options, &mut out).is_ok()
    });
    requests(&schema)?;
    oracle(&schema, &compact, &wire)
}

/// Everything that REST adds to a call but for the answer.
fn requests(schema: &Schema) -> Result<(), Failure> {
    let router = Router::new(schema, &["google.chat.v1.ChatService"])?;
    time("find a route", || {
        router.find("POST", black_box(URL)).is_ok()
    });
    let mut out = Vec::with_capacity(8192);
    let body = br#"{"text":"Hello *world*, how are you today?","thread":{"threadKey":"t"}}"#;
    let mut call = || {
        out.clear();
        let (system, query) = SystemParameters::take(black_box(QUERY), None).ok()?;
        let route = router.find("POST", black_box(URL)).ok()?;
        transcode::assemble(schema, &route, &query, body, &mut out).ok()?;
        system.json_options(schema, route.rpc.output).ok()
    };
    time("query, route and request of a small create", || {
        call().is_some()
    });
    Ok(())
}

/// The same with prost-reflect.
fn oracle(schema: &Schema, json: &[u8], wire: &[u8]) -> Result<(), Failure> {
    let message: MessageType = schema
        .message("google.chat.v1.Message")
        .ok_or("no such message")?;
    let descriptor = schema
        .descriptors()
        .get_message_by_name(schema.name_of(message));
    let descriptor = descriptor.ok_or("no such message")?;
    time("decode by prost-reflect", || {
        let mut deserializer = serde_json::Deserializer::from_slice(black_box(json));
        DynamicMessage::deserialize(descriptor.clone(), &mut deserializer)
            .is_ok_and(|message| !message.encode_to_vec().is_empty())
    });
    time("encode by prost-reflect", || {
        DynamicMessage::decode(descriptor.clone(), black_box(wire))
            .is_ok_and(|message| serde_json::to_vec(&message).is_ok())
    });
    Ok(())
}

/// The best of many short rounds: what the machine does besides is not ours.
fn time(name: &str, mut work: impl FnMut() -> bool) {
    const TIMES: u32 = 100;
    let mut best = u128::MAX;
    for _ in 0..1_000 {
        let start = Instant::now();
        for _ in 0..TIMES {
            assert!(black_box(work()), "{name} failed");
        }
        best = best.min(start.elapsed().as_nanos() / u128::from(TIMES));
    }
    println!("{best:>7} ns  {name}");
}
