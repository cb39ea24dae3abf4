//! What a busy team does at once: of ten connections six read lists, two read
//! single messages, one writes and one reads what is new.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use http::Method;
use tempfile::TempDir;
use tokio::try_join;

use crate::Result;
use crate::cases::{Case, Ground, create_rest, get_rest, list_rest};
use crate::compare::Driver;
use crate::connection::{Body, Shot};
use crate::report::Row;
use crate::server::Server;

pub async fn measure(program: &Path, connections: usize, length: Duration) -> Result<Vec<Row>> {
    let folder = TempDir::new()?;
    let server = Server::start(program, &folder)?;
    let case = Case::ALL.iter().find(|case| case.name == "list-rest");
    let (ground, _) = case.ok_or("no case list-rest")?.prepare(&server).await?;
    let tenth = connections.div_ceil(10);
    let parts = [
        ("mixed list", list_rest(&ground), 6),
        ("mixed get", get_rest(&ground), 2),
        ("mixed create", create_rest(&ground), 1),
        ("mixed newest", newest(&ground), 1),
    ];
    let mut drivers = Vec::new();
    for (name, shot, tenths) in parts {
        let shot = Arc::new(shot);
        drivers.push(Driver::open(name, &server, &shot, tenths * tenth).await?);
    }
    let [list, get, create, newest] = &mut drivers[..] else {
        return Err("four drivers are needed".into());
    };
    try_join!(
        list.round(length),
        get.round(length),
        create.round(length),
        newest.round(length)
    )?;
    drivers
        .into_iter()
        .map(|driver| driver.row(&server))
        .collect()
}

/// The newest messages, as clients ask for them.
pub fn newest(ground: &Ground) -> Shot {
    let path = "/v1/{space}/messages?orderBy=createTime%20DESC";
    ground.rest(Method::GET, path, Body::empty())
}
