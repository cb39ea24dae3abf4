//! A call over gRPC: one frame each way, the status in the trailers.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use bytes::{BufMut, Bytes, BytesMut};
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http2;
use hyper::{HeaderMap, Request};
use hyper_util::rt::{TokioExecutor, TokioIo};
use prost::Message as _;
use serde_json::Value;
use server::serve::Running;
use tokio::net::TcpStream;
use transcode::{JsonOptions, MessageType};

use super::{Refusal, full_name};

pub async fn call(
    running: &Running,
    token: Option<&str>,
    rpc: &str,
    request: Value,
) -> Result<Value, Refusal> {
    let schema = &running.server.schema;
    let full = full_name(rpc);
    let known = running
        .server
        .rpcs
        .router
        .rpcs()
        .iter()
        .find(|known| known.name == full)
        .unwrap();
    let mut wire = Vec::new();
    if let Err(fault) = transcode::decode(
        schema,
        known.input,
        request.to_string().as_bytes(),
        &mut wire,
    ) {
        panic!("a table's request must be one that gRPC can carry: {fault:?}");
    }
    let (message, trailers) = exchange(running, token, &full, &wire).await;
    match header(&trailers, "grpc-status").as_str() {
        "0" => Ok(json(running, known.output, &message)),
        _ => Err(refusal(running, &trailers)),
    }
}

async fn exchange(
    running: &Running,
    token: Option<&str>,
    rpc: &str,
    wire: &[u8],
) -> (Bytes, HeaderMap) {
    let stream = TcpStream::connect(running.address).await.unwrap();
    let (mut sender, connection) = http2::handshake(TokioExecutor::new(), TokioIo::new(stream))
        .await
        .unwrap();
    let driver = tokio::spawn(connection);
    let mut frame = BytesMut::new();
    frame.put_u8(0);
    frame.put_u32(u32::try_from(wire.len()).unwrap());
    frame.put_slice(wire);
    let mut request = Request::post(format!("http://{}/{rpc}", running.address))
        .header("content-type", "application/grpc")
        .header("te", "trailers");
    if let Some(token) = token {
        request = request.header("authorization", format!("Bearer {token}"));
    }
    let response = sender
        .send_request(request.body(Full::new(frame.freeze())).unwrap())
        .await
        .unwrap();
    assert_eq!(response.status(), 200);
    let mut trailers = response.headers().clone();
    let body = response.into_body().collect().await.unwrap();
    trailers.extend(body.trailers().cloned().unwrap_or_default());
    let body = body.to_bytes();
    drop(sender);
    driver.abort();
    (
        if body.len() >= 5 {
            body.slice(5..)
        } else {
            Bytes::new()
        },
        trailers,
    )
}

fn header(headers: &HeaderMap, name: &str) -> String {
    let value = headers
        .get(name)
        .map(|value| value.to_str().unwrap())
        .unwrap_or_default();
    percent_encoding::percent_decode_str(value)
        .decode_utf8()
        .unwrap()
        .into_owned()
}

fn refusal(running: &Running, trailers: &HeaderMap) -> Refusal {
    let code: i32 = header(trailers, "grpc-status").parse().unwrap();
    let message = header(trailers, "grpc-message");
    let details = header(trailers, "grpc-status-details-bin");
    let details = STANDARD_NO_PAD
        .decode(details.trim_end_matches('='))
        .unwrap();
    let status = proto::rpc::Status::decode(details.as_slice()).unwrap();
    if !details.is_empty() {
        assert_eq!((status.code, &status.message), (code, &message));
    }
    Refusal {
        status: domain::Code::try_from(code)
            .unwrap()
            .as_str_name()
            .to_owned(),
        message,
        details: status
            .details
            .iter()
            .map(|detail| any(running, detail))
            .collect(),
    }
}

fn any(running: &Running, detail: &prost_types::Any) -> Value {
    let name = detail.type_url.rsplit('/').next().unwrap();
    let message = running.server.schema.message(name).unwrap();
    let mut value = json(running, message, &detail.value);
    value["@type"] = detail.type_url.clone().into();
    value
}

fn json(running: &Running, message: MessageType, wire: &[u8]) -> Value {
    let mut text = Vec::new();
    transcode::encode(
        &running.server.schema,
        message,
        wire,
        &JsonOptions::default(),
        &mut text,
    )
    .unwrap();
    serde_json::from_slice(&text).unwrap()
}
