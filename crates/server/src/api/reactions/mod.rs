//! `spaces.messages.reactions.*`

mod create;
mod delete;
mod list;
pub mod render;

pub use create::create_reaction;
pub use delete::delete_reaction;
pub use list::list_reactions;
