//! `confab admin deliveries`: the inspector on the command line.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use domain::apps::{App, Delivery, State};
use domain::{Error, Time, names};
use serde_json::{Value, json};
use store::deliveries::{self, Filter};
use store::{Store, Tx};

use super::place::Place;
use super::{Answer, Failure, Result, find};
use crate::apps::calls::deliveries::{again, curl};
use crate::apps::tokens;
use crate::signing::{Secret, Signing};
use crate::state;

#[derive(Subcommand)]
pub enum Command {
    /// The latest deliveries of an app, newest first
    List(List),
    /// One delivery with request and answer
    Show(Show),
    /// Send the event of a delivery again, as a new delivery
    Replay(One),
    /// Make a token for the request of a delivery, as `show --curl` wants it
    Token(Token),
}

#[derive(Args)]
pub struct List {
    app: String,
    /// Only those in this state: waiting, sending, answered, done, failed, skipped
    #[arg(long, value_name = "STATE")]
    state: Option<String>,
    /// Only those of this space
    #[arg(long, value_name = "spaces/X")]
    space: Option<String>,
    /// How many at most
    #[arg(long, default_value = "50", value_parser = clap::value_parser!(i64).range(1..=1_000))]
    limit: i64,
}

#[derive(Args)]
pub struct Show {
    /// The number of the delivery, or its name apps/…/deliveries/…
    delivery: String,
    /// Print the request as a command of curl; $TOKEN stands for the token
    #[arg(long)]
    curl: bool,
}

#[derive(Args)]
pub struct One {
    /// The number of the delivery, or its name apps/…/deliveries/…
    delivery: String,
}

#[derive(Args)]
pub struct Token {
    /// The number of the delivery, or its name apps/…/deliveries/…
    delivery: String,
    /// The server's --secret-file, if it has one
    #[arg(long, env = "CONFAB_SECRET_FILE", value_name = "FILE")]
    secret_file: Option<PathBuf>,
}

pub async fn run(store: &Store, place: &Place, command: &Command) -> Result<Answer> {
    match command {
        Command::List(list) => list.run(store).await,
        Command::Show(show) => show.run(store).await,
        Command::Replay(one) => one.replay(store).await,
        Command::Token(token) => token.make(store, place).await,
    }
}

impl List {
    async fn run(&self, store: &Store) -> Result<Answer> {
        let state = match self.state.as_deref() {
            None => None,
            Some(text) => Some(State::parse(text).ok_or_else(|| {
                Failure::new("--state is waiting, sending, answered, done, failed or skipped")
            })?),
        };
        let space = match self.space.as_deref() {
            None => None,
            Some(name) => names::space("--space", name)?,
        };
        let (app, limit) = (self.app.clone(), self.limit);
        let read = store.read(move |tx| {
            Box::pin(async move {
                let app = find::app(tx, &app).await?;
                let filter = Filter { state, space };
                let found = deliveries::page(tx, app.id, filter, i64::MAX, limit).await?;
                Ok(found)
            })
        });
        let found = read.await?;
        let lines: Vec<String> = found.iter().map(line).collect();
        let json: Vec<Value> = found.iter().map(short).collect();
        Ok(Answer::new(json!({"deliveries": json}), lines.join("\n")))
    }
}

impl Show {
    async fn run(&self, store: &Store) -> Result<Answer> {
        let id = number(&self.delivery)?;
        let read = store.read(move |tx| Box::pin(get(tx, id)));
        let (_, delivery) = read.await?;
        let mut json = short(&delivery);
        json["request"] = parsed(&delivery.request);
        json["response"] = parsed(&delivery.response);
        json["result"] = parsed(&delivery.result);
        json["curl"] = curl(&delivery).into();
        let text = if self.curl {
            curl(&delivery)
        } else {
            long(&delivery)
        };
        Ok(Answer::new(json, text))
    }
}

impl One {
    async fn replay(&self, store: &Store) -> Result<Answer> {
        let id = number(&self.delivery)?;
        let write = store.write(move |tx| {
            Box::pin(async move {
                let (_, delivery) = get(tx, id).await?;
                again(tx, &delivery, state::now()).await
            })
        });
        let new = write.await?;
        let text = format!("delivery {} is sent as soon as a server runs", new.id);
        Ok(Answer::new(short(&new), text))
    }
}

impl Token {
    /// Good for an hour, for this app and its endpoint alone.
    async fn make(&self, store: &Store, place: &Place) -> Result<Answer> {
        let id = number(&self.delivery)?;
        let read = store.read(move |tx| Box::pin(get(tx, id)));
        let (app, delivery) = read.await?;
        let secret = Secret::open(place.data(), self.secret_file.as_deref());
        let signing = Signing::new(store.clone(), secret.map_err(Failure::new)?);
        let token = tokens::sign(&signing, &app, &delivery.url, state::now()).await?;
        Ok(Answer::new(json!({"token": token}), token))
    }
}

async fn get(tx: &mut Tx, id: i64) -> domain::Result<(App, Delivery)> {
    let missing = || Error::new(domain::Code::NotFound, format!("there is no delivery {id}"));
    let delivery = deliveries::get(tx, id).await?.ok_or_else(missing)?;
    let app = store::apps::get(tx, delivery.app).await?;
    Ok((app.ok_or_else(missing)?, delivery))
}

fn number(text: &str) -> Result<i64> {
    let last = text.rsplit('/').next().unwrap_or(text);
    last.parse()
        .map_err(|_| Failure::new(format!("a delivery is named by its number, not {text}")))
}

/// JSON where it is some, else the text.
fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| text.into())
}

fn time(micros: i64) -> String {
    Time(micros).to_rfc3339()
}

fn short(delivery: &Delivery) -> Value {
    let app = format!("apps/{}", delivery.app.segment());
    json!({
        "name": format!("{app}/deliveries/{}", delivery.id),
        "eventType": delivery.event.as_str(),
        "state": delivery.state.as_str(),
        "reason": delivery.reason,
        "outcome": delivery.outcome,
        "space": delivery.space.map(names::space_name),
        "user": delivery.user.map(names::user_name),
        "url": delivery.url,
        "createTime": time(delivery.create_time.0),
        "attempts": delivery.attempts.iter().map(|attempt| json!({
            "time": time(attempt.time),
            "milliseconds": attempt.duration as f64 / 1_000.0,
            "status": attempt.status,
            "error": attempt.error,
        })).collect::<Vec<_>>(),
    })
}

fn line(delivery: &Delivery) -> String {
    let why = if delivery.outcome.is_empty() {
        &delivery.reason
    } else {
        &delivery.outcome
    };
    format!(
        "{}  {}  {}  {}  {why}",
        delivery.id,
        time(delivery.create_time.0),
        delivery.event.as_str(),
        delivery.state.as_str(),
    )
}

fn long(delivery: &Delivery) -> String {
    let mut lines = vec![
        line(delivery),
        format!("why: {}", delivery.reason),
        format!("sent to: {}", delivery.url),
    ];
    for attempt in &delivery.attempts {
        let status = attempt
            .status
            .map_or("no answer".to_owned(), |status| status.to_string());
        let milliseconds = attempt.duration / 1_000;
        let at = time(attempt.time);
        lines.push(format!(
            "attempt at {at}: {status} after {milliseconds} ms {}",
            attempt.error
        ));
    }
    lines.push(format!("request:\n{}", delivery.request));
    lines.push(format!("answer:\n{}", delivery.response));
    if !delivery.result.is_empty() {
        lines.push(format!("the person saw:\n{}", delivery.result));
    }
    lines.join("\n")
}
