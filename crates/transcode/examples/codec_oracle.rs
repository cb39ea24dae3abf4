//! Lets another language's protobuf library check this one: reads lines,
//! answers each with one. `tests/clients/python/test_transcode.py` drives it.
//!
//! - `descriptors`: the test descriptor set in hexadecimal
//! - `encode TYPE HEX`: that message as JSON, or `error WHY`
//! - `decode TYPE JSON`: that JSON as wire in hexadecimal, or `error WHY`
//! - `discovery`: chat's discovery document

#[path = "../tests/common/chat_discovery.rs"]
mod chat_discovery;
#[path = "../tests/common/mod.rs"]
mod common;

use std::fmt::Write as _;
use std::io::{self, BufRead, Write};

use common::{CHAT, EVERYTHING};
use transcode::{JsonOptions, Router};

fn main() -> io::Result<()> {
    let mut out = io::stdout().lock();
    for line in io::stdin().lock().lines() {
        let answer = answer(&line?).unwrap_or_else(|why| format!("error {why:?}"));
        writeln!(out, "{answer}")?;
        out.flush()?;
    }
    Ok(())
}

fn answer(line: &str) -> Result<String, String> {
    let (command, rest) = line.split_once(' ').unwrap_or((line, ""));
    let (name, input) = rest.split_once(' ').unwrap_or((rest, ""));
    // Both know the types of `google.protobuf`; each has its own beside them.
    let schema = if name.starts_with("transcode.test") {
        &EVERYTHING
    } else {
        &CHAT
    };
    let message = || {
        schema
            .message(name)
            .ok_or(format!("there is no message {name}"))
    };
    match command {
        "descriptors" => Ok(hex(&EVERYTHING.descriptors().encode_to_vec())),
        "encode" => {
            let mut json = Vec::new();
            transcode::encode(
                schema,
                message()?,
                &bytes(input)?,
                &JsonOptions::default(),
                &mut json,
            )
            .map_err(|error| error.to_string())?;
            String::from_utf8(json).map_err(|error| error.to_string())
        }
        "decode" => {
            let mut wire = Vec::new();
            transcode::decode(schema, message()?, input.as_bytes(), &mut wire)
                .map_err(|fault| fault.message)?;
            Ok(hex(&wire))
        }
        "discovery" => {
            let router = Router::new(&CHAT, &["google.chat.v1.ChatService"])
                .map_err(|error| error.to_string())?;
            let settings = chat_discovery::settings("http://localhost:1/");
            Ok(transcode::discovery::document(&CHAT, &router, &settings).to_string())
        }
        _ => Err(format!("there is no command {command}")),
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn bytes(hex: &str) -> Result<Vec<u8>, String> {
    let pairs = (0..hex.len())
        .step_by(2)
        .map(|at| hex.get(at..at + 2).unwrap_or_default());
    pairs
        .map(|pair| u8::from_str_radix(pair, 16).map_err(|error| error.to_string()))
        .collect()
}
