//! `spaces.spaceEvents.*`: the log of a space, read with today's resources.
//!
//! What belongs together is put together by `domain::event_batches`, pages are
//! cut by `domain::event_pages`, payloads are made in `render.rs`, `types.rs`
//! says which scopes open which types.

mod get;
mod list;
mod render;
pub mod types;

pub use get::get_space_event;
pub use list::list_space_events;
pub use render::{Renderer, ended};

use domain::Time;
use domain::event_batches::whole_window;
use domain::events::RETENTION;

use crate::api::Call;

/// The oldest time of an event that is told. Windows of `domain::event_batches`
/// get too old as a whole: a part of one would be put together otherwise.
fn oldest(call: &Call) -> Time {
    whole_window(Time(call.now.0.saturating_sub(RETENTION)))
}
