//! The one task of a process that reads the event log and serves listeners.

mod memberships;
mod news;
mod start;

use std::sync::Arc;
use std::time::Duration;

use domain::events::{Event, Kind};
use domain::members::Member;
use domain::{Code, Error, Result};
use store::members::Joined;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::JoinHandle;
use tokio::time::{MissedTickBehavior, interval, sleep, timeout};

use super::index::{Index, Listener, Number};
use super::line::{Taker, line};
use super::log_reader::LogReader;
use super::presence::{self, Crowd};
use super::tell::{Job, Told, is_own, tell};
use super::viewer::{Class, Viewer};
use super::{frames, recheck};
use crate::api::Call;
use crate::state::Server;
use crate::transport::listener::Stage;
use memberships::spaces_of;
pub use start::Start;
use start::{settled, start};

/// Listeners of one process, and of one person or app.
const LISTENERS: usize = 20_000;
const LISTENERS_EACH: usize = 100;
/// Between two looks at the log without a wake-up: other processes write too.
const POLL: Duration = Duration::from_millis(250);
/// Between two looks while an event is missing before another one.
const GAP: Duration = Duration::from_millis(5);
/// A peer that has gone is found out by two of them: it answers the first with a
/// reset, which the second one meets.
const HEARTBEAT: Duration = Duration::from_secs(5);
/// For transactions to end that ran when the first listener came.
const SETTLE: Duration = Duration::from_secs(10);

pub enum Command {
    Add {
        viewer: Box<Viewer>,
        /// The last event that the listener has, if it was here before.
        last: Option<i64>,
        /// Whether it wants to be told who is there, and counts itself.
        presence: bool,
        reply: oneshot::Sender<Result<Added>>,
    },
    Remove(Number),
}

/// A listener's place.
pub struct Added {
    pub number: Number,
    pub live: Taker,
    /// Everything later comes from `live`.
    pub position: i64,
    pub start: Start,
    /// Where the listener is.
    pub spaces: Vec<Joined>,
}

pub struct Hub {
    server: Arc<Server>,
    commands: mpsc::Receiver<Command>,
    index: Index,
    /// `None` while nobody listens.
    log: Option<LogReader>,
    more: bool,
    waits: bool,
    failing: bool,
    groups: i64,
    checking: Option<JoinHandle<()>>,
    crowd: Crowd,
}

impl Hub {
    pub fn new(server: Arc<Server>, commands: mpsc::Receiver<Command>) -> Self {
        Self {
            server,
            commands,
            index: Index::default(),
            log: None,
            more: false,
            waits: false,
            failing: false,
            groups: 0,
            checking: None,
            crowd: Crowd::default(),
        }
    }

    pub async fn run(mut self, mut stage: watch::Receiver<Stage>) {
        let mut committed = self.server.store.committed();
        let timer = |period| {
            let mut timer = interval(period);
            timer.set_missed_tick_behavior(MissedTickBehavior::Delay);
            timer
        };
        let (mut poll, mut heartbeat) = (timer(POLL), timer(HEARTBEAT));
        let (mut check, mut presence) = (recheck::timer(), timer(presence::PERIOD));
        loop {
            let listening = !self.index.is_empty();
            tokio::select! {
                command = self.commands.recv() => match command {
                    Some(command) => self.obey(command).await,
                    None => return,
                },
                Ok(()) = committed.changed(), if listening => {}
                () = std::future::ready(()), if listening && self.more => {}
                () = sleep(GAP), if listening && self.waits => {}
                _ = poll.tick(), if listening => self.look_at_groups().await,
                _ = heartbeat.tick(), if listening => self.heartbeat(),
                _ = check.tick(), if listening => self.check(),
                _ = presence.tick(), if listening => self.tell_presence(),
                _ = stage.changed() => return self.say_goodbye(),
            }
            self.pump().await;
        }
    }

    async fn obey(&mut self, command: Command) {
        match command {
            Command::Remove(number) => self.remove(&[number]),
            Command::Add {
                viewer,
                last,
                presence,
                reply,
            } => {
                let added = self.add(*viewer, last, presence).await;
                if let Err(Ok(added)) = reply.send(added) {
                    // Gone meanwhile.
                    self.remove(&[added.number]);
                }
            }
        }
    }

    async fn add(&mut self, viewer: Viewer, last: Option<i64>, presence: bool) -> Result<Added> {
        let person = viewer.caller.id;
        let member = viewer.member();
        if self.index.len() >= LISTENERS || self.index.count_of(member) >= LISTENERS_EACH {
            return Err(Error::new(
                Code::ResourceExhausted,
                "Too many connections listen to live events. Close some of them.",
            ));
        }
        if self.log.is_none() {
            let position = timeout(SETTLE, settled(&self.server));
            let position = position
                .await
                .map_err(|_| Error::unavailable("transactions do not end"))??;
            self.log = Some(LogReader::at(position));
        }
        let position = self.log.as_ref().map_or(0, |log| log.position);
        let read = self.server.store.read(move |tx| {
            Box::pin(async move {
                let ends = store::events::ends(tx).await?;
                let said = store::availabilities::get(tx, person).await?;
                Ok((ends, spaces_of(tx, member).await?, said))
            })
        });
        let (ends, spaces, said) = read.await?;
        let start = start(last, position, ends);
        let after = match start {
            Start::After(last) => last.max(position),
            Start::Fresh | Start::Reset => position,
        };
        let (sender, live) = line();
        let joined = spaces.iter().map(|(space, _)| *space).collect();
        let number = self.index.insert(viewer, sender, after, presence, joined);
        if presence {
            let now = self.server.now();
            self.server.presence.enter(person, said, now);
            let news = presence::who_is_there(&self.server, &self.index, number);
            self.give_presence([(number, news)]);
        }
        Ok(Added {
            number,
            live,
            position,
            start,
            spaces,
        })
    }

    /// Hands on what is new, up to one page of the log.
    async fn pump(&mut self) {
        if self.index.is_empty() {
            // Whoever comes next begins where the log is then.
            self.log = None;
            return;
        }
        let Some(mut log) = self.log.take() else {
            return;
        };
        let outcome = self.read(&mut log).await;
        self.log = Some(log);
        if let Err(error) = &outcome {
            (self.more, self.waits) = (false, false);
            if !self.failing {
                tracing::warn!(%error, cause = error.cause, "cannot read the event log");
            }
        }
        self.failing = outcome.is_err();
    }

    async fn read(&mut self, log: &mut LogReader) -> Result<()> {
        let page = log.page(&self.server.store).await?;
        (self.more, self.waits) = (page.full, page.waits);
        let mut run: Vec<(i64, Event)> = Vec::new();
        for (position, event) in page.events {
            let moved = self.moves(&event);
            if let (Some(member), Kind::MembershipCreated(_) | Kind::MembershipUpdated(_)) =
                (moved, event.kind)
            {
                // The new member is told too.
                self.hand_out(log, &mut run).await?;
                self.refresh(event.space, member).await?;
            }
            run.push((position, event));
            if let (Some(member), Kind::MembershipDeleted(_)) = (moved, event.kind) {
                self.hand_out(log, &mut run).await?;
                self.refresh(event.space, member).await?;
            }
        }
        self.hand_out(log, &mut run).await
    }

    /// Tells the events of a run and counts them as read.
    async fn hand_out(&mut self, log: &mut LogReader, run: &mut Vec<(i64, Event)>) -> Result<()> {
        let Some((last, _)) = run.last() else {
            return Ok(());
        };
        let last = *last;
        let jobs: Vec<_> = run
            .iter()
            .filter_map(|(position, event)| self.job(*position, event))
            .collect();
        if !jobs.is_empty() {
            let told = tell(&self.server, jobs).await?;
            let gone: Vec<_> = told.iter().flat_map(|told| self.give(told)).collect();
            self.remove(&gone);
        }
        log.position = last;
        run.clear();
        Ok(())
    }

    fn job(&self, position: i64, event: &Event) -> Option<Job> {
        let mut classes: Vec<(Class, Call)> = Vec::new();
        for (_, listener) in self.listeners_of(position, event) {
            let class = listener.viewer.class;
            if !classes.iter().any(|(known, _)| *known == class) {
                classes.push((class, listener.viewer.call(&self.server)));
            }
        }
        (!classes.is_empty()).then_some(Job {
            position,
            event: *event,
            classes,
        })
    }

    /// Hands an event out; who is gone or too slow.
    fn give(&self, told: &Told) -> Vec<Number> {
        let failed = |(number, listener): (Number, &Listener)| {
            let frame = told.frame(&listener.viewer)?;
            (!listener.frames.give(frame)).then_some(number)
        };
        self.listeners_of(told.position, &told.event)
            .filter_map(failed)
            .collect()
    }

    /// Whom an event could be for.
    fn listeners_of<'a>(
        &'a self,
        position: i64,
        event: &'a Event,
    ) -> impl Iterator<Item = (Number, &'a Listener)> {
        let (space, member) = match event.kind {
            Kind::ReadStateUpdated(person) | Kind::AppNoticesUpdated(person) => {
                (None, Some(Member::Person(person)))
            }
            Kind::MembershipCreated(member)
            | Kind::MembershipUpdated(member)
            | Kind::MembershipDeleted(member) => (Some(event.space), Some(member)),
            _ => (Some(event.space), None),
        };
        let in_space = space
            .into_iter()
            .flat_map(|space| self.index.in_space(space));
        let themselves = member
            .into_iter()
            .flat_map(|member| self.index.of_member(member));
        in_space
            .filter(move |(_, listener)| !is_own(event, &listener.viewer))
            .chain(themselves)
            .filter(move |(_, listener)| {
                let tells = listener.viewer.opened.tells(event.kind.event_type());
                tells && listener.after < position
            })
    }

    fn heartbeat(&mut self) {
        let position = self.log.as_ref().map_or(0, |log| log.position);
        let beat = frames::heartbeat(position);
        let failed = |(number, listener): (Number, &Listener)| {
            let beat = match listener.after > position {
                true => frames::heartbeat(listener.after),
                false => beat.clone(),
            };
            (!listener.frames.give(beat)).then_some(number)
        };
        let gone: Vec<_> = self.index.all().filter_map(failed).collect();
        self.remove(&gone);
    }

    fn check(&mut self) {
        if self
            .checking
            .as_ref()
            .is_some_and(|task| !task.is_finished())
        {
            return;
        }
        let all = self.index.all();
        let listeners = all
            .map(|(number, it)| (number, it.viewer.clone()))
            .collect();
        let (server, commands) = (self.server.clone(), self.server.live.commands.clone());
        let checking = async move { recheck::check(&server, listeners, commands).await };
        self.checking = Some(tokio::spawn(checking));
    }

    fn remove(&mut self, numbers: &[Number]) {
        for number in numbers {
            let Some(gone) = self.index.remove(*number) else {
                continue;
            };
            if gone.presence {
                let person = gone.viewer.caller.id;
                self.server.presence.leave(person, self.server.now());
                self.crowd.left(person, gone.spaces());
            }
        }
    }

    /// Ends every stream; what is in the queues still goes out.
    fn say_goodbye(&mut self) {
        for (_, listener) in self.index.all() {
            listener.frames.give(frames::goodbye());
        }
        self.index.clear();
    }
}
