//! Ten Chat apps, one of which never answers: how long after a message is
//! committed do the other nine have the request that tells them of it?
//!
//! The messages keep to a clock, so that a slow moment is not hidden by sending
//! less. The apps live in this program. An event that an app does not get, or
//! gets twice, is an error.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::{Method, Request, Response};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use serde_json::json;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio::time::{sleep, sleep_until};

use crate::Result;
use crate::cases::{Ground, name_of, text};
use crate::connection::{Body, Connection, Shot};
use crate::report::Row;
use crate::server::Server;
use crate::stats::Latencies;

const APPS: usize = 10;
/// The app that takes requests and never answers.
const HANGING: usize = 0;
/// Connections that send the messages of one app, so that the clock is kept
/// even when a create takes long.
const SENDERS: usize = 8;
/// For the last events to arrive.
const PATIENCE: Duration = Duration::from_secs(20);
/// For keys to be made and connections to be opened.
const WARM_UP: Duration = Duration::from_secs(120);
const MARK: &[u8] = b"Message number ";

/// What became of one message.
#[derive(Default)]
struct Told {
    /// When the sender had the server's answer.
    committed: OnceLock<Instant>,
    /// When the app had the request.
    arrived: OnceLock<Instant>,
    arrivals: AtomicU32,
}

/// By number: the measured ones, then one of each app to warm up. The app of a
/// number is its rest.
type Messages = Arc<Vec<Told>>;

pub async fn measure(program: &Path, rate: u32, length: Duration) -> Result<Vec<Row>> {
    let folder = TempDir::new()?;
    let server = Server::start(program, &folder)?;
    let ground = Ground::new(&server).await?;
    let count = (length.as_secs_f64() * f64::from(rate)) as usize / APPS * APPS;
    let messages: Messages = Arc::new((0..count + APPS).map(|_| Told::default()).collect());
    let address = listen(messages.clone()).await?;
    let mut shots = Vec::new();
    for app in 0..APPS {
        shots.push(Arc::new(install(&ground, &server, app, &address).await?));
    }
    warm_up(&server, &shots, &messages).await?;
    let cpu = server.cpu_seconds()?;
    let start = Instant::now();
    send(&server, &shots, &messages, rate, start).await?;
    let sent = start.elapsed();
    arrive(&messages[..count]).await;
    let seconds = start.elapsed().as_secs_f64();
    let cpu_seconds = server.cpu_seconds()? - cpu;
    eprintln!(
        "{count} messages sent in {:.1} s; the hanging app has {} of its {} events",
        sent.as_secs_f64(),
        arrived(&messages[..count])
            .filter(|n| n % APPS == HANGING)
            .count(),
        count / APPS,
    );
    let due = |number: usize| start + due_after(number, rate);
    let (mut from_commit, mut from_due) = (Latencies::default(), Latencies::default());
    let mut errors = 0;
    for (number, told) in messages[..count].iter().enumerate() {
        if number % APPS == HANGING {
            continue;
        }
        match (told.committed.get(), told.arrived.get()) {
            (Some(committed), Some(arrived)) => {
                from_commit.push(arrived.saturating_duration_since(*committed));
                from_due.push(arrived.saturating_duration_since(due(number)));
            }
            _ => errors += 1,
        }
        errors += u64::from(told.arrivals.load(Ordering::Relaxed).saturating_sub(1));
    }
    let peak_memory = server.peak_memory()?;
    let row = |name: &str, latencies: Latencies| Row {
        name: name.to_owned(),
        requests: latencies.len(),
        errors,
        seconds,
        requests_per_second: latencies.len() as f64 / seconds,
        latency: latencies.percentiles(),
        cpu_seconds,
        cpu_micros_per_request: cpu_seconds * 1e6 / count.max(1) as f64,
        own_cpu_micros_per_request: 0.0,
        peak_memory,
        ratio_to_ceiling: None,
        cpu_micros_above_ceiling: None,
        ratio_to_smaller: BTreeMap::new(),
    };
    Ok(vec![
        row("apps from commit", from_commit),
        row("apps from send", from_due),
    ])
}

fn due_after(number: usize, rate: u32) -> Duration {
    Duration::from_secs(1).mul_f64(number as f64 / f64::from(rate))
}

/// An app in a space of its own, and the message that mentions it there.
async fn install(ground: &Ground, server: &Server, app: usize, address: &str) -> Result<Shot> {
    let name = format!("App {app}");
    let endpoint = format!("http://{address}/{app}");
    let created = server.admin(&["app", "create", &name, "--endpoint", &endpoint])?;
    let user = name_of(&created)?;
    let space = json!({"spaceType": "SPACE", "displayName": name});
    let space = name_of(&ground.post("/v1/spaces", space).await?)?;
    server.admin(&["app", "install", &name, "--space", &space])?;
    let body = move |number| {
        let text = format!("<{user}> {}", text(number));
        json!({"text": text}).to_string().into()
    };
    let path = format!("/v1/{space}/messages");
    Ok(ground.rest(Method::POST, &path, Body::Numbered(Box::new(body))))
}

/// Every app is told of something once: connections are open and tokens signed.
async fn warm_up(server: &Server, shots: &[Arc<Shot>], messages: &Messages) -> Result<()> {
    let first = messages.len() - APPS;
    for (app, shot) in shots.iter().enumerate() {
        let mut connection = Connection::open(server.port, shot).await?;
        connection.send((first + app) as u64).await?;
    }
    let end = Instant::now() + WARM_UP;
    while arrived(&messages[first..]).count() < APPS {
        if Instant::now() > end {
            let told: Vec<usize> = arrived(&messages[first..]).collect();
            return Err(format!("only the apps {told:?} are told of their message").into());
        }
        sleep(Duration::from_millis(10)).await;
    }
    Ok(())
}

/// Sends all measured messages by the clock.
async fn send(
    server: &Server,
    shots: &[Arc<Shot>],
    messages: &Messages,
    rate: u32,
    start: Instant,
) -> Result<()> {
    let count = messages.len() - APPS;
    let mut senders = JoinSet::new();
    for sender in 0..APPS * SENDERS {
        let mut connection = Connection::open(server.port, &shots[sender % APPS]).await?;
        let messages = messages.clone();
        senders.spawn(async move {
            for number in (sender..count).step_by(APPS * SENDERS) {
                sleep_until((start + due_after(number, rate)).into()).await;
                connection.send(number as u64).await?;
                messages[number].committed.get_or_init(Instant::now);
            }
            Result::Ok(())
        });
    }
    while let Some(ended) = senders.join_next().await {
        ended??;
    }
    Ok(())
}

/// Waits until the apps that answer have all events, or for so long that the
/// missing ones are lost.
async fn arrive(messages: &[Told]) {
    let end = Instant::now() + PATIENCE;
    let expected = messages.len() - messages.len() / APPS;
    let there = || arrived(messages).filter(|n| n % APPS != HANGING).count();
    while there() < expected && Instant::now() < end {
        sleep(Duration::from_millis(50)).await;
    }
}

fn arrived(messages: &[Told]) -> impl Iterator<Item = usize> {
    let numbered = messages.iter().enumerate();
    numbered
        .filter(|(_, told)| told.arrived.get().is_some())
        .map(|(number, _)| number)
}

/// The apps' endpoints: `/0` to `/9` on one port, whose address this answers.
async fn listen(messages: Messages) -> Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let messages = messages.clone();
            tokio::spawn(async move {
                let service = service_fn(|request| hear(request, &messages));
                let connection = http1::Builder::new();
                // The server closes what it does not need.
                let _ = connection
                    .serve_connection(TokioIo::new(stream), service)
                    .await;
            });
        }
    });
    Ok(address.to_string())
}

async fn hear(
    request: Request<Incoming>,
    messages: &Messages,
) -> std::result::Result<Response<Full<Bytes>>, Infallible> {
    let now = Instant::now();
    let hangs = request.uri().path() == format!("/{HANGING}");
    if let Ok(body) = request.into_body().collect().await
        && let Some(told) = number(&body.to_bytes()).and_then(|number| messages.get(number))
    {
        told.arrived.get_or_init(|| now);
        told.arrivals.fetch_add(1, Ordering::Relaxed);
    }
    if hangs {
        std::future::pending::<()>().await;
    }
    Ok(Response::new(Full::new(Bytes::from_static(b"{}"))))
}

/// The number of the message that an event is about.
fn number(body: &[u8]) -> Option<usize> {
    let at = body.windows(MARK.len()).position(|it| it == MARK)?;
    let digits = &body[at + MARK.len()..];
    let end = digits.iter().position(|byte| !byte.is_ascii_digit())?;
    std::str::from_utf8(&digits[..end]).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_from_events() {
        assert_eq!(number(br#"{"text": "Message number 17 of"}"#), Some(17));
        assert_eq!(number(br#"{"type": "ADDED_TO_SPACE"}"#), None);
        assert_eq!(number(b"Message number x"), None);
    }
}
