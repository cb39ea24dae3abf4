//! `confab admin audit`: the audit log, latest first.

use clap::Args;
use serde_json::{Value, json};
use store::Store;
use store::audit::{self, Recorded, Wanted};

use super::{Answer, Result};

/// Arguments of `confab admin audit`.
#[derive(Args)]
pub struct Arguments {
    /// Only what this one did: users/… or commandLine
    #[arg(long, value_name = "WHO", default_value = "")]
    actor: String,
    /// Only this, such as token.create
    #[arg(long, value_name = "NOUN.VERB", default_value = "")]
    action: String,
    /// Only what came before the entry of this number
    #[arg(long, value_name = "NUMBER")]
    before: Option<i64>,
    /// At most this many entries
    #[arg(long, value_name = "N", default_value_t = 100,
          value_parser = clap::value_parser!(i64).range(1..=10_000))]
    limit: i64,
}

pub async fn run(store: &Store, arguments: &Arguments) -> Result<Answer> {
    let wanted = Wanted {
        actor: arguments.actor.clone(),
        action: arguments.action.clone(),
        before: arguments.before,
    };
    let limit = arguments.limit;
    let read = store.read(move |tx| Box::pin(async move { audit::page(tx, &wanted, limit).await }));
    let entries = read.await?;
    let lines: Vec<_> = entries.iter().map(to_line).collect();
    let json: Vec<_> = entries.iter().map(to_json).collect();
    Ok(Answer::new(json!({"entries": json}), lines.join("\n")))
}

fn to_json(entry: &Recorded) -> Value {
    json!({
        "number": entry.seq,
        "time": entry.time.to_rfc3339(),
        "actor": entry.actor,
        "action": entry.action,
        "target": entry.target,
        "detail": entry.detail,
        "origin": entry.origin,
    })
}

fn to_line(entry: &Recorded) -> String {
    let known = |text: &str| if text.is_empty() { "-" } else { text }.to_owned();
    [
        entry.seq.to_string(),
        entry.time.to_rfc3339(),
        known(&entry.actor),
        known(&entry.origin),
        entry.action.clone(),
        known(&entry.target),
        // Part of it may be what somebody typed into a form.
        entry.detail.escape_debug().to_string(),
    ]
    .join("  ")
}
