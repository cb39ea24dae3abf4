//! `spaces.spaceEvents.get`

use domain::event_batches::{EventName, LIMIT, batch_type, block};
use domain::events::{Event, Kind};
use domain::ids::SpaceId;
use domain::{Error, Result, names};
use proto::chat as wire;
use store::Tx;

use super::oldest;
use super::render::Renderer;
use super::types::{check_permission, check_scope, told};
use crate::api::Call;
use crate::api::access::{self, For};

const RPC: &str = "google.chat.v1.ChatService/GetSpaceEvent";

pub async fn get_space_event(
    call: Call,
    request: wire::GetSpaceEventRequest,
) -> Result<wire::SpaceEvent> {
    let (id, segment) = names::space_event("name", &request.name)?;
    let name = EventName::parse(segment).filter(|name| name.time >= oldest(&call));
    let unit = call.clone();
    call.server
        .store
        .read(move |tx| {
            Box::pin(async move {
                let seat = access::joined(tx, &unit, id, For::Reading).await?;
                let name = name.ok_or_else(Error::not_found)?;
                let events = find(tx, seat.space.id, &name).await?;
                let first = events.first().ok_or_else(Error::not_found)?;
                let event_type = first.kind.event_type();
                check_scope(RPC, &unit, event_type)?;
                check_permission(&seat, event_type)?;
                if !told(&seat.space, event_type) {
                    return Err(Error::not_found());
                }
                let mut renderer = Renderer::new(tx, &unit, &seat.space).await?;
                let event = renderer.render(tx, &events).await?;
                // A batch of which the caller sees one part is not a batch.
                event
                    .filter(|event| event.name == request.name)
                    .ok_or_else(Error::not_found)
            })
        })
        .await
}

/// The event of that name, or those of a batch; nothing when there is none.
async fn find(tx: &mut Tx, space: SpaceId, name: &EventName) -> Result<Vec<Event>> {
    for kind in Kind::NUMBERS {
        let from = (name.time, block(name.n));
        let mut events = store::events::of_kind(tx, space, kind, from, name.time, LIMIT).await?;
        events.retain(|event| block(event.n) == block(name.n));
        let Some(first) = events.first() else {
            continue;
        };
        if EventName::of(first, &batch_type(first.kind)) == *name {
            return Ok(events);
        }
        let single = |event: &&Event| EventName::of(event, event.kind.event_type()) == *name;
        if let Some(event) = events.iter().find(single) {
            return Ok(vec![*event]);
        }
    }
    Ok(Vec::new())
}
