//! `spaces.spaceEvents.list`: oldest first.
//!
//! Every type is a range scan of its own; the ranges are merged. A range that
//! was cut off hides what other types have behind the cut until the next page.

use domain::event_batches::{LIMIT, block, groups};
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

/// Times of the wanted events, both included.
#[derive(Clone, Copy)]
struct Range {
    from: Time,
    to: Time,
    /// Time and n of the last event of the page before.
    after: Option<(Time, i64)>,
}

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
    let range = range(&call, &filter, after.map(|at| (Time(at.first), at.second)));
    let unit = call.clone();
    call.server
        .store
        .read(move |tx| {
            Box::pin(async move {
                let seat = access::joined(tx, &unit, id, For::Reading).await?;
                let kinds = kinds(&seat, &filter)?;
                let (found, more) = page(tx, seat.space.id, &kinds, range, size).await?;
                let mut renderer = Renderer::new(tx, &unit, &seat.space).await?;
                let (space_events, shown) = tell(tx, &mut renderer, &found).await?;
                let next_page_token = match shown.checked_sub(1).map(|last| found[last][0]) {
                    Some(last) if more || shown < found.len() => Position {
                        first: last.time.0,
                        second: last.n,
                        text: None,
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

fn range(call: &Call, filter: &SpaceEventFilter, after: Option<(Time, i64)>) -> Range {
    let start = filter.start.map(|start| Time(start.0.saturating_add(1)));
    Range {
        from: start.unwrap_or(oldest(call)).max(oldest(call)),
        to: filter.end.unwrap_or(Time(i64::MAX)),
        after,
    }
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
    range: Range,
    size: usize,
) -> Result<(Vec<Vec<Event>>, bool)> {
    // The page before may have ended inside a change, whose block is read
    // again; the last block read may be incomplete.
    let limit = size as i64 + 2 * LIMIT + 1;
    let mut from = (range.from, 0);
    if let Some((time, n)) = range.after {
        from = from.max((time, block(n)));
    }
    let mut events = Vec::new();
    let mut cut: Option<(Time, i64)> = None;
    for kind in kinds {
        let found = store::events::of_kind(tx, space, *kind, from, range.to, limit).await?;
        if let Some(last) = found.last().filter(|_| found.len() as i64 == limit) {
            let here = (last.time, block(last.n));
            cut = Some(cut.map_or(here, |cut| cut.min(here)));
        }
        events.extend(found);
    }
    events.retain(|event| cut.is_none_or(|cut| (event.time, event.n) < cut));
    events.sort_unstable_by_key(|event| (event.time, event.n));
    let mut groups = groups(events);
    groups.retain(|group| {
        range
            .after
            .is_none_or(|after| (group[0].time, group[0].n) > after)
    });
    let fit = fit(&groups, size);
    let more = cut.is_some() || fit < groups.len();
    groups.truncate(fit);
    Ok((groups, more))
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
