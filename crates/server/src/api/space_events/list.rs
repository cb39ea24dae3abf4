//! `spaces.spaceEvents.list`: oldest first.
//!
//! Every type is a range scan of its own; `domain::event_pages` says of what,
//! and merges what was found.

use domain::event_pages::{Found, Listing, Read};
use domain::events::{Event, Kind};
use domain::filter::space_events::SpaceEventFilter;
use domain::ids::SpaceId;
use domain::page::{self, Fingerprint, Position};
use domain::{Result, Time, names};
use prost::Message as _;
use proto::chat as wire;
use store::Tx;

use super::oldest;
use super::render::Renderer;
use super::types::{check_permission, check_scope, told};
use crate::api::Call;
use crate::api::access::{self, For, Seat};

const RPC: &str = "google.chat.v1.ChatService/ListSpaceEvents";
const DEFAULT_SIZE: usize = 100;
const MAX_SIZE: usize = 1_000;
/// Resources that one page shows, batches counted by what is in them; a page
/// ends with the event that reaches it.
const RESOURCES: usize = 1_000;

pub async fn list_space_events(
    call: Call,
    request: wire::ListSpaceEventsRequest,
) -> Result<wire::ListSpaceEventsResponse> {
    let id = names::space("parent", &request.parent)?;
    let size = page::size(request.page_size, DEFAULT_SIZE, MAX_SIZE)?;
    let filter = SpaceEventFilter::parse(&request.filter)?;
    for event_type in &filter.types {
        check_scope(RPC, &call, event_type)?;
    }
    let fingerprint = Fingerprint::of("spaceEvents.list")
        .text(&names::user_name(call.caller.id))
        .text(&request.parent)
        .text(&request.filter);
    let after = Position::resume(&request.page_token, fingerprint)?;
    let listing = listing(&call, &filter, after);
    let unit = call.clone();
    call.server
        .store
        .read(move |tx| {
            Box::pin(async move {
                let seat = access::joined(tx, &unit, id, For::Reading).await?;
                let kinds = kinds(&seat, &filter)?;
                let (found, more) = page(tx, seat.space.id, &kinds, listing, size).await?;
                let mut renderer = Renderer::new(tx, &unit, &seat.space).await?;
                let (space_events, shown) = tell(tx, &mut renderer, &found).await?;
                let next_page_token = match shown.checked_sub(1).map(|last| found[last][0]) {
                    Some(last) if more || shown < found.len() => Position {
                        first: last.time.0,
                        second: last.n,
                        text: Some(listing.moment.0.to_string()),
                    }
                    .token(fingerprint),
                    _ => String::new(),
                };
                Ok(wire::ListSpaceEventsResponse {
                    space_events,
                    next_page_token,
                })
            })
        })
        .await
}

/// The events of the groups, and how many groups an answer may be long for.
async fn tell(
    tx: &mut Tx,
    renderer: &mut Renderer<'_>,
    groups: &[Vec<Event>],
) -> Result<(Vec<wire::SpaceEvent>, usize)> {
    let mut told = Vec::with_capacity(groups.len());
    let mut bytes = 0;
    for (shown, group) in groups.iter().enumerate() {
        let Some(event) = renderer.render(tx, group).await? else {
            continue;
        };
        bytes += event.encoded_len();
        if bytes > page::BYTES && !told.is_empty() {
            return Ok((told, shown));
        }
        told.push(event);
    }
    Ok((told, groups.len()))
}

fn listing(call: &Call, filter: &SpaceEventFilter, after: Option<Position>) -> Listing {
    let start = filter.start.map(|start| Time(start.0.saturating_add(1)));
    let moment = match &after {
        None => call.now,
        Some(position) => moment(position),
    };
    Listing {
        from: start.unwrap_or(oldest(call)).max(oldest(call)),
        to: filter.end.unwrap_or(Time(i64::MAX)),
        after: after.map(|position| (Time(position.first), position.second)),
        moment,
    }
}

/// When the first page was read. A token without it is of a listing that puts
/// together by changes only, as if no window had ended yet.
fn moment(position: &Position) -> Time {
    let written = position.text.as_deref();
    Time(
        written
            .and_then(|text| text.parse().ok())
            .unwrap_or(i64::MIN),
    )
}

/// The numbers of the wanted kinds that the space tells.
fn kinds(seat: &Seat, filter: &SpaceEventFilter) -> Result<Vec<i64>> {
    let mut kinds = Vec::new();
    for event_type in &filter.types {
        check_permission(seat, event_type)?;
        if told(&seat.space, event_type) {
            kinds.extend(Kind::number_of(event_type));
        }
    }
    Ok(kinds)
}

/// Events as they are told, single or together, and whether there are more.
async fn page(
    tx: &mut Tx,
    space: SpaceId,
    kinds: &[i64],
    listing: Listing,
    size: usize,
) -> Result<(Vec<Vec<Event>>, bool)> {
    let mut found = Vec::with_capacity(kinds.len());
    for kind in kinds {
        let mut events = match listing.head() {
            Some(head) => read(tx, space, *kind, head).await?,
            None => Vec::new(),
        };
        let rest = listing.rest(&events, size);
        let more = read(tx, space, *kind, rest).await?;
        let cut = more.len() as i64 == rest.limit;
        events.extend(more);
        found.push(Found { events, cut });
    }
    let (mut groups, more) = listing.merge(&found);
    let fit = fit(&groups, size);
    let more = more || fit < groups.len();
    groups.truncate(fit);
    Ok((groups, more))
}

async fn read(tx: &mut Tx, space: SpaceId, kind: i64, read: Read) -> Result<Vec<Event>> {
    store::events::of_kind(tx, space, kind, read.from, read.to, read.limit).await
}

/// How many groups a page holds.
fn fit(groups: &[Vec<Event>], size: usize) -> usize {
    let mut resources = 0;
    let full = groups.iter().position(|group| {
        let full = resources >= RESOURCES;
        resources += group.len();
        full
    });
    size.min(full.unwrap_or(groups.len()))
}
