//! Brings the tables up to date: numbered files, forward only, each in a
//! transaction of its own, never edited once released. Add a file to
//! `migrations/`, a line to [`MIGRATIONS`], and renew `schema.sql`.
//!
//! Nodes of an older version go on beside a changed database for as long as no
//! change needs them to know it: see [`Migration::needs`].

use std::path::Path;
use std::time::Duration;

use domain::Error;
use futures_util::FutureExt;
use tokio::time::sleep;

use super::dialect;
use super::error::OpenError;
use super::sql::Sql;
use super::tx::{Driver, Tx};

/// Every change, oldest first.
pub static MIGRATIONS: &[Migration] = &[
    Migration {
        number: 1,
        name: "first",
        text: include_str!("../../migrations/0001_first.sql"),
    },
    Migration {
        number: 2,
        name: "reactions",
        text: include_str!("../../migrations/0002_reactions.sql"),
    },
    Migration {
        number: 3,
        name: "read_states",
        text: include_str!("../../migrations/0003_read_states.sql"),
    },
    Migration {
        number: 4,
        name: "space_events",
        text: include_str!("../../migrations/0004_space_events.sql"),
    },
    Migration {
        number: 5,
        name: "space_search",
        text: include_str!("../../migrations/0005_space_search.sql"),
    },
    Migration {
        number: 6,
        name: "sessions",
        text: include_str!("../../migrations/0006_sessions.sql"),
    },
    Migration {
        number: 7,
        name: "signing_keys",
        text: include_str!("../../migrations/0007_signing_keys.sql"),
    },
    Migration {
        number: 8,
        name: "deliveries",
        text: include_str!("../../migrations/0008_deliveries.sql"),
    },
    Migration {
        number: 9,
        name: "audit_log",
        text: include_str!("../../migrations/0009_audit_log.sql"),
    },
    Migration {
        number: 10,
        name: "webhooks",
        text: include_str!("../../migrations/0010_webhooks.sql"),
    },
    Migration {
        number: 11,
        name: "imports",
        text: include_str!("../../migrations/0011_imports.sql"),
    },
    Migration {
        number: 12,
        name: "oauth_clients",
        text: include_str!("../../migrations/0012_oauth_clients.sql"),
    },
    Migration {
        number: 13,
        name: "uploads",
        text: include_str!("../../migrations/0013_uploads.sql"),
    },
    Migration {
        number: 14,
        name: "link_previews",
        text: include_str!("../../migrations/0014_link_previews.sql"),
    },
    Migration {
        number: 15,
        name: "space_audiences",
        text: include_str!("../../migrations/0015_space_audiences.sql"),
    },
    Migration {
        number: 16,
        name: "summaries",
        text: include_str!("../../migrations/0016_summaries.sql"),
    },
    Migration {
        number: 17,
        name: "oidc_accounts",
        text: include_str!("../../migrations/0017_oidc_accounts.sql"),
    },
    Migration {
        number: 18,
        name: "personal_settings",
        text: include_str!("../../migrations/0018_personal_settings.sql"),
    },
    Migration {
        number: 19,
        name: "apps_by_mention",
        text: include_str!("../../migrations/0019_apps_by_mention.sql"),
    },
    Migration {
        number: 20,
        name: "custom_emojis",
        text: include_str!("../../migrations/0020_custom_emojis.sql"),
    },
    Migration {
        number: 21,
        name: "preferences",
        text: include_str!("../../migrations/0021_preferences.sql"),
    },
];

#[derive(Clone, Copy, Debug)]
pub struct Migration {
    pub number: i64,
    pub name: &'static str,
    pub text: &'static str,
}

impl Migration {
    /// The change that a program must know to work on the database after this
    /// one. The first line of the text says so:
    ///
    /// - `-- expands`: any program may; the change only adds what others do
    ///   without.
    /// - `-- needs 17`: it takes away what programs that do not know change 17
    ///   still use.
    /// - neither: only a program that knows the change itself.
    pub fn needs(&self) -> i64 {
        let first = self.text.lines().next().unwrap_or_default();
        if first == "-- expands" {
            return 0;
        }
        let named = first.strip_prefix("-- needs ");
        named
            .and_then(|number| number.parse().ok())
            .unwrap_or(self.number)
    }
}

/// The last change of a list.
pub fn newest(list: &[Migration]) -> i64 {
    list.last().map_or(0, |last| last.number)
}

/// A node that has just stopped may seem to be there for a moment.
const FAREWELL: Duration = Duration::from_secs(5);
const GLANCE: Duration = Duration::from_millis(50);

static APPLIED: Sql = Sql::new("SELECT number, name FROM migrations ORDER BY number");
static RECORD: Sql = Sql::new("INSERT INTO migrations (number, name, needs) VALUES ($1, $2, $3)");
/// Change by change; the first versions did not write it down.
static NEEDS: Sql =
    Sql::new("SELECT COALESCE(MAX(COALESCE(needs, number)), 0) FROM migrations WHERE number > $1");
static STRICT: Sql = Sql::new("SELECT COALESCE(MAX(number), 0) FROM migrations WHERE number > $1");
const TABLE: &str = "CREATE TABLE IF NOT EXISTS migrations (
    number BIGINT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    needs BIGINT
);";
const ADD_NEEDS: &str = "ALTER TABLE migrations ADD COLUMN needs BIGINT";

/// `tx` is the connection that becomes the writer. A file that already holds
/// tables is copied to `<file>.before-NNNN` first.
pub fn sqlite(tx: &mut Tx, path: &Path, list: &[Migration]) -> Result<(), OpenError> {
    let copy = |number: i64| super::sqlite::copy(path, number);
    let fault = |cause| OpenError::File {
        path: path.to_owned(),
        cause,
    };
    // Its futures are always ready.
    match run(tx, list, copy).now_or_never() {
        Some(Err(OpenError::Server { cause })) => Err(fault(cause)),
        Some(outcome) => outcome,
        None => Err(fault("a migration had to wait".to_owned())),
    }
}

/// Nodes that start together take turns.
pub async fn postgres(tx: &mut Tx, list: &[Migration]) -> Result<(), OpenError> {
    run(tx, list, |_| Ok(())).await
}

/// `copy` is called with the number of the first change, before it, when the
/// database was not empty.
async fn run(
    tx: &mut Tx,
    list: &[Migration],
    copy: impl Fn(i64) -> Result<(), OpenError>,
) -> Result<(), OpenError> {
    // What this very run makes is not worth a copy.
    let mut copied = applied(tx).await?.is_empty();
    while next(tx, list).await?.is_some() {
        tx.begin_write().await.map_err(|error| unusable(&error))?;
        let step = step(tx, list, |number| {
            if std::mem::replace(&mut copied, true) {
                Ok(())
            } else {
                copy(number)
            }
        });
        match step.await {
            Ok(()) => tx.commit().await.map_err(|error| unusable(&error))?,
            Err(error) => {
                // The error is what matters; closing undoes as well.
                drop(tx.rollback().await);
                return Err(error);
            }
        }
    }
    Ok(())
}

/// One change, unless another process was faster.
async fn step(
    tx: &mut Tx,
    list: &[Migration],
    copy: impl FnOnce(i64) -> Result<(), OpenError>,
) -> Result<(), OpenError> {
    tx.lock_migrations()
        .await
        .map_err(|error| unusable(&error))?;
    let Some(change) = next(tx, list).await? else {
        return Ok(());
    };
    copy(change.number)?;
    let mut left = FAREWELL.as_millis() / GLANCE.as_millis();
    while let Some(node) = older_nodes(tx, &change).await? {
        if left == 0 {
            return Err(OpenError::Older {
                number: change.number,
                needs: change.needs(),
                node,
            });
        }
        left -= 1;
        sleep(GLANCE).await;
    }
    apply(tx, &change)
        .await
        .map_err(|error| OpenError::Migration {
            number: change.number,
            name: change.name.to_owned(),
            cause: cause(&error),
        })?;
    tracing::info!(
        number = change.number,
        name = change.name,
        "changed the database"
    );
    Ok(())
}

async fn older_nodes(tx: &mut Tx, change: &Migration) -> Result<Option<i64>, OpenError> {
    let older = tx.older_nodes(change.needs()).await;
    older.map_err(|error| unusable(&error))
}

async fn apply(tx: &mut Tx, change: &Migration) -> domain::Result<()> {
    tx.script(TABLE).await?;
    if !tx.has_needs().await? {
        tx.script(ADD_NEEDS).await?;
    }
    tx.script(change.text).await?;
    let params = [
        change.number.into(),
        change.name.into(),
        change.needs().into(),
    ];
    tx.execute(&RECORD, &params).await.map(drop)
}

/// The first change that the database lacks. Refuses a database that is too
/// new for this program, or knows other things.
async fn next(tx: &mut Tx, list: &[Migration]) -> Result<Option<Migration>, OpenError> {
    let applied = applied(tx).await?;
    for (at, (number, name)) in applied.iter().enumerate() {
        match list.get(at) {
            Some(known) if known.number == *number && known.name == name => {}
            Some(known) => {
                return Err(OpenError::Foreign {
                    number: *number,
                    found: name.clone(),
                    known: known.name.to_owned(),
                });
            }
            None => {
                let known = newest(list);
                let needs = needs_after(tx, known).await;
                if needs.map_err(|error| unusable(&error))? > known {
                    return Err(OpenError::Newer {
                        found: *number,
                        known,
                    });
                }
                return Ok(None);
            }
        }
    }
    Ok(list.get(applied.len()).copied())
}

/// The change that a program must know which knows none after `known`.
pub async fn needs_after(tx: &mut Tx, known: i64) -> domain::Result<i64> {
    let query = match tx.has_needs().await? {
        true => &NEEDS,
        false => &STRICT,
    };
    let needs = tx
        .optional(query, &[known.into()], |row| row.int(0))
        .await?;
    Ok(needs.unwrap_or(0))
}

async fn applied(tx: &mut Tx) -> Result<Vec<(i64, String)>, OpenError> {
    let rows = async {
        if !tx.has_migrations().await? {
            return Ok(Vec::new());
        }
        tx.all(&APPLIED, &[], |row| {
            Ok((row.int(0)?, row.text(1)?.to_owned()))
        })
        .await
    };
    rows.await.map_err(|error: Error| unusable(&error))
}

fn unusable(error: &Error) -> OpenError {
    OpenError::Server {
        cause: cause(error),
    }
}

fn cause(error: &Error) -> String {
    error
        .cause
        .clone()
        .unwrap_or_else(|| error.message.to_string())
}

/// What differs between the databases in here.
impl Tx {
    async fn has_migrations(&mut self) -> domain::Result<bool> {
        static SQLITE: Sql = Sql::new(dialect::SQLITE_HAS_MIGRATIONS);
        static POSTGRES: Sql = Sql::new(dialect::POSTGRES_HAS_MIGRATIONS);
        let query = match &mut self.driver {
            Driver::Sqlite(_) => &SQLITE,
            Driver::Postgres(_) => &POSTGRES,
        };
        Ok(self.optional(query, &[], |_| Ok(())).await?.is_some())
    }

    async fn has_needs(&mut self) -> domain::Result<bool> {
        static SQLITE: Sql = Sql::new(dialect::SQLITE_HAS_NEEDS);
        static POSTGRES: Sql = Sql::new(dialect::POSTGRES_HAS_NEEDS);
        let query = match &mut self.driver {
            Driver::Sqlite(_) => &SQLITE,
            Driver::Postgres(_) => &POSTGRES,
        };
        Ok(self.optional(query, &[], |_| Ok(())).await?.is_some())
    }

    /// The last change known to a running node that knows less than `needs`.
    /// On SQLite there is one node.
    async fn older_nodes(&mut self, needs: i64) -> domain::Result<Option<i64>> {
        static OLDER: Sql = Sql::new(dialect::POSTGRES_OLDER_NODES);
        match &mut self.driver {
            Driver::Sqlite(_) => Ok(None),
            Driver::Postgres(_) => {
                self.optional(&OLDER, &[needs.into()], |row| row.int(0))
                    .await
            }
        }
    }

    /// On SQLite the write transaction is the lock.
    async fn lock_migrations(&mut self) -> domain::Result<()> {
        match &mut self.driver {
            Driver::Sqlite(_) => Ok(()),
            Driver::Postgres(driver) => driver.script(dialect::POSTGRES_MIGRATION_LOCK).await,
        }
    }

    async fn script(&mut self, text: &str) -> domain::Result<()> {
        match &mut self.driver {
            Driver::Sqlite(driver) => driver.script(&dialect::script_for_sqlite(text)),
            Driver::Postgres(driver) => driver.script(&dialect::script_for_postgres(text)).await,
        }
    }
}

/// The picture of today's tables, as `schema.sql` keeps it: what all
/// migrations together come to, in their words.
pub fn schema() -> domain::Result<String> {
    super::sqlite::picture(MIGRATIONS)
}
