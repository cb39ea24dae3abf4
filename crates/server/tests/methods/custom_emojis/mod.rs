//! Behaviour tables of `customEmojis`, a file per RPC.

mod create;
mod delete;
mod get;
mod list;

use std::io::Cursor;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use image::{ImageFormat, RgbImage};
use serde_json::{Value, json};

use crate::harness::{As, Refusal, World};

/// A picture in one colour.
fn picture(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let image = RgbImage::new(width, height);
    image.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

fn payload(filename: &str, picture: &[u8]) -> Value {
    json!({"filename": filename, "fileContent": STANDARD.encode(picture)})
}

async fn create(w: &World, who: As, name: &str) -> Result<Value, Refusal> {
    let picture = picture(64, 64, ImageFormat::Png);
    let emoji = json!({"emojiName": name, "payload": payload("a.png", &picture)});
    w.call(who, "CreateCustomEmoji", json!({"customEmoji": emoji}))
        .await
}

/// A custom emoji of alice's.
pub async fn custom_emoji(w: &World, name: &str) -> Value {
    create(w, As::user("alice"), name).await.unwrap()
}
