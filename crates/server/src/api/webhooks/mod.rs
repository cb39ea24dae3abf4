//! Incoming webhooks: what `confab.v1` says of them, and the posts that come
//! through their URLs.

mod create;
mod delete;
mod list;
mod note;
mod post;
mod render;

pub use create::create_webhook;
pub use delete::delete_webhook;
pub use list::list_webhooks;
pub use post::post;
