//! Where a server under test keeps its data: SQLite in its folder, or a schema
//! of its own on the PostgreSQL that `CONFAB_TEST_POSTGRES_URL` names.

use std::sync::atomic::{AtomicU32, Ordering};

use tokio_postgres::NoTls;
use tokio_postgres::error::SqlState;

pub struct Schema {
    server: String,
    name: String,
}

impl Schema {
    /// `None`: SQLite.
    pub async fn create() -> Option<Self> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let server = std::env::var("CONFAB_TEST_POSTGRES_URL").ok()?;
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("methods_{}_{number}", std::process::id());
        run(&server, &format!("CREATE SCHEMA {name}")).await;
        Some(Self { server, name })
    }

    /// For `--database-url`.
    pub fn url(&self) -> String {
        let Self { server, name } = self;
        let sign = if server.contains('?') { '&' } else { '?' };
        format!("{server}{sign}options=-c%20search_path%3D{name}")
    }

    /// A last transaction of the server that has just stopped may still hold
    /// a table: PostgreSQL then ends one of the two.
    pub async fn drop(self) {
        let statement = format!("DROP SCHEMA {} CASCADE", self.name);
        while let Err(error) = execute(&self.server, &statement).await {
            assert_eq!(
                error.code(),
                Some(&SqlState::T_R_DEADLOCK_DETECTED),
                "{error}"
            );
        }
    }
}

async fn run(server: &str, statement: &str) {
    execute(server, statement).await.unwrap();
}

async fn execute(server: &str, statement: &str) -> Result<(), tokio_postgres::Error> {
    let (client, connection) = tokio_postgres::connect(server, NoTls).await?;
    let connection = tokio::spawn(connection);
    let executed = client.batch_execute(statement).await;
    drop(client);
    connection.await.unwrap()?;
    executed
}
