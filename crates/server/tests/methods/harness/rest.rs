//! A call over REST: the request's fields go into path, query and body as the
//! RPC's first HTTP rule says.

use http_body_util::{BodyExt, Full};
use hyper::Request;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;
use server::serve::Running;
use tokio::net::TcpStream;
use transcode::{Binding, Body, Segment};

use super::{Refusal, full_name};

pub async fn call(
    running: &Running,
    token: Option<&str>,
    rpc: &str,
    request: Value,
) -> Result<Value, Refusal> {
    let router = &running.server.rpcs.router;
    let full = full_name(rpc);
    let index = router
        .rpcs()
        .iter()
        .find(|known| known.name == full)
        .unwrap()
        .index;
    let binding = router
        .bindings()
        .iter()
        .find(|binding| binding.rpc == index)
        .unwrap();
    let (target, body) = split(binding, request);
    let (status, answer) = send(running, token, &binding.http_method, &target, body).await;
    if status == 200 {
        return Ok(answer);
    }
    let error = &answer["error"];
    assert_eq!(error["code"], status, "{answer}");
    Err(Refusal {
        status: error["status"].as_str().unwrap().to_owned(),
        message: error["message"].as_str().unwrap().to_owned(),
        details: error["details"].as_array().cloned().unwrap_or_default(),
    })
}

/// The request target and the body.
fn split(binding: &Binding, mut request: Value) -> (String, Option<Value>) {
    let path = path(binding, &mut request);
    let body = match &binding.body {
        Body::None => None,
        Body::Whole => Some(std::mem::replace(&mut request, Value::Null)),
        Body::Field(field) => {
            let fields = request.as_object_mut().unwrap();
            fields.remove(&camel(field))
        }
    };
    let mut query = Vec::new();
    flatten("", &request, &mut query);
    let query = query.join("&");
    let target = if query.is_empty() {
        path
    } else {
        format!("{path}?{query}")
    };
    (target, body)
}

fn path(binding: &Binding, request: &mut Value) -> String {
    let template = &binding.template;
    let mut parts: Vec<String> = Vec::new();
    let mut at = 0;
    while at < template.segments.len() {
        if let Some(variable) = template.variables.iter().find(|v| v.start == at) {
            parts.push(take(request, &variable.field));
            at = variable.end;
        } else if let Segment::Literal(text) = &template.segments[at] {
            parts.push(text.clone());
            at += 1;
        } else {
            panic!("a wildcard outside of variables");
        }
    }
    let verb = template
        .verb
        .as_ref()
        .map_or(String::new(), |verb| format!(":{verb}"));
    format!("/{}{verb}", parts.join("/"))
}

/// Takes `message.name` out of the request, as text for the path.
fn take(request: &mut Value, field: &str) -> String {
    let mut place = request;
    for name in field.split('.') {
        place = &mut place[camel(name)];
    }
    let text = place.take().as_str().unwrap_or_default().to_owned();
    let encode = |part: &str| utf8_percent_encode(part, NON_ALPHANUMERIC).to_string();
    text.split('/').map(encode).collect::<Vec<_>>().join("/")
}

fn flatten(prefix: &str, value: &Value, query: &mut Vec<String>) {
    match value {
        Value::Null => {}
        Value::Object(fields) => {
            for (name, value) in fields {
                let dot = if prefix.is_empty() { "" } else { "." };
                flatten(&format!("{prefix}{dot}{name}"), value, query);
            }
        }
        Value::Array(values) => values
            .iter()
            .for_each(|value| flatten(prefix, value, query)),
        Value::String(text) => {
            let text = utf8_percent_encode(text, NON_ALPHANUMERIC);
            query.push(format!("{prefix}={text}"));
        }
        other => query.push(format!("{prefix}={other}")),
    }
}

fn camel(name: &str) -> String {
    let mut parts = name.split('_');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |name, part| {
        let (head, tail) = part.split_at(1.min(part.len()));
        name + &head.to_uppercase() + tail
    })
}

/// One HTTP/1.1 exchange; the answer's body as JSON.
pub async fn send(
    running: &Running,
    token: Option<&str>,
    method: &str,
    target: &str,
    body: Option<Value>,
) -> (u16, Value) {
    let stream = TcpStream::connect(running.address).await.unwrap();
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.unwrap();
    let driver = tokio::spawn(connection);
    let mut request = Request::builder()
        .method(method)
        .uri(target)
        .header("host", running.address.to_string())
        .header("content-type", "application/json");
    if let Some(token) = token {
        request = request.header("authorization", format!("Bearer {token}"));
    }
    let body = body.map_or(String::new(), |body| body.to_string());
    let request = request.body(Full::new(bytes::Bytes::from(body))).unwrap();
    let response = sender.send_request(request).await.unwrap();
    let status = response.status().as_u16();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    drop(sender);
    driver.abort();
    (status, serde_json::from_slice(&body).unwrap())
}
