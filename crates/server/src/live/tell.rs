//! Events as listeners see them: rendered once per class, with who of the
//! class may see them.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use bytes::Bytes;
use domain::events::{Event, Kind};
use domain::ids::{SpaceId, UserId};
use domain::members::{Member, Role};
use domain::permissions::Permission;
use domain::spaces::Space;
use domain::{Error, Result, names};
use prost::Message as _;
use proto::confab::{AppNoticesChanged, LiveEvent, live_event};
use store::Tx;
use store::members::Selection;
use transcode::{JsonOptions, MessageType, Schema};

use super::frames;
use super::viewer::{Class, Viewer};
use crate::api::space_events::{Renderer, ended, types};
use crate::api::{Call, read_states};
use crate::gate::AuthKind;
use crate::state::Server;

/// Managers of a space who are looked up for one event.
const MANAGERS: i64 = 1_000;

/// An event and somebody of each class that it is for.
pub struct Job {
    pub position: i64,
    pub event: Event,
    pub classes: Vec<(Class, Call)>,
}

/// What became of a job.
pub struct Told {
    pub position: i64,
    pub event: Event,
    /// The only ones who may see it; `None` for all in the space.
    only: Option<Vec<UserId>>,
    frames: Vec<(Class, Bytes)>,
}

impl Told {
    /// The bytes for a listener whom the event is for.
    pub fn frame(&self, viewer: &Viewer) -> Option<Bytes> {
        let id = viewer.caller.id;
        let seen = self.only.as_ref().is_none_or(|only| only.contains(&id));
        if !seen && !is_own(&self.event, viewer) {
            return None;
        }
        let frame =
            |(class, frame): &(Class, Bytes)| (*class == viewer.class).then(|| frame.clone());
        self.frames.iter().find_map(frame)
    }
}

/// Whether the event is about the listener's own membership, which they are
/// told although they are not there: invitations, and the end.
pub fn is_own(event: &Event, viewer: &Viewer) -> bool {
    match event.kind {
        Kind::MembershipCreated(member)
        | Kind::MembershipUpdated(member)
        | Kind::MembershipDeleted(member) => member == viewer.member(),
        _ => false,
    }
}

/// Renders events on one snapshot.
pub async fn tell(server: &Arc<Server>, jobs: Vec<Job>) -> Result<Vec<Told>> {
    let shared = server.clone();
    let unit = server.store.read(move |tx| {
        Box::pin(async move {
            let mut writer = Writer::new(&shared.schema)?;
            let mut told = Vec::with_capacity(jobs.len());
            for job in jobs {
                told.push(writer.tell(tx, job).await?);
            }
            Ok(told)
        })
    });
    unit.await
}

struct Writer<'a> {
    schema: &'a Schema,
    message: MessageType,
    spaces: HashMap<SpaceId, Option<Box<Space>>>,
}

impl<'a> Writer<'a> {
    fn new(schema: &'a Schema) -> Result<Self> {
        let message = schema
            .message("confab.v1.LiveEvent")
            .ok_or_else(|| Error::internal("the descriptors have no LiveEvent"))?;
        Ok(Self {
            schema,
            message,
            spaces: HashMap::new(),
        })
    }

    async fn tell(&mut self, tx: &mut Tx, job: Job) -> Result<Told> {
        let event = job.event;
        let space = match self.spaces.entry(event.space) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert(store::spaces::get(tx, event.space).await?),
        };
        let mut told = Told {
            position: job.position,
            event,
            only: match space {
                Some(space) => audience(tx, space, &event).await?,
                None => None,
            },
            frames: Vec::with_capacity(job.classes.len()),
        };
        for (class, mut call) in job.classes {
            if let (AuthKind::User, Some([somebody, ..])) = (call.caller.kind, told.only.as_deref())
            {
                // Who may see it stands for the class.
                call.caller.id = *somebody;
            }
            let kind = match space {
                Some(space) => render(tx, &call, space, &event).await?,
                None => without_space(&event),
            };
            if let Some(kind) = kind {
                let live = LiveEvent {
                    space: names::space_name(event.space),
                    kind: Some(kind),
                };
                let json = json(self.schema, self.message, &live)?;
                told.frames
                    .push((class, frames::event(job.position, &json)));
            }
        }
        Ok(told)
    }
}

pub(super) fn json(schema: &Schema, message: MessageType, live: &LiveEvent) -> Result<Vec<u8>> {
    let wire = live.encode_to_vec();
    let mut json = Vec::with_capacity(wire.len() * 2 + 64);
    transcode::encode(schema, message, &wire, &JsonOptions::default(), &mut json)
        .map_err(Error::internal)?;
    Ok(json)
}

async fn render(
    tx: &mut Tx,
    call: &Call,
    space: &Space,
    event: &Event,
) -> Result<Option<live_event::Kind>> {
    if let Kind::ReadStateUpdated(reader) = event.kind {
        let time = store::read_states::of_space(tx, space.id, reader).await?;
        let state = read_states::render(space.id, reader, time);
        return Ok(Some(live_event::Kind::ReadState(state)));
    }
    if let Kind::AppNoticesUpdated(_) = event.kind {
        let changed = live_event::Kind::AppNoticesChanged(AppNoticesChanged {});
        return Ok(Some(changed));
    }
    if !types::told(space, event.kind.event_type()) {
        return Ok(None);
    }
    let mut renderer = Renderer::new(tx, call, space).await?;
    let rendered = renderer.render(tx, std::slice::from_ref(event)).await?;
    Ok(rendered.map(live_event::Kind::SpaceEvent))
}

/// Of a space that is deleted only the ends of its memberships are told.
fn without_space(event: &Event) -> Option<live_event::Kind> {
    match event.kind {
        Kind::MembershipDeleted(member) => Some(live_event::Kind::SpaceEvent(ended(event, member))),
        _ => None,
    }
}

/// The only people who may see the event; `None` for all in the space.
async fn audience(tx: &mut Tx, space: &Space, event: &Event) -> Result<Option<Vec<UserId>>> {
    let message = match event.kind {
        Kind::MessageCreated(id) | Kind::MessageUpdated(id) | Kind::MessageDeleted(id) => id,
        Kind::ReactionCreated(key) | Kind::ReactionDeleted(key) => key.message,
        Kind::ReadStateUpdated(person) | Kind::AppNoticesUpdated(person) => {
            return Ok(Some(vec![person]));
        }
        Kind::MembershipCreated(_) | Kind::MembershipUpdated(_) | Kind::MembershipDeleted(_) => {
            return who_sees_members(tx, space).await;
        }
        Kind::SpaceUpdated => return Ok(None),
    };
    let message = store::messages::get(tx, space.id, message).await?;
    let private = |viewer| message.as_ref().map(|message| vec![viewer, message.sender]);
    Ok(message
        .as_ref()
        .and_then(|message| message.private_viewer)
        .and_then(private))
}

/// Where the settings hide the members of a space from simple members: those
/// who see them.
async fn who_sees_members(tx: &mut Tx, space: &Space) -> Result<Option<Vec<UserId>>> {
    let sees = |role: &Role| space.allows(*role, Permission::ViewSpaceMembership);
    if sees(&Role::Member) {
        return Ok(None);
    }
    let roles = [Role::AssistantManager, Role::Manager];
    let selection = Selection {
        pairs: roles
            .into_iter()
            .filter(sees)
            .flat_map(|role| [(1, role.wire() as i32), (2, role.wire() as i32)])
            .collect(),
        invited: false,
        historical: false,
    };
    let managers = store::members::list(tx, space.id, &selection, (0, 0), MANAGERS).await?;
    let ids = managers.iter().filter_map(|manager| match manager.member {
        Member::Person(id) | Member::App(id) => Some(id),
        Member::Group(_) => None,
    });
    Ok(Some(ids.collect()))
}
