//! `/o/oauth2/v2/auth`: an app asks, a person answers. `request.rs` reads what
//! is asked, `decide.rs` says what the person has to see first, `consent.rs`
//! asks them, `answer.rs` sends them back to the app.

mod answer;
mod consent;
mod decide;
mod names;
mod request;

pub use consent::submit;
pub use decide::{fields_of, show};
pub use names::{IDENTITY, text as scope_text};
