//! A message as an answer shows it.

use domain::messages::Message;
use domain::names;
use domain::spaces::Space;
use domain::{Result, text};
use proto::chat as wire;
use proto::chat::deletion_metadata::DeletionType;
use store::Tx;

use super::{attachments, quote};
use crate::api::Call;
use crate::api::spaces::render::{Shape, name_only, render as render_space};
use crate::api::users::Directory;

/// What one answer with several messages looks up once.
pub struct Renderer<'a> {
    call: &'a Call,
    space: &'a Space,
    users: Directory,
    /// The calling app has given keys to threads of the space.
    has_keys: bool,
    markup: wire::MarkupSyntax,
}

impl<'a> Renderer<'a> {
    pub async fn new(
        tx: &mut Tx,
        call: &'a Call,
        space: &'a Space,
        markup: wire::MarkupSyntax,
    ) -> Result<Self> {
        let has_keys = store::threads::has_keys(tx, space.id, call.caller.app).await?;
        Ok(Self {
            call,
            space,
            users: Directory::default(),
            has_keys,
            markup,
        })
    }

    /// The whole message, or the tombstone of a deleted one.
    pub async fn render(&mut self, tx: &mut Tx, message: Message) -> Result<Box<wire::Message>> {
        let sender = self.users.get(tx, message.sender).await?;
        if let Some(deleted) = message.delete_time {
            return Ok(Box::new(tombstone(&message, deleted, sender)));
        }
        let thread_key = match self.has_keys {
            true => store::threads::key_of(tx, message.space, self.call.caller.app, message.thread)
                .await?
                .unwrap_or_default(),
            false => String::new(),
        };
        let viewer = match message.private_viewer {
            Some(viewer) => Some(self.users.get(tx, viewer).await?),
            None => None,
        };
        // An app as the viewer means a command, which is no private message.
        let viewer = viewer.filter(|viewer| viewer.r#type() != wire::user::Type::Bot);
        let attachment = attachments::render(self.call, &message, &message.content.attachment);
        let quote = quote::render(self.call, &message);
        let thread = wire::Thread {
            name: names::thread_name(message.space, message.thread),
            thread_key,
        };
        let mut rendered = body(message, self.space);
        rendered.sender = Some(sender);
        rendered.thread = Some(thread);
        rendered.space = Some(self.space());
        rendered.private_message_viewer = viewer;
        rendered.attachment = attachment;
        rendered.quoted_message_metadata = quote;
        self.translate(&mut rendered);
        Ok(rendered)
    }

    /// People see no more of a message's space than its name.
    fn space(&self) -> wire::Space {
        if self.call.is_app() {
            render_space(self.call, self.space, Shape::Listed)
        } else {
            name_only(self.space.id)
        }
    }

    fn translate(&self, message: &mut wire::Message) {
        if self.markup == wire::MarkupSyntax::Markdown {
            message.formatted_text = text::to_markdown(&message.formatted_text);
            let quote = message.quoted_message_metadata.as_mut();
            if let Some(snapshot) = quote.and_then(|quote| quote.quoted_message_snapshot.as_mut()) {
                snapshot.formatted_text = text::to_markdown(&snapshot.formatted_text);
            }
        }
    }
}

/// What is in the row itself. The stored content becomes the answer, in place.
fn body(message: Message, space: &Space) -> Box<wire::Message> {
    let name = names::message_name(message.space, message.thread, message.id);
    let create_time = message.create_time();
    let thread_reply = space.has_reply_threads() && message.is_reply();
    let mut body = message.content;
    body.name = name;
    body.create_time = Some(create_time.to_wire());
    body.last_update_time = message.last_update_time.map(|time| time.to_wire());
    body.thread_reply = thread_reply;
    body.silent = message.silent;
    body.client_assigned_message_id = message.client_id.unwrap_or_default();
    body.emoji_reaction_summaries = message.reactions;
    body
}

fn tombstone(message: &Message, deleted: domain::Time, sender: wire::User) -> wire::Message {
    wire::Message {
        name: names::message_name(message.space, message.thread, message.id),
        sender: Some(sender),
        create_time: Some(message.create_time().to_wire()),
        last_update_time: message.last_update_time.map(|time| time.to_wire()),
        delete_time: Some(deleted.to_wire()),
        thread: Some(wire::Thread {
            name: names::thread_name(message.space, message.thread),
            ..Default::default()
        }),
        space: Some(name_only(message.space)),
        thread_reply: message.is_reply(),
        client_assigned_message_id: message.client_id.clone().unwrap_or_default(),
        deletion_metadata: (message.deletion_type != DeletionType::Unspecified).then_some(
            wire::DeletionMetadata {
                deletion_type: message.deletion_type as i32,
            },
        ),
        ..Default::default()
    }
}
