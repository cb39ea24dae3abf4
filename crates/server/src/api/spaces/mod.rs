//! `spaces.*`

mod complete_import;
mod create;
mod delete;
mod find_direct_message;
mod find_group_chats;
mod get;
mod list;
mod make;
pub mod render;
mod search;
mod set_up;
mod update;

pub use complete_import::complete_import_space;
pub use create::create_space;
pub use delete::delete_space;
pub use find_direct_message::find_direct_message;
pub use find_group_chats::find_group_chats;
pub use get::get_space;
pub use list::list_spaces;
pub use search::search_spaces;
pub use set_up::set_up_space;
pub use update::update_space;
