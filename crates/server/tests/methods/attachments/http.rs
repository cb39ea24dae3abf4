//! HTTP with any body and headers, for what is no RPC.

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1;
use hyper::{HeaderMap, Request};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpStream;

use crate::harness::{As, World};

/// An answer with everything read.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value.map_or("", |value| value.to_str().unwrap())
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {} {:?}", self.status, self.body))
    }

    /// Checks status word and a part of the message of an error.
    #[track_caller]
    pub fn refused(&self, status: &str, part: &str) {
        let error = &self.json()["error"];
        assert_eq!(error["status"], status, "{error}");
        let message = error["message"].as_str().unwrap();
        assert!(message.contains(part), "{part:?} is not in {message:?}");
    }
}

/// One request on a connection of its own. The target may be a whole URL.
pub async fn send(
    w: &World,
    who: As,
    method: &str,
    target: &str,
    headers: &[(&str, &str)],
    body: impl Into<Bytes>,
) -> Answer {
    let home = format!("http://{}", w.running.address);
    let target = target.strip_prefix(&home).unwrap_or(target);
    let mut request = Request::builder()
        .method(method)
        .uri(target)
        .header("host", w.running.address.to_string());
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    if let Some(token) = w.token(who).await {
        request = request.header("authorization", format!("Bearer {token}"));
    }
    let stream = TcpStream::connect(w.running.address).await.unwrap();
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.unwrap();
    let driver = tokio::spawn(connection);
    let request = request.body(Full::new(body.into())).unwrap();
    let response = sender.send_request(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    driver.abort();
    Answer {
        status: parts.status.as_u16(),
        headers: parts.headers,
        body,
    }
}
