//! gRPC calls without generated service code: any unary method of the
//! descriptors, as raw bytes, through the same way in as REST. tonic does the
//! framing and compression and stays in this file.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use bytes::{Buf, BufMut, Bytes};
use domain::ids::UserId;
use domain::{Code, Error, Result};
use http::header::CONTENT_TYPE;
use http::{HeaderMap, Request, Response, StatusCode, Version};
use hyper::body::Incoming;
use tokio::time::timeout;
use tonic::Status;
use tonic::codec::{
    BufferSettings, Codec, CompressionEncoding, DecodeBuf, Decoder, EncodeBuf, Encoder,
};
use tonic::server::Grpc;
use tower::{ServiceExt, service_fn};

use super::dispatch::LONGEST;
use super::front::Front;
use super::record::{Record, RequestId};
use super::{answer, body, dispatch, pages, rest, status};
use crate::metrics::Transport;
use crate::state::Server;

/// Whether a request is a gRPC call, by its content type.
pub fn is_grpc(headers: &HeaderMap) -> bool {
    headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.as_bytes().strip_prefix(b"application/grpc"))
        .is_some_and(|rest| matches!(rest.first(), None | Some(b'+' | b';')))
}

/// Answers a gRPC request.
pub async fn answer(front: &Front, id: RequestId, request: Request<Incoming>) -> Response<Body> {
    if request.version() != Version::HTTP_2 {
        let text = "gRPC needs HTTP/2.\n";
        let response = answer::whole(StatusCode::HTTP_VERSION_NOT_SUPPORTED, answer::TEXT, text);
        return answer::into_body(response);
    }
    let server = &front.server;
    if server.settings.bench && request.uri().path() == pages::CEILING {
        return ceiling(request).await;
    }
    let name = request.uri().path().strip_prefix('/').unwrap_or_default();
    match server.rpcs.find(name) {
        Some(rpc) => unary(server, rpc, id, request).await,
        None => {
            // Reflection and health; whatever else it is, is not there.
            let started = std::time::Instant::now();
            let response = elsewhere(&front.grpc_services, request).await;
            let (method, path) = (&http::Method::POST, "grpc");
            super::record::other(server, id, started, method, path, response.status());
            response
        }
    }
}

/// [`pages::CEILING`] through the gRPC stack.
async fn ceiling(request: Request<Incoming>) -> Response<Body> {
    let size = pages::ceiling_bytes(request.uri().query());
    let constant = service_fn(move |_: tonic::Request<Bytes>| async move {
        let mut response = tonic::Response::new(vec![b' '; size]);
        response.disable_compression();
        Ok::<_, Status>(response)
    });
    let mut grpc = Grpc::new(RawCodec).max_decoding_message_size(body::LIMIT);
    grpc.unary(constant, request).await.map(Body::new)
}

async fn elsewhere(services: &Router, request: Request<Incoming>) -> Response<Body> {
    match services.clone().oneshot(request.map(Body::new)).await {
        Ok(response) => response,
        Err(never) => match never {},
    }
}

/// The answer to a method that does not exist: an error of gRPC, not of HTTP.
pub async fn unknown_method() -> Response<Body> {
    Status::unimplemented("Method not found.").into_http()
}

async fn unary(
    server: &Arc<Server>,
    rpc: usize,
    id: RequestId,
    request: Request<Incoming>,
) -> Response<Body> {
    let call = Unary {
        server,
        rpc,
        caller: OnceLock::new(),
        outcome: OnceLock::new(),
    };
    let mut record = Record::start(server, Transport::Grpc, id);
    record.rpc = Some(rpc);
    let mut grpc = Grpc::new(RawCodec)
        .accept_compressed(CompressionEncoding::Gzip)
        .send_compressed(CompressionEncoding::Gzip)
        .max_decoding_message_size(body::LIMIT);
    let patience = deadline(request.headers()).unwrap_or(LONGEST).min(LONGEST);
    let answering = grpc.unary(service_fn(|request| call.run(request)), request);
    let response = match timeout(patience, answering).await {
        Ok(response) => call.explain(response),
        Err(_) => {
            let error = Error::new(Code::DeadlineExceeded, "Deadline exceeded.");
            let response = status::grpc_status(&error).into_http();
            call.outcome.set(Err(error)).ok();
            response
        }
    };
    record.caller = call.caller.into_inner();
    record.finish(&call.outcome.into_inner().unwrap_or(Ok(())));
    response.map(Body::new)
}

/// One call, and what became of it.
struct Unary<'a> {
    server: &'a Arc<Server>,
    rpc: usize,
    caller: OnceLock<UserId>,
    outcome: OnceLock<Result<()>>,
}

impl Unary<'_> {
    async fn run(
        &self,
        request: tonic::Request<Bytes>,
    ) -> Result<tonic::Response<Vec<u8>>, Status> {
        match self.execute(request).await {
            Ok(reply) => {
                self.outcome.set(Ok(())).ok();
                let small = reply.len() < answer::WORTH_COMPRESSING;
                let mut response = tonic::Response::new(reply);
                if small {
                    response.disable_compression();
                }
                Ok(response)
            }
            Err(error) => {
                let status = status::grpc_status(&error);
                self.outcome.set(Err(error)).ok();
                Err(status)
            }
        }
    }

    async fn execute(&self, request: tonic::Request<Bytes>) -> Result<Vec<u8>> {
        let header = request.metadata().get("authorization");
        let credential = header.map(|header| rest::bearer(header.as_bytes()));
        let caller = dispatch::authenticate(self.server, self.rpc, credential).await?;
        self.caller.set(caller.id).ok();
        dispatch::call(self.server, self.rpc, caller, request.into_inner()).await
    }

    /// Notes why tonic refused a message before there was a call, and says the
    /// one reason that it puts differently from other servers.
    fn explain(&self, response: Response<tonic::body::Body>) -> Response<tonic::body::Body> {
        if self.outcome.get().is_some() {
            return response;
        }
        let Some(refusal) = Status::from_header_map(response.headers()) else {
            return response;
        };
        let code = Code::try_from(refusal.code() as i32).unwrap_or(Code::Unknown);
        let error = match code {
            Code::OutOfRange => Error::new(
                Code::ResourceExhausted,
                format!(
                    "Received message larger than the limit of {} bytes.",
                    body::LIMIT
                ),
            ),
            Code::Internal => Error::new(
                Code::InvalidArgument,
                "The request is not one gRPC message.",
            ),
            code => Error::new(code, refusal.message().to_owned()),
        };
        let response = status::grpc_status(&error).into_http();
        self.outcome.set(Err(error)).ok();
        response
    }
}

/// Reads `grpc-timeout`: up to eight digits and a unit.
fn deadline(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get("grpc-timeout")?.to_str().ok()?;
    let (digits, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    if digits.is_empty() || digits.len() > 8 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let number: u64 = digits.parse().ok()?;
    Some(match unit {
        "H" => Duration::from_secs(number * 3_600),
        "M" => Duration::from_secs(number * 60),
        "S" => Duration::from_secs(number),
        "m" => Duration::from_millis(number),
        "u" => Duration::from_micros(number),
        "n" => Duration::from_nanos(number),
        _ => return None,
    })
}

/// Hands messages through as they are.
#[derive(Clone, Copy)]
struct RawCodec;

impl Codec for RawCodec {
    type Encode = Vec<u8>;
    type Decode = Bytes;
    type Encoder = Self;
    type Decoder = Self;

    fn encoder(&mut self) -> Self {
        *self
    }

    fn decoder(&mut self) -> Self {
        *self
    }
}

impl Encoder for RawCodec {
    type Item = Vec<u8>;
    type Error = Status;

    fn encode(&mut self, message: Vec<u8>, buffer: &mut EncodeBuf<'_>) -> Result<(), Status> {
        buffer.reserve(message.len());
        buffer.put_slice(&message);
        Ok(())
    }

    fn buffer_settings(&self) -> BufferSettings {
        // Most messages fit; a larger one grows the buffer once.
        BufferSettings::new(2 * 1024, 32 * 1024)
    }
}

impl Decoder for RawCodec {
    type Item = Bytes;
    type Error = Status;

    fn decode(&mut self, buffer: &mut DecodeBuf<'_>) -> Result<Option<Bytes>, Status> {
        Ok(Some(buffer.copy_to_bytes(buffer.remaining())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_types() {
        let check = |content_type: &'static str, expected| {
            let mut headers = HeaderMap::new();
            headers.insert(CONTENT_TYPE, http::HeaderValue::from_static(content_type));
            assert_eq!(is_grpc(&headers), expected, "{content_type}");
        };
        check("application/grpc", true);
        check("application/grpc+proto", true);
        check("application/grpc;charset=x", true);
        check("application/grpc-web", false);
        check("application/json", false);
    }

    #[test]
    fn deadlines() {
        let check = |value: &'static str, expected: Option<Duration>| {
            let mut headers = HeaderMap::new();
            headers.insert("grpc-timeout", http::HeaderValue::from_static(value));
            assert_eq!(deadline(&headers), expected, "{value}");
        };
        check("30S", Some(Duration::from_secs(30)));
        check("100m", Some(Duration::from_millis(100)));
        check("99999999H", Some(Duration::from_secs(99_999_999 * 3_600)));
        check("123456789S", None);
        check("S", None);
        check("", None);
        check("-1S", None);
        check("1x", None);
    }
}
