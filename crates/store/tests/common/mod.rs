//! A fresh database for each test, on SQLite always and on PostgreSQL when
//! `CONFAB_TEST_POSTGRES_URL` names a server: there in a schema of its own.
//! `each(async |db| …)` plays a test on both.
#![allow(dead_code, clippy::unwrap_used)]

use std::sync::atomic::{AtomicU32, Ordering};

use store::db::migrate::{MIGRATIONS, Migration};
use store::{Location, Store};
use tempfile::TempDir;

pub struct Db {
    pub store: Store,
    pub location: Location,
    pub migrations: &'static [Migration],
    schema: Option<(String, String)>,
    _folder: Option<TempDir>,
}

impl Db {
    pub fn is_sqlite(&self) -> bool {
        self.schema.is_none()
    }

    /// Another store on the same database, as another process would have.
    pub async fn again(&self) -> Store {
        Store::open_with(&self.location, self.migrations)
            .await
            .unwrap()
    }
}

/// Runs `test` with the program's own tables.
pub async fn each(test: impl AsyncFn(&Db)) {
    each_with(MIGRATIONS, test).await;
}

pub async fn each_with(migrations: &'static [Migration], test: impl AsyncFn(&Db)) {
    let db = sqlite(migrations).await;
    test(&db).await;
    db.store.close().await;
    on_postgres(migrations, test).await;
}

/// Does nothing where no server is named.
pub async fn on_postgres(migrations: &'static [Migration], test: impl AsyncFn(&Db)) {
    let Ok(url) = std::env::var("CONFAB_TEST_POSTGRES_URL") else {
        return;
    };
    let db = postgres(&url, migrations).await;
    test(&db).await;
    db.store.close().await;
    if let Some((url, schema)) = &db.schema {
        admin(url, &format!("DROP SCHEMA {schema} CASCADE")).await;
    }
}

pub async fn sqlite(migrations: &'static [Migration]) -> Db {
    let folder = tempfile::tempdir().unwrap();
    let location = Location::Sqlite(folder.path().join("confab.db"));
    let store = Store::open_with(&location, migrations).await.unwrap();
    Db {
        store,
        location,
        migrations,
        schema: None,
        _folder: Some(folder),
    }
}

async fn postgres(url: &str, migrations: &'static [Migration]) -> Db {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let schema = format!("test_{}_{number}", std::process::id());
    admin(
        url,
        &format!("DROP SCHEMA IF EXISTS {schema} CASCADE; CREATE SCHEMA {schema}"),
    )
    .await;
    let sign = if url.contains('?') { '&' } else { '?' };
    let location = Location::Postgres(format!("{url}{sign}options=-c%20search_path%3D{schema}"));
    let store = Store::open_with(&location, migrations).await.unwrap();
    let schema = Some((url.to_owned(), schema));
    Db {
        store,
        location,
        migrations,
        schema,
        _folder: None,
    }
}

async fn admin(url: &str, statement: &str) {
    let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls)
        .await
        .unwrap();
    let connection = tokio::spawn(connection);
    client.batch_execute(statement).await.unwrap();
    drop(client);
    connection.await.unwrap().unwrap();
}
