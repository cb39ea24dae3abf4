//! `spaces.spaceEvents.get`

use domain::event_batches::{EventName, HEAD, LIMIT, batch_type, block, told_together, window};
use domain::events::{Event, Kind};
use domain::ids::SpaceId;
use domain::{Error, Result, Time, names};
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
                let events = find(tx, seat.space.id, &name, unit.now).await?;
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
async fn find(tx: &mut Tx, space: SpaceId, name: &EventName, now: Time) -> Result<Vec<Event>> {
    for kind in Kind::NUMBERS {
        let place = (name.time, name.n);
        let found = store::events::of_kind(tx, space, kind, place, name.time, 1).await?;
        let Some(event) = found.first() else {
            continue;
        };
        if EventName::of(event, event.kind.event_type()) == *name {
            return Ok(found);
        }
        if EventName::of(event, &batch_type(event.kind)) == *name {
            return batch(tx, event, now).await;
        }
    }
    Ok(Vec::new())
}

/// The batch that begins with an event; nothing when none does. In a window
/// that is told together one begins wherever a listing's start time cuts it.
async fn batch(tx: &mut Tx, first: &Event, now: Time) -> Result<Vec<Event>> {
    let (space, kind) = (first.space, first.kind.number());
    let (start, end) = window(first.time);
    let head = store::events::of_kind(tx, space, kind, (start, 0), end, HEAD).await?;
    let together = told_together(&head, now);
    if together && head.contains(first) {
        let place = (first.time, first.n);
        return store::events::of_kind(tx, space, kind, place, end, LIMIT).await;
    }
    let place = (first.time, block(first.n));
    let mut change = store::events::of_kind(tx, space, kind, place, first.time, LIMIT).await?;
    change.retain(|event| block(event.n) == block(first.n));
    if together {
        // The window's own batches may end inside a change.
        change.retain(|event| event.n >= first.n);
    }
    match change.first() == Some(first) {
        true => Ok(change),
        false => Ok(Vec::new()),
    }
}
