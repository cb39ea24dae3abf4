//! Behaviour tables of attachments: their two RPCs, and what of them is plain
//! HTTP: uploads, downloads, files in messages.

mod download;
mod forwards;
mod get;
pub mod http;
mod messages;
mod sessions;
mod upload;

use serde_json::{Value, json};

use self::http::{Answer, send};
use crate::harness::{As, Refusal, World};

/// The body of an upload in two parts.
fn related(description: &Value, content_type: &str, file: &[u8]) -> Vec<u8> {
    let head = format!(
        "--frontier\r\nContent-Type: application/json\r\n\r\n{description}\r\n--frontier\r\n\
         Content-Type: {content_type}\r\nContent-Transfer-Encoding: binary\r\n\r\n"
    );
    [head.as_bytes(), file, b"\r\n--frontier--\r\n"].concat()
}

async fn upload_answer(
    w: &World,
    who: As,
    space: &str,
    name: &str,
    content_type: &str,
    file: &[u8],
) -> Answer {
    let target = format!("/upload/v1/{space}/attachments:upload?uploadType=multipart");
    let headers = [("content-type", "multipart/related; boundary=frontier")];
    let body = related(&json!({"filename": name}), content_type, file);
    send(w, who, "POST", &target, &headers, body).await
}

/// Uploads a file; answers the attachment to put into a message.
async fn upload(
    w: &World,
    who: As,
    space: &str,
    name: &str,
    content_type: &str,
    file: &[u8],
) -> Value {
    let answer = upload_answer(w, who, space, name, content_type, file).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()
}

async fn create(w: &World, who: As, space: &str, message: Value) -> Result<Value, Refusal> {
    let request = json!({"parent": space, "message": message});
    w.call(who, "CreateMessage", request).await
}

/// Uploads a file and sends it.
async fn send_file(w: &World, who: As, space: &str, name: &str, file: &[u8]) -> Value {
    let uploaded = upload(w, who, space, name, "application/octet-stream", file).await;
    let message = json!({"text": "A file", "attachment": [uploaded]});
    create(w, who, space, message).await.unwrap()
}

/// The name of the data of a message's first file.
fn resource(message: &Value) -> &str {
    let data = &message["attachment"][0]["attachmentDataRef"];
    data["resourceName"].as_str().unwrap()
}

async fn fetch(w: &World, who: As, resource: &str, headers: &[(&str, &str)]) -> Answer {
    let target = format!("/v1/media/{resource}?alt=media");
    send(w, who, "GET", &target, headers, "").await
}
