//! An event with today's version of what it is about.

use domain::event_batches::{EventName, batch_type};
use domain::events::{Event, Kind};
use domain::ids::{MessageId, SpaceId};
use domain::members::Member;
use domain::messages::Message;
use domain::reactions::Key;
use domain::spaces::Space;
use domain::{Result, names};
use proto::chat as wire;
use proto::chat::deletion_metadata::DeletionType;
use proto::chat::membership::MembershipState;
use proto::chat::space_event::Payload;
use store::Tx;

use crate::api::spaces::render::{Shape, render as render_space};
use crate::api::users::Directory;
use crate::api::{Call, members, messages, reactions};

/// What one answer with several events looks up once.
pub struct Renderer<'a> {
    call: &'a Call,
    space: &'a Space,
    messages: messages::render::Renderer<'a>,
    users: Directory,
}

impl<'a> Renderer<'a> {
    pub async fn new(tx: &mut Tx, call: &'a Call, space: &'a Space) -> Result<Self> {
        let markup = wire::MarkupSyntax::Chat;
        Ok(Self {
            call,
            space,
            messages: messages::render::Renderer::new(tx, call, space, markup).await?,
            users: Directory::default(),
        })
    }

    /// One group of `domain::event_batches::groups` as the event that the
    /// caller sees; `None` when they see nothing of it.
    pub async fn render(
        &mut self,
        tx: &mut Tx,
        group: &[Event],
    ) -> Result<Option<wire::SpaceEvent>> {
        let mut seen = Vec::with_capacity(group.len());
        for event in group {
            if let Some(payload) = self.payload(tx, event).await? {
                seen.push((event, payload));
            }
        }
        // A batch has the name of its first event, whoever reads it.
        let Some(first) = group.first().filter(|_| !seen.is_empty()) else {
            return Ok(None);
        };
        if seen.len() == 1 {
            let single = seen.pop();
            return Ok(single.map(|(event, payload)| {
                space_event(event, event.kind.event_type().to_owned(), Some(payload))
            }));
        }
        let payload = batch(seen.into_iter().map(|(_, payload)| payload).collect());
        Ok(Some(space_event(first, batch_type(first.kind), payload)))
    }

    async fn payload(&mut self, tx: &mut Tx, event: &Event) -> Result<Option<Payload>> {
        Ok(match event.kind {
            Kind::MessageCreated(id) => self.message(tx, id).await?.map(|message| {
                Payload::MessageCreatedEventData(wire::MessageCreatedEventData {
                    message: Some(message),
                })
            }),
            Kind::MessageUpdated(id) => self.message(tx, id).await?.map(|message| {
                Payload::MessageUpdatedEventData(wire::MessageUpdatedEventData {
                    message: Some(message),
                })
            }),
            Kind::MessageDeleted(id) => self.visible(tx, id).await?.map(|message| {
                let message = reduced(&message);
                Payload::MessageDeletedEventData(wire::MessageDeletedEventData {
                    message: Some(message),
                })
            }),
            Kind::MembershipCreated(member) => self.member(tx, member).await?.map(|membership| {
                Payload::MembershipCreatedEventData(wire::MembershipCreatedEventData {
                    membership: Some(membership),
                })
            }),
            Kind::MembershipUpdated(member) => self.member(tx, member).await?.map(|membership| {
                Payload::MembershipUpdatedEventData(wire::MembershipUpdatedEventData {
                    membership: Some(membership),
                })
            }),
            Kind::MembershipDeleted(member) => self.shows(member).then(|| {
                let membership = Some(ended_membership(self.space.id, member));
                Payload::MembershipDeletedEventData(wire::MembershipDeletedEventData { membership })
            }),
            Kind::SpaceUpdated => {
                let space = Some(render_space(self.call, self.space, Shape::Listed));
                Some(Payload::SpaceUpdatedEventData(
                    wire::SpaceUpdatedEventData { space },
                ))
            }
            Kind::ReactionCreated(key) => self.reaction(tx, &key).await?.map(|reaction| {
                Payload::ReactionCreatedEventData(wire::ReactionCreatedEventData {
                    reaction: Some(reaction),
                })
            }),
            Kind::ReactionDeleted(key) => self.reaction(tx, &key).await?.map(|reaction| {
                Payload::ReactionDeletedEventData(wire::ReactionDeletedEventData {
                    reaction: Some(reaction),
                })
            }),
            Kind::ReadStateUpdated(_) | Kind::AppNoticesUpdated(_) => None,
        })
    }

    /// The message or its tombstone; private ones only for those who read
    /// them, and for no app that reads with an approval.
    async fn visible(&self, tx: &mut Tx, id: MessageId) -> Result<Option<Message>> {
        let message = store::messages::get(tx, self.space.id, id).await?;
        Ok(message.filter(|message| match self.call.is_app() {
            true => message.private_viewer.is_none(),
            false => message.visible_to(self.call.caller.id),
        }))
    }

    /// Today's message, or the little that is told of a deleted one.
    async fn message(&mut self, tx: &mut Tx, id: MessageId) -> Result<Option<wire::Message>> {
        let Some(message) = self.visible(tx, id).await? else {
            return Ok(None);
        };
        let shown = match message.delete_time {
            Some(_) => reduced(&message),
            None => *self.messages.render(tx, message).await?,
        };
        Ok(Some(shown))
    }

    /// The membership as it is now, empty when it ended.
    async fn member(&self, tx: &mut Tx, member: Member) -> Result<Option<wire::Membership>> {
        if !self.shows(member) {
            return Ok(None);
        }
        let now = store::members::get(tx, self.space.id, member).await?;
        let shown = match now.filter(|now| now.delete_time.is_none()) {
            Some(now) => members::render::render(tx, &now).await?,
            None => wire::Membership::default(),
        };
        Ok(Some(shown))
    }

    /// Memberships of apps are for people to see.
    fn shows(&self, member: Member) -> bool {
        !(self.call.is_app() && matches!(member, Member::App(_)))
    }

    /// A reaction never changes, so its key is all there is to show.
    async fn reaction(&mut self, tx: &mut Tx, key: &Key) -> Result<Option<wire::Reaction>> {
        let Some(message) = self.visible(tx, key.message).await? else {
            return Ok(None);
        };
        let space = self.space.id;
        let shown = reactions::render::render(tx, &mut self.users, space, message.thread, key);
        shown.await.map(Some)
    }
}

/// The end of a membership, for which nothing needs to be there any more, not
/// even the space.
pub fn ended(event: &Event, member: Member) -> wire::SpaceEvent {
    let membership = Some(ended_membership(event.space, member));
    let data = wire::MembershipDeletedEventData { membership };
    let payload = Payload::MembershipDeletedEventData(data);
    space_event(event, event.kind.event_type().to_owned(), Some(payload))
}

fn ended_membership(space: SpaceId, member: Member) -> wire::Membership {
    wire::Membership {
        name: names::member_name(space, member),
        state: MembershipState::NotAMember as i32,
        ..Default::default()
    }
}

fn space_event(first: &Event, event_type: String, payload: Option<Payload>) -> wire::SpaceEvent {
    let segment = EventName::of(first, &event_type).segment();
    wire::SpaceEvent {
        name: names::space_event_name(first.space, &segment),
        event_time: Some(first.time.to_wire()),
        event_type,
        payload,
    }
}

/// What the reference leaves of a deleted message in events.
fn reduced(message: &Message) -> wire::Message {
    let known = message.deletion_type != DeletionType::Unspecified;
    wire::Message {
        name: names::message_name(message.space, message.thread, message.id),
        create_time: Some(message.create_time().to_wire()),
        delete_time: message.delete_time.map(|time| time.to_wire()),
        deletion_metadata: known.then_some(wire::DeletionMetadata {
            deletion_type: message.deletion_type as i32,
        }),
        ..Default::default()
    }
}

/// Payloads of one type as that of the batch.
fn batch(parts: Vec<Payload>) -> Option<Payload> {
    macro_rules! batch {
        ($($single:ident => $batch:ident { $field:ident },)*) => {
            match parts.first()? {
                $(Payload::$single(_) => {
                    let only = |part| match part {
                        Payload::$single(data) => Some(data),
                        _ => None,
                    };
                    let $field = parts.into_iter().filter_map(only).collect();
                    Some(Payload::$batch(wire::$batch { $field }))
                })*
                _ => None,
            }
        };
    }
    batch! {
        MessageCreatedEventData => MessageBatchCreatedEventData { messages },
        MessageUpdatedEventData => MessageBatchUpdatedEventData { messages },
        MessageDeletedEventData => MessageBatchDeletedEventData { messages },
        MembershipCreatedEventData => MembershipBatchCreatedEventData { memberships },
        MembershipUpdatedEventData => MembershipBatchUpdatedEventData { memberships },
        MembershipDeletedEventData => MembershipBatchDeletedEventData { memberships },
        ReactionCreatedEventData => ReactionBatchCreatedEventData { reactions },
        ReactionDeletedEventData => ReactionBatchDeletedEventData { reactions },
        SpaceUpdatedEventData => SpaceBatchUpdatedEventData { spaces },
    }
}
