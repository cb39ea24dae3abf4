//! The audit log: one row for each act of an administrator and each event that
//! matters to security, written in the transaction that it is about.

use domain::audit::{Entry, shortened};
use domain::{Result, Time};

use crate::{Row, Sql, Tx};

/// An entry as it is read back: names are words by then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// Grows with every entry.
    pub seq: i64,
    pub time: Time,
    pub actor: String,
    pub action: String,
    pub target: String,
    pub detail: String,
    pub origin: String,
}

/// Which entries to read; empty texts stand for any.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    pub actor: String,
    pub action: String,
    /// Only entries before this one, for the next page.
    pub before: Option<i64>,
}

/// The columns that [`recorded`] reads, in its order.
macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT seq, time, actor, action, target, detail, origin FROM audit_log
             WHERE seq < $1 ",
            $rest,
            " ORDER BY seq DESC LIMIT $2"
        )
    };
}

/// Writes an entry together with what it tells of.
pub async fn record(tx: &mut Tx, entry: &Entry) -> Result<()> {
    static INSERT: Sql = Sql::new(
        "INSERT INTO audit_log (time, actor, action, target, detail, origin)
         VALUES ($1, $2, $3, $4, $5, $6)",
    );
    let actor = entry.actor.to_text();
    let params = [
        entry.time.0.into(),
        actor.as_str().into(),
        entry.action.0.into(),
        entry.target.as_str().into(),
        shortened(&entry.detail).into(),
        entry.origin.as_str().into(),
    ];
    tx.execute(&INSERT, &params).await?;
    Ok(())
}

/// Entries, latest first.
pub async fn page(tx: &mut Tx, wanted: &Wanted, limit: i64) -> Result<Vec<Recorded>> {
    static ALL: Sql = Sql::new(select!(""));
    static OF_ACTION: Sql = Sql::new(select!("AND action = $3"));
    static OF_ACTOR: Sql = Sql::new(select!("AND actor = $3"));
    static OF_BOTH: Sql = Sql::new(select!("AND actor = $3 AND action = $4"));
    let before = wanted.before.unwrap_or(i64::MAX).into();
    let (actor, action) = (wanted.actor.as_str(), wanted.action.as_str());
    let limit = limit.into();
    match (actor, action) {
        ("", "") => tx.all(&ALL, &[before, limit], recorded).await,
        ("", action) => {
            let params = [before, limit, action.into()];
            tx.all(&OF_ACTION, &params, recorded).await
        }
        (actor, "") => {
            let params = [before, limit, actor.into()];
            tx.all(&OF_ACTOR, &params, recorded).await
        }
        (actor, action) => {
            let params = [before, limit, actor.into(), action.into()];
            tx.all(&OF_BOTH, &params, recorded).await
        }
    }
}

/// Removes entries from before a time, of the `limit` oldest ones. Answers how
/// many.
pub async fn remove_old(tx: &mut Tx, before: Time, limit: i64) -> Result<u64> {
    static OLD: Sql = Sql::new(
        "DELETE FROM audit_log WHERE time < $1 AND seq IN
             (SELECT seq FROM audit_log ORDER BY seq LIMIT $2)",
    );
    tx.execute(&OLD, &[before.0.into(), limit.into()]).await
}

fn recorded(row: &Row<'_>) -> Result<Recorded> {
    Ok(Recorded {
        seq: row.int(0)?,
        time: Time(row.int(1)?),
        actor: row.text(2)?.to_owned(),
        action: row.text(3)?.to_owned(),
        target: row.text(4)?.to_owned(),
        detail: row.text(5)?.to_owned(),
        origin: row.text(6)?.to_owned(),
    })
}
