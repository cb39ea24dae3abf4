//! `spaces.messages.delete`: leaves a tombstone.

use domain::events::{Event, Kind};
use domain::ids::MessageId;
use domain::messages::{Deleter, Message, Sender, check_delete};
use domain::names;
use domain::spaces::Space;
use domain::{Result, Time};
use proto::chat as wire;
use proto::chat::deletion_metadata::DeletionType;
use store::Tx;

use super::target;
use crate::api::Call;
use crate::api::access::{self, For, Importers};
use crate::gate::scope::CHAT_MESSAGES;

/// Replies that are buried at a time.
const CHUNK: i64 = 500;

pub async fn delete_message(call: Call, request: wire::DeleteMessageRequest) -> Result<()> {
    let (id, name) = names::message("name", &request.name)?;
    let unit = call.clone();
    call.server
        .store
        .write(move |tx| {
            Box::pin(async move {
                let importers = Importers::PeopleAndTheApp;
                let seat =
                    access::joined_or_importing(tx, &unit, id, importers, For::Writing).await?;
                seat.check_import_scope(&unit, &[CHAT_MESSAGES])?;
                let message = target::get(tx, &unit, seat.space.id, &name).await?;
                let role = seat.role.unwrap_or(domain::members::Role::Member);
                let deleter = Deleter {
                    user: unit.caller.id,
                    kind: unit.sender(),
                    role,
                    via_app: unit.caller.app.is_some(),
                };
                let sender = store::users::get(tx, message.sender).await?;
                let sender_is_app = sender.is_some_and(|sender| !sender.is_person());
                let deletion = check_delete(deleter, &message, sender_is_app, request.force)?;
                let with_replies = request.force && unit.sender() == Sender::Person;
                bury(tx, &unit, seat.space, &message, deletion, with_replies).await
            })
        })
        .await
}

async fn bury(
    tx: &mut Tx,
    call: &Call,
    mut space: Box<Space>,
    message: &Message,
    deletion: DeletionType,
    with_replies: bool,
) -> Result<()> {
    let time = space.tick(call.now);
    store::spaces::touch(tx, &space).await?;
    let mut n = 0;
    bury_one(tx, &space, message.id, time, n, deletion).await?;
    if message.is_reply() {
        return store::messages::count_reply(tx, space.id, message.thread, -1).await;
    }
    if !with_replies {
        return Ok(());
    }
    loop {
        let replies = store::messages::replies(tx, space.id, message.thread, CHUNK).await?;
        if replies.is_empty() {
            return Ok(());
        }
        for reply in &replies {
            n += 1;
            bury_one(tx, &space, *reply, time, n, deletion).await?;
        }
        let gone = -(replies.len() as i64);
        store::messages::count_reply(tx, space.id, message.thread, gone).await?;
    }
}

async fn bury_one(
    tx: &mut Tx,
    space: &Space,
    id: MessageId,
    time: Time,
    n: i64,
    deletion: DeletionType,
) -> Result<()> {
    store::messages::bury(tx, space.id, id, time, deletion).await?;
    let event = Event {
        space: space.id,
        time,
        n,
        kind: Kind::MessageDeleted(id),
    };
    store::events::tell(tx, space, &event).await
}
