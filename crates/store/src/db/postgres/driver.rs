//! What a unit of work speaks through. It takes a connection when it first has
//! something to say, and for a write in a space its turn before that. Units that
//! wait for the same space share a transaction, one after the other: each behind
//! a savepoint, so that one that fails is undone alone, and nobody is answered
//! before the one commit, refusals included, because they may rest on what a
//! neighbour wrote.

use std::sync::Arc;
use std::time::Duration;

use deadpool_postgres::Pool;
use domain::{Error, Result};
use tokio::time::Instant;
use tokio_postgres::Row;

use super::session::Session;
use super::turns::{Members, Shared, Turn, Turns};
use crate::db::dialect;
use crate::db::value::Value;

/// Units in one transaction: beyond 64 savepoints with writes PostgreSQL looks
/// them up on slower ways.
const TOGETHER: usize = 48;

/// So that the first of them does not wait for too many others.
const LONGEST: Duration = Duration::from_millis(20);

const UNDO: &str = "ROLLBACK TO SAVEPOINT unit";

/// Where connections come from.
pub struct Source {
    pub pool: Pool,
    pub turns: Arc<Turns>,
    /// For the answer to one statement.
    pub patience: Duration,
}

pub struct Driver {
    source: Arc<Source>,
    /// What the first statement sends ahead.
    begin: Option<&'static str>,
    session: Option<Session>,
    /// Who ran before in the same transaction.
    members: Members,
    // Behind the session: the next one may need its connection.
    turn: Option<Turn>,
}

impl Driver {
    pub fn new(source: &Arc<Source>) -> Driver {
        Driver {
            source: source.clone(),
            begin: None,
            session: None,
            members: Members::none(),
            turn: None,
        }
    }

    pub async fn execute(&mut self, sql: &str, params: &[Value<'_>]) -> Result<u64> {
        self.session().await?.execute(sql, params).await
    }

    pub async fn send(&mut self, sql: &str, params: &[Value<'_>]) -> Result<()> {
        self.session().await?.send(sql, params).await
    }

    pub async fn query(&mut self, sql: &str, params: &[Value<'_>]) -> Result<Vec<Row>> {
        self.session().await?.query(sql, params).await
    }

    pub async fn script(&mut self, text: &str) -> Result<()> {
        self.session().await?.script(text).await
    }

    /// Waits until no other write of this process is in the space. Too late when
    /// the unit holds a connection already, which others may wait for.
    pub async fn turn(&mut self, space: i64) -> Result<()> {
        let first = self.session.is_none() && self.turn.is_none();
        if !first || self.begin != Some(dialect::POSTGRES_BEGIN_WRITE) {
            return Ok(());
        }
        let (turn, shared) = self.source.turns.enter(space).await?;
        self.turn = Some(turn);
        let Some(Shared { session, members }) = shared else {
            return Ok(());
        };
        self.members = members;
        let savepoint = std::mem::replace(&mut self.members.savepoint, true);
        self.session.insert(session).send_script(match savepoint {
            true => "RELEASE SAVEPOINT unit; SAVEPOINT unit",
            false => "SAVEPOINT unit",
        })
    }

    pub fn begin_write(&mut self) -> Result<()> {
        self.begin(dialect::POSTGRES_BEGIN_WRITE)
    }

    pub fn begin_read(&mut self) -> Result<()> {
        self.begin(dialect::POSTGRES_BEGIN_READ)
    }

    fn begin(&mut self, text: &'static str) -> Result<()> {
        self.begin = Some(text);
        match &mut self.session {
            Some(session) => session.begin(text),
            None => Ok(()),
        }
    }

    pub async fn commit(&mut self) -> Result<()> {
        match &mut self.session {
            Some(session) => session.commit().await,
            None => Ok(()),
        }
    }

    pub async fn rollback(&mut self) -> Result<()> {
        match &mut self.session {
            Some(session) => session.rollback().await,
            None => Ok(()),
        }
    }

    /// Ends the unit of a write: its outcome once that is durable, and whether a
    /// commit by this very unit is to wake anybody.
    pub async fn end<T>(&mut self, mut outcome: Result<T>, wake: bool) -> (Result<T>, bool) {
        let Some(mut session) = self.session.take() else {
            return (outcome, false);
        };
        let (alone, more) = (self.members.count() == 0, self.is_more_welcome());
        // What goes wrong with this unit must show while it can be undone alone.
        if (more || !alone)
            && outcome.is_ok()
            && let Err(error) = session.catch_up().await
        {
            outcome = Err(error);
        }
        if outcome.is_err() {
            if alone {
                return (outcome, false);
            }
            if let Err(error) = session.undo(UNDO).await {
                self.members.tell(&Err(error.clone()));
                return (outcome, false);
            }
        }
        self.members.wake |= wake && outcome.is_ok();
        match self.hand_on(session, more).await {
            Handed::Ended(ended) => (ended.and(outcome), false),
            Handed::Back(session) => self.commit_all(session, outcome).await,
        }
    }

    fn is_more_welcome(&self) -> bool {
        self.members.count() + 1 < TOGETHER
            && self.members.since.elapsed() < LONGEST
            && self.turn.as_ref().is_some_and(Turn::is_awaited)
    }

    /// Somebody else goes on in this transaction, and says how it ended.
    async fn hand_on(&mut self, session: Session, more: bool) -> Handed {
        let Some(turn) = self.turn.as_mut().filter(|_| more) else {
            return Handed::Back(session);
        };
        let ended = self.members.join();
        let members = std::mem::replace(&mut self.members, Members::none());
        match turn.hand_on(Shared { session, members }) {
            None => {
                let lost = |_| Err(Error::unavailable("the shared transaction was lost"));
                Handed::Ended(ended.await.unwrap_or_else(lost))
            }
            Some(back) => {
                self.members = back.members;
                self.members.leave();
                Handed::Back(back.session)
            }
        }
    }

    async fn commit_all<T>(
        &mut self,
        mut session: Session,
        outcome: Result<T>,
    ) -> (Result<T>, bool) {
        let committed = session.commit().await;
        self.members.tell(&committed);
        let wake = committed.is_ok() && self.members.wake;
        (committed.and(outcome), wake)
    }

    async fn session(&mut self) -> Result<&mut Session> {
        if self.session.is_none() {
            let source = &self.source;
            let mut session = Session::connect(&source.pool, source.patience).await?;
            if let Some(text) = self.begin {
                session.begin(text)?;
            }
            self.members.since = Instant::now();
            self.session = Some(session);
        }
        let none = || Error::internal("no connection");
        self.session.as_mut().ok_or_else(none)
    }
}

enum Handed {
    Ended(Result<()>),
    Back(Session),
}
