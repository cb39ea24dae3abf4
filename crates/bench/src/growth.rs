//! The same requests against a space that holds more and more messages. The
//! rates of a larger space are told as shares of those of the smallest one.

use std::collections::HashMap;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use domain::Time;
use domain::events::{Event, Kind};
use domain::ids::{MessageId, SpaceId, UserId};
use domain::messages::Message;
use http::Method;
use proto::chat::deletion_metadata::DeletionType;
use serde_json::json;
use store::{Location, Store, Tx};
use tempfile::TempDir;

use crate::Result;
use crate::cases::{Ground, create_rest, list_rest, text};
use crate::compare::Driver;
use crate::connection::{Body, Shot};
use crate::mixed::newest;
use crate::report::Row;
use crate::server::Server;

const SIZES: [u64; 3] = [10_000, 100_000, 1_000_000];
/// Only when asked for: it takes minutes and 5 GB.
const HUGE: u64 = 10_000_000;
/// Messages of a thread, and of one transaction.
const THREAD: u64 = 10;
const PORTION: u64 = 5_000;

pub async fn measure(
    program: &Path,
    connections: usize,
    length: Duration,
    huge: bool,
) -> Result<Vec<Row>> {
    let folder = TempDir::new()?;
    let server = Server::start(program, &folder)?;
    let mut ground = Ground::new(&server).await?;
    drop(server);
    let (mut rows, mut there) = (Vec::new(), 0);
    let mut smallest: HashMap<&str, f64> = HashMap::new();
    for size in SIZES.into_iter().chain(huge.then_some(HUGE)) {
        eprintln!("growth: filling up to {size} messages …");
        let place = fill(&folder, &ground, there, size).await?;
        there = size;
        let server = Server::start(program, &folder)?;
        ground.port = server.port;
        for (name, shot) in shots(&mut ground, &place).await? {
            let shot = Arc::new(shot);
            let mut driver = Driver::open(name, &server, &shot, connections).await?;
            driver.round(length / 6).await?;
            let mut row = driver.row(&server)?;
            let first = *smallest.entry(name).or_insert(row.requests_per_second);
            let share = row.requests_per_second / first;
            row.name = format!("growth {name} at {size}");
            eprintln!("{}: {share:.2} of the rate at {}", row.name, SIZES[0]);
            rows.push(row);
        }
    }
    Ok(rows)
}

/// A message in the middle of the space.
struct Place {
    message: String,
    thread: String,
    time: String,
}

async fn shots(ground: &mut Ground, place: &Place) -> Result<Vec<(&'static str, Shot)>> {
    ground.message = place.message.clone();
    let emoji = json!({"emoji": {"unicode": "🙂"}});
    // It is there already when the space has grown around it.
    ground.post("/v1/{message}/reactions", emoji).await.ok();
    let get = |path: String| ground.rest(Method::GET, &path, Body::empty());
    let filter = |parent: &str, filter: String| {
        get(format!("/v1/{{space}}/{parent}?filter={}", encode(&filter)))
    };
    let thread = format!("thread.name = {}", place.thread);
    let time = format!("create_time > \"{}\"", place.time);
    let events = format!(
        "event_types:\"google.workspace.chat.message.v1.created\" AND start_time=\"{}\"",
        place.time
    );
    Ok(vec![
        ("create", create_rest(ground)),
        ("list", list_rest(ground)),
        ("list newest", newest(ground)),
        ("list thread", filter("messages", thread)),
        ("list time", filter("messages", time)),
        ("reactions", get("/v1/{message}/reactions".to_owned())),
        ("events", filter("spaceEvents", events)),
    ])
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

/// Writes messages with their events while no server runs, as the server
/// itself would.
async fn fill(folder: &TempDir, ground: &Ground, from: u64, to: u64) -> Result<Place> {
    let location = Location::Sqlite(folder.path().join("data").join("confab.db"));
    let store = Store::open(&location).await?;
    let space = ground.space.trim_start_matches("spaces/");
    let space = SpaceId::parse(space).ok_or("the space has no id")?;
    let sender = UserId::parse(&ground.user).ok_or("the sender has no id")?;
    let mut middle = None;
    let mut number = from;
    while number < to {
        let end = to.min(number + PORTION);
        let portion = number..end;
        let unit = store.write(move |tx| Box::pin(write(tx, space, sender, portion)));
        let wrote = unit.await.map_err(|error| format!("{error:?}"))?;
        if number <= (from + to) / 2 {
            middle = Some(wrote);
        }
        number = end;
    }
    store.close().await;
    // The first message of its thread.
    let message = middle.ok_or("nothing was written")?;
    Ok(Place {
        message: domain::names::message_name(space, message, message),
        thread: domain::names::thread_name(space, message),
        time: message.time().to_rfc3339(),
    })
}

/// Messages in one transaction; answers the first of them, which begins a
/// thread.
async fn write(
    tx: &mut Tx,
    id: SpaceId,
    sender: UserId,
    numbers: Range<u64>,
) -> domain::Result<MessageId> {
    let mut space = store::spaces::lock(tx, id)
        .await?
        .ok_or_else(|| domain::Error::internal("the space is gone"))?;
    let (mut first, mut thread) = (None, None);
    for number in numbers {
        let time = space.tick(Time(0));
        let message = MessageId::at(time, 1);
        if number % THREAD == 0 {
            thread = None;
        }
        let begun = *thread.get_or_insert(message);
        first.get_or_insert(message);
        store::messages::insert(tx, &row(id, message, begun, sender, number)).await?;
        let event = Event {
            space: id,
            time,
            n: 0,
            kind: Kind::MessageCreated(message),
        };
        store::events::append(tx, &event).await?;
        if number % THREAD == THREAD - 1 {
            store::messages::count_reply(tx, id, begun, THREAD as i64 - 1).await?;
        }
    }
    space.last_active_time = Some(space.clock);
    store::spaces::touch(tx, &space).await?;
    first.ok_or_else(|| domain::Error::internal("no message"))
}

fn row(space: SpaceId, id: MessageId, thread: MessageId, sender: UserId, number: u64) -> Message {
    Message {
        space,
        id,
        thread,
        sender,
        app: None,
        client_id: None,
        private_viewer: None,
        silent: false,
        reply_count: 0,
        last_update_time: None,
        delete_time: None,
        deletion_type: DeletionType::Unspecified,
        reactions: Vec::new(),
        content: proto::chat::Message {
            text: text(number),
            formatted_text: text(number),
            argument_text: text(number),
            ..Default::default()
        },
    }
}
