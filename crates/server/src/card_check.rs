//! `confab card check FILE`: says whether a card would be accepted, without a
//! server.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use clap::Subcommand;
use domain::cards;
use domain::messages::check_size;
use prost::Message as _;
use proto::chat as wire;
use serde_json::{Value, json};
use transcode::Schema;

/// What can be done with cards.
#[derive(Subcommand)]
pub enum Command {
    /// Say whether a card would be accepted, and if not, where and why
    Check {
        /// JSON: a card, a list of cards (with or without ids), or a message;
        /// `-` reads standard input
        file: PathBuf,
    },
}

impl Command {
    /// What to print, or the one line that says where and why not.
    pub fn run(&self) -> Result<String, String> {
        let Self::Check { file } = self;
        let shown = file.display();
        let text = read(file).map_err(|error| format!("cannot read {shown}: {error}"))?;
        match check(&text) {
            Ok(found) => Ok(format!("{shown}: {found}")),
            Err(fault) => Err(format!("{shown}: {fault}")),
        }
    }
}

fn read(file: &Path) -> std::io::Result<Vec<u8>> {
    if file != Path::new("-") {
        return fs::read(file);
    }
    let mut text = Vec::new();
    std::io::stdin().read_to_end(&mut text)?;
    Ok(text)
}

/// Checks a card, a list of cards or a message, as JSON. Answers in a few
/// words what was found, or where in the message (`cardsV2[0].card…`) what is
/// wrong.
pub fn check(json: &[u8]) -> Result<String, String> {
    let value = serde_json::from_slice(json).map_err(|error| format!("no JSON: {error}"))?;
    let message = decode(&message(value))?;
    check_message(&message).map_err(|error| error.message.into_owned())?;
    Ok(summary(&message))
}

/// The message that would carry what the file holds.
fn message(value: Value) -> Value {
    match value {
        Value::Array(cards) => {
            let cards: Vec<_> = cards.into_iter().map(with_id).collect();
            json!({"cardsV2": cards})
        }
        Value::Object(fields) if is_card(&fields) => {
            json!({"cardsV2": [with_id(Value::Object(fields))]})
        }
        other => other,
    }
}

fn is_card(fields: &serde_json::Map<String, Value>) -> bool {
    ["card", "sections", "header", "fixedFooter", "fixed_footer"]
        .iter()
        .any(|name| fields.contains_key(*name))
}

/// A card alone gets the wrapping that holds its id.
fn with_id(card: Value) -> Value {
    if card.get("card").is_some() {
        return card;
    }
    json!({"card": card})
}

fn decode(message: &Value) -> Result<wire::Message, String> {
    let schema = Schema::new(proto::DESCRIPTOR_SET).map_err(|error| error.to_string())?;
    let kind = schema
        .message("google.chat.v1.Message")
        .ok_or("the program's own descriptors lack messages")?;
    let mut bytes = Vec::new();
    transcode::decode(&schema, kind, message.to_string().as_bytes(), &mut bytes)
        .map_err(|fault| fault.message.replace('\n', " "))?;
    wire::Message::decode(&*bytes).map_err(|error| error.to_string())
}

fn check_message(message: &wire::Message) -> domain::Result<()> {
    cards::check(&message.cards_v2)?;
    cards::v1::check(&message.cards)?;
    cards::check_accessory(&message.accessory_widgets)?;
    if let Some(response) = &message.action_response {
        if let Some(action) = &response.dialog_action {
            cards::check_dialog_action(action)?;
        }
        let updated = response.updated_widget.as_ref();
        if let Some(wire::action_response::updated_widget::UpdatedWidget::Suggestions(list)) =
            updated.and_then(|widget| widget.updated_widget.as_ref())
        {
            cards::check_suggestions(&list.items)?;
        }
    }
    check_size(message)
}

fn summary(message: &wire::Message) -> String {
    let count = message.cards_v2.len() + message.cards.len();
    let mut shown = message.cards_v2.clone();
    cards::drop_surplus(&mut shown);
    let sections = |cards: &[wire::CardWithId]| -> usize {
        let inside = cards.iter().filter_map(|card| card.card.as_ref());
        inside.map(|card| card.sections.len()).sum()
    };
    let lost = sections(&message.cards_v2) - sections(&shown);
    let cards = if count == 1 { "card" } else { "cards" };
    match lost {
        0 => format!("good, {count} {cards}"),
        lost => format!(
            "good, {count} {cards}; but {lost} of the sections will not be shown: a card shows \
             {} widgets",
            cards::WIDGET_LIMIT
        ),
    }
}
