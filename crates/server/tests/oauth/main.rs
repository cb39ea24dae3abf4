//! Sign-in pages, sessions and the OAuth server, over real sockets, as a
//! browser and as clients meet them. Start with `browser.rs`.
#![allow(clippy::unwrap_used)]

mod account;
mod app;
mod audit;
mod bad_requests;
mod browser;
mod code_flow;
mod info;
mod keys;
mod outside;
mod sign_in;
#[path = "../signing/mod.rs"]
mod signing;
