//! A bot as its developer wrote it for Google, in Rust: knows Google's hosts, its
//! key file and nothing of any other server. Sends a message over REST and one
//! over gRPC, with the key's own JWT as the bearer.
//!
//! `chat_client KEY_FILE spaces/X rest|grpc`

use std::error::Error;
use std::time::{SystemTime, UNIX_EPOCH};

use http_body_util::BodyExt as _;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use prost::Message as _;
use proto::chat::{CreateMessageRequest, Message};
use serde_json::{Value, json};

const HOST: &str = "https://chat.googleapis.com";
const SCOPE: &str = "https://www.googleapis.com/auth/chat.bot";

type Result<T> = std::result::Result<T, Box<dyn Error>>;

#[tokio::main]
async fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [key_file, parent, transport] = &arguments[..] else {
        return Err("usage: chat_client KEY_FILE spaces/X rest|grpc".into());
    };
    let key: Value = serde_json::from_str(&std::fs::read_to_string(key_file)?)?;
    let (client, bearer) = (reqwest::Client::new(), bearer(&key)?);
    let name = match transport.as_str() {
        "rest" => over_rest(&client, &bearer, parent).await?,
        "grpc" => over_grpc(&client, &bearer, parent).await?,
        other => return Err(format!("{other} is neither rest nor grpc").into()),
    };
    println!("{name}");
    Ok(())
}

/// A self-signed JWT (google.aip.dev/auth/4111).
fn bearer(key: &Value) -> Result<String> {
    let text = |name: &str| key[name].as_str().ok_or(format!("no {name} in the key"));
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
    let email = text("client_email")?;
    let claims = json!({
        "iss": email, "sub": email, "scope": SCOPE, "iat": now, "exp": now + 3600,
    });
    let mut header = Header::new(Algorithm::RS256);
    header.kid = Some(text("private_key_id")?.to_owned());
    let signer = EncodingKey::from_rsa_pem(text("private_key")?.as_bytes())?;
    Ok(jsonwebtoken::encode(&header, &claims, &signer)?)
}

async fn over_rest(client: &reqwest::Client, bearer: &str, parent: &str) -> Result<String> {
    let request = client
        .post(format!("{HOST}/v1/{parent}/messages"))
        .bearer_auth(bearer)
        .header("content-type", "application/json")
        .body(json!({"text": "rust over REST"}).to_string());
    let answer = request.send().await?.error_for_status()?;
    let message: Value = serde_json::from_slice(&answer.bytes().await?)?;
    Ok(message["name"].as_str().ok_or("no name")?.to_owned())
}

/// gRPC as its protocol page has it: a framed message each way over HTTP/2, and
/// the status in the trailers.
async fn over_grpc(client: &reqwest::Client, bearer: &str, parent: &str) -> Result<String> {
    let call = CreateMessageRequest {
        parent: parent.to_owned(),
        message: Some(Message {
            text: "rust over gRPC".to_owned(),
            ..Message::default()
        }),
        ..CreateMessageRequest::default()
    };
    let message = call.encode_to_vec();
    let mut frame = vec![0];
    frame.extend(u32::try_from(message.len())?.to_be_bytes());
    frame.extend(message);
    let request = client
        .post(format!("{HOST}/google.chat.v1.ChatService/CreateMessage"))
        .bearer_auth(bearer)
        .header("content-type", "application/grpc")
        .header("te", "trailers")
        .body(frame);
    let answer = http::Response::<reqwest::Body>::from(request.send().await?);
    let (head, body) = answer.into_parts();
    let body = body.collect().await?;
    // A refusal may have its status in the head, and no body.
    let status = body.trailers().unwrap_or(&head.headers).get("grpc-status");
    if status.is_none_or(|status| status != "0") {
        return Err(format!("{head:?} {:?}", body.trailers()).into());
    }
    let frame = body.to_bytes();
    let reply = frame.get(5..).ok_or("no message")?;
    Ok(Message::decode(reply)?.name)
}
