//! What chat means: ids, rules, limits, permissions, text, errors.
//!
//! Everything here takes facts and returns decisions. No I/O, clock,
//! randomness, runtime, SQL or HTTP: `Cargo.toml` is the proof. Start with the
//! file of a resource (`spaces.rs`, `members.rs`, `messages.rs`).

mod case;

pub mod apps;
pub mod attachments;
pub mod audit;
pub mod availability;
pub mod cards;
pub mod custom_emojis;
pub mod error;
pub mod event_batches;
pub mod event_pages;
pub mod events;
pub mod filter;
pub mod groups;
pub mod ids;
pub mod links;
pub mod mask;
pub mod members;
pub mod messages;
pub mod names;
pub mod notification_settings;
pub mod page;
pub mod people;
pub mod permissions;
pub mod preferences;
pub mod profile;
pub mod quotas;
pub mod reactions;
pub mod read_states;
pub mod spaces;
pub mod text;
pub mod timestamp;
pub mod users;
pub mod webhooks;

pub use error::{Code, Error, Result};
pub use timestamp::Time;
