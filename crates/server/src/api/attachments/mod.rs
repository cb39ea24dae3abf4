//! `spaces.messages.attachments.*` and `media.*`: what uploads, attachments
//! and downloads mean. The bytes themselves come and go in `transport`.

mod download;
mod get;
mod session;
mod upload;

pub use download::{MediaFile, RPC as DOWNLOAD, find_media};
pub use get::get_attachment;
pub use session::{Session, advance, cancel, enter, find_session};
pub use upload::{Announced, begin_upload, upload_attachment};
