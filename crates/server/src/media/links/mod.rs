//! Previews of pages that messages link to. A worker reads the event log,
//! notes the addresses of new messages and fetches their pages, a few at a
//! time; no request waits for it. Nothing is lost when the server stops.

mod fetch;
mod page;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use domain::events::{Event, Kind};
use domain::ids::SpaceId;
use domain::links::{self, Preview};
use domain::{Result, Time};
use futures_util::future::join_all;
use store::Tx;
use store::link_previews::{self, Due};
use tokio::sync::watch;
use tokio::time::{sleep, timeout};

use crate::gate::secret;
use crate::state::Server;
use crate::transport::listener::Stage;

/// Between two looks when nobody wrote anything.
const IDLE: Duration = Duration::from_secs(5);
/// After a failure, which the log tells.
const TROUBLE: Duration = Duration::from_secs(10);
/// Events read in one transaction.
const EVENTS: i64 = 200;
/// Events without an address behind which the cursor is moved all the same.
const FAR: i64 = 10_000;
/// How long it stays where it is otherwise.
const SELDOM: i64 = 3_600 * Time::SECOND;
/// Pages that may wait; beyond, messages go without a preview.
const WAITING: i64 = 1_000;
/// Pages fetched at once.
const AT_ONCE: i64 = 8;
/// When somebody else may fetch a page whose fetcher went away.
const LEASE: i64 = 60 * Time::SECOND;
/// Forgotten in one transaction.
const PORTION: i64 = 500;

/// Runs until the server begins to stop.
pub async fn run(server: Arc<Server>, mut stage: watch::Receiver<Stage>) {
    let mut committed = server.store.committed();
    let mut reading = Reading {
        position: 0,
        moved: server.now(),
    };
    loop {
        let work = async {
            let read = read_log(&server, &mut reading).await?;
            let fetched = fetch_some(&server).await?;
            Ok::<_, domain::Error>(read || fetched)
        };
        let outcome = tokio::select! {
            outcome = work => outcome,
            _ = stage.changed() => return,
        };
        let pause = match outcome {
            Ok(true) => continue,
            Ok(false) => IDLE,
            Err(error) => {
                tracing::warn!(%error, cause = error.cause, "cannot make link previews");
                TROUBLE
            }
        };
        tokio::select! {
            // Woken by a commit, or after a while all the same: others write too.
            _ = timeout(pause, committed.changed()) => {}
            _ = stage.changed() => return,
        }
        // One look for many commits.
        sleep(Duration::from_millis(20)).await;
    }
}

/// Up to where this process has read the log. The cursor in the database is
/// moved when an address was noted, and else seldom: reading a stretch again
/// notes nothing twice.
struct Reading {
    position: i64,
    /// When the cursor was last moved.
    moved: Time,
}

/// Notes the addresses of new messages; whether there may be more.
async fn read_log(server: &Server, reading: &mut Reading) -> Result<bool> {
    let (now, position) = (server.now(), reading.position);
    let read = server
        .store
        .read(move |tx| Box::pin(async move { stretch(tx, position).await }));
    let Some(stretch) = read.await? else {
        return Ok(false);
    };
    let (last, full) = (stretch.last, stretch.full);
    let late = now.0 - reading.moved.0 > SELDOM;
    if !stretch.urls.is_empty() || late || last - stretch.cursor > FAR {
        let write = server
            .store
            .write(move |tx| Box::pin(async move { note(tx, stretch, now).await }));
        write.await?;
        reading.moved = now;
    }
    reading.position = last;
    Ok(full)
}

/// What a stretch of the log asks for.
struct Stretch {
    cursor: i64,
    last: i64,
    /// The log may go on at once.
    full: bool,
    urls: Vec<String>,
}

/// The stretch behind the cursor, or behind `position` if that is further.
async fn stretch(tx: &mut Tx, position: i64) -> Result<Option<Stretch>> {
    let cursor = link_previews::cursor(tx).await?;
    let events = store::events::after(tx, cursor.max(position), EVENTS).await?;
    let Some((last, _)) = events.last() else {
        return Ok(None);
    };
    let (last, full) = (*last, events.len() as i64 == EVENTS);
    let (mut imports, mut urls) = (Imports::default(), Vec::new());
    for (_, event) in &events {
        urls.extend(addresses(tx, &mut imports, event).await?);
    }
    Ok(Some(Stretch {
        cursor,
        last,
        full,
        urls,
    }))
}

/// Asks for the pages of a stretch, as many as there is room for.
async fn note(tx: &mut Tx, stretch: Stretch, now: Time) -> Result<()> {
    link_previews::lock_cursor(tx).await?;
    let room = WAITING - link_previews::waiting(tx, WAITING).await?;
    let stale = Time(now.0 - links::STALE);
    for url in stretch.urls.iter().take(usize::try_from(room).unwrap_or(0)) {
        link_previews::ask(tx, &secret::hash(url), url, now, stale).await?;
    }
    link_previews::set_cursor(tx, stretch.last).await?;
    link_previews::remove_old(tx, Time(now.0 - links::RETENTION), PORTION).await?;
    Ok(())
}

/// Which spaces are being imported, or gone; each is looked up once.
#[derive(Default)]
struct Imports(HashMap<SpaceId, bool>);

impl Imports {
    async fn has(&mut self, tx: &mut Tx, id: SpaceId) -> Result<bool> {
        if let Some(known) = self.0.get(&id) {
            return Ok(*known);
        }
        let space = store::spaces::get(tx, id).await?;
        let import = space.is_none_or(|space| space.import_mode);
        self.0.insert(id, import);
        Ok(import)
    }
}

/// The addresses in the message of an event.
async fn addresses(tx: &mut Tx, imports: &mut Imports, event: &Event) -> Result<Vec<String>> {
    let (Kind::MessageCreated(id) | Kind::MessageUpdated(id)) = event.kind else {
        return Ok(Vec::new());
    };
    let Some(message) = store::messages::get(tx, event.space, id).await? else {
        return Ok(Vec::new());
    };
    let urls = links::urls(&message.content);
    // Imported messages get none: Google's do not either.
    if urls.is_empty() || imports.has(tx, event.space).await? {
        return Ok(Vec::new());
    }
    Ok(urls.into_iter().map(str::to_owned).collect())
}

/// Fetches pages that wait; whether there were any.
async fn fetch_some(server: &Server) -> Result<bool> {
    let store = &server.store;
    let now = server.now();
    let waits = store.read(|tx| Box::pin(link_previews::waiting(tx, 1)));
    if waits.await? == 0 {
        return Ok(false);
    }
    let again = Time(now.0 + LEASE);
    let due = store
        .write(move |tx| Box::pin(link_previews::take_due(tx, now, again, AT_ONCE)))
        .await?;
    let any = !due.is_empty();
    let fetching = due.into_iter().map(|due| fetch_one(server, due));
    let previews = join_all(fetching).await;
    if any {
        let keep = store.write(move |tx| {
            Box::pin(async move {
                for (due, preview) in previews {
                    link_previews::fill(tx, &due.hash, preview.as_ref()).await?;
                }
                Ok(())
            })
        });
        keep.await?;
    }
    Ok(any)
}

async fn fetch_one(server: &Server, due: Due) -> (Due, Option<Preview>) {
    let fetched = fetch::page(&server.outgoing, &due.url).await;
    let preview = match fetched {
        Ok((url, html)) => page::read(&html, &url).tidy(),
        Err(reason) => {
            // The address is what somebody wrote, and stays out of the log.
            tracing::debug!(%reason, "no link preview");
            None
        }
    };
    (due, preview)
}
