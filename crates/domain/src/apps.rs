//! Chat apps: the row with its configuration, the keys of its service account,
//! what an app is told of and what it may answer.

mod commands;
mod configuration;
mod delivery;
mod link_previews;
mod replies;
mod triggers;

pub use commands::{Command, CommandKind, called, check_commands};
pub use configuration::{
    check_description, check_endpoint, check_link_previews, check_name, check_picture,
    check_visibility, visible_to,
};
pub use delivery::{Attempt, Context, Delivery, NewDelivery, State, retry_delay};
pub use link_previews::matched;
pub use replies::{Asked, ReplyKind, check_reply};
pub use triggers::{Decision, DialogEvent, EventType, MessageFacts, Reason, decide};

use serde::{Deserialize, Serialize};

use crate::ids::UserId;
use crate::timestamp::Time;

/// Characters of an app's name.
pub const NAME_LIMIT: usize = 25;
/// Characters of an app's description.
pub const DESCRIPTION_LIMIT: usize = 40;
/// The highest id that a command may have.
pub const COMMAND_ID_LIMIT: i64 = 1_000;
/// Characters of a command's name behind the slash, and of its description.
pub const COMMAND_TEXT_LIMIT: usize = 50;
/// Commands of one app; ids would allow more, people would not find them.
pub const COMMANDS_LIMIT: usize = 100;
/// People that an app's visibility may name.
pub const VISIBLE_PEOPLE_LIMIT: usize = 5;
/// People and groups that it may name together; Google says no number.
pub const VISIBILITY_LIMIT: usize = 50;
/// How many patterns of links one app may preview.
pub const LINK_PREVIEWS_LIMIT: usize = 5;
/// Bytes of an address.
pub const URL_LIMIT: usize = 2_048;

/// A Chat app as it is stored, with the name and picture of its bot user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct App {
    /// The id of the bot user.
    pub id: UserId,
    pub display_name: String,
    pub avatar_url: String,
    pub description: String,
    pub project_number: i64,
    /// `weather-482913`.
    pub project_id: String,
    /// The service account, `weather@weather-482913.iam.gserviceaccount.com`.
    pub client_email: String,
    /// The service account's number, 21 digits.
    pub client_id: String,
    /// Where events are sent; `None` when the app only calls.
    pub endpoint: Option<String>,
    pub event_format: EventFormat,
    pub audience: Audience,
    pub config: Config,
    /// Space-separated last parts of scopes that an administrator approved for
    /// the app itself.
    pub approved_scopes: String,
    /// The same for what it may do in the name of any user.
    pub delegated_scopes: String,
    pub create_time: Time,
}

impl App {
    /// Where it is told of events of this type.
    pub fn url(&self, event: EventType) -> Option<&str> {
        let home = matches!(event, EventType::AppHome | EventType::SubmitForm);
        let own = Some(self.config.home_url.as_str()).filter(|url| home && !url.is_empty());
        own.or(self.endpoint.as_deref())
    }
}

/// The shape of the events that an app receives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventFormat {
    /// The Chat API's own interaction events.
    Chat,
    /// Those of Google Workspace add-ons.
    Addon,
}

impl EventFormat {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Chat => "chat",
            Self::Addon => "addon",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        [Self::Chat, Self::Addon]
            .into_iter()
            .find(|format| format.as_str() == text)
    }
}

/// What the tokens in event requests name as their audience.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    ProjectNumber,
    EndpointUrl,
}

impl Audience {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ProjectNumber => "project-number",
            Self::EndpointUrl => "endpoint-url",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        [Self::ProjectNumber, Self::EndpointUrl]
            .into_iter()
            .find(|audience| audience.as_str() == text)
    }
}

/// What an app offers inside Chat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Config {
    pub commands: Vec<Command>,
    /// Whose links the app previews: a host (`example.com`, `*.example.com`)
    /// and what the path begins with (`example.com/tickets/`).
    pub link_previews: Vec<String>,
    /// Whether it can be added to spaces and group chats; direct messages with
    /// it are always possible.
    pub joins_spaces: bool,
    /// Whether it has a home: a card that it shows in its direct messages.
    pub home: bool,
    /// Where the events of the home are sent; empty: as all others.
    pub home_url: String,
    /// E-mail addresses of the people and groups who find it; empty: everybody.
    pub visible_to: Vec<String>,
    /// The person who made it and may change it, besides administrators.
    pub developer: Option<i64>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            commands: Vec::new(),
            link_previews: Vec::new(),
            joins_spaces: true,
            home: false,
            home_url: String::new(),
            visible_to: Vec::new(),
            developer: None,
        }
    }
}

/// A public key of an app's service account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppKey {
    /// 40 hexadecimal digits, the `kid` of JWTs.
    pub key_id: String,
    pub app: UserId,
    /// SubjectPublicKeyInfo, DER.
    pub public_key: Vec<u8>,
    pub create_time: Time,
}
