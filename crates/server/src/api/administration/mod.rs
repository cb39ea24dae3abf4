//! `confab.v1.AdminService`: what administrators see and change in the web
//! client. One file per RPC; `access.rs` says who may.

mod access;
mod create_user;
mod list_app_grants;
mod list_audit_entries;
mod list_groups;
mod list_users;
mod render;
mod set_user_admin;
mod set_user_disabled;
mod trail;

pub use create_user::create_user;
pub use list_app_grants::list_app_grants;
pub use list_audit_entries::list_audit_entries;
pub use list_groups::list_groups;
pub use list_users::list_users;
pub use set_user_admin::set_user_admin;
pub use set_user_disabled::set_user_disabled;
