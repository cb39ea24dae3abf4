//! Everything that talks to the network. Start with `serve.rs` for how a server
//! comes up, `transport/` for how bytes become calls, and `api/methods.rs` for
//! the calls themselves.

pub mod files;
pub mod gate;
pub mod log;
pub mod metrics;
pub mod run_file;
pub mod settings;
pub mod tls_dev;
