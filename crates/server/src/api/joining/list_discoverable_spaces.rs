//! `confab.v1.JoiningService/ListDiscoverableSpaces`

use domain::ids::SpaceId;
use domain::page::{self, Fingerprint, Position};
use domain::spaces::Space;
use domain::{Result, names};
use proto::confab as wire;
use store::Tx;

use super::audiences;
use crate::api::Call;
use crate::api::spaces::render::{Shape, render};

const MAX_SIZE: usize = 100;

pub async fn list_discoverable_spaces(
    call: Call,
    request: wire::ListDiscoverableSpacesRequest,
) -> Result<wire::ListDiscoverableSpacesResponse> {
    let size = page::size(request.page_size, MAX_SIZE, MAX_SIZE)?;
    let fingerprint =
        Fingerprint::of("discoverable_spaces.list").text(&names::user_name(call.caller.id));
    let after = Position::resume(&request.page_token, fingerprint)?.map_or(-1, |at| at.first);
    let unit = call.clone();
    let mut found = call
        .server
        .store
        .read(move |tx| {
            Box::pin(async move { read(tx, &unit, SpaceId(after), size as i64 + 1).await })
        })
        .await?;
    let more = found.len() > size;
    found.truncate(size);
    let next_page_token = match found.last() {
        Some(last) if more => Position::at(last.id.0).token(fingerprint),
        _ => String::new(),
    };
    let spaces = found
        .iter()
        .map(|space| render(&call, space, Shape::Listed));
    Ok(wire::ListDiscoverableSpacesResponse {
        spaces: spaces.collect(),
        next_page_token,
    })
}

/// The first spaces of all audiences together: those of each, in one order.
async fn read(tx: &mut Tx, call: &Call, after: SpaceId, limit: i64) -> Result<Vec<Space>> {
    let internal = audiences::is_internal(tx, call.caller.id).await?;
    let person = (call.caller.id, internal);
    let mut found: Vec<Space> = Vec::new();
    for audience in audiences::of_caller(tx, call).await? {
        found.extend(store::audiences::discoverable(tx, &audience, person, after, limit).await?);
        found.sort_by_key(|space| space.id);
        found.dedup_by_key(|space| space.id);
        found.truncate(limit as usize);
    }
    Ok(found)
}
