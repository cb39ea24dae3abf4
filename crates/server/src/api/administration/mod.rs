//! `confab.v1.AdminService`: what administrators see and change in the web
//! client. One file per RPC; `access.rs` says who may.

mod access;
mod add_group_member;
mod create_group;
mod create_user;
mod list_app_grants;
mod list_audit_entries;
mod list_group_members;
mod list_groups;
mod list_users;
mod remove_group_member;
mod render;
mod set_app_grants;
mod set_user_admin;
mod set_user_disabled;
mod trail;

pub use add_group_member::add_group_member;
pub use create_group::create_group;
pub use create_user::create_user;
pub use list_app_grants::list_app_grants;
pub use list_audit_entries::list_audit_entries;
pub use list_group_members::list_group_members;
pub use list_groups::list_groups;
pub use list_users::list_users;
pub use remove_group_member::remove_group_member;
pub use set_app_grants::set_app_grants;
pub use set_user_admin::set_user_admin;
pub use set_user_disabled::set_user_disabled;
