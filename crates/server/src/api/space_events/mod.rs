//! `spaces.spaceEvents.*`: the log of a space, read with today's resources.
//!
//! Events of one change are put together by `domain::event_batches`, payloads
//! are made in `render.rs`, `types.rs` says which scopes open which types.

mod get;
mod list;
mod render;
pub mod types;

pub use get::get_space_event;
pub use list::list_space_events;
pub use render::{Renderer, ended};

use domain::Time;
use domain::events::RETENTION;

use crate::api::Call;

/// The oldest time of an event that is told.
fn oldest(call: &Call) -> Time {
    Time(call.now.0.saturating_sub(RETENTION))
}
