//! A database of its own for each test, on the server that
//! `CONFAB_TEST_POSTGRES_URL` names.

use std::sync::atomic::{AtomicU32, Ordering};

use tokio_postgres::{Client, NoTls};

pub struct Database {
    server: String,
    pub name: String,
}

impl Database {
    /// `None` where no server is named.
    pub async fn create() -> Option<Database> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let server = std::env::var("CONFAB_TEST_POSTGRES_URL").ok()?;
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("nodes_{}_{number}", std::process::id());
        let created = format!("CREATE DATABASE {name}");
        connect(&server)
            .await
            .batch_execute(&created)
            .await
            .unwrap();
        Some(Database { server, name })
    }

    /// For `--database-url`.
    pub fn url(&self) -> String {
        let (server, _) = self.server.rsplit_once('/').unwrap();
        format!("{server}/{}", self.name)
    }

    /// The same, through a relay on this port.
    pub fn url_through(&self, port: u16) -> String {
        let url = self.url();
        let (front, _) = url.rsplit_once(':').unwrap();
        format!("{front}:{port}/{}", self.name)
    }

    /// Where the server listens.
    pub fn address(&self) -> String {
        let (_, rest) = self.server.rsplit_once('@').unwrap();
        rest.split('/').next().unwrap().to_owned()
    }

    /// A connection past every node.
    pub async fn client(&self) -> Client {
        connect(&self.url()).await
    }

    pub async fn run(&self, statement: &str) {
        self.client().await.batch_execute(statement).await.unwrap();
    }

    /// One number.
    pub async fn number(&self, query: &str) -> i64 {
        let row = self.client().await.query_one(query, &[]).await;
        row.unwrap().get(0)
    }

    /// Ends every connection that nodes have, as a failover does.
    pub async fn cut(&self) {
        let statement = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
             WHERE datname = current_database() AND pid <> pg_backend_pid()";
        self.run(statement).await;
    }

    /// Nodes must have gone, or are cut off now.
    pub async fn drop(self) {
        let statement = format!("DROP DATABASE {} WITH (FORCE)", self.name);
        let client = connect(&self.server).await;
        client.batch_execute(&statement).await.unwrap();
    }
}

async fn connect(url: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.unwrap();
    // Ends with the client, or when a test cuts it.
    tokio::spawn(async move { connection.await.ok() });
    client
}
