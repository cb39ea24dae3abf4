//! One kept-alive connection that sends one request at a time and checks each
//! answer. HTTP/1.1 for REST, HTTP/2 without TLS for gRPC.

use std::sync::Arc;

use bytes::Bytes;
use http::{Method, Request, Response};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::client::conn::{http1, http2};
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::net::TcpStream;

use crate::Result;

/// A request to be sent again and again.
pub struct Shot {
    pub grpc: bool,
    pub method: Method,
    pub path: String,
    pub token: String,
    pub body: Body,
    /// The HTTP status that is right. gRPC must also answer status 0.
    pub status: u16,
}

pub enum Body {
    Same(Bytes),
    /// Made from the number of the request, so that no two are alike.
    Numbered(Box<dyn Fn(u64) -> Bytes + Send + Sync>),
}

impl Body {
    pub fn empty() -> Body {
        Body::Same(Bytes::new())
    }

    fn get(&self, number: u64) -> Bytes {
        match self {
            Body::Same(bytes) => bytes.clone(),
            Body::Numbered(make) => make(number),
        }
    }
}

enum Sender {
    Http1(http1::SendRequest<Full<Bytes>>),
    Http2(http2::SendRequest<Full<Bytes>>),
}

pub struct Connection {
    sender: Sender,
    shot: Arc<Shot>,
}

impl Connection {
    pub async fn open(port: u16, shot: &Arc<Shot>) -> Result<Connection> {
        let stream = TcpStream::connect(("127.0.0.1", port)).await?;
        stream.set_nodelay(true)?;
        let stream = TokioIo::new(stream);
        let sender = if shot.grpc {
            let (sender, driver) = http2::handshake(TokioExecutor::new(), stream).await?;
            tokio::spawn(driver);
            Sender::Http2(sender)
        } else {
            let (sender, driver) = http1::handshake(stream).await?;
            tokio::spawn(driver);
            Sender::Http1(sender)
        };
        Ok(Connection {
            sender,
            shot: shot.clone(),
        })
    }

    /// Another one for the same requests.
    pub async fn again(&self, port: u16) -> Result<Connection> {
        Connection::open(port, &self.shot).await
    }

    /// Sends the request and reads the whole answer; a wrong answer is an error.
    pub async fn send(&mut self, number: u64) -> Result<Bytes> {
        let request = self.request(number)?;
        let response = match &mut self.sender {
            Sender::Http1(sender) => sender.send_request(request).await?,
            Sender::Http2(sender) => sender.send_request(request).await?,
        };
        check(&self.shot, response).await
    }

    fn request(&self, number: u64) -> Result<Request<Full<Bytes>>> {
        let shot = &self.shot;
        let body = shot.body.get(number);
        let mut request = Request::builder()
            .method(shot.method.clone())
            .header("authorization", &shot.token);
        request = if shot.grpc {
            request
                .uri(format!("http://127.0.0.1{}", shot.path))
                .header("content-type", "application/grpc")
                .header("te", "trailers")
        } else {
            let request = request.uri(&shot.path).header("host", "127.0.0.1");
            if body.is_empty() {
                request
            } else {
                request.header("content-type", "application/json")
            }
        };
        Ok(request.body(Full::new(body))?)
    }
}

async fn check(shot: &Shot, response: Response<Incoming>) -> Result<Bytes> {
    let status = response.status().as_u16();
    let mut grpc_status = response.headers().get("grpc-status").cloned();
    let answer = response.into_body().collect().await?;
    if let Some(trailers) = answer.trailers() {
        grpc_status = trailers.get("grpc-status").cloned().or(grpc_status);
    }
    let body = answer.to_bytes();
    let grpc_fine = !shot.grpc || grpc_status.as_ref().is_some_and(|status| status == "0");
    if status == shot.status && grpc_fine {
        return Ok(body);
    }
    let text = String::from_utf8_lossy(&body[..body.len().min(300)]).into_owned();
    Err(format!("{} answers {status} {grpc_status:?}: {text}", shot.path).into())
}
