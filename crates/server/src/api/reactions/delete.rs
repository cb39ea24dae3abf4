//! `spaces.messages.reactions.delete`: takes back one's own.

use domain::events::{Event, Kind};
use domain::messages::Message;
use domain::reactions::{self, Key};
use domain::{Error, Result, names};
use proto::chat as wire;
use store::Tx;

use crate::api::Call;
use crate::api::access::{self, For, Importers, Seat};
use crate::api::messages::target;
use crate::gate::scope::{CHAT_MESSAGES, CHAT_MESSAGES_REACTIONS};

pub async fn delete_reaction(call: Call, request: wire::DeleteReactionRequest) -> Result<()> {
    let (id, name, segment) = names::reaction("name", &request.name)?;
    let segment = segment.to_owned();
    let unit = call.clone();
    call.server
        .store
        .write(move |tx| {
            Box::pin(async move {
                let people = Importers::People;
                let seat = access::joined_or_importing(tx, &unit, id, people, For::Writing).await?;
                seat.check_import_scope(&unit, &[CHAT_MESSAGES_REACTIONS, CHAT_MESSAGES])?;
                let message = target::get(tx, &unit, seat.space.id, &name).await?;
                let key = Key::parse(message.id, &segment).ok_or_else(Error::not_found)?;
                remove(tx, &unit, seat, message, key).await
            })
        })
        .await
}

async fn remove(
    tx: &mut Tx,
    call: &Call,
    mut seat: Seat,
    mut message: Message,
    key: Key,
) -> Result<()> {
    if !store::reactions::delete(tx, message.space, &key).await? {
        return Err(Error::not_found());
    }
    // Failing now undoes the deletion.
    if key.user != call.caller.id {
        return Err(Error::permission_denied(
            "The caller can delete only their own reactions.",
        ));
    }
    reactions::discount(&mut message.reactions, key.emoji);
    store::messages::set_reactions(tx, &message).await?;
    let time = seat.space.tick(call.now);
    store::spaces::touch(tx, &seat.space).await?;
    let event = Event {
        space: message.space,
        time,
        n: 0,
        kind: Kind::ReactionDeleted(key),
    };
    store::events::tell(tx, &seat.space, &event).await
}
