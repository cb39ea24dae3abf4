//! Everything kept: each query once, on SQLite or PostgreSQL.
//!
//! `db` is the seam (one transaction as a [`Unit`] of work on a [`Tx`]); the
//! other modules hold the SQL, one file per resource.

pub mod access_tokens;
pub mod app_keys;
pub mod apps;
pub mod attachments;
pub mod audiences;
pub mod audit;
pub mod authorization_codes;
pub mod availabilities;
pub mod consents;
pub mod custom_emojis;
pub mod db;
pub mod deliveries;
pub mod events;
pub mod expiry;
pub mod grants;
pub mod groups;
pub mod imports;
mod kept;
pub mod link_previews;
pub mod members;
pub mod mentions;
pub mod messages;
pub mod meta;
pub mod notification_settings;
pub mod oauth_clients;
pub mod oidc_accounts;
pub mod people;
pub mod preferences;
pub mod purge;
pub mod reactions;
pub mod read_states;
pub mod refresh_tokens;
pub mod requests;
pub mod sessions;
pub mod signing_keys;
pub mod space_search;
pub mod spaces;
pub mod threads;
pub mod transfer;
pub mod uploads;
pub mod users;
pub mod webhooks;

pub use db::error::OpenError;
pub use db::migrate::schema;
pub use db::row::Row;
pub use db::sql::Sql;
pub use db::tx::Tx;
pub use db::value::Value;
pub use db::{Location, Store, Unit, faults, snapshot};
