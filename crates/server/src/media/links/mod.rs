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
    loop {
        let work = async {
            let read = read_log(&server).await?;
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

/// Notes the addresses of new messages; whether there may be more.
async fn read_log(server: &Server) -> Result<bool> {
    let store = &server.store;
    let news = store.read(|tx| Box::pin(link_previews::has_news(tx)));
    if !news.await? {
        return Ok(false);
    }
    let now = server.now();
    let read = store.write(move |tx| {
        Box::pin(async move {
            let cursor = link_previews::lock_cursor(tx).await?;
            let events = store::events::after(tx, cursor, EVENTS).await?;
            let room = WAITING - link_previews::waiting(tx, WAITING).await?;
            let mut left = room;
            let mut imports = Imports::default();
            for (_, event) in &events {
                left -= note(tx, &mut imports, event, now, left).await?;
            }
            if let Some((last, _)) = events.last() {
                link_previews::set_cursor(tx, *last).await?;
            }
            link_previews::remove_old(tx, Time(now.0 - links::RETENTION), PORTION).await?;
            Ok(events.len() as i64 == EVENTS)
        })
    });
    read.await
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

/// Asks for the pages of one event's message, at most `room`; how many.
async fn note(
    tx: &mut Tx,
    imports: &mut Imports,
    event: &Event,
    now: Time,
    room: i64,
) -> Result<i64> {
    let (Kind::MessageCreated(id) | Kind::MessageUpdated(id)) = event.kind else {
        return Ok(0);
    };
    let Some(message) = store::messages::get(tx, event.space, id).await? else {
        return Ok(0);
    };
    let urls = links::urls(&message.content);
    // Imported messages get none: Google's do not either.
    if urls.is_empty() || imports.has(tx, event.space).await? {
        return Ok(0);
    }
    let room = usize::try_from(room).unwrap_or(0);
    for url in urls.iter().take(room) {
        let stale = Time(now.0 - links::STALE);
        link_previews::ask(tx, &secret::hash(url), url, now, stale).await?;
    }
    Ok(urls.len().min(room) as i64)
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
