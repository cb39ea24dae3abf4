//! Keeps deliveries moving: reads the log from where it was read last, writes
//! deliveries, sends them.
//!
//! Several nodes may do this on one database. An event is written once for an
//! app whoever reads it first, and a delivery belongs to whoever claimed it.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Duration;

use domain::apps::{Delivery, NewDelivery, State};
use domain::ids::UserId;
use domain::{Result, Time};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use super::plan::{Planner, Step};
use super::{cleaning, settle};
use crate::state::Server;
use crate::transport::listener::Stage;

/// Requests under way for one app, on this node. More of one app wait; those of
/// other apps do not.
const AT_ONCE: usize = 16;
/// Events of the log in one read.
const PAGE: i64 = 256;
/// Apps whose waiting deliveries are taken in one write.
const APPS: usize = 256;
/// How long a delivery is its sender's after it said so last: when a node dies,
/// others take over after this.
const LEASE: i64 = 10 * Time::SECOND;
/// Between two times that a sender says so.
const RENEW: Duration = Duration::from_secs(2);
/// Between two looks at the queue when nothing calls: other nodes, and
/// attempts that become due.
const POLL: Duration = Duration::from_millis(250);
/// Between two looks when no app wants to be told of anything.
const NOBODY: Duration = Duration::from_millis(100);
/// A gap in the log younger than this may still be filled by a transaction
/// that commits late (PostgreSQL only).
const GAP: i64 = 10 * Time::SECOND;
/// Deliveries that may wait for one app; more are not written but skipped.
const WAITING: i64 = 10_000;
/// Between two counts of what waits for an app that has no room.
const RECOUNT: i64 = Time::SECOND;
/// Between two cleanings.
const CLEANING: i64 = 20 * Time::SECOND;
/// How long requests under way may take when the server stops.
const GRACE: Duration = Duration::from_secs(8);

/// Runs until the server begins to stop, then finishes what is under way.
pub async fn run(server: Arc<Server>, mut stage: watch::Receiver<Stage>) {
    let mut committed = server.store.committed();
    let (done, mut over) = mpsc::unbounded_channel();
    let mut dispatcher = Dispatcher {
        server,
        read_to: None,
        ahead: BTreeSet::new(),
        busy: HashMap::new(),
        behind: BTreeSet::new(),
        room: HashMap::new(),
        running: JoinSet::new(),
        done,
        look_at: Time(0),
        clean_at: Time(0),
    };
    loop {
        let pause = match dispatcher.work().await {
            Ok(pause) => pause,
            Err(error) => {
                tracing::warn!(%error, cause = error.cause, "cannot tell apps of events");
                Duration::from_secs(1)
            }
        };
        let quiet = pause == NOBODY;
        tokio::select! {
            _ = stage.changed() => break,
            app = over.recv() => dispatcher.finished(app),
            _ = committed.changed(), if !quiet => {}
            () = sleep(pause) => {}
        }
        while let Ok(app) = over.try_recv() {
            dispatcher.finished(Some(app));
        }
    }
    dispatcher.stop().await;
}

struct Dispatcher {
    server: Arc<Server>,
    /// Everything up to here was read; `None`: look into the database.
    read_to: Option<i64>,
    /// What was read beyond a gap.
    ahead: BTreeSet<i64>,
    /// Requests under way by app.
    busy: HashMap<UserId, usize>,
    /// Apps that may have something waiting. What comes for them waits too, so
    /// that it does not overtake; those of the others go out at once.
    behind: BTreeSet<UserId>,
    /// How many more may wait for an app, and when that was counted.
    room: HashMap<UserId, (i64, Time)>,
    running: JoinSet<()>,
    done: mpsc::UnboundedSender<UserId>,
    look_at: Time,
    clean_at: Time,
}

impl Dispatcher {
    /// Everything there is to do now; how long to wait for more.
    async fn work(&mut self) -> Result<Duration> {
        let now = self.server.now();
        let store = self.server.store.clone();
        let wanted = store.read(|tx| Box::pin(store::apps::any_with_endpoint(tx)));
        if !wanted.await? {
            // Whoever comes later is told of what happens later.
            self.read_to = None;
            self.skip_log().await?;
            return Ok(NOBODY);
        }
        while self.read_log().await? {}
        if now >= self.look_at {
            self.look_at = Time(now.0 + POLL.as_micros() as i64);
            let due = store.read(move |tx| Box::pin(store::deliveries::due_apps(tx, now, 1_000)));
            self.behind.extend(due.await?);
        }
        self.claim().await?;
        if now >= self.clean_at {
            self.clean_at = Time(now.0 + CLEANING);
            cleaning::clean(&self.server.store, now).await?;
        }
        while self.running.try_join_next().is_some() {}
        Ok(POLL)
    }

    /// Writes down that nothing in the log so far is of interest, seldom.
    async fn skip_log(&mut self) -> Result<()> {
        let now = self.server.now();
        if now < self.look_at {
            return Ok(());
        }
        self.look_at = Time(now.0 + 2 * Time::SECOND);
        let store = &self.server.store;
        let read = store.read(|tx| {
            Box::pin(async move {
                let cursor = store::deliveries::cursor(tx).await?;
                Ok((cursor, store::deliveries::log_end(tx).await?))
            })
        });
        let (cursor, end) = read.await?;
        if end > cursor {
            let write = store.write(move |tx| Box::pin(store::deliveries::set_cursor(tx, end)));
            write.await?;
        }
        Ok(())
    }

    /// One page of the log; whether there may be another at once.
    async fn read_log(&mut self) -> Result<bool> {
        let from = match self.read_to {
            Some(seq) => seq,
            None => {
                let store = &self.server.store;
                let read = store.read(|tx| Box::pin(store::deliveries::cursor(tx)));
                *self.read_to.insert(read.await?)
            }
        };
        let (server, seen) = (self.server.clone(), self.ahead.clone());
        let read = self.server.store.read(move |tx| {
            Box::pin(async move {
                let mut planner = Planner::new(&server);
                let mut steps = Vec::new();
                let mut read = Vec::new();
                for (seq, event) in store::events::after(tx, from, PAGE).await? {
                    if !seen.contains(&seq) {
                        steps.extend(planner.plan(tx, seq, &event).await?);
                    }
                    read.push((seq, event.time));
                }
                Ok((steps, read))
            })
        });
        let (steps, read) = read.await?;
        let full = read.len() as i64 >= PAGE;
        let to = self.advance(from, &read);
        if !steps.is_empty() {
            self.write(steps, to).await?;
        }
        self.read_to = Some(to);
        Ok(full && to > from)
    }

    /// How far the log is read without a gap that may still be filled.
    fn advance(&mut self, from: i64, read: &[(i64, Time)]) -> i64 {
        let now = self.server.now();
        let mut to = from;
        let mut whole = true;
        for (seq, time) in read {
            whole = whole && (*seq == to + 1 || now.0 - time.0 > GAP);
            if whole {
                to = *seq;
            } else {
                self.ahead.insert(*seq);
            }
        }
        self.ahead = self.ahead.split_off(&(to + 1));
        to
    }

    /// Writes deliveries and how far the log was read, and sends what there is
    /// room for.
    async fn write(&mut self, steps: Vec<Step>, to: i64) -> Result<()> {
        let (now, lease) = (self.server.now(), self.lease());
        let mut waiting: BTreeMap<UserId, i64> = BTreeMap::new();
        let mut news: Vec<NewDelivery> = Vec::new();
        let mut forgotten = Vec::new();
        for step in steps {
            match step {
                Step::Forget(space, message) => forgotten.push((space, message)),
                Step::Tell(mut new) => {
                    if new.state == State::Waiting && self.take_slot(new.app) {
                        new.state = State::Sending;
                        new.due_time = lease;
                    } else if new.state == State::Waiting {
                        *waiting.entry(new.app).or_default() += 1;
                    }
                    news.push(*new);
                }
            }
        }
        let taken: Vec<UserId> = sending(&news).collect();
        let crowded = self.crowded(&waiting, now).await;
        let written = match crowded {
            Ok(crowded) => write_all(&self.server, news, forgotten, crowded, to, now).await,
            Err(error) => Err(error),
        };
        for app in taken {
            self.give_slot(app);
        }
        let written = written?;
        self.behind.extend(waiting.into_keys());
        for delivery in written {
            *self.busy.entry(delivery.app).or_default() += 1;
            self.spawn(delivery);
        }
        Ok(())
    }

    /// Of the apps for which more is to wait those that have no room for it.
    /// Counting thousands of rows for each event would slow all other apps, so
    /// an app is counted when its room is used up, and then once in a second.
    async fn crowded(
        &mut self,
        waiting: &BTreeMap<UserId, i64>,
        now: Time,
    ) -> Result<BTreeSet<UserId>> {
        let mut crowded = BTreeSet::new();
        for (app, more) in waiting {
            let (app, mut room) = (*app, self.room.get(app).copied());
            if room.is_none_or(|(left, counted)| left < *more && now.0 - counted.0 > RECOUNT) {
                let store = &self.server.store;
                let count =
                    store.read(move |tx| Box::pin(store::deliveries::count_open(tx, app, WAITING)));
                room = Some((WAITING - count.await?, now));
            }
            let (left, counted) = room.unwrap_or((0, now));
            if left < *more {
                crowded.insert(app);
                self.room.insert(app, (left, counted));
            } else {
                self.room.insert(app, (left - more, counted));
            }
        }
        Ok(crowded)
    }

    /// Until when what is sent now is this node's.
    fn lease(&self) -> Time {
        Time(self.server.now().0 + LEASE)
    }

    fn take_slot(&mut self, app: UserId) -> bool {
        let busy = self.busy.entry(app).or_default();
        let free = *busy < AT_ONCE && !self.behind.contains(&app);
        if free {
            *busy += 1;
        }
        free
    }

    fn give_slot(&mut self, app: UserId) {
        if let Some(busy) = self.busy.get_mut(&app) {
            *busy = busy.saturating_sub(1);
            if *busy == 0 {
                self.busy.remove(&app);
            }
        }
    }

    /// Sends as much of what waits as there is room for, of all apps in one
    /// write. An app that has no more waiting is no longer behind.
    async fn claim(&mut self) -> Result<()> {
        let busy = |app: &UserId| self.busy.get(app).copied().unwrap_or(0);
        let wanted: Vec<(UserId, i64)> = self
            .behind
            .iter()
            .filter_map(|app| {
                let free = AT_ONCE.saturating_sub(busy(app));
                (free > 0).then_some((*app, free as i64))
            })
            .take(APPS)
            .collect();
        if wanted.is_empty() {
            return Ok(());
        }
        let (now, lease, asked) = (self.server.now(), self.lease(), wanted.clone());
        let write = self.server.store.write(move |tx| {
            Box::pin(async move {
                let mut claimed = Vec::new();
                for (app, free) in asked {
                    claimed.push(store::deliveries::claim(tx, app, now, lease, free).await?);
                }
                Ok(claimed)
            })
        });
        for ((app, free), claimed) in wanted.into_iter().zip(write.await?) {
            if (claimed.len() as i64) < free {
                self.behind.remove(&app);
                self.room.remove(&app);
            }
            for delivery in claimed {
                *self.busy.entry(app).or_default() += 1;
                self.spawn(delivery);
            }
        }
        Ok(())
    }

    fn spawn(&mut self, delivery: Delivery) {
        let (server, done) = (self.server.clone(), self.done.clone());
        self.running.spawn(async move {
            let app = delivery.app;
            let (id, due) = (delivery.id, delivery.due_time);
            tokio::select! {
                ended = settle::deliver(&server, delivery) => if let Err(error) = ended {
                    tracing::warn!(%error, cause = error.cause, "a delivery did not finish");
                },
                () = lease(&server, id, due) => {
                    tracing::warn!(id, "another node has taken over a delivery");
                }
            }
            // The receiver goes away only with the dispatcher.
            let _ = done.send(app);
        });
    }

    /// A request is over: there is room for another of this app.
    fn finished(&mut self, app: Option<UserId>) {
        if let Some(app) = app {
            self.give_slot(app);
        }
    }

    /// Lets requests under way finish; what does not is sent again by whoever
    /// runs next.
    async fn stop(mut self) {
        let all = async { while self.running.join_next().await.is_some() {} };
        if timeout(GRACE, all).await.is_err() {
            tracing::warn!("apps took too long to answer; their events are sent again later");
        }
    }
}

/// Keeps a delivery for its sender; answers when somebody else has it.
async fn lease(server: &Server, id: i64, mut until: Time) {
    loop {
        sleep(RENEW).await;
        let to = Time(server.now().0 + LEASE);
        let renewed = server.store.write(move |tx| {
            Box::pin(async move { store::deliveries::renew(tx, id, until, to).await })
        });
        match renewed.await {
            Ok(true) => until = to,
            // It may be over: whoever sends it knows best.
            Ok(false) if !taken(server, id, until).await => {}
            Ok(false) => return,
            // Nobody else can take it over from a database that is away.
            Err(error) => tracing::debug!(%error, "cannot renew a lease"),
        }
    }
}

/// Whether a delivery that is being sent is another node's.
async fn taken(server: &Server, id: i64, until: Time) -> bool {
    let read = server
        .store
        .read(move |tx| Box::pin(store::deliveries::get(tx, id)));
    match read.await {
        Ok(Some(now)) => {
            let sent = matches!(now.state, State::Sending | State::Answered);
            sent && now.due_time != until
        }
        Ok(None) => true,
        Err(_) => false,
    }
}

fn sending(news: &[NewDelivery]) -> impl Iterator<Item = UserId> {
    let sending = news.iter().filter(|new| new.state == State::Sending);
    sending.map(|new| new.app)
}

/// Answers those that were written for this node to send.
async fn write_all(
    server: &Arc<Server>,
    news: Vec<NewDelivery>,
    forgotten: Vec<(domain::ids::SpaceId, domain::ids::MessageId)>,
    crowded: BTreeSet<UserId>,
    to: i64,
    now: Time,
) -> Result<Vec<Delivery>> {
    let write = server.store.write(move |tx| {
        Box::pin(async move {
            store::deliveries::lock_cursor(tx).await?;
            let mut written = Vec::new();
            for mut new in news {
                if new.state == State::Waiting && crowded.contains(&new.app) {
                    new.state = State::Skipped;
                    new.reason = format!("{WAITING} events wait for the app already");
                    new.request.clear();
                }
                let id = store::deliveries::insert(tx, &new).await?;
                if let Some(id) = id.filter(|_| new.state == State::Sending) {
                    written.push(new.stored(id));
                }
            }
            for (space, message) in forgotten {
                store::deliveries::forget_message(tx, space, message, now).await?;
            }
            store::deliveries::set_cursor(tx, to).await?;
            Ok(written)
        })
    });
    write.await
}
