//! What is kept of each request: one log line and the counters. Never tokens,
//! queries or what people wrote.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Instant;

use domain::ids::UserId;
use domain::{Code, Error, Result};
use http::{HeaderValue, StatusCode};
use tracing::{error, info};

use crate::log;
use crate::metrics::Transport;
use crate::state::Server;

/// A name for one request, on its log line and in `x-request-id`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RequestId(u64);

impl RequestId {
    pub fn header(self) -> Option<HeaderValue> {
        HeaderValue::from_bytes(&self.digits()).ok()
    }

    /// Sixteen digits of base 16.
    fn digits(self) -> [u8; 16] {
        let mut digits = [0; 16];
        for (place, digit) in digits.iter_mut().enumerate() {
            let value = self.0 >> (60 - 4 * place) & 15;
            *digit = b"0123456789abcdef"[value as usize];
        }
        digits
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:016x}", self.0)
    }
}

/// Gives out ids that do not repeat, not even after a restart.
pub struct RequestIds {
    next: AtomicU64,
}

impl RequestIds {
    pub fn new(seed: u64) -> Self {
        Self {
            next: AtomicU64::new(seed),
        }
    }

    pub fn next(&self) -> RequestId {
        // Scrambled, so that ids that follow each other do not look alike.
        let mut id = self.next.fetch_add(1, Relaxed);
        id = (id ^ (id >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        id = (id ^ (id >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        RequestId(id ^ (id >> 31))
    }
}

/// A call under way.
pub struct Record<'a> {
    server: &'a Server,
    started: Instant,
    transport: Transport,
    id: RequestId,
    /// Set once the path has been understood.
    pub rpc: Option<usize>,
    /// Set once the credential has been understood.
    pub caller: Option<UserId>,
}

impl<'a> Record<'a> {
    pub fn start(server: &'a Server, transport: Transport, id: RequestId) -> Self {
        Self {
            server,
            started: Instant::now(),
            transport,
            id,
            rpc: None,
            caller: None,
        }
    }

    /// Counts the call and writes its line.
    pub fn finish<T>(self, outcome: &Result<T>) {
        let elapsed = self.started.elapsed();
        let code = outcome.as_ref().err().map_or(Code::Ok, |error| error.code);
        match self.rpc {
            Some(rpc) => self.server.metrics.call(rpc, self.transport, code, elapsed),
            None => self.server.metrics.other(super::status::http_status(code)),
        }
        let rpc = self.rpc.map_or("-", |rpc| self.server.rpcs.name(rpc));
        let transport = self.transport.name();
        let caller = CallerName(self.caller);
        let status = code.as_str_name();
        let us = elapsed.as_micros() as u64;
        let id = self.id;
        match outcome.as_ref().err().and_then(cause) {
            Some(cause) if is_ours(code) => {
                error!(target: "request", rpc, transport, %caller, status, us, %id, cause);
            }
            Some(cause) => {
                info!(target: "request", rpc, transport, %caller, status, us, %id, cause);
            }
            // The same fields, put together without formatting machinery.
            None => {
                let line = Line {
                    rpc,
                    transport,
                    caller: self.caller,
                    status,
                    us,
                    id,
                };
                log::request(self.server.now(), &line.text());
            }
        }
    }
}

/// Counts and logs a request that is no call. `path` is a template, not what
/// the client sent.
pub fn other(
    server: &Server,
    id: RequestId,
    started: Instant,
    method: &http::Method,
    path: &str,
    status: StatusCode,
) {
    server.metrics.other(status);
    let us = started.elapsed().as_micros() as u64;
    let status = status.as_u16();
    info!(target: "request", %method, path, status, us, %id);
}

fn cause(error: &Error) -> Option<&str> {
    error.cause.as_deref()
}

/// Failures that an administrator should look at.
fn is_ours(code: Code) -> bool {
    matches!(
        code,
        Code::Unknown | Code::Internal | Code::DataLoss | Code::Unavailable
    )
}

/// What is told of a call that went well.
struct Line<'a> {
    rpc: &'a str,
    transport: &'a str,
    caller: Option<UserId>,
    status: &'a str,
    us: u64,
    id: RequestId,
}

impl Line<'_> {
    fn text(&self) -> Vec<u8> {
        let mut text = Vec::with_capacity(256);
        let mut put = |part: &str| text.extend_from_slice(part.as_bytes());
        put("rpc=\"");
        put(self.rpc);
        put("\" transport=\"");
        put(self.transport);
        put("\" caller=");
        match self.caller {
            Some(id) => {
                put("users/");
                put(&id.segment());
            }
            None => put("-"),
        }
        put(" status=\"");
        put(self.status);
        put("\" us=");
        put(itoa::Buffer::new().format(self.us));
        put(" id=");
        put(std::str::from_utf8(&self.id.digits()).unwrap_or_default());
        text
    }
}

struct CallerName(Option<UserId>);

impl fmt::Display for CallerName {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(id) => write!(out, "users/{}", id.segment()),
            None => out.write_str("-"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines() {
        let line = Line {
            rpc: "google.chat.v1.ChatService/GetSpace",
            transport: "rest",
            caller: None,
            status: "OK",
            us: 1_234,
            id: RequestId(0xab),
        };
        let expected = "rpc=\"google.chat.v1.ChatService/GetSpace\" transport=\"rest\" caller=- \
                        status=\"OK\" us=1234 id=00000000000000ab";
        assert_eq!(line.text(), expected.as_bytes());
        assert_eq!(line.id.to_string(), "00000000000000ab");
    }

    #[test]
    fn ids_differ() {
        let ids = RequestIds::new(7);
        let (first, second) = (ids.next(), ids.next());
        assert_ne!(first, second);
        assert_eq!(first.to_string().len(), 16);
        assert_ne!(RequestIds::new(8).next(), first);
    }
}
