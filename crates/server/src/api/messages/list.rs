//! `spaces.messages.list`

use domain::filter::messages::{MessageFilter, direction};
use domain::filter::order::Direction;
use domain::ids::MessageId;
use domain::page::{self, Fingerprint, Position};
use domain::{Error, Result, names};
use proto::chat as wire;
use store::messages::Selection;

use super::render::Renderer;
use crate::api::Call;
use crate::api::access::{self, For};
use crate::gate::scope::{CHAT_MESSAGES, CHAT_MESSAGES_READONLY, Scope};

const DEFAULT_SIZE: usize = 25;
const MAX_SIZE: usize = 1_000;
/// The scopes that open every space of the caller.
const READERS: &[Scope] = &[CHAT_MESSAGES_READONLY, CHAT_MESSAGES];

pub async fn list_messages(
    call: Call,
    request: wire::ListMessagesRequest,
) -> Result<wire::ListMessagesResponse> {
    let id = names::space("parent", &request.parent)?;
    let size = page::size(request.page_size, DEFAULT_SIZE, MAX_SIZE)?;
    let markup = request.markup_syntax();
    let fingerprint = fingerprint(&call, &request);
    let after = Position::resume(&request.page_token, fingerprint)?.map(|at| at.first);
    let Some(selection) = selection(&call, &request, after)? else {
        return empty(call, id).await;
    };
    let unit = call.clone();
    call.server
        .store
        .read(move |tx| {
            Box::pin(async move {
                let seat = access::joined(tx, &unit, id, For::Reading).await?;
                seat.check_import_scope(&unit, READERS)?;
                let limit = size as i64 + 1;
                let mut found = store::messages::list(tx, seat.space.id, &selection, limit).await?;
                let more = found.len() > size;
                found.truncate(size);
                let next_page_token = match found.last() {
                    Some(last) if more => Position::at(last.id.0).token(fingerprint),
                    _ => String::new(),
                };
                let mut renderer = Renderer::new(tx, &unit, &seat.space, markup).await?;
                let mut messages = Vec::with_capacity(found.len());
                for message in &found {
                    messages.push(renderer.render(tx, message).await?);
                }
                Ok(wire::ListMessagesResponse {
                    messages,
                    next_page_token,
                })
            })
        })
        .await
}

/// A thread that cannot exist has no messages; the caller still has to be in
/// the space.
async fn empty(call: Call, id: Option<domain::ids::SpaceId>) -> Result<wire::ListMessagesResponse> {
    let unit = call.clone();
    call.server
        .store
        .read(move |tx| {
            Box::pin(async move {
                let seat = access::joined(tx, &unit, id, For::Reading).await?;
                seat.check_import_scope(&unit, READERS)
            })
        })
        .await?;
    Ok(wire::ListMessagesResponse::default())
}

fn fingerprint(call: &Call, request: &wire::ListMessagesRequest) -> Fingerprint {
    Fingerprint::of("messages.list")
        .text(&names::user_name(call.caller.id))
        .text(&request.parent)
        .text(&request.filter)
        .text(&request.order_by)
        .flag(request.show_deleted)
}

/// What the request selects, continuing behind the message `after`; `None`
/// when it names a thread that no space can have.
fn selection(
    call: &Call,
    request: &wire::ListMessagesRequest,
    after: Option<i64>,
) -> Result<Option<Selection>> {
    let filter = MessageFilter::parse(&request.filter)?;
    let newest_first = direction(&request.order_by)? == Direction::Descending;
    let thread = match &filter.thread {
        Some(name) => match thread(&request.parent, name)? {
            Some(thread) => Some(thread),
            None => return Ok(None),
        },
        None => None,
    };
    // Both times of the filter are exclusive.
    let mut from = filter
        .after
        .map_or(0, |time| MessageId::ceiling(time).0.saturating_add(1));
    let mut to = filter
        .before
        .map_or(i64::MAX, |time| MessageId::floor(time).0 - 1);
    match after {
        Some(last) if newest_first => to = to.min(last - 1),
        Some(last) => from = from.max(last.saturating_add(1)),
        None => {}
    }
    Ok(Some(Selection {
        from: MessageId(from),
        to: MessageId(to),
        thread,
        newest_first,
        deleted: request.show_deleted,
        // An app that reads with an administrator's approval sees what is public.
        reader: (!call.is_app()).then_some(call.caller.id),
    }))
}

fn thread(parent: &str, name: &str) -> Result<Option<MessageId>> {
    match names::thread(name) {
        Some((space, thread)) if parent.strip_prefix("spaces/") == Some(space) => Ok(thread),
        _ => Err(Error::invalid(
            "filter",
            "The thread in the filter belongs to another space.",
        )),
    }
}
