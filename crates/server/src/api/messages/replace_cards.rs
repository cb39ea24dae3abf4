//! `spaces.messages.replaceCards`

use domain::cards::{self, check_replace, drop_surplus};
use domain::events::{Event, Kind};
use domain::messages::{Sender, check_content};
use domain::{Error, Result, names};
use proto::chat as wire;

use super::target;
use crate::api::Call;
use crate::api::access::{self, For};

pub async fn replace_message_cards(
    call: Call,
    request: wire::ReplaceMessageCardsRequest,
) -> Result<wire::ReplaceMessageCardsResponse> {
    let (id, name) = names::message("name", &request.name)?;
    let app = call
        .caller
        .app
        .ok_or_else(|| Error::internal("an app without an id"))?;
    let unit = call.clone();
    let write = call.server.store.write(move |tx| {
        Box::pin(async move {
            let mut seat = access::joined(tx, &unit, id, For::Writing).await?;
            let mut message = target::get(tx, &unit, seat.space.id, &name).await?;
            check_replace(&message, app, &request.cards_v2)?;
            message.content.cards_v2 = request.cards_v2;
            drop_surplus(&mut message.content.cards_v2);
            cards::own(&mut message.content.cards_v2, app);
            check_content(Sender::App, &message.content)?;
            // Not an edit: `lastUpdateTime` is the author's.
            store::messages::update(tx, &message).await?;
            let time = seat.space.tick(unit.now);
            store::spaces::touch(tx, &seat.space).await?;
            let event = Event {
                space: message.space,
                time,
                n: 0,
                kind: Kind::MessageUpdated(message.id),
            };
            store::events::tell(tx, &seat.space, &event).await
        })
    });
    write.await?;
    Ok(wire::ReplaceMessageCardsResponse {})
}
