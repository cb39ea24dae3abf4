//! `spaces.members.*`

mod create;
mod delete;
mod get;
mod import;
mod list;
pub mod mentioned;
pub mod render;
mod target;
mod update;

pub use create::create_membership;
pub use delete::delete_membership;
pub use get::get_membership;
pub use list::list_memberships;
pub use target::is_external;
pub use update::update_membership;
