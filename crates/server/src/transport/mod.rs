//! From bytes to calls and back. `listener.rs` accepts connections, `front.rs`
//! sorts requests, `grpc.rs`, `rest.rs` and `batch.rs` read them, and
//! `dispatch.rs` runs them all the same way.

pub mod answer;
pub mod batch;
pub mod body;
pub mod cors;
mod custom_emojis;
pub mod discovery;
pub mod dispatch;
pub mod download;
pub mod front;
pub mod google_hosts;
pub mod grpc;
pub mod grpc_services;
pub mod listener;
mod multipart;
pub mod pages;
pub mod peer;
pub mod per_address;
pub mod proxy;
pub mod range;
pub mod record;
pub mod rest;
pub mod rpcs;
pub mod scope_texts;
pub mod status;
mod taken;
pub mod upload;
pub mod watch;
mod webhook;
