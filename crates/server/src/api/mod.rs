//! The calls: one folder per resource, one file per RPC. Each reads the facts,
//! lets `domain` decide, writes rows and events in one transaction, and
//! answers. Start with the table in `methods.rs`.
//!
//! Nothing here knows a transport: requests and answers are the messages of
//! the `proto` crate, failures are `domain::Error`.

pub mod access;
pub mod administration;
pub mod attachments;
pub mod availability;
pub mod call;
pub mod custom_emojis;
pub mod groups;
pub mod joining;
pub mod link_previews;
pub mod members;
pub mod messages;
pub mod methods;
pub mod notification_settings;
pub mod people;
pub mod preferences;
pub mod presence;
pub mod reactions;
pub mod read_states;
pub mod server_info;
pub mod space_events;
pub mod spaces;
pub mod summaries;
pub mod tokens;
pub mod users;
pub mod visible_apps;
pub mod webhooks;

pub use call::Call;
pub use methods::{METHODS, Method};
