//! What a listener missed while it was away, from its last event up to where
//! the hub begins.

use std::collections::HashMap;
use std::sync::Arc;

use domain::events::{Event, Kind};
use domain::ids::SpaceId;
use domain::{Result, Time};
use store::events;
use store::members::Joined;
use tokio::sync::mpsc;

use super::log_reader::PAGE;
use super::stream::Past;
use super::tell::{Job, is_own, tell};
use super::viewer::Viewer;
use crate::state::Server;

/// Events rendered ahead of what the listener has taken.
const AHEAD: usize = 64;

/// What is to be told to whom.
pub struct Missed {
    pub server: Arc<Server>,
    pub viewer: Viewer,
    /// The last event that the listener has.
    pub after: i64,
    /// The last one that the hub will not hand out.
    pub up_to: i64,
    pub spaces: Vec<Joined>,
}

impl Missed {
    /// Begins to read; the events come as the listener takes them.
    pub fn start(self) -> mpsc::Receiver<Past> {
        let (sender, past) = mpsc::channel(AHEAD);
        tokio::spawn(async move {
            // Without its end the stream is cut, and the listener comes back.
            if let Err(error) = self.run(sender).await {
                tracing::warn!(%error, cause = error.cause, "cannot tell what was missed");
            }
        });
        past
    }

    async fn run(mut self, sender: mpsc::Sender<Past>) -> Result<()> {
        let spaces: HashMap<SpaceId, Option<Time>> = self
            .spaces
            .drain(..)
            // In a group and there by themselves: since always.
            .fold(HashMap::new(), |mut all, (space, since)| {
                all.entry(space).or_insert(since);
                all
            });
        while self.after < self.up_to {
            let after = self.after;
            let page = self
                .server
                .store
                .read(move |tx| Box::pin(async move { events::after(tx, after, PAGE).await }));
            let page = page.await?;
            self.after = page.last().map_or(self.up_to, |(last, _)| *last);
            let jobs = page
                .into_iter()
                .filter(|(position, event)| *position <= self.up_to && self.wants(&spaces, event));
            let jobs: Vec<_> = jobs
                .map(|(position, event)| Job {
                    position,
                    event,
                    classes: vec![(self.viewer.class, self.viewer.call(&self.server))],
                })
                .collect();
            if jobs.is_empty() {
                continue;
            }
            for told in tell(&self.server, jobs).await? {
                let Some(frame) = told.frame(&self.viewer) else {
                    continue;
                };
                if sender.send(Past::Frame(frame)).await.is_err() {
                    return Ok(());
                }
            }
        }
        // A listener that has gone meanwhile needs no end.
        sender.send(Past::Done).await.ok();
        Ok(())
    }

    /// Whether the listener would have been told at the time.
    fn wants(&self, spaces: &HashMap<SpaceId, Option<Time>>, event: &Event) -> bool {
        let there = match event.kind {
            Kind::ReadStateUpdated(person) | Kind::AppNoticesUpdated(person) => {
                person == self.viewer.caller.id
            }
            _ => match spaces.get(&event.space) {
                Some(since) => since.is_none_or(|since| event.time >= since),
                None => false,
            },
        };
        let tells = self.viewer.opened.tells(event.kind.event_type());
        tells && (there || is_own(event, &self.viewer))
    }
}
