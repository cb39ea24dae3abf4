//! In which thread a new message lands.

use proto::chat as wire;
use proto::chat::create_message_request::MessageReplyOption;

use crate::error::{Error, Result};
use crate::ids::MessageId;
use crate::names;
use crate::spaces::Space;

/// Characters of a thread key.
pub const THREAD_KEY_LIMIT: usize = 4_000;

/// What the request asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum ThreadChoice {
    /// A thread of its own.
    New,
    /// A reply; without the thread, a failure when `or_fail`, else a new one.
    Reply { target: ThreadTarget, or_fail: bool },
}

/// How the request names the thread.
#[derive(Clone, Debug, PartialEq)]
pub enum ThreadTarget {
    /// By `thread.name`; `None` is a name that no thread can have.
    Id(Option<MessageId>),
    /// By `thread.threadKey`, in the namespace of the calling app.
    Key(String),
}

impl ThreadChoice {
    /// Reads the thread of a `CreateMessageRequest`. Without a reply option,
    /// and outside named spaces, whatever thread is given counts for nothing.
    pub fn read(request: &wire::CreateMessageRequest, space: &Space) -> Result<Self> {
        let or_fail = match request.message_reply_option() {
            MessageReplyOption::Unspecified => return Ok(Self::New),
            _ if !space.has_reply_threads() => return Ok(Self::New),
            MessageReplyOption::ReplyMessageFallbackToNewThread => false,
            MessageReplyOption::ReplyMessageOrFail => true,
        };
        match target(request, space)? {
            Some(target) => Ok(Self::Reply { target, or_fail }),
            None if or_fail => Err(Error::invalid(
                "message.thread",
                "A reply needs the thread's name or key.",
            )),
            None => Ok(Self::New),
        }
    }
}

fn target(request: &wire::CreateMessageRequest, space: &Space) -> Result<Option<ThreadTarget>> {
    let thread = request
        .message
        .as_ref()
        .and_then(|message| message.thread.as_ref());
    let name = thread.map_or("", |thread| thread.name.as_str());
    if !name.is_empty() {
        return read_name(name, space).map(Some);
    }
    let in_body = thread.map_or("", |thread| thread.thread_key.as_str());
    #[allow(deprecated)]
    let key = if in_body.is_empty() {
        request.thread_key.as_str()
    } else {
        in_body
    };
    Ok((!key.is_empty()).then(|| ThreadTarget::Key(key.to_owned())))
}

fn read_name(name: &str, space: &Space) -> Result<ThreadTarget> {
    match names::thread(name) {
        Some((of, thread)) if of == space.id.segment() => Ok(ThreadTarget::Id(thread)),
        _ => Err(Error::invalid(
            "message.thread.name",
            "The request contains an invalid thread resource name",
        )),
    }
}

/// Checks the length of whatever thread keys the request holds.
pub(super) fn check_keys(request: &wire::CreateMessageRequest) -> Result<()> {
    let thread = request
        .message
        .as_ref()
        .and_then(|message| message.thread.as_ref());
    #[allow(deprecated)]
    let keys = [
        ("thread_key", request.thread_key.as_str()),
        (
            "message.thread.thread_key",
            thread.map_or("", |thread| thread.thread_key.as_str()),
        ),
    ];
    for (field, key) in keys {
        if key.chars().count() > THREAD_KEY_LIMIT {
            let text = format!("The thread key is longer than {THREAD_KEY_LIMIT} characters.");
            return Err(Error::invalid(field, text));
        }
    }
    Ok(())
}
