//! The bodies of interaction events, in both formats.

mod addon;
mod chat;
mod form;

use std::collections::BTreeMap;

use domain::Time;
use domain::apps::{CommandKind, DialogEvent, EventFormat, EventType};
use serde_json::{Map, Value, json};

pub use form::inputs;

/// What happened, with everything that a body may hold already as JSON, as the
/// app sees it.
#[derive(Debug)]
pub struct Event {
    pub kind: EventType,
    pub time: Time,
    pub user: Value,
    pub space: Value,
    pub message: Option<Value>,
    pub thread: Option<Value>,
    pub dialog: Option<DialogEvent>,
    pub command: Option<(i64, CommandKind)>,
    pub function: String,
    pub parameters: BTreeMap<String, String>,
    pub form_inputs: Map<String, Value>,
    /// Where the app sends a person who has configured it.
    pub config_url: Option<String>,
    /// The person's language.
    pub locale: String,
    /// The person's time zone, and how far its clocks were ahead of UTC, in
    /// milliseconds.
    pub time_zone: String,
    pub offset: i64,
}

impl Event {
    /// The body for an app.
    pub fn body(&self, format: EventFormat) -> String {
        let home = matches!(self.kind, EventType::AppHome | EventType::SubmitForm);
        text(&match format {
            EventFormat::Chat if !home => chat::body(self),
            // The home of an app has this shape in both formats.
            _ => addon::body(self, home),
        })
    }

    /// `common` of the classic format, `commonEventObject` of add-ons.
    fn common(&self, addon: bool) -> Value {
        let mut common = json!({"userLocale": self.locale, "hostApp": "CHAT"});
        if addon {
            common["platform"] = "WEB".into();
        }
        // Chat tells it of clicks and dialogs alone, in whole numbers; add-ons
        // are told always, in doubles.
        if addon {
            common["timeZone"] = json!({"id": self.time_zone, "offset": self.offset as f64});
        } else if self.dialog.is_some() || self.kind == EventType::CardClicked {
            common["timeZone"] = json!({"id": self.time_zone, "offset": self.offset});
        }
        if !self.function.is_empty() {
            common["invokedFunction"] = self.function.as_str().into();
        }
        if !self.parameters.is_empty() {
            common["parameters"] = json!(self.parameters);
        }
        if !self.form_inputs.is_empty() {
            let inputs = Value::Object(self.form_inputs.clone());
            common["formInputs"] = if addon { inputs } else { form::whole(&inputs) };
        }
        common
    }
}

/// The JSON text as Google writes it: indented, without `=`.
pub fn text(body: &Value) -> String {
    // Only strings can hold the sign.
    format!("{body:#}").replace('=', "\\u003d")
}

fn put(map: &mut Map<String, Value>, key: &str, value: Option<Value>) {
    if let Some(value) = value {
        map.insert(key.to_owned(), value);
    }
}

fn command_type(kind: CommandKind) -> &'static str {
    match kind {
        CommandKind::SlashCommand => "SLASH_COMMAND",
        CommandKind::QuickCommand => "QUICK_COMMAND",
        CommandKind::MessageAction => "MESSAGE_ACTION",
    }
}
