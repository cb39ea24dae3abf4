//! `spaces.messages.reactions.create`

use domain::events::{Event, Kind};
use domain::messages::Message;
use domain::reactions::{self, Emoji, Key, Reaction, check_create, no_custom_emoji};
use domain::{Error, Result, names};
use proto::chat as wire;
use store::Tx;

use super::render::{render, shown};
use crate::api::Call;
use crate::api::access::{self, For, Importers, Seat};
use crate::api::messages::target;
use crate::api::users::Directory;
use crate::gate::scope::{
    CHAT_MESSAGES, CHAT_MESSAGES_REACTIONS, CHAT_MESSAGES_REACTIONS_CREATE, Scope,
};

/// The scopes that open every space of the caller.
const WRITERS: &[Scope] = &[
    CHAT_MESSAGES_REACTIONS_CREATE,
    CHAT_MESSAGES_REACTIONS,
    CHAT_MESSAGES,
];

pub async fn create_reaction(
    call: Call,
    request: wire::CreateReactionRequest,
) -> Result<wire::Reaction> {
    let (id, name) = names::message("parent", &request.parent)?;
    let emoji = check_create(call.server.profile, request.reaction.as_ref())?;
    let unit = call.clone();
    call.server
        .store
        .write(move |tx| {
            Box::pin(async move {
                let people = Importers::People;
                let seat = access::joined_or_importing(tx, &unit, id, people, For::Writing).await?;
                seat.check_import_scope(&unit, WRITERS)?;
                let message = target::get(tx, &unit, seat.space.id, &name).await?;
                let reaction = write(tx, &unit, seat, &message, emoji).await?;
                let users = &mut Directory::default();
                render(tx, users, reaction.space, message.thread, &reaction.key).await
            })
        })
        .await
}

async fn write(
    tx: &mut Tx,
    call: &Call,
    mut seat: Seat,
    message: &Message,
    emoji: Emoji,
) -> Result<Reaction> {
    let shown = shown(tx, emoji).await?.ok_or_else(no_custom_emoji)?;
    let time = seat.space.tick(call.now);
    let reaction = Reaction {
        space: message.space,
        key: Key {
            message: message.id,
            user: call.caller.id,
            emoji,
        },
        create_time: time,
    };
    if !store::reactions::insert(tx, &reaction).await? {
        return Err(Error::already_exists(
            "The caller has already reacted to this message with this emoji.",
        ));
    }
    let mut message = message.clone();
    reactions::count(&mut message.reactions, &shown);
    store::messages::set_reactions(tx, &message).await?;
    store::spaces::touch(tx, &seat.space).await?;
    let event = Event {
        space: reaction.space,
        time,
        n: 0,
        kind: Kind::ReactionCreated(reaction.key),
    };
    store::events::tell(tx, &seat.space, &event).await?;
    Ok(reaction)
}
