//! What `--database-url` says: libpq's parameters, and those of our own that
//! tokio-postgres does not know. Nothing else about PostgreSQL is set.

use std::path::PathBuf;
use std::time::Duration;

use percent_encoding::percent_decode_str;
use tokio_postgres::Config;
use tokio_postgres::config::SslMode;

use super::tls::Tls;
use crate::db::error::{OpenError, describe};

/// A server allows 100 connections by default; several nodes share them.
const CONNECTIONS: usize = 16;
/// How long one statement may take, and how long it may wait for a lock.
const STATEMENT: &str = "30s";
const LOCK: &str = "10s";
/// For making a connection.
const CONNECT: Duration = Duration::from_secs(5);
/// A server that vanished without a word is noticed after so long.
const SILENCE: Duration = Duration::from_secs(20);

/// How to reach the database, and how much to ask of it.
#[derive(Clone)]
pub struct Address {
    pub config: Config,
    pub tls: Tls,
    pub connections: usize,
    pub statement_timeout: Limit,
    pub lock_timeout: Limit,
}

/// A time as PostgreSQL reads it, such as `30s`.
#[derive(Clone, Debug, PartialEq)]
pub struct Limit {
    pub text: String,
    pub time: Duration,
}

/// The parameters that are not tokio-postgres'.
#[derive(Default)]
struct Own {
    mode: Option<String>,
    root: Option<PathBuf>,
    connections: Option<String>,
    statement: Option<String>,
    lock: Option<String>,
}

impl Address {
    pub fn parse(url: &str) -> Result<Address, OpenError> {
        let refused = |cause: String| OpenError::Url { cause };
        let (rest, own) = split(url).map_err(refused)?;
        let mut config: Config = rest.parse().map_err(|error: tokio_postgres::Error| {
            let cause = describe(&error);
            refused(cause)
        })?;
        let tls = own.tls(&mut config).map_err(refused)?;
        let connections = own.connections.as_deref().map(number).transpose();
        let limit = |text: Option<String>, default: &str| limit(text.as_deref().unwrap_or(default));
        complete(&mut config);
        Ok(Address {
            config,
            tls,
            connections: connections.map_err(refused)?.unwrap_or(CONNECTIONS),
            statement_timeout: limit(own.statement, STATEMENT).map_err(refused)?,
            lock_timeout: limit(own.lock, LOCK).map_err(refused)?,
        })
    }
}

impl Own {
    fn tls(&self, config: &mut Config) -> Result<Tls, String> {
        let mode = self.mode.as_deref().unwrap_or("prefer");
        config.ssl_mode(match mode {
            "disable" => SslMode::Disable,
            "prefer" => SslMode::Prefer,
            "require" | "verify-full" => SslMode::Require,
            _ => return Err("sslmode is disable, prefer, require or verify-full".to_owned()),
        });
        // As with libpq, an authority to trust means that it is asked.
        match (mode, &self.root) {
            ("verify-full", root) => Tls::verified(root.as_deref()),
            ("require", Some(root)) => Tls::verified(Some(root)),
            _ => Tls::unverified(),
        }
    }
}

/// Takes our own parameters out of a URL.
fn split(url: &str) -> Result<(String, Own), String> {
    let mut own = Own::default();
    let Some((rest, query)) = url.split_once('?') else {
        return Ok((url.to_owned(), own));
    };
    let mut others = Vec::new();
    for pair in query.split('&') {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let value = percent_decode_str(value).decode_utf8();
        let value = value
            .map_err(|_| format!("{name} is not UTF-8"))?
            .into_owned();
        match name {
            "sslmode" => own.mode = Some(value),
            // libpq's word for what the machine trusts.
            "sslrootcert" => own.root = (value != "system").then(|| value.into()),
            "pool_max_conns" => own.connections = Some(value),
            "statement_timeout" => own.statement = Some(value),
            "lock_timeout" => own.lock = Some(value),
            _ => others.push(pair),
        }
    }
    Ok((format!("{rest}?{}", others.join("&")), own))
}

fn number(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(number @ 2..=1_000) => Ok(number),
        _ => Err("pool_max_conns is a number from 2 to 1000".to_owned()),
    }
}

/// Digits alone are milliseconds, as everywhere in PostgreSQL.
fn limit(text: &str) -> Result<Limit, String> {
    let digits = text.trim_end_matches(|sign: char| sign.is_ascii_lowercase());
    let unit = match &text[digits.len()..] {
        "" | "ms" => 1,
        "s" => 1_000,
        "min" => 60_000,
        _ => 0,
    };
    match digits.parse::<u32>() {
        Ok(count) if count > 0 && unit > 0 => Ok(Limit {
            text: text.to_owned(),
            time: Duration::from_millis(u64::from(count) * unit),
        }),
        _ => Err(format!("`{text}` is no time such as 500ms, 30s or 2min")),
    }
}

/// What the URL leaves open.
fn complete(config: &mut Config) {
    if config.get_application_name().is_none() {
        config.application_name("confab");
    }
    if config.get_connect_timeout().is_none() {
        config.connect_timeout(CONNECT);
    }
    if config.get_tcp_user_timeout().is_none() {
        config.tcp_user_timeout(SILENCE);
    }
    // tokio-postgres' own default is two hours.
    if config.get_keepalives_idle() > SILENCE {
        config.keepalives_idle(SILENCE / 2);
        config.keepalives_interval(SILENCE / 4);
        config.keepalives_retries(2);
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn refusal(query: &str) -> String {
        match Address::parse(&format!("postgres://a@b/c?{query}")) {
            Ok(_) => "accepted".to_owned(),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn parameters_are_read() {
        let url = "postgres://a@b/c?pool_max_conns=40&statement_timeout=2min&lock_timeout=1500\
                   &options=-c%20search_path%3Dx&sslmode=require";
        let address = Address::parse(url).unwrap();
        assert_eq!(address.connections, 40);
        assert_eq!(address.statement_timeout.time, Duration::from_secs(120));
        assert_eq!(address.lock_timeout.time, Duration::from_millis(1_500));
        assert_eq!(address.config.get_options(), Some("-c search_path=x"));
        assert_eq!(address.config.get_ssl_mode(), SslMode::Require);
        let plain = Address::parse("postgresql://a@b/c").unwrap();
        assert_eq!(plain.connections, CONNECTIONS);
        assert_eq!(plain.statement_timeout.text, "30s");
        assert_eq!(plain.config.get_ssl_mode(), SslMode::Prefer);
    }

    #[test]
    fn mistakes_are_named() {
        let check = |query, part| {
            let said = refusal(query);
            assert!(said.contains(part), "{said}");
        };
        check("pool_max_conns=0", "from 2 to 1000");
        check("statement_timeout=1'; DROP", "no time such as");
        check("lock_timeout=0s", "no time such as");
        check("sslmode=verify-ca", "sslmode is disable");
        check(
            "sslmode=verify-full&sslrootcert=/nonexistent",
            "sslrootcert=/nonexistent",
        );
        check("nonsense=1", "not a PostgreSQL URL");
    }
}
