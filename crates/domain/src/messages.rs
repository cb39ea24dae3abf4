//! Messages: the row, what a new one may hold, how one may be changed and
//! deleted, and in which thread it lands.

mod content;
mod create;
mod delete;
mod import;
mod quote;
mod threads;
mod update;

pub use content::{SIZE_LIMIT, check_content, check_size};
pub use create::{NewMessage, check_create, check_message_id, check_request_id};
pub use delete::{Deleter, check_delete};
pub use import::{historical_time, time_taken};
pub use quote::{chat_name, check_quote, forward, forwarded_files, is_forward, quote};
pub use threads::{THREAD_KEY_LIMIT, ThreadChoice, ThreadTarget};
pub use update::{PATHS, check_author, check_update};

use proto::chat as wire;
use proto::chat::deletion_metadata::DeletionType;

use crate::ids::{MessageId, SpaceId, UserId};
use crate::timestamp::Time;

/// How the caller of a method is known; Chat's rules for messages differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sender {
    /// User authentication.
    Person,
    /// App authentication.
    App,
}

/// A message as it is stored.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    pub space: SpaceId,
    pub id: MessageId,
    /// The thread's id is that of its first message.
    pub thread: MessageId,
    pub sender: UserId,
    /// The app that sent it, or through which a person did.
    pub app: Option<UserId>,
    /// `client-…`.
    pub client_id: Option<String>,
    pub private_viewer: Option<UserId>,
    pub silent: bool,
    /// Replies that are not deleted; kept on the thread's first message.
    pub reply_count: i64,
    pub last_update_time: Option<Time>,
    pub delete_time: Option<Time>,
    pub deletion_type: DeletionType,
    /// Kept by every reaction, in the order of first use.
    pub reactions: Vec<wire::EmojiReactionSummary>,
    /// The content fields only: text and what was made of it, cards,
    /// attachments, quote.
    // Boxed, as in [`NewMessage`]: it is a kilobyte and more, and what holds it
    // is moved often.
    pub content: Box<wire::Message>,
}

impl Message {
    pub fn create_time(&self) -> Time {
        self.id.time()
    }

    pub fn is_reply(&self) -> bool {
        self.id != self.thread
    }

    /// What a quote of this message must name as `lastUpdateTime`.
    pub fn version_time(&self) -> Time {
        self.last_update_time.unwrap_or_else(|| self.create_time())
    }

    /// Whether this user, or app's bot user, may read it.
    pub fn visible_to(&self, reader: UserId) -> bool {
        self.private_viewer.is_none_or(|viewer| viewer == reader) || self.sender == reader
    }

    /// Whom the text mentions, once each; the user 0 stands for everybody.
    pub fn mentioned(&self) -> Vec<UserId> {
        let annotations = self.content.annotations.iter();
        let mut users: Vec<_> = annotations
            .filter_map(|annotation| match &annotation.metadata {
                Some(wire::annotation::Metadata::UserMention(mention)) => Some(mention),
                _ => None,
            })
            .filter_map(|mention| match &mention.user {
                Some(user) => UserId::parse(user.name.strip_prefix("users/")?),
                // @all is annotated without a user.
                None => Some(UserId(0)),
            })
            .collect();
        users.sort_unstable();
        users.dedup();
        users
    }

    /// Whether the text mentions this user or app.
    pub fn mentions(&self, user: UserId) -> bool {
        let name = crate::names::user_name(user);
        self.content
            .annotations
            .iter()
            .any(|annotation| match &annotation.metadata {
                Some(wire::annotation::Metadata::UserMention(mention)) => {
                    mention.user.as_ref().is_some_and(|user| user.name == name)
                }
                _ => false,
            })
    }
}
