//! On PostgreSQL: durable messages against the same writes sent by a bare loop
//! (`bare.rs`), and two nodes on one database (`nodes.rs`).

mod bare;
mod database;
mod nodes;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use tempfile::TempDir;

use self::bare::Bare;
use self::database::Database;
use crate::Result;
use crate::cases::{Ground, create_rest};
use crate::compare::Driver;
use crate::connection::{Connection, Shot};
use crate::report::Row;
use crate::server::Server;

/// Connections to the database that the server has, and the bare loop.
const POOL: usize = 16;
const ROUNDS: u32 = 5;

pub async fn measure(
    program: &Path,
    url: &str,
    connections: usize,
    length: Duration,
) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    let one = ["create-rest in one space", "bare loop in one space"];
    rows.extend(creates(program, url, 1, connections, length, one).await?);
    let many = ["create-rest in 64 spaces", "bare loop in 64 spaces"];
    rows.extend(creates(program, url, 64, connections, length, many).await?);
    rows.extend(nodes::measure(program, url, length).await?);
    Ok(rows)
}

/// The server and the loop in rounds that alternate, so that both meet the same
/// machine; each on a database of its own, so that neither reads what the other
/// writes.
async fn creates(
    program: &Path,
    url: &str,
    spaces: usize,
    connections: usize,
    length: Duration,
    [name, bare_name]: [&'static str; 2],
) -> Result<Vec<Row>> {
    let (database, other) = (Database::create(url).await?, Database::create(url).await?);
    let (folder, pool) = (TempDir::new()?, format!("pool_max_conns={POOL}"));
    let server = Server::start_on(program, &folder, &format!("{}?{pool}", other.url))?;
    let (_, places) = prepare(&server, spaces).await?;
    drop(server);
    let mut bare = Bare::open(&other.url, POOL, &places).await?;

    let server = Server::start_on(program, &folder, &format!("{}?{pool}", database.url))?;
    let (shots, _) = prepare(&server, spaces).await?;
    let each: Vec<_> = shots.iter().cycle().take(connections).cloned().collect();
    let mut driver = Driver::open_each(name, &server, &each).await?;
    for _ in 0..ROUNDS {
        driver.round(length / ROUNDS).await?;
        bare.round(length / ROUNDS).await?;
    }
    let bare = bare.row(bare_name);
    let mut row = driver.row(&server)?;
    row.ratio_to_ceiling = Some(row.requests_per_second / bare.requests_per_second);
    drop(server);
    other.drop().await?;
    database.drop().await?;
    Ok(vec![row, bare])
}

/// So many spaces of one person with a message in each; what is to be sent to
/// each of them, and their names.
async fn prepare(server: &Server, spaces: usize) -> Result<(Vec<Arc<Shot>>, Vec<String>)> {
    let mut ground = Ground::new(server).await?;
    let (mut shots, mut names) = (Vec::new(), Vec::new());
    for number in 0..spaces {
        ground.space = ground.new_space(&format!("Bench {number}")).await?;
        let shot = Arc::new(create_rest(&ground));
        Connection::open(server.port, &shot).await?.send(0).await?;
        shots.push(shot);
        names.push(ground.space.clone());
    }
    Ok((shots, names))
}
