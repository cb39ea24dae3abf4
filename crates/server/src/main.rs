//! The `confab` program: reads the command line and keeps to the promises about
//! output and exit status. What the commands do is in the library.

use std::io::{self, Write};
use std::process::ExitCode;
use std::time::Duration;

use clap::error::ErrorKind;
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use server::admin::{self, Admin};
use server::card_check;
use server::exec::Exec;
use server::settings::{Settings, one_line};
use server::{log, serve};
use tokio::signal::unix::{SignalKind, signal};

/// A chat server that Google Chat's clients and apps can use
#[derive(Parser)]
#[command(name = "confab", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run the server
    Serve(Box<Settings>),
    /// Manage people, groups, apps and tokens of an installation
    Admin(Box<Admin>),
    /// Work with cards; needs no server
    #[command(subcommand)]
    Card(card_check::Command),
    /// Run a program whose Google client then reaches the running server
    Exec(Exec),
}

/// Why the program ends without having done what was asked, in one line.
enum Failure {
    Usage(String),
    Other(String),
    /// With an exit status of its own.
    Status(String, u8),
}

fn main() -> ExitCode {
    let (line, code) = match run() {
        Ok(()) => return ExitCode::SUCCESS,
        Err(Failure::Usage(line)) => (line, 2),
        Err(Failure::Other(line)) => (line, 1),
        Err(Failure::Status(line, status)) => (line, status),
    };
    eprintln!("confab: {line}");
    ExitCode::from(code)
}

fn run() -> Result<(), Failure> {
    let Some(cli) = parse()? else { return Ok(()) };
    if let Command::Exec(exec) = &cli.command {
        return exec
            .run()
            .map_err(|refusal| Failure::Status(refusal.line, refusal.status));
    }
    if let Command::Card(command) = &cli.command {
        let good = command.run().map_err(Failure::Other)?;
        return print(&good);
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::Other(format!("cannot start threads: {error}")))?;
    match cli.command {
        Command::Serve(_) => {
            // Parsed again, because a file of settings may say more.
            let arguments = std::env::args_os().skip(2);
            let settings = Settings::from_arguments(arguments).map_err(Failure::Usage)?;
            let _flush = log::start().map_err(Failure::Usage)?;
            runtime.block_on(serve(settings)).map_err(Failure::Other)
        }
        Command::Admin(command) => runtime
            .block_on(admin::run(*command))
            .map_err(Failure::Other),
        // Above: they need no threads.
        Command::Exec(_) | Command::Card(_) => Ok(()),
    }
}

/// The command line; `None` when it asked for help or the version, which are
/// then printed.
fn parse() -> Result<Option<Cli>, Failure> {
    let parsed = Cli::command()
        .try_get_matches()
        .and_then(|matches| Cli::from_arg_matches(&matches));
    match parsed {
        Ok(cli) => Ok(Some(cli)),
        Err(error) if !error.use_stderr() => {
            error
                .print()
                .map_err(|error| Failure::Other(error.to_string()))?;
            Ok(None)
        }
        Err(error) => {
            let what = match error.kind() {
                ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
                    "a command is missing".into()
                }
                _ => one_line(error),
            };
            Err(Failure::Usage(format!("{what}; see confab --help")))
        }
    }
}

async fn serve(settings: Settings) -> Result<(), String> {
    let unavailable = |error: io::Error| format!("cannot listen for signals: {error}");
    let mut terminate = signal(SignalKind::terminate()).map_err(unavailable)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(unavailable)?;
    raise_file_limit();
    let drain = Duration::from_secs(settings.drain);
    let running = serve::start(settings).await?;
    announce(&running);
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    if !drain.is_zero() {
        running.leave().await;
        // Whoever asks again is in a hurry.
        tokio::select! {
            () = tokio::time::sleep(drain) => {}
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    }
    running.stop().await;
    Ok(())
}

fn print(line: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    writeln!(out, "{line}")
        .and_then(|()| out.flush())
        .map_err(|error| Failure::Other(format!("cannot write to standard output: {error}")))
}

/// Tells whoever started the server that it accepts connections.
fn announce(running: &serve::Running) {
    let mut lines = format!("listening on {}\n", running.url);
    if let Some(proxy) = &running.proxy {
        lines.push_str(&format!("proxy on {proxy}\n"));
    }
    lines.push_str(running.welcome.as_deref().unwrap_or_default());
    let mut out = io::stdout().lock();
    if let Err(error) = writeln!(out, "{}", lines.trim_end()).and_then(|()| out.flush()) {
        tracing::warn!(%error, "cannot write to standard output");
    }
}

/// Takes as many open files as the system lets an ordinary program have; every
/// connection is one.
fn raise_file_limit() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let limit = getrlimit(Resource::Nofile);
    let wanted = Rlimit {
        current: limit.maximum,
        maximum: limit.maximum,
    };
    if let Err(error) = setrlimit(Resource::Nofile, wanted) {
        tracing::warn!(%error, "cannot raise the limit of open files");
    }
}
