//! Writing a new message: for `create`, and for `update` with `allowMissing`.

use domain::cards;
use domain::events::{Event, Kind};
use domain::ids::{MessageId, SpaceId, UserId};
use domain::members::Member;
use domain::messages::{Message, NewMessage, ThreadChoice, ThreadTarget};
use domain::names::UserRef;
use domain::permissions::Permission;
use domain::spaces::Space;
use domain::{Error, Result};
use proto::chat as wire;
use proto::chat::deletion_metadata::DeletionType;
use store::Tx;
use store::deliveries::Mover;
use store::requests::{Key, Method};

use super::attachments::{self, Taken};
use super::render::Renderer;
use super::{import, quote, text};
use crate::api::access::{self, For, Importers, Seat};
use crate::api::members::mentioned;
use crate::api::{Call, users};
use crate::gate::scope::{CHAT_MESSAGES, CHAT_MESSAGES_CREATE};

/// Where the message lands.
enum Thread {
    New { key: Option<String> },
    Reply(MessageId),
}

impl Thread {
    fn id(&self) -> Option<MessageId> {
        match self {
            Self::New { .. } => None,
            Self::Reply(thread) => Some(*thread),
        }
    }
}

/// Posts a checked message, or finds the one that an earlier request with the
/// same request id made.
pub async fn post(
    tx: &mut Tx,
    call: &Call,
    space: Option<SpaceId>,
    request: &wire::CreateMessageRequest,
    new: NewMessage,
    entropy: u16,
) -> Result<Box<wire::Message>> {
    let importers = Importers::PeopleAndTheApp;
    let seat = access::joined_or_importing(tx, call, space, importers, For::Writing).await?;
    seat.check_import_scope(call, &[CHAT_MESSAGES, CHAT_MESSAGES_CREATE])?;
    post_in(tx, call, seat, request, new, entropy).await
}

/// As [`post`], for a caller who may post in the space.
pub async fn post_in(
    tx: &mut Tx,
    call: &Call,
    seat: Seat,
    request: &wire::CreateMessageRequest,
    new: NewMessage,
    entropy: u16,
) -> Result<Box<wire::Message>> {
    let key = new.request_id.as_deref().map(|request_id| Key {
        space: Some(seat.space.id),
        app: call.caller.app,
        method: Method::CreateMessage,
        request_id,
    });
    let before = match key {
        Some(key) => Box::pin(repeated(tx, call, key)).await?,
        None => None,
    };
    let (message, seat) = match before {
        Some(message) => (message, seat),
        None => {
            let (message, seat) = write(tx, call, seat, request, &new, entropy).await?;
            if let Some(key) = key {
                let target = message.id.0;
                store::requests::insert(tx, key, call.caller.id, target, call.now).await?;
            }
            (message, seat)
        }
    };
    let markup = wire::MarkupSyntax::Chat;
    Renderer::new(tx, call, &seat.space, markup)
        .await?
        .render(tx, message)
        .await
}

// What few messages need is boxed below: the future of a call is as large as the
// largest of its branches, and is moved to the writer and back.

async fn repeated(tx: &mut Tx, call: &Call, key: Key<'_>) -> Result<Option<Message>> {
    let Some((caller, message)) = store::requests::find(tx, key).await? else {
        return Ok(None);
    };
    if caller != call.caller.id {
        return Err(Error::already_exists(
            "The request id was used by another user.",
        ));
    }
    let Some(space) = key.space else {
        return Ok(None);
    };
    let message = store::messages::get(tx, space, MessageId(message)).await?;
    let there = message.filter(|message| message.delete_time.is_none());
    there.map(Some).ok_or_else(Error::not_found)
}

async fn write(
    tx: &mut Tx,
    call: &Call,
    mut seat: Seat,
    request: &wire::CreateMessageRequest,
    new: &NewMessage,
    entropy: u16,
) -> Result<(Message, Seat)> {
    let space = seat.space.id;
    if let Some(id) = &new.client_id {
        refuse_taken_id(tx, space, id).await?;
    }
    let thread = thread(tx, call, &seat, request).await?;
    seat.demand(match thread {
        Thread::New { .. } => Permission::PostMessages,
        Thread::Reply(_) => Permission::ReplyMessages,
    })?;
    let private_viewer = match &new.private_viewer {
        Some(name) => Some(Box::pin(private_viewer(tx, call, &seat, name)).await?),
        None => None,
    };
    let (mut content, files) = content(tx, call, &seat, new, &thread).await?;
    let added = mentioned::add(tx, call, &mut seat, &mut content).await?;
    let private_viewer = match private_viewer {
        None => command(tx, call, &seat, &mut content).await?,
        viewer => viewer,
    };

    let time = import::time(tx, call, &mut seat.space, request.message.as_ref()).await?;
    seat.space.last_active_time = seat.space.last_active_time.max(Some(time));
    let id = MessageId::at(time, entropy);
    let message = Message {
        space,
        id,
        thread: thread.id().unwrap_or(id),
        sender: call.caller.id,
        app: call.caller.app,
        client_id: new.client_id.clone(),
        private_viewer,
        silent: new.silent,
        reply_count: 0,
        last_update_time: None,
        delete_time: None,
        deletion_type: DeletionType::Unspecified,
        reactions: Vec::new(),
        content,
    };
    store::messages::insert(tx, &message).await?;
    for app in added {
        let mover = Mover {
            message: Some(id),
            ..call.mover()
        };
        store::deliveries::set_mover(tx, space, app, mover).await?;
    }
    attachments::keep(tx, &message, files, &wire::Message::default()).await?;
    if message.content.quoted_message_metadata.is_some() {
        Box::pin(attachments::share(tx, &message)).await?;
    }
    take_part(tx, call, &seat.space, &message, &thread).await?;
    Ok((message, seat))
}

async fn refuse_taken_id(tx: &mut Tx, space: SpaceId, id: &str) -> Result<()> {
    match store::messages::by_client_id(tx, space, id).await? {
        None => Ok(()),
        Some(_) => Err(Error::already_exists(
            "A message with this custom message id exists in the space.",
        )),
    }
}

/// What a message changes in its thread and space, and the event that tells it.
async fn take_part(
    tx: &mut Tx,
    call: &Call,
    space: &Space,
    message: &Message,
    thread: &Thread,
) -> Result<()> {
    match thread {
        Thread::Reply(thread) => store::messages::count_reply(tx, space.id, *thread, 1).await?,
        Thread::New { key: Some(key) } => {
            store::threads::set_key(tx, space.id, call.caller.app, key, message.id).await?;
        }
        Thread::New { key: None } => {}
    }
    let time = message.create_time();
    if !space.import_mode {
        mark_read(tx, call, message).await?;
        if space.history_state == wire::HistoryState::HistoryOff {
            store::expiry::add(tx, space.id, message.id, time).await?;
        }
    }
    store::spaces::touch(tx, space).await?;
    let event = Event {
        space: space.id,
        time,
        n: 0,
        kind: Kind::MessageCreated(message.id),
    };
    store::events::tell(tx, space, &event).await
}

/// What people write they have read: a first message in the space, a reply in
/// its thread.
async fn mark_read(tx: &mut Tx, call: &Call, message: &Message) -> Result<()> {
    if call.is_app() {
        return Ok(());
    }
    let (space, reader, time) = (message.space, call.caller.id, message.create_time());
    if message.is_reply() {
        store::read_states::set_thread(tx, space, message.thread, reader, time).await
    } else {
        store::read_states::set_space(tx, space, reader, time).await
    }
}

async fn thread(
    tx: &mut Tx,
    call: &Call,
    seat: &Seat,
    request: &wire::CreateMessageRequest,
) -> Result<Thread> {
    let (target, or_fail) = match ThreadChoice::read(request, &seat.space)? {
        ThreadChoice::New => return Ok(Thread::New { key: None }),
        ThreadChoice::Reply { target, or_fail } => (target, or_fail),
    };
    Box::pin(reply(tx, call, seat.space.id, target, or_fail)).await
}

async fn reply(
    tx: &mut Tx,
    call: &Call,
    space: SpaceId,
    target: ThreadTarget,
    or_fail: bool,
) -> Result<Thread> {
    match target {
        ThreadTarget::Id(id) => {
            let first = match id {
                Some(id) => store::messages::get(tx, space, id).await?,
                None => None,
            };
            let there = first.filter(|first| !first.is_reply() && first.visible_to(call.caller.id));
            match there {
                Some(first) => Ok(Thread::Reply(first.id)),
                None if or_fail => Err(Error::not_found()),
                None => Ok(Thread::New { key: None }),
            }
        }
        ThreadTarget::Key(key) => {
            let known = store::threads::by_key(tx, space, call.caller.app, &key).await?;
            Ok(known.map_or(Thread::New { key: Some(key) }, Thread::Reply))
        }
    }
}

async fn content(
    tx: &mut Tx,
    call: &Call,
    seat: &Seat,
    new: &NewMessage,
    thread: &Thread,
) -> Result<(Box<wire::Message>, Taken)> {
    let mut content = new.content.clone();
    let asked = attachments::take(tx, call, seat.space.id, &content.attachment, &[]);
    let files = Box::pin(asked).await?;
    content.attachment.clone_from(&files.stored);
    if let Some(app) = call.caller.app {
        cards::own(&mut content.cards_v2, app);
    }
    let composed = text::compose(tx, call, &mut content).await?;
    if composed.mentions_all {
        seat.demand(Permission::UseAtMentionAll)?;
    }
    if let Some(asked) = &content.quoted_message_metadata {
        let taking = quote::take(tx, call, &seat.space, asked, thread.id());
        let kept = Box::pin(taking).await?;
        content.quoted_message_metadata = Some(kept);
    }
    Ok((content, files))
}

/// A person's text that calls an app's command is seen by the two alone; a
/// direct message has nobody else.
async fn command(
    tx: &mut Tx,
    call: &Call,
    seat: &Seat,
    content: &mut wire::Message,
) -> Result<Option<UserId>> {
    if call.is_app() || seat.space.import_mode || !content.text.starts_with('/') {
        return Ok(None);
    }
    let app = Box::pin(text::find_command(tx, seat.space.id, content)).await?;
    Ok(app
        .filter(|_| !seat.space.single_user_bot_dm)
        .map(|app| app.id))
}

/// The person who alone sees a private message: a member of the space.
async fn private_viewer(tx: &mut Tx, call: &Call, seat: &Seat, name: &UserRef) -> Result<UserId> {
    users::no_alias_for_apps(call, name)?;
    if *name == UserRef::App || *name == UserRef::Me {
        return Err(no_viewer());
    }
    let viewer = users::resolve(tx, call, name)
        .await?
        .ok_or_else(no_viewer)?;
    if !viewer.is_person() {
        return Err(no_viewer());
    }
    let member = Member::Person(viewer.id);
    let direct = store::members::get(tx, seat.space.id, member).await?;
    let joined = direct.is_some_and(|membership| membership.is_joined())
        || store::members::joined_by_group(tx, seat.space.id, viewer.id).await?;
    if !joined {
        return Err(no_viewer());
    }
    Ok(viewer.id)
}

fn no_viewer() -> Error {
    Error::invalid(
        "message.private_message_viewer",
        "The viewer of a private message must be a person who is a member of the space.",
    )
}
