//! The little of NATS that wake-ups need: a text protocol in which lines end
//! in CRLF. Says CONNECT, SUB, PUB and PING, reads INFO, MSG, PING and -ERR.
//! One subject, no queues, nothing kept: what is lost is found in the log.

use std::fmt;
use std::time::Duration;

use percent_encoding::percent_decode_str;
use serde_json::json;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::time::timeout;

/// A line of the protocol; INFO is the longest.
const LINE: u64 = 64 * 1024;
/// For connecting and for each line that is to come at once.
const PATIENCE: Duration = Duration::from_secs(5);
/// The server asks for a sign of life every two minutes; we ask too, so that
/// one which vanished is noticed.
const QUIET: Duration = Duration::from_secs(20);

/// Where the server is: `nats://user:password@host:4222`, or a token in place
/// of user and password.
#[derive(Clone)]
pub struct Address {
    host: String,
    port: u16,
    user: Option<String>,
    password: Option<String>,
}

impl Address {
    pub fn parse(url: &str) -> Result<Address, String> {
        let wrong = || "--nats takes nats://[USER:PASSWORD@]HOST[:PORT]".to_owned();
        let rest = url.strip_prefix("nats://").ok_or_else(wrong)?;
        let rest = rest.strip_suffix('/').unwrap_or(rest);
        let (credentials, place) = match rest.rsplit_once('@') {
            Some((credentials, place)) => (Some(credentials), place),
            None => (None, rest),
        };
        let (host, port) = match place.rsplit_once(':') {
            Some((host, port)) if !port.ends_with(']') => {
                (host, port.parse().map_err(|_| wrong())?)
            }
            _ => (place, 4222),
        };
        let host = host.trim_start_matches('[').trim_end_matches(']');
        if host.is_empty() || host.contains(['/', '?', ' ']) {
            return Err(wrong());
        }
        let (user, password) = match credentials.map(|text| text.split_once(':')) {
            Some(Some((user, password))) => (Some(user), Some(password)),
            Some(None) => (credentials, None),
            None => (None, None),
        };
        let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
        Ok(Address {
            host: host.to_owned(),
            port,
            user: user.map(decoded),
            password: password.map(decoded),
        })
    }

    /// Never tells the password.
    fn greeting(&self, name: &str) -> String {
        let mut options = json!({
            "verbose": false, "pedantic": false, "echo": false, "lang": "rust",
            "version": env!("CARGO_PKG_VERSION"), "name": name, "protocol": 1,
        });
        match (&self.user, &self.password) {
            (Some(user), Some(password)) => {
                options["user"] = user.as_str().into();
                options["pass"] = password.as_str().into();
            }
            (Some(token), None) => options["auth_token"] = token.as_str().into(),
            (None, _) => {}
        }
        format!("CONNECT {options}\r\n")
    }
}

impl fmt::Display for Address {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "nats://{}:{}", self.host, self.port)
    }
}

/// What came.
#[derive(Debug, PartialEq)]
pub enum Said {
    Message,
    /// To be answered with PONG.
    Ping,
    /// Nothing for long: to be asked with PING.
    Nothing,
    Other,
}

/// The half of a connection that hears.
pub struct Ears {
    socket: BufReader<OwnedReadHalf>,
    /// The line under way.
    line: Vec<u8>,
    asked: bool,
}

/// The half that speaks.
pub struct Mouth(OwnedWriteHalf);

/// Connects and subscribes; the server has agreed when this returns.
pub async fn connect(address: &Address, subject: &str) -> Result<(Ears, Mouth), String> {
    let opening = TcpStream::connect((address.host.as_str(), address.port));
    let opened = timeout(PATIENCE, opening).await;
    let socket = opened
        .map_err(|_| format!("{address} does not answer"))?
        .map_err(|error| format!("cannot connect to {address}: {error}"))?;
    socket
        .set_nodelay(true)
        .map_err(|error| error.to_string())?;
    let (read, write) = socket.into_split();
    let mut ears = Ears {
        socket: BufReader::new(read),
        line: Vec::new(),
        asked: false,
    };
    let mut mouth = Mouth(write);
    let greeted = async {
        let info = ears.line().await?;
        if !info.starts_with("INFO ") {
            return Err(format!("{address} does not speak NATS"));
        }
        mouth.say(&address.greeting("confab")).await?;
        mouth.say(&format!("SUB {subject} 1\r\nPING\r\n")).await?;
        // PONG, or why not.
        while !ears.line().await?.starts_with("PONG") {}
        Ok(())
    };
    match timeout(PATIENCE, greeted).await {
        Ok(outcome) => outcome.map(|()| (ears, mouth)),
        Err(_) => Err(format!("{address} does not answer")),
    }
}

impl Ears {
    /// The next thing said; the body of a message is skipped.
    pub async fn next(&mut self) -> Result<Said, String> {
        let line = match timeout(QUIET, self.line()).await {
            Ok(line) => line?,
            Err(_) if self.asked => return Err("the NATS server says nothing".to_owned()),
            Err(_) => {
                self.asked = true;
                return Ok(Said::Nothing);
            }
        };
        self.asked = false;
        if line.starts_with("MSG ") {
            let length = line.rsplit(' ').next().and_then(|text| text.parse().ok());
            let length: u64 = length.ok_or_else(|| format!("cannot read `{line}`"))?;
            if length > LINE {
                return Err(format!("a wake-up of {length} bytes"));
            }
            let mut body = Vec::new();
            let mut socket = (&mut self.socket).take(length + 2);
            let read = socket.read_to_end(&mut body).await;
            read.map_err(|error| error.to_string())?;
            return Ok(Said::Message);
        }
        Ok(match line.as_str() {
            "PING" => Said::Ping,
            _ => Said::Other,
        })
    }

    /// May be given up and asked again: what was read stays.
    async fn line(&mut self) -> Result<String, String> {
        let socket = (&mut self.socket).take(LINE);
        let mut socket = std::pin::pin!(socket);
        let reading = socket.read_until(b'\n', &mut self.line);
        reading.await.map_err(|error| error.to_string())?;
        let mut line = std::mem::take(&mut self.line);
        if line.pop() != Some(b'\n') {
            return Err("the NATS server closed the connection".to_owned());
        }
        let line = String::from_utf8_lossy(&line).trim_end().to_owned();
        match line.strip_prefix("-ERR") {
            Some(why) => Err(format!("the NATS server says {}", why.trim())),
            None => Ok(line),
        }
    }
}

impl Mouth {
    pub async fn publish(&mut self, subject: &str) -> Result<(), String> {
        self.say(&format!("PUB {subject} 0\r\n\r\n")).await
    }

    pub async fn ping(&mut self) -> Result<(), String> {
        self.say("PING\r\n").await
    }

    pub async fn pong(&mut self) -> Result<(), String> {
        self.say("PONG\r\n").await
    }

    async fn say(&mut self, text: &str) -> Result<(), String> {
        let saying = self.0.write_all(text.as_bytes());
        saying.await.map_err(|error| error.to_string())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        let address = Address::parse("nats://bob:s%40crt@[::1]:4333/").unwrap();
        assert_eq!((address.host.as_str(), address.port), ("::1", 4333));
        assert!(address.greeting("n").contains(r#""pass":"s@crt""#));
        assert_eq!(address.to_string(), "nats://::1:4333");
        let token = Address::parse("nats://t0ken@host").unwrap();
        assert!(token.greeting("n").contains(r#""auth_token":"t0ken""#));
        assert_eq!(token.port, 4222);
        for wrong in ["host", "http://host", "nats://", "nats://h:x", "nats://h/p"] {
            assert!(Address::parse(wrong).is_err(), "{wrong}");
        }
    }
}
