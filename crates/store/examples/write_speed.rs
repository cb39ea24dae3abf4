//! How many durable writes a second, and how long a read takes:
//! `cargo run --release -p store --example write_speed [FOLDER or postgres://…]`
//! The folder should be on the disk that is to be measured, not in memory.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use domain::Result;
use store::db::migrate::Migration;
use store::{Location, Sql, Store, Tx};

static TABLES: &[Migration] = &[Migration {
    number: 1,
    name: "speed",
    text: "CREATE TABLE speed (
        space_id BIGINT NOT NULL,
        message_id BIGINT NOT NULL,
        content BYTEA NOT NULL,
        PRIMARY KEY (space_id, message_id)
    ) /* clustered */;
    CREATE TABLE speed_events (
        seq BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        space_id BIGINT NOT NULL,
        message_id BIGINT NOT NULL
    );",
}];

static INSERT: Sql =
    Sql::new("INSERT INTO speed (space_id, message_id, content) VALUES ($1, $2, $3)");
static EVENT: Sql = Sql::new("INSERT INTO speed_events (space_id, message_id) VALUES ($1, $2)");
static GET: Sql = Sql::new("SELECT content FROM speed WHERE space_id = $1 AND message_id = $2");

const CONTENT: [u8; 200] = [7; 200];
const TIME: Duration = Duration::from_secs(3);

#[tokio::main]
async fn main() -> std::result::Result<(), Box<dyn std::error::Error>> {
    let place = std::env::args().nth(1).unwrap_or_else(|| ".".to_owned());
    let folder;
    let location = if place.starts_with("postgres") {
        Location::Postgres(place)
    } else {
        folder = tempfile::tempdir_in(PathBuf::from(place))?;
        Location::Sqlite(folder.path().join("speed.db"))
    };
    let store = Store::open_with(&location, TABLES).await?;
    let next = Arc::new(AtomicI64::new(0));
    for callers in [1, 16, 64, 256] {
        let rate = rate(callers, |_| write(store.clone(), next.clone(), 1)).await?;
        println!("1 insert, {callers:3} callers: {rate:8.0} units/s");
    }
    let rate_of_four = rate(64, |_| write(store.clone(), next.clone(), 4)).await?;
    println!("4 statements, 64 callers: {rate_of_four:8.0} units/s");
    for callers in [1, 2, 16] {
        read_speed(&store, callers, &next).await?;
    }
    let writing = tokio::spawn({
        let (store, next) = (store.clone(), next.clone());
        async move { rate(16, |_| write(store.clone(), next.clone(), 1)).await }
    });
    read_speed(&store, 1, &next).await?;
    println!(
        "(the last while {:.0} units/s were written)",
        writing.await??
    );
    store.close().await;
    Ok(())
}

async fn read_speed(store: &Store, callers: i64, next: &Arc<AtomicI64>) -> Result<()> {
    let rate = rate(callers, |caller| read(store.clone(), caller, next.clone())).await?;
    let each = callers.min(2) as f64 * 1e6 / rate;
    println!("read of one row, {callers:3} callers: {rate:8.0} units/s, about {each:.1} µs each");
    Ok(())
}

/// Calls of `action` a second, made by `callers` tasks that wait for each.
async fn rate<F>(callers: i64, action: impl Fn(i64) -> F) -> Result<f64>
where
    F: AsyncAction,
{
    let start = Instant::now();
    let mut tasks = Vec::new();
    for caller in 0..callers {
        let mut action = action(caller);
        tasks.push(tokio::spawn(async move {
            let mut count = 0_u64;
            while start.elapsed() < TIME {
                action.call().await?;
                count += 1;
            }
            Ok(count)
        }));
    }
    let mut count = 0;
    for task in tasks {
        count += task.await.map_err(domain::Error::internal)??;
    }
    Ok(count as f64 / start.elapsed().as_secs_f64())
}

trait AsyncAction: Send + 'static {
    fn call(&mut self) -> impl Future<Output = Result<()>> + Send;
}

struct Write {
    store: Store,
    next: Arc<AtomicI64>,
    statements: u32,
}

fn write(store: Store, next: Arc<AtomicI64>, statements: u32) -> Write {
    Write {
        store,
        next,
        statements,
    }
}

impl AsyncAction for Write {
    async fn call(&mut self) -> Result<()> {
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        let statements = self.statements;
        self.store
            .write(move |tx| Box::pin(unit(tx, id, statements)))
            .await
    }
}

async fn unit(tx: &mut Tx, id: i64, statements: u32) -> Result<()> {
    tx.execute(&INSERT, &[1.into(), id.into(), (&CONTENT).into()])
        .await?;
    for _ in 1..statements / 2 {
        tx.optional(&GET, &[1.into(), id.into()], |row| Ok(row.blob(0)?.len()))
            .await?;
    }
    for _ in 0..statements / 2 {
        tx.execute(&EVENT, &[1.into(), id.into()]).await?;
    }
    Ok(())
}

struct Read {
    store: Store,
    random: i64,
    next: Arc<AtomicI64>,
}

fn read(store: Store, caller: i64, next: Arc<AtomicI64>) -> Read {
    Read {
        store,
        random: caller + 1,
        next,
    }
}

impl AsyncAction for Read {
    async fn call(&mut self) -> Result<()> {
        self.random = self
            .random
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        let most = self.next.load(Ordering::Relaxed).max(1);
        let id = (self.random >> 20).rem_euclid(most);
        let unit = self.store.read(move |tx| {
            Box::pin(async move {
                tx.optional(&GET, &[1.into(), id.into()], |row| Ok(row.blob(0)?.len()))
                    .await
            })
        });
        unit.await.map(drop)
    }
}
