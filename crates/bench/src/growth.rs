//! The same requests against spaces of a hundred members that hold more and
//! more messages. Each size has a server and data of its own, and their rounds
//! alternate, so that all meet the same machine.

pub mod fill;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use http::Method;
use tempfile::TempDir;

use crate::Result;
use crate::cases::{Ground, create_rest, list_rest};
use crate::compare::Driver;
use crate::connection::{Body, Shot};
use crate::mixed::newest;
use crate::report::Row;
use crate::server::Server;
use crate::stats::median;

use fill::Place;

pub const SIZES: [u64; 4] = [1_000, 10_000, 100_000, 1_000_000];
/// Only when asked for: it takes minutes and 6 GB.
pub const HUGE: u64 = 10_000_000;
const ROUNDS: u32 = 8;

/// A server whose one space holds so many messages.
struct Site {
    messages: u64,
    server: Server,
    ground: Ground,
    place: Place,
    _folder: TempDir,
}

pub async fn measure(
    program: &Path,
    connections: usize,
    length: Duration,
    sizes: &[u64],
) -> Result<Vec<Row>> {
    let mut sites = Vec::new();
    for &messages in sizes {
        sites.push(prepare(program, messages).await?);
    }
    let mut rows = Vec::new();
    // Creating comes last: it is the one that makes the spaces grow.
    for (name, request) in REQUESTS {
        rows.extend(compare(name, *request, &sites, connections, length).await?);
    }
    Ok(rows)
}

async fn prepare(program: &Path, messages: u64) -> Result<Site> {
    let start = Instant::now();
    let folder = TempDir::new()?;
    let server = Server::start(program, &folder)?;
    let mut ground = Ground::new(&server).await?;
    drop(server);
    let place = fill::fill(&folder, &ground, messages).await?;
    let server = Server::start(program, &folder)?;
    ground.port = server.port;
    ground.message.clone_from(&place.message);
    let seconds = start.elapsed().as_secs_f64();
    eprintln!("growth: a space with {messages} messages, filled in {seconds:.1} s");
    Ok(Site {
        messages,
        server,
        ground,
        place,
        _folder: folder,
    })
}

/// One request to every size in turn, round by round.
async fn compare(
    name: &'static str,
    request: fn(&Site) -> Shot,
    sites: &[Site],
    connections: usize,
    length: Duration,
) -> Result<Vec<Row>> {
    let mut drivers = Vec::new();
    for site in sites {
        let shot = Arc::new(request(site));
        drivers.push(Driver::open(name, &site.server, &shot, connections).await?);
    }
    for _ in 0..ROUNDS {
        for driver in &mut drivers {
            driver.round(length / ROUNDS).await?;
        }
    }
    let rates: Vec<Vec<f64>> = drivers.iter().map(|d| d.rates().to_vec()).collect();
    let mut rows = Vec::new();
    for (at, (driver, site)) in drivers.into_iter().zip(sites).enumerate() {
        let mut row = driver.row(&site.server)?;
        row.name = format!("growth {name} at {}", site.messages);
        row.ratio_to_smaller = sites[..at]
            .iter()
            .zip(&rates)
            .map(|(smaller, theirs)| (smaller.messages, ratio(&rates[at], theirs)))
            .collect::<BTreeMap<_, _>>();
        rows.push(row);
    }
    Ok(rows)
}

/// The median of what neighbouring rounds came to.
fn ratio(rates: &[f64], others: &[f64]) -> f64 {
    let mut ratios: Vec<f64> = rates.iter().zip(others).map(|(a, b)| a / b).collect();
    median(&mut ratios)
}

type Request = (&'static str, fn(&Site) -> Shot);

const REQUESTS: &[Request] = &[
    ("list", |site| list_rest(&site.ground)),
    ("list newest", |site| newest(&site.ground)),
    ("list thread", |site| {
        let filter = format!("thread.name = {}", site.place.thread);
        filtered(site, "messages", &filter)
    }),
    ("list time", |site| {
        let filter = format!("create_time > \"{}\"", site.place.time);
        filtered(site, "messages", &filter)
    }),
    ("reactions", |site| {
        get(site, "/v1/{message}/reactions".to_owned())
    }),
    ("events", |site| {
        let kind = "google.workspace.chat.message.v1.created";
        let time = &site.place.time;
        let filter = format!("event_types:\"{kind}\" AND start_time=\"{time}\"");
        filtered(site, "spaceEvents", &filter)
    }),
    ("create", |site| create_rest(&site.ground)),
];

fn get(site: &Site, path: String) -> Shot {
    site.ground.rest(Method::GET, &path, Body::empty())
}

fn filtered(site: &Site, list: &str, filter: &str) -> Shot {
    get(
        site,
        format!("/v1/{{space}}/{list}?filter={}", encode(filter)),
    )
}

fn encode(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
    text.bytes()
        .map(|byte| match plain(byte) {
            true => char::from(byte).to_string(),
            false => format!("%{byte:02X}"),
        })
        .collect()
}
