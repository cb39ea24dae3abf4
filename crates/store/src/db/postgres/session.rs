//! One connection of the pool, with a transaction in it or not, and what was
//! said on it that nobody has heard the answer to yet.

use std::future::ready;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use deadpool_postgres::{Object, Pool};
use domain::{Error, Result};
use futures_util::FutureExt;
use futures_util::future::join;
use tokio::time::timeout;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Row, Statement};

use super::pool_fault;
use crate::db::error::{ends_connection, from_postgres};
use crate::db::value::Value;

/// Prepared statements kept on a connection; composed texts could be many.
const STATEMENTS: usize = 512;

/// Answers that may be outstanding: what a unit says ahead is bounded.
const AHEAD: usize = 64;

type Fault = tokio_postgres::Error;
type Answer = Pin<Box<dyn Future<Output = Result<(), Fault>> + Send>>;

pub struct Session {
    /// `None` once it was given up.
    object: Option<Arc<Object>>,
    open: bool,
    /// Of what [`Session::send`] put on the wire, oldest first.
    outstanding: Vec<Answer>,
    /// For the answer to one statement.
    patience: Duration,
}

impl Session {
    pub async fn connect(pool: &Pool, patience: Duration) -> Result<Session> {
        let object = pool.get().await.map_err(pool_fault)?;
        Ok(Session {
            object: Some(Arc::new(object)),
            open: false,
            outstanding: Vec::new(),
            patience,
        })
    }

    pub async fn execute(&mut self, sql: &str, params: &[Value<'_>]) -> Result<u64> {
        let (object, bound) = (self.object()?, bind(params));
        self.ask(async move {
            let statement = prepare(&object, sql).await?;
            object.execute(&statement, &bound).await
        })
        .await
    }

    pub async fn query(&mut self, sql: &str, params: &[Value<'_>]) -> Result<Vec<Row>> {
        let (object, bound) = (self.object()?, bind(params));
        self.ask(async move {
            let statement = prepare(&object, sql).await?;
            object.query(&statement, &bound).await
        })
        .await
    }

    /// As [`Session::execute`], but goes on before the server has answered. What
    /// is said next travels with it; if it fails that fails, or the commit.
    pub async fn send(&mut self, sql: &str, params: &[Value<'_>]) -> Result<()> {
        let statement = self.statement(sql).await?;
        let object = self.object()?;
        let kept: Vec<Kept> = params.iter().map(Kept::from).collect();
        self.put(Box::pin(async move {
            let params: Vec<Value<'_>> = kept.iter().map(Kept::value).collect();
            object.execute(&statement, &bind(&params)).await.map(drop)
        }))?;
        match self.outstanding.len() < AHEAD {
            true => Ok(()),
            false => self.catch_up().await,
        }
    }

    pub async fn script(&mut self, text: &str) -> Result<()> {
        let object = self.object()?;
        self.ask(async move { object.batch_execute(text).await })
            .await
    }

    /// [`Session::script`], as [`Session::send`] does it.
    pub fn send_script(&mut self, text: &'static str) -> Result<()> {
        let object = self.object()?;
        self.put(Box::pin(async move { object.batch_execute(text).await }))
    }

    /// Begins a transaction, on the way of its first statement. Open from before
    /// the server is asked: the caller may go away meanwhile.
    pub fn begin(&mut self, text: &'static str) -> Result<()> {
        self.open = true;
        self.send_script(text)
    }

    /// Nobody knows whether a commit took place whose answer was lost: the
    /// caller hears `Unavailable`, and its request id makes a repetition safe.
    pub async fn commit(&mut self) -> Result<()> {
        self.script("COMMIT").await?;
        self.open = false;
        Ok(())
    }

    /// Undoes what was done since a savepoint, whatever became of it.
    pub async fn undo(&mut self, text: &'static str) -> Result<()> {
        self.outstanding.clear();
        self.script(text).await
    }

    pub async fn rollback(&mut self) -> Result<()> {
        if self.open {
            self.undo("ROLLBACK").await?;
            self.open = false;
        }
        Ok(())
    }

    /// Hears every answer; the first fault among them.
    pub async fn catch_up(&mut self) -> Result<()> {
        match self.outstanding.is_empty() {
            true => Ok(()),
            false => self.ask(ready(Ok(()))).await,
        }
    }

    fn object(&self) -> Result<Arc<Object>> {
        let given_up = || Error::unavailable("the connection was given up");
        self.object.clone().ok_or_else(given_up)
    }

    /// At once when it is known on this connection.
    async fn statement(&mut self, sql: &str) -> Result<Statement> {
        let object = self.object()?;
        let mut preparing = Box::pin(async move { prepare(&object, sql).await });
        match (&mut preparing).now_or_never() {
            Some(known) => known.map_err(|error| from_postgres(&error)),
            None => self.ask(preparing).await,
        }
    }

    /// The first poll puts it on the wire, in the order of these calls.
    fn put(&mut self, mut answer: Answer) -> Result<()> {
        match (&mut answer).now_or_never() {
            None => self.outstanding.push(answer),
            Some(early) => early.map_err(|error| from_postgres(&error))?,
        }
        Ok(())
    }

    /// Waits for one answer and those before it; what failed first is told. A
    /// server that gives none, though it limits the time of statements itself, is
    /// not there any more: the connection is closed rather than handed to the
    /// next one.
    async fn ask<T>(&mut self, question: impl Future<Output = Result<T, Fault>>) -> Result<T> {
        let outstanding = std::mem::take(&mut self.outstanding);
        let before = async {
            for answer in outstanding {
                answer.await?;
            }
            Ok(())
        };
        let answered = timeout(self.patience, join(before, question)).await;
        let Ok((before, answer)) = answered else {
            self.give_up();
            return Err(Error::unavailable("the database does not answer"));
        };
        before.and(answer).map_err(|error| {
            // The pool may not have heard of it yet.
            if ends_connection(&error) {
                self.give_up();
            }
            from_postgres(&error)
        })
    }

    fn give_up(&mut self) {
        let object = self.object.take().and_then(Arc::into_inner);
        drop(object.map(Object::take));
    }
}

impl Drop for Session {
    /// An open transaction ends here, also when its caller went away. One poll
    /// puts ROLLBACK on the wire, ahead of whatever the connection's next user
    /// says.
    fn drop(&mut self) {
        if self.open
            && let Some(object) = &self.object
        {
            drop(object.batch_execute("ROLLBACK").now_or_never());
        }
    }
}

async fn prepare(object: &Object, sql: &str) -> Result<Statement, Fault> {
    if object.statement_cache.size() >= STATEMENTS {
        object.statement_cache.clear();
    }
    object.prepare_cached(sql).await
}

fn bind<'a>(params: &'a [Value<'a>]) -> Vec<&'a (dyn ToSql + Sync)> {
    params
        .iter()
        .map(|value| value as &(dyn ToSql + Sync))
        .collect()
}

/// A [`Value`] that outlives the call.
enum Kept {
    Null,
    Int(i64),
    Bool(bool),
    Text(String),
    Blob(Vec<u8>),
}

impl From<&Value<'_>> for Kept {
    fn from(value: &Value<'_>) -> Kept {
        match *value {
            Value::Null => Kept::Null,
            Value::Int(value) => Kept::Int(value),
            Value::Bool(value) => Kept::Bool(value),
            Value::Text(text) => Kept::Text(text.to_owned()),
            Value::Blob(bytes) => Kept::Blob(bytes.to_owned()),
        }
    }
}

impl Kept {
    fn value(&self) -> Value<'_> {
        match self {
            Kept::Null => Value::Null,
            Kept::Int(value) => Value::Int(*value),
            Kept::Bool(value) => Value::Bool(*value),
            Kept::Text(text) => Value::Text(text),
            Kept::Blob(bytes) => Value::Blob(bytes),
        }
    }
}
