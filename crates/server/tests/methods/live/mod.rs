//! Live events: who is told what, once, in order, over real connections.

mod audience;
mod ends;
mod presence;
mod resume;

use std::time::Duration;

use http_body_util::{BodyExt, Empty};
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::harness::{As, World, rest};

/// No event takes this long.
const PATIENCE: Duration = Duration::from_secs(20);

/// One connection to the live events.
struct Listener {
    body: Incoming,
    read: String,
    /// The last id that came.
    last: String,
}

#[derive(Debug, PartialEq)]
enum Heard {
    Event(Value),
    Reset,
    End,
}

/// Connects; the hello has been read when this returns.
async fn listen(w: &World, who: As, last: Option<&str>) -> Listener {
    greeted(connect(w, who, "/confab/v1/events", last).await).await
}

/// As [`listen`], seen by others and told who is there.
async fn listen_with_presence(w: &World, who: As) -> Listener {
    greeted(connect(w, who, "/confab/v1/events?presence=true", None).await).await
}

async fn greeted(response: Response<Incoming>) -> Listener {
    assert_eq!(response.status(), 200);
    assert_eq!(
        response.headers()["content-type"],
        "text/event-stream; charset=utf-8"
    );
    let mut listener = Listener {
        body: response.into_body(),
        read: String::new(),
        last: String::new(),
    };
    // Not beyond the id: what follows it may be an event.
    while !listener.read.contains("\n\n") {
        assert!(listener.more().await, "no hello");
    }
    let (hello, _) = listener.read.split_once("\n\n").unwrap();
    assert!(hello.starts_with("retry: 1000\nid: "), "{hello}");
    if !hello.contains("event: ") {
        let length = hello.len() + 2;
        let hello: String = listener.read.drain(..length).collect();
        listener.note(&hello);
    }
    listener
}

async fn connect(w: &World, who: As, path: &str, last: Option<&str>) -> Response<Incoming> {
    let socket = TcpStream::connect(w.running.address).await.unwrap();
    let (mut sender, connection) = http1::handshake(TokioIo::new(socket)).await.unwrap();
    tokio::spawn(connection);
    let mut request = Request::get(path).header("host", "localhost");
    if let Some(token) = w.token(who).await {
        request = request.header("authorization", format!("Bearer {token}"));
    }
    if let Some(last) = last {
        request = request.header("last-event-id", last);
    }
    let request = request.body(Empty::<Bytes>::new()).unwrap();
    timeout(PATIENCE, sender.send_request(request))
        .await
        .unwrap()
        .unwrap()
}

impl Listener {
    /// The next thing told; heartbeats are passed over.
    async fn next(&mut self) -> Heard {
        loop {
            while let Some(end) = self.read.find("\n\n") {
                let frame: String = self.read.drain(..end + 2).collect();
                if let Some(heard) = self.note(&frame) {
                    return heard;
                }
            }
            if !self.more().await {
                return Heard::End;
            }
        }
    }

    async fn event(&mut self) -> Value {
        match self.next().await {
            Heard::Event(event) => event,
            other => panic!("{other:?}"),
        }
    }

    /// The short types of the next events: `message.v1.created`.
    async fn kinds(&mut self, count: usize) -> Vec<String> {
        let mut kinds = Vec::new();
        for _ in 0..count {
            kinds.push(kind(&self.event().await));
        }
        kinds
    }

    /// The texts of the next created messages.
    async fn texts(&mut self, count: usize) -> Vec<String> {
        let mut texts = Vec::new();
        for _ in 0..count {
            texts.push(text(&self.event().await));
        }
        texts
    }

    fn note(&mut self, frame: &str) -> Option<Heard> {
        let mut heard = None;
        for line in frame.lines() {
            match line.split_once(": ") {
                Some(("id", id)) => self.last = id.to_owned(),
                Some(("event", "reset")) => heard = Some(Heard::Reset),
                Some(("data", data)) if heard.is_none() => {
                    heard = Some(Heard::Event(serde_json::from_str(data).unwrap()));
                }
                _ => {}
            }
        }
        heard
    }

    /// Reads on; `false` at the end.
    async fn more(&mut self) -> bool {
        let frame = timeout(PATIENCE, self.body.frame()).await;
        match frame.expect("nothing comes") {
            Some(Ok(frame)) => {
                let bytes = frame.into_data().unwrap();
                self.read += std::str::from_utf8(&bytes).unwrap();
                true
            }
            Some(Err(_)) | None => false,
        }
    }
}

fn kind(event: &Value) -> String {
    let kind = event["spaceEvent"]["eventType"].as_str();
    let kind = kind.unwrap_or_else(|| panic!("{event}"));
    kind.trim_start_matches("google.workspace.chat.").to_owned()
}

fn text(event: &Value) -> String {
    let message = &event["spaceEvent"]["messageCreatedEventData"]["message"];
    let text = message["text"].as_str();
    text.unwrap_or_else(|| panic!("{event}")).to_owned()
}
