//! What Chat apps are told, and what their answers do.
//!
//! `dispatcher.rs` reads the event log and keeps the queue of deliveries
//! moving, `plan.rs` decides who is told of what, `events/` writes the bodies,
//! `send.rs` makes the requests, `replies/` reads the answers and `settle.rs`
//! with `effects.rs` carries them out through `api`. `calls/` are the RPCs of people who click
//! and of developers who look.

pub mod calls;
mod cleaning;
mod configured;
mod dispatcher;
mod effects;
mod events;
mod interact;
mod plan;
mod replies;
mod scene;
mod send;
mod settle;
pub mod tokens;
mod wire_json;

pub use configured::routes;
pub use dispatcher::run;

use domain::apps::App;
use tokio::sync::watch;

use crate::api::Call;
use crate::gate::self_signed::app_caller;
use crate::state::Server;

/// What the parts share; one for the process.
pub struct Apps {
    tokens: tokens::Tokens,
    /// Grows with every delivery that is over.
    finished: watch::Sender<u64>,
}

impl Default for Apps {
    fn default() -> Self {
        Self {
            tokens: tokens::Tokens::default(),
            finished: watch::Sender::new(0),
        }
    }
}

impl Apps {
    fn tell_finished(&self) {
        self.finished.send_modify(|count| *count += 1);
    }
}

/// The name of the app for its developer: `apps/{app}`.
fn app_name(app: domain::ids::UserId) -> String {
    format!("apps/{}", app.segment())
}

/// A call that an app makes by answering.
fn call_of(server: &std::sync::Arc<Server>, app: &App) -> Call {
    Call {
        server: server.clone(),
        caller: app_caller(app, None),
        now: server.now(),
    }
}
