//! Everything that talks to the network. Start with `serve.rs` for how a server
//! comes up, `transport/` for how bytes become calls, and `api/methods.rs` for
//! the calls themselves.

pub mod accounts;
pub mod admin;
pub mod api;
pub mod apps;
pub mod card_check;
pub mod dev;
pub mod exec;
pub mod files;
pub mod gate;
pub mod janitor;
pub mod live;
pub mod log;
pub mod media;
pub mod metrics;
pub mod oauth;
pub mod outgoing;
pub mod presence;
pub mod quotas;
pub mod run_file;
pub mod serve;
pub mod service_account_key;
pub mod settings;
pub mod signing;
pub mod state;
pub mod time_zones;
pub mod tls;
pub mod tls_dev;
pub mod tls_reload;
pub mod transport;
pub mod web;
