//! A fresh database on the server that was named.

use std::sync::atomic::{AtomicU32, Ordering};

use tokio_postgres::{Client, NoTls};

use crate::Result;

pub struct Database {
    server: String,
    name: String,
    pub url: String,
}

impl Database {
    pub async fn create(server: &str) -> Result<Database> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("bench_{}_{number}", std::process::id());
        let (front, _) = server.rsplit_once('/').ok_or("the URL names no database")?;
        let url = format!("{front}/{name}");
        let client = connect(server).await?;
        client
            .batch_execute(&format!("CREATE DATABASE {name}"))
            .await?;
        Ok(Database {
            server: server.to_owned(),
            name,
            url,
        })
    }

    pub async fn drop(self) -> Result<()> {
        let statement = format!("DROP DATABASE {} WITH (FORCE)", self.name);
        Ok(connect(&self.server)
            .await?
            .batch_execute(&statement)
            .await?)
    }
}

pub async fn connect(url: &str) -> Result<Client> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
    // Ends with the client, whose calls say why.
    tokio::spawn(async move { connection.await.ok() });
    Ok(client)
}
