//! An app's answer, read: what it asks for, or what is wrong with it.

mod addon;
mod chat;
mod prune;

use domain::apps::{Delivery, EventType, ReplyKind};
use domain::cards;
use proto::card::Card;
use proto::card::selection_input::SelectionItem;
use proto::chat as wire;
use serde_json::Value;

use super::wire_json::from_json;
use crate::state::Server;

/// One thing that an answer asks for.
pub enum Effect {
    /// A message, and what to do with it.
    Message(ReplyKind, Box<wire::Message>),
    RequestConfig(String),
    Dialog(Box<Card>),
    Status(wire::ActionStatus),
    /// The dialog closes well, and what it was opened from is shown anew.
    CloseAndRefresh(wire::ActionStatus),
    Suggestions(Vec<SelectionItem>),
    Home(Box<Card>),
}

impl Effect {
    pub fn kind(&self) -> ReplyKind {
        match self {
            Self::Message(kind, _) => *kind,
            Self::RequestConfig(_) => ReplyKind::RequestConfig,
            Self::Dialog(_) => ReplyKind::Dialog,
            Self::Status(_) | Self::CloseAndRefresh(_) => ReplyKind::ActionStatus,
            Self::Suggestions(_) => ReplyKind::UpdateWidget,
            Self::Home(_) => ReplyKind::Home,
        }
    }
}

/// All that an answer asks for.
#[derive(Default)]
pub struct Reply {
    pub effects: Vec<Effect>,
    /// What was passed over, for the developer.
    pub notes: Vec<String>,
}

/// Suggestions that a menu shows.
const SUGGESTIONS: usize = 100;

/// Reads the answer that a delivery got.
pub fn read(server: &Server, delivery: &Delivery) -> Result<Reply, String> {
    let body = delivery.response.trim();
    if body.is_empty() {
        return Ok(Reply::default());
    }
    let json: Value = serde_json::from_str(body).map_err(|error| format!("not JSON: {error}"))?;
    let Value::Object(fields) = &json else {
        return Err("not a JSON object".to_owned());
    };
    if fields.is_empty() {
        return Ok(Reply::default());
    }
    let home = matches!(delivery.event, EventType::AppHome | EventType::SubmitForm);
    let mut reader = Reader {
        server,
        home: home && delivery.context.dialog.is_none(),
        notes: Vec::new(),
    };
    let effects = if delivery.context.addon || home {
        addon::read(&mut reader, &json)?
    } else {
        chat::read(&mut reader, json)?
    };
    Ok(Reply {
        effects,
        notes: reader.notes,
    })
}

/// Reads parts of an answer as messages of the wire.
struct Reader<'a> {
    server: &'a Server,
    /// A card is the app's home, not a dialog.
    home: bool,
    notes: Vec<String>,
}

impl Reader<'_> {
    /// Unknown fields are passed over and noted, as Google does in answers.
    fn part<M: prost::Message + Default>(
        &mut self,
        name: &str,
        path: &str,
        mut json: Value,
    ) -> Result<M, String> {
        let unknown = prune::prune(&self.server.schema, name, path, &mut json);
        let notes = unknown.into_iter().take(10);
        self.notes
            .extend(notes.map(|path| format!("unknown field {path} was passed over")));
        from_json(self.server, name, &json).map_err(|why| match path {
            "" => why,
            path => format!("in {path}: {why}"),
        })
    }

    fn message(&mut self, path: &str, json: Value) -> Result<Box<wire::Message>, String> {
        self.part("google.chat.v1.Message", path, json)
            .map(Box::new)
    }

    fn card(&mut self, path: &str, json: Value) -> Result<Box<Card>, String> {
        let card: Card = self.part("google.apps.card.v1.Card", path, json)?;
        check_card(path, &card)?;
        Ok(Box::new(card))
    }

    fn suggestions(&mut self, path: &str, items: Vec<Value>) -> Result<Effect, String> {
        let name = "google.apps.card.v1.SelectionInput.SelectionItem";
        if items.len() > SUGGESTIONS {
            let text = format!("only the first {SUGGESTIONS} suggestions are shown");
            self.notes.push(text);
        }
        let items = items.into_iter().take(SUGGESTIONS).enumerate();
        let items = items.map(|(n, item)| self.part(name, &format!("{path}[{n}]"), item));
        items.collect::<Result<_, _>>().map(Effect::Suggestions)
    }
}

/// A dialog's or a home's card, which no message carries.
fn check_card(path: &str, card: &Card) -> Result<(), String> {
    if card.sections.is_empty() && card.header.is_none() {
        return Err(format!("{path}: the card has no sections"));
    }
    cards::check_dialog(cards::Place::at(path), card).map_err(|error| error.message.into_owned())
}

/// A field by its name in lowerCamelCase or in snake_case.
fn field<'a>(json: &'a Value, name: &str) -> Option<&'a Value> {
    let found = json.get(name).or_else(|| json.get(snake(name)));
    found.filter(|value| !value.is_null())
}

fn snake(name: &str) -> String {
    let mut snake = String::with_capacity(name.len() + 4);
    for letter in name.chars() {
        if letter.is_ascii_uppercase() {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}
