//! `users.spaces.updateSpaceReadState`: marks a space as read or unread.

use domain::events::{Event, Kind};
use domain::read_states::{PATHS, check_update, coerce};
use domain::{Error, Result, mask, names};
use proto::chat as wire;

use super::{check_own, render};
use crate::api::Call;
use crate::api::access::{self, For};

pub async fn update_space_read_state(
    call: Call,
    request: wire::UpdateSpaceReadStateRequest,
) -> Result<wire::SpaceReadState> {
    let patch = request
        .space_read_state
        .ok_or_else(|| Error::invalid("space_read_state", "The request has no read state."))?;
    let (user, id) = names::space_read_state("space_read_state.name", &patch.name)?;
    mask::named_paths(request.update_mask.as_ref(), PATHS)?;
    let asked = check_update(&patch)?;
    let unit = call.clone();
    call.server
        .store
        .write(move |tx| {
            Box::pin(async move {
                check_own(tx, &unit, &user).await?;
                let space = access::joined(tx, &unit, id, For::Reading).await?.space;
                let reader = unit.caller.id;
                let newest = store::messages::newest_top_level(tx, space.id, reader).await?;
                let newest = newest.map(|message| message.time());
                let time = coerce(asked, newest, space.create_time);
                store::read_states::set_space(tx, space.id, reader, time).await?;
                let seen = asked.min(unit.now);
                store::read_states::set_seen(tx, space.id, reader, seen).await?;
                // No change of the space: it needs no tick of its clock, and
                // the reader's id tells the event apart.
                let event = Event {
                    space: space.id,
                    time: unit.now,
                    n: reader.0,
                    kind: Kind::ReadStateUpdated(reader),
                };
                store::events::append(tx, &event).await?;
                Ok(render(space.id, reader, Some(time)))
            })
        })
        .await
}
