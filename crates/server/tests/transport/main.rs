//! The server's port, byte by byte: one file per topic. Start with
//! `harness.rs`; what calls mean is tested in `tests/methods`.

#![allow(clippy::unwrap_used)]

mod batch;
mod browsers;
mod credentials;
#[path = "../methods/harness/database.rs"]
mod database;
mod exec;
mod garbage;
mod grpc;
mod harness;
mod http2;
mod limits;
mod link_previews;
mod mutations;
mod overload;
mod pages;
mod ports;
mod program;
mod proxy;
mod quotas;
mod rest;
mod retention;
mod secrets;
mod security_page;
mod stopping;
mod uploads;
