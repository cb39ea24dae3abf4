//! `--proxy`: an HTTP proxy for programs on this machine that know only
//! Google's hosts. It connects nowhere: what it stands in for is answered here,
//! with the certificate of `--tls-dev`, and everything else is refused, so that
//! nothing meant for a test reaches the real Google.

use std::convert::Infallible;
use std::sync::Arc;

use axum::body::Body;
use http::header::{HOST, HeaderName, HeaderValue};
use http::uri::{Authority, PathAndQuery};
use http::{Method, Request, Response, StatusCode, Uri};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tracing::debug;

use super::answer;
use super::google_hosts::{Answered, GoogleHosts, Service};
use super::listener::{Acceptor, HEAD, HEAD_LIMIT, Stage, accept};
use super::peer::Peer;

/// Programs of one machine; more wait in the kernel's queue.
const CONNECTIONS: usize = 1_000;

/// The accepting side of the proxy.
pub struct Proxy {
    pub hosts: Arc<GoogleHosts>,
    /// How the connections inside are served; its TLS is the one of Google's
    /// names.
    pub inside: Acceptor,
}

/// One client's connection to the proxy.
#[derive(Clone)]
struct Session {
    hosts: Arc<GoogleHosts>,
    inside: Acceptor,
    peer: Peer,
    /// Held as long as any tunnel is open.
    _permit: Arc<OwnedSemaphorePermit>,
}

impl Proxy {
    /// Accepts until the stage changes, then answers when every connection has
    /// ended.
    pub async fn run(mut self, listener: TcpListener) {
        let permits = Arc::new(Semaphore::new(CONNECTIONS));
        loop {
            let accepted = tokio::select! {
                next = accept(&listener, &permits) => next,
                _ = self.inside.stage.changed() => break,
            };
            let Some((socket, peer, permit)) = accepted else {
                continue;
            };
            if !peer.0.ip().to_canonical().is_loopback() {
                debug!(peer = %peer.0, "refused a proxy client of another machine");
                continue;
            }
            let session = Session {
                hosts: self.hosts.clone(),
                inside: self.inside.clone(),
                peer,
                _permit: Arc::new(permit),
            };
            tokio::spawn(session.run(socket));
        }
        drop(listener);
        // All permits are back when all connections have ended.
        let _ = permits.acquire_many(CONNECTIONS as u32).await;
    }
}

impl Session {
    async fn run(self, socket: TcpStream) {
        let mut stage = self.inside.stage.clone();
        if let Err(error) = socket.set_nodelay(true) {
            debug!(%error, "cannot set TCP_NODELAY");
        }
        let service = service_fn(move |request| {
            let session = self.clone();
            async move { Ok::<_, Infallible>(session.answer(request).await) }
        });
        let serving = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEAD)
            .max_buf_size(HEAD_LIMIT)
            .serve_connection(TokioIo::new(socket), service)
            .with_upgrades();
        let mut serving = std::pin::pin!(serving);
        let ended = loop {
            tokio::select! {
                ended = serving.as_mut() => break ended,
                changed = stage.changed() => {
                    if changed.is_err() || *stage.borrow() == Stage::Stopped {
                        return;
                    }
                    serving.as_mut().graceful_shutdown();
                }
            }
        };
        if let Err(error) = ended {
            debug!(%error, "proxy connection ended");
        }
    }

    async fn answer(self, request: Request<Incoming>) -> Response<Body> {
        let Some(authority) = request.uri().authority().cloned() else {
            let text = "This is a proxy: set it as HTTPS_PROXY and HTTP_PROXY.\n";
            return told(StatusCode::BAD_REQUEST, text.to_owned());
        };
        let connect = request.method() == Method::CONNECT;
        let port = authority
            .port_u16()
            .unwrap_or(if connect { 443 } else { 80 });
        let Some(answered) = self.hosts.find(authority.host(), port) else {
            debug!(host = authority.host(), "the proxy refused a host");
            let text = format!(
                "Confab's proxy answers for Google's hosts alone and connects nowhere; refused {}\n",
                authority.host()
            );
            return told(StatusCode::FORBIDDEN, text);
        };
        if connect {
            tokio::spawn(self.tunnel(request, answered));
            return Response::new(Body::empty());
        }
        match without_authority(request, &authority) {
            Some(mut request) => {
                request.extensions_mut().insert(self.peer);
                request.extensions_mut().insert(answered.service);
                self.inside.front.answer(request).await
            }
            None => told(
                StatusCode::BAD_REQUEST,
                "The URL is not valid.\n".to_owned(),
            ),
        }
    }

    /// What follows a CONNECT is an ordinary connection to this server.
    async fn tunnel(self, request: Request<Incoming>, answered: Answered) {
        match hyper::upgrade::on(request).await {
            Ok(socket) => {
                let connection = self.inside.connection(self.peer, Some(answered.service));
                connection.serve(TokioIo::new(socket), answered.tls).await;
            }
            Err(error) => debug!(%error, "a tunnel did not open"),
        }
    }
}

/// The request as a server gets it: a path, and the host in its header.
fn without_authority<B>(mut request: Request<B>, authority: &Authority) -> Option<Request<B>> {
    let path = request.uri().path_and_query().cloned();
    let path = path.unwrap_or_else(|| PathAndQuery::from_static("/"));
    *request.uri_mut() = Uri::from(path);
    let host = HeaderValue::from_str(authority.as_str()).ok()?;
    let headers = request.headers_mut();
    headers.insert(HOST, host);
    headers.remove(HeaderName::from_static("proxy-connection"));
    headers.remove(http::header::PROXY_AUTHORIZATION);
    Some(request)
}

fn told(status: StatusCode, text: String) -> Response<Body> {
    answer::into_body(answer::whole(status, answer::TEXT, text.into_bytes()))
}

/// Gives a request that came through the proxy the path it has here; whether
/// anything here may serve it.
pub fn localise<B>(request: &mut Request<B>) -> bool {
    let Some(service) = request.extensions().get::<Service>().copied() else {
        return true;
    };
    let path = request.uri().path();
    let ours = match service.path(path) {
        None => return false,
        Some(ours) if ours == path => return true,
        Some(ours) => match request.uri().query() {
            Some(query) => format!("{ours}?{query}"),
            None => ours.into_owned(),
        },
    };
    let mut parts = request.uri().clone().into_parts();
    parts.path_and_query = ours.parse().ok();
    match Uri::from_parts(parts) {
        Ok(uri) => {
            *request.uri_mut() = uri;
            true
        }
        Err(_) => false,
    }
}
