//! `spaces.messages.list`

use domain::filter::messages::{MessageFilter, direction};
use domain::filter::order::Direction;
use domain::ids::{MessageId, SpaceId};
use domain::page::{self, Fingerprint, Position};
use domain::{Error, Result, names};
use prost::Message as _;
use proto::chat as wire;
use store::Tx;
use store::messages::Selection;

use super::render::Renderer;
use crate::api::Call;
use crate::api::access::{self, For, Importers, Seat};
use crate::gate::scope::{CHAT_MESSAGES, CHAT_MESSAGES_READONLY, Scope};

const DEFAULT_SIZE: usize = 25;
const MAX_SIZE: usize = 1_000;
/// Messages read at a time.
const PORTION: usize = 100;
/// The scopes that open every space of the caller.
const READERS: &[Scope] = &[CHAT_MESSAGES_READONLY, CHAT_MESSAGES];

/// The key of `ListMessagesResponse.messages` on the wire.
const MESSAGES: u8 = 1 << 3 | 2;

/// Answers with an encoded `ListMessagesResponse`: each message is encoded as
/// soon as it is there, which says how long it is and spares keeping it.
pub async fn list_messages(call: Call, request: wire::ListMessagesRequest) -> Result<Vec<u8>> {
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
                let seat = enter(tx, &unit, id).await?;
                let mut renderer = Renderer::new(tx, &unit, &seat.space, markup).await?;
                let (mut answer, last) = fill(tx, &mut renderer, &seat, selection, size).await?;
                if let Some(id) = last {
                    // To encode more behind a message is to merge it.
                    let rest = wire::ListMessagesResponse {
                        next_page_token: Position::at(id.0).token(fingerprint),
                        ..Default::default()
                    };
                    rest.encode(&mut answer).map_err(Error::internal)?;
                }
                Ok(answer)
            })
        })
        .await
}

async fn enter(tx: &mut Tx, call: &Call, id: Option<SpaceId>) -> Result<Seat> {
    let people = Importers::People;
    let seat = access::joined_or_importing(tx, call, id, people, For::Reading).await?;
    seat.check_import_scope(call, READERS)?;
    Ok(seat)
}

/// Up to `size` encoded messages, or as many as an answer may be long; and the
/// last of them when more follow.
async fn fill(
    tx: &mut Tx,
    renderer: &mut Renderer<'_>,
    seat: &Seat,
    mut selection: Selection,
    size: usize,
) -> Result<(Vec<u8>, Option<MessageId>)> {
    let mut answer = Vec::new();
    let (mut count, mut last) = (0, None);
    loop {
        let wanted = PORTION.min(size - count);
        let limit = wanted as i64 + 1;
        let found = store::messages::list(tx, seat.space.id, &selection, limit).await?;
        let more = found.len() > wanted;
        for message in found.into_iter().take(wanted) {
            let (id, before) = (message.id, answer.len());
            let rendered = renderer.render(tx, message).await?;
            answer.push(MESSAGES);
            rendered
                .encode_length_delimited(&mut answer)
                .map_err(Error::internal)?;
            if answer.len() > page::BYTES && last.is_some() {
                answer.truncate(before);
                return Ok((answer, last));
            }
            count += 1;
            last = Some(id);
        }
        match last {
            Some(id) if more && count < size => behind(&mut selection, id),
            _ => return Ok((answer, last.filter(|_| more))),
        }
    }
}

/// Leaves out what comes up to this message.
fn behind(selection: &mut Selection, last: MessageId) {
    if selection.newest_first {
        selection.to = selection.to.min(MessageId(last.0.saturating_sub(1)));
    } else {
        selection.from = selection.from.max(MessageId(last.0.saturating_add(1)));
    }
}

/// A thread that cannot exist has no messages; the caller still has to be in
/// the space.
async fn empty(call: Call, id: Option<SpaceId>) -> Result<Vec<u8>> {
    let unit = call.clone();
    call.server
        .store
        .read(move |tx| Box::pin(async move { enter(tx, &unit, id).await.map(drop) }))
        .await?;
    Ok(Vec::new())
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
    let from = filter
        .after
        .map_or(0, |time| MessageId::ceiling(time).0.saturating_add(1));
    let to = filter
        .before
        .map_or(i64::MAX, |time| MessageId::floor(time).0 - 1);
    let mut selection = Selection {
        from: MessageId(from),
        to: MessageId(to),
        thread,
        newest_first,
        deleted: request.show_deleted,
        // An app that reads with an administrator's approval sees what is public.
        reader: (!call.is_app()).then_some(call.caller.id),
    };
    if let Some(last) = after {
        behind(&mut selection, MessageId(last));
    }
    Ok(Some(selection))
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
