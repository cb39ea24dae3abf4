//! `confab admin`: people, groups, apps and tokens, written straight into the
//! database. A server running beside it notices within a second.
//!
//! One file per noun; `crate::accounts` makes new rows, `find.rs` reads how people
//! name existing ones.

mod app;
mod app_install;
mod app_options;
mod audit;
mod backup;
mod deliveries;
mod find;
mod group;
mod key_file;
mod oauth_client;
mod place;
mod restore;
mod scopes;
mod token;
mod trail;
mod transfer;
mod user;
mod webhook;

use clap::{Args, Subcommand};
use domain::Error;
use serde_json::Value;

use place::Place;

use crate::accounts;

/// Arguments of `confab admin`.
#[derive(Args)]
pub struct Admin {
    #[command(flatten)]
    place: Place,

    /// Print one JSON object instead of text
    #[arg(long, global = true)]
    json: bool,

    #[command(subcommand)]
    noun: Noun,
}

#[derive(Subcommand)]
enum Noun {
    /// People who sign in
    #[command(subcommand, arg_required_else_help = false)]
    User(user::Command),
    /// Groups of people, which can be members of spaces
    #[command(subcommand, arg_required_else_help = false)]
    Group(group::Command),
    /// Chat apps, their keys and what they may do
    #[command(subcommand, arg_required_else_help = false)]
    App(app::Command),
    /// Programs that people can let act for them
    #[command(subcommand, arg_required_else_help = false)]
    OauthClient(oauth_client::Command),
    /// What apps were told of, and why not
    #[command(subcommand, arg_required_else_help = false)]
    Deliveries(deliveries::Command),
    /// Access tokens
    #[command(subcommand, arg_required_else_help = false)]
    Token(token::Command),
    /// What administrators did, and what matters to security
    Audit(audit::Arguments),
    /// URLs that programs without a credential post to
    #[command(subcommand, arg_required_else_help = false)]
    Webhook(webhook::Command),
    /// Copy the whole installation into one file, beside a running server
    Backup(backup::Arguments),
    /// Lay out an installation from such a file
    Restore(restore::Arguments),
    /// Copy everything from this database into another one, and compare
    Move(transfer::Arguments),
}

/// What a command has to say, for programs and for people.
struct Answer {
    json: Value,
    text: String,
}

impl Answer {
    fn new(json: Value, text: impl Into<String>) -> Self {
        let text = text.into();
        Self { json, text }
    }
}

/// Why a command did nothing, in one line.
#[derive(Debug)]
pub struct Failure(pub String);

type Result<T> = std::result::Result<T, Failure>;

impl Failure {
    fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }
}

impl From<Error> for Failure {
    /// The administrator reads the cause too; there is no log beside.
    fn from(error: Error) -> Self {
        match error.cause {
            Some(cause) => Self(format!("{} ({cause})", error.message)),
            None => Self(error.message.into_owned()),
        }
    }
}

/// Runs one command and prints its answer on standard output.
pub async fn run(admin: Admin) -> std::result::Result<(), String> {
    let answer = answer(&admin).await.map_err(|failure| {
        let lines: Vec<_> = failure.0.lines().map(str::trim).collect();
        lines.join(" ")
    })?;
    let text = if admin.json {
        answer.json.to_string()
    } else {
        answer.text
    };
    print_line(&text).map_err(|error| format!("cannot write to standard output: {error}"))
}

async fn answer(admin: &Admin) -> Result<Answer> {
    match &admin.noun {
        // These open what they are about by themselves.
        Noun::Backup(arguments) => return backup::run(&admin.place, arguments),
        Noun::Restore(arguments) => return restore::run(&admin.place, arguments),
        Noun::Move(arguments) => return transfer::run(&admin.place, arguments).await,
        _ => {}
    }
    let store = admin.place.open().await?;
    let answer = match &admin.noun {
        Noun::User(command) => user::run(&store, command).await,
        Noun::Group(command) => group::run(&store, command).await,
        Noun::App(command) => app::run(&store, &admin.place, command).await,
        Noun::OauthClient(command) => oauth_client::run(&store, &admin.place, command).await,
        Noun::Deliveries(command) => deliveries::run(&store, &admin.place, command).await,
        Noun::Token(command) => token::run(&store, command).await,
        Noun::Audit(arguments) => audit::run(&store, arguments).await,
        Noun::Webhook(command) => webhook::run(&store, &admin.place, command).await,
        Noun::Backup(_) | Noun::Restore(_) | Noun::Move(_) => {
            Err(Failure::new("not a command on the database"))
        }
    };
    store.close().await;
    answer
}

fn print_line(text: &str) -> std::io::Result<()> {
    use std::io::Write as _;
    let mut out = std::io::stdout().lock();
    writeln!(out, "{text}")?;
    out.flush()
}
