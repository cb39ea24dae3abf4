//! `spaces.messages.*`

pub mod attachments;
mod create;
mod delete;
mod get;
mod import;
mod list;
mod post;
mod put_cards;
mod quote;
pub mod render;
mod replace_cards;
pub mod target;
mod text;
mod update;

pub use create::create_message;
pub use delete::delete_message;
pub use get::get_message;
pub use list::list_messages;
pub use post::post_in;
pub use put_cards::put_cards;
pub use replace_cards::replace_message_cards;
pub use text::mark_command;
pub use update::update_message;
