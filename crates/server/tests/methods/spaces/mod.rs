mod create;
mod delete;
mod find_direct_message;
mod get;
mod list;
mod search;
mod set_up;
mod update;
