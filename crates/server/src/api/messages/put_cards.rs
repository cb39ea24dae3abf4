//! Cards of an app on a person's message: its preview of a link. Only answers
//! to events lead here.

use domain::cards::{check, drop_surplus, own};
use domain::events::{Event, Kind};
use domain::ids::{MessageId, SpaceId};
use domain::messages::{Sender, check_content};
use domain::{Error, Result};
use proto::chat as wire;

use super::render::Renderer;
use crate::api::Call;
use crate::api::access::{self, For};

/// Replaces the cards; none takes them away.
pub async fn put_cards(
    call: Call,
    space: SpaceId,
    id: MessageId,
    mut cards: Vec<wire::CardWithId>,
) -> Result<Box<wire::Message>> {
    check(&cards)?;
    drop_surplus(&mut cards);
    own(&mut cards, call.caller.id);
    let unit = call.clone();
    let write = call.server.store.write(move |tx| {
        Box::pin(async move {
            let mut seat = access::joined(tx, &unit, Some(space), For::Writing).await?;
            let message = store::messages::get(tx, space, id).await?;
            let there = message.filter(|message| message.delete_time.is_none());
            let mut message = there.ok_or_else(Error::not_found)?;
            if message.app == Some(message.sender) {
                let text = "UPDATE_USER_MESSAGE_CARDS is for messages of people.";
                return Err(Error::failed_precondition(text));
            }
            message.content.cards_v2 = cards;
            check_content(Sender::App, &message.content)?;
            let time = seat.space.tick(unit.now);
            store::messages::update(tx, &message).await?;
            store::spaces::touch(tx, &seat.space).await?;
            let event = Event {
                space,
                time,
                n: 0,
                kind: Kind::MessageUpdated(id),
            };
            store::events::append(tx, &event).await?;
            let markup = wire::MarkupSyntax::Chat;
            let mut renderer = Renderer::new(tx, &unit, &seat.space, markup).await?;
            renderer.render(tx, message).await
        })
    });
    write.await
}
