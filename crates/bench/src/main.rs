//! The load generator behind `cargo xtask bench`. Starts its own server on fresh
//! data, drives it over real sockets and prints what it measured.
//!
//! `cases.rs` says what is measured, `compare.rs` how: in short rounds that
//! alternate with the ceiling, so that both see the same machine.

mod apps;
mod cases;
mod cold_start;
mod compare;
mod connection;
mod delivery;
mod fanout;
mod growth;
mod mixed;
mod pace;
mod postgres;
mod report;
mod server;
mod stats;

use std::env;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;

use crate::cases::Case;
use crate::growth::fill;
use crate::report::Row;

/// Measures a Confab server on this machine.
#[derive(Parser)]
struct Arguments {
    /// ceiling, ceiling-grpc, create-nostore, create-rest, create-grpc, get-rest,
    /// list-rest, fanout, delivery, apps, mixed, idle, cold-start, growth or postgres; all
    /// of them but postgres unless given
    name: Option<String>,
    /// How long to drive each benchmark
    #[arg(long, default_value_t = 10)]
    seconds: u64,
    /// How many connections, each with one request at a time; of fanout the
    /// listeners [default: 64, of fanout 1000]
    #[arg(long)]
    connections: Option<usize>,
    /// Events of apps in a second
    #[arg(long, default_value_t = 1_000, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    rate: u32,
    /// Let growth go on to 10 million messages
    #[arg(long)]
    huge: bool,
    /// How many messages the spaces of growth hold, smallest first
    #[arg(long, value_delimiter = ',', default_values_t = growth::SIZES)]
    sizes: Vec<u64>,
    /// A PostgreSQL server in which databases may be made, for the benchmark postgres
    #[arg(long, value_name = "URL")]
    postgres: Option<String>,
    /// Print one JSON object instead of a table
    #[arg(long)]
    json: bool,
    /// The program to measure
    #[arg(long)]
    server: PathBuf,
}

type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

#[tokio::main(worker_threads = 2)]
async fn main() -> ExitCode {
    let fill = env::args_os().nth(1).is_some_and(|name| name == "fill");
    let done = match fill {
        true => fill::run(fill::Arguments::parse_from(env::args_os().skip(1))).await,
        false => run(Arguments::parse()).await,
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<()> {
    if arguments.seconds == 0 || arguments.connections == Some(0) {
        return Err("--seconds and --connections must be at least 1".into());
    }
    if arguments.sizes.contains(&0) {
        return Err("--sizes must be at least 1".into());
    }
    let mut rows = Vec::new();
    for name in names(arguments.name.as_deref())? {
        eprintln!("{name} …");
        rows.extend(measure(name, &arguments).await?);
    }
    if arguments.json {
        println!("{}", report::json(&rows)?);
    } else {
        print!("{}", report::table(&rows));
    }
    Ok(())
}

const COLD_START: &str = "cold-start";
const FANOUT: &str = "fanout";
const APPS: &str = "apps";
const DELIVERY: &str = "delivery";
const IDLE: &str = "idle";
const MIXED: &str = "mixed";
const GROWTH: &str = "growth";
/// Only where it is asked for: it needs a server of others.
const POSTGRES: &str = "postgres";

fn names(wanted: Option<&str>) -> Result<Vec<&'static str>> {
    let mut all: Vec<&'static str> = Case::ALL.iter().map(|case| case.name).collect();
    all.extend([FANOUT, DELIVERY, APPS, MIXED, IDLE, COLD_START, GROWTH]);
    match wanted {
        None => Ok(all),
        Some(POSTGRES) => Ok(vec![POSTGRES]),
        Some(name) => match all.iter().find(|known| **known == name) {
            Some(known) => Ok(vec![*known]),
            None => Err(format!(
                "no benchmark {name}; there are {}, {POSTGRES}",
                all.join(", ")
            )
            .into()),
        },
    }
}

async fn measure(name: &str, arguments: &Arguments) -> Result<Vec<Row>> {
    let program = &arguments.server;
    let length = Duration::from_secs(arguments.seconds);
    let connections = arguments.connections.unwrap_or(64);
    match name {
        COLD_START => return Ok(vec![cold_start::measure(program).await?]),
        IDLE => return Ok(vec![cold_start::idle(program).await?]),
        DELIVERY => return delivery::measure(program, length).await,
        FANOUT => {
            let listeners = arguments.connections.unwrap_or(1_000);
            return Ok(vec![fanout::measure(program, listeners, length).await?]);
        }
        APPS => return apps::measure(program, arguments.rate, length).await,
        POSTGRES => {
            let url = arguments.postgres.as_deref();
            let url = url.ok_or("the benchmark postgres needs --postgres URL")?;
            return postgres::measure(program, url, connections, length).await;
        }
        MIXED => return mixed::measure(program, connections, length).await,
        GROWTH => {
            let huge = arguments.huge.then_some(growth::HUGE);
            let sizes: Vec<u64> = arguments.sizes.iter().copied().chain(huge).collect();
            return growth::measure(program, connections, length, &sizes).await;
        }
        _ => {}
    }
    let Some(case) = Case::ALL.iter().find(|case| case.name == name) else {
        return Err(format!("no benchmark {name}").into());
    };
    compare::measure(case, program, connections, length).await
}
