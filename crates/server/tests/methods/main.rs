//! Behaviour tables: what each RPC does and refuses, played over REST and over
//! gRPC against a real server. A file per RPC, as in `src/api`.

#![allow(clippy::unwrap_used)]

mod administration;
mod attachments;
mod availability;
mod confab;
mod coverage;
mod custom_emojis;
mod harness;
mod imports;
mod joining;
mod live;
mod members;
mod messages;
mod notification_settings;
mod pages;
mod reactions;
mod read_states;
mod scopes;
mod space_events;
mod spaces;
mod webhooks;
