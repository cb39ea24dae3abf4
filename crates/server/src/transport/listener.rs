//! One port for everything: accepts connections, tells TLS from plain text by
//! the first byte and HTTP/2 from HTTP/1 by the next ones, and ends
//! connections that do nothing. What a request means is `Front`'s.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::Duration;

use http::header::{CONNECTION, HeaderValue};
use http::{Request, Version};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::time::{MissedTickBehavior, interval, sleep, timeout};
use tokio_rustls::TlsAcceptor;
use tracing::{debug, warn};

use super::front::Front;
use super::google_hosts::Service;
use super::peer::Peer;
use super::per_address::{PerAddress, Place};
use super::taken::Taken;
use super::watch::{Activity, PERIOD, Verdict, Watched};

/// More connections than this wait in the kernel's queue.
const CONNECTIONS: usize = 20_000;
/// For the first byte and for the TLS handshake, each.
const HANDSHAKE: Duration = Duration::from_secs(10);
/// For the head of an HTTP/1 request, counted from the end of the one before;
/// so this is also how long an idle HTTP/1 connection lives.
pub(super) const HEAD: Duration = Duration::from_secs(75);
/// Bytes of a request's head.
pub(super) const HEAD_LIMIT: usize = 64 * 1024;
/// Requests at once on one HTTP/2 connection.
const STREAMS: u32 = 256;
/// Streams of HTTP/2 that a peer opened and took back before they were looked
/// at: with more the connection ends, for that is cheap for the peer alone.
const RESETS: usize = 20;
/// What an HTTP/1 answer says when the next request should go elsewhere.
const CLOSE: HeaderValue = HeaderValue::from_static("close");
/// The first byte of every TLS connection: a handshake record.
const TLS_HANDSHAKE: u8 = 0x16;

/// How far the server is in stopping.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    Running,
    /// No new connections or requests; those under way finish.
    Draining,
    /// Whatever is left is dropped.
    Stopped,
}

/// Whether a request came over TLS; in its extensions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Encrypted(pub bool);

/// The accepting side of a server.
#[derive(Clone)]
pub struct Acceptor {
    pub front: Arc<Front>,
    pub tls: Option<TlsAcceptor>,
    pub stage: watch::Receiver<Stage>,
    pub builder: Arc<auto::Builder<TokioExecutor>>,
    pub addresses: Arc<PerAddress>,
}

impl Acceptor {
    /// Accepts until the stage changes, then answers when every connection has
    /// ended.
    pub async fn run(mut self, listener: TcpListener) {
        let permits = Arc::new(Semaphore::new(CONNECTIONS));
        loop {
            let socket = tokio::select! {
                next = accept(&listener, &permits) => next,
                _ = self.stage.changed() => break,
            };
            let Some((socket, peer, permit)) = socket else {
                continue;
            };
            let Some(place) = self.addresses.take(peer.0.ip()) else {
                debug!(peer = %peer.0, "too many connections of one address");
                continue;
            };
            let connection = self.connection(peer, None);
            tokio::spawn(connection.run(socket, (permit, place)));
        }
        drop(listener);
        // All permits are back when all connections have ended.
        let _ = permits.acquire_many(CONNECTIONS as u32).await;
    }

    /// A connection that opens now; `service` is set inside the proxy.
    pub(super) fn connection(&self, peer: Peer, service: Option<Service>) -> Connection {
        Connection {
            peer,
            service,
            front: self.front.clone(),
            tls: self.tls.clone(),
            builder: self.builder.clone(),
            stage: self.stage.clone(),
            activity: Arc::new(Activity::start()),
        }
    }
}

pub(super) async fn accept(
    listener: &TcpListener,
    permits: &Arc<Semaphore>,
) -> Option<(TcpStream, Peer, OwnedSemaphorePermit)> {
    let permit = permits.clone().acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((socket, address)) => Some((socket, Peer(address), permit)),
        Err(error) => {
            // Out of file descriptors, mostly: trying again at once would spin.
            warn!(%error, "cannot accept a connection");
            sleep(Duration::from_millis(50)).await;
            None
        }
    }
}

/// How HTTP is spoken on every connection.
pub fn builder() -> auto::Builder<TokioExecutor> {
    let mut builder = auto::Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD)
        .max_buf_size(HEAD_LIMIT)
        // Clients that close their sending side still read the answer.
        .half_close(true);
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(STREAMS)
        .max_header_list_size(HEAD_LIMIT as u32)
        .max_pending_accept_reset_streams(RESETS)
        .initial_stream_window_size(1 << 20)
        .initial_connection_window_size(4 << 20)
        .keep_alive_interval(Duration::from_secs(60))
        .keep_alive_timeout(Duration::from_secs(20));
    builder
}

pub(super) struct Connection {
    peer: Peer,
    service: Option<Service>,
    front: Arc<Front>,
    tls: Option<TlsAcceptor>,
    builder: Arc<auto::Builder<TokioExecutor>>,
    stage: watch::Receiver<Stage>,
    activity: Arc<Activity>,
}

impl Connection {
    async fn run(mut self, socket: TcpStream, _places: (OwnedSemaphorePermit, Place)) {
        let _open = self.front.server.metrics.connection();
        if let Err(error) = socket.set_nodelay(true) {
            debug!(%error, "cannot set TCP_NODELAY");
        }
        let Some(acceptor) = self.tls.take() else {
            return self.serve(socket, false).await;
        };
        let mut stage = self.stage.clone();
        let stopping = stage.wait_for(|stage| *stage != Stage::Running);
        let opened = tokio::select! {
            opened = timeout(HANDSHAKE, is_tls(&socket)) => opened,
            _ = stopping => return,
        };
        let Ok(Ok(tls)) = opened else { return };
        self.tls = Some(acceptor);
        self.serve(socket, tls).await;
    }

    /// Serves what is known to be TLS or plain text.
    pub(super) async fn serve<S>(self, socket: S, tls: bool)
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let socket = Watched::new(socket, self.activity.clone());
        let acceptor = match &self.tls {
            Some(acceptor) if tls => acceptor.clone(),
            _ => return self.drive(socket, false).await,
        };
        match timeout(HANDSHAKE, acceptor.accept(socket)).await {
            // Boxed: plain connections, most of them, need no room for its state.
            Ok(Ok(socket)) => Box::pin(self.drive(socket, true)).await,
            Ok(Err(error)) => debug!(%error, "TLS handshake failed"),
            Err(_) => debug!("TLS handshake timed out"),
        }
    }

    async fn drive<S>(mut self, socket: S, encrypted: bool)
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let (front, activity, peer) = (self.front.clone(), self.activity.clone(), self.peer);
        let host = self.service;
        let mut leaving = front.server.leaving.subscribe();
        let multiplexed = Arc::new(AtomicBool::new(false));
        let seen = multiplexed.clone();
        let service = service_fn(move |mut request: Request<Incoming>| {
            request.extensions_mut().insert(peer);
            if let Some(host) = host {
                request.extensions_mut().insert(host);
            }
            request.extensions_mut().insert(Encrypted(encrypted));
            let (front, activity) = (front.clone(), activity.clone());
            let running = activity.request();
            let version = request.version();
            seen.fetch_or(version == Version::HTTP_2, Relaxed);
            // Boxed: hyper keeps room for it as long as the connection lives, and
            // one that listens needs none.
            Box::pin(async move {
                let mut response = front.answer(request).await;
                drop(running);
                if version != Version::HTTP_2 && *front.server.leaving.borrow() {
                    response.headers_mut().insert(CONNECTION, CLOSE);
                }
                Ok::<_, Infallible>(response.map(|body| Taken::new(body, activity)))
            })
        });
        // Boxed: a future keeps room for what is moved about in it, too.
        let mut serving = Box::pin(self.builder.serve_connection(TokioIo::new(socket), service));
        let mut period = interval(PERIOD);
        period.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut closing = *self.stage.borrow() != Stage::Running;
        if closing {
            serving.as_mut().graceful_shutdown();
        }
        loop {
            tokio::select! {
                ended = serving.as_mut() => {
                    if let Err(error) = ended {
                        debug!(%error, "connection ended");
                    }
                    return;
                }
                changed = self.stage.changed() => {
                    if changed.is_err() || *self.stage.borrow() == Stage::Stopped {
                        return;
                    }
                    serving.as_mut().graceful_shutdown();
                }
                // HTTP/2 says GOAWAY and loses nothing; HTTP/1 closes after its
                // next answer, since a request may be on its way.
                Ok(()) = leaving.changed() => {
                    if multiplexed.load(Relaxed) && !closing {
                        closing = true;
                        serving.as_mut().graceful_shutdown();
                    }
                }
                _ = period.tick() => match self.activity.verdict() {
                    Verdict::Keep => {}
                    Verdict::Cut => return,
                    Verdict::Close => {
                        if !closing {
                            closing = true;
                            serving.as_mut().graceful_shutdown();
                        }
                    }
                },
            }
        }
    }
}

/// Looks at the first byte without taking it.
async fn is_tls(socket: &TcpStream) -> std::io::Result<bool> {
    let mut first = [0];
    let length = socket.peek(&mut first).await?;
    Ok(length == 1 && first[0] == TLS_HANDSHAKE)
}
