//! `spaces.list`: the spaces that the caller is in, by id.

use domain::filter::spaces::SpaceFilter;
use domain::ids::SpaceId;
use domain::page::{self, Fingerprint, Position};
use domain::{Result, names};
use proto::chat as wire;
use proto::chat::space::SpaceType;

use super::render::{Shape, render};
use crate::api::Call;

const DEFAULT_SIZE: usize = 100;
const MAX_SIZE: usize = 1_000;

pub async fn list_spaces(
    call: Call,
    request: wire::ListSpacesRequest,
) -> Result<wire::ListSpacesResponse> {
    let size = page::size(request.page_size, DEFAULT_SIZE, MAX_SIZE)?;
    let filter = SpaceFilter::parse(&request.filter)?;
    let fingerprint = Fingerprint::of("spaces.list")
        .text(&names::user_name(call.caller.id))
        .text(&request.filter);
    let after = Position::resume(&request.page_token, fingerprint)?.map_or(-1, |at| at.first);
    let types = types(&filter);
    let member = call.member();
    let mut spaces = call
        .server
        .store
        .read(move |tx| {
            Box::pin(async move {
                let limit = size as i64 + 1;
                store::spaces::joined(tx, member, types, SpaceId(after), limit).await
            })
        })
        .await?;
    let more = spaces.len() > size;
    spaces.truncate(size);
    let next_page_token = match spaces.last() {
        Some(last) if more => Position::at(last.id.0).token(fingerprint),
        _ => String::new(),
    };
    let spaces = spaces
        .iter()
        .map(|space| render(&call, space, Shape::Listed))
        .collect();
    Ok(wire::ListSpacesResponse {
        spaces,
        next_page_token,
    })
}

/// The wanted types, the last one repeated to fill the three places.
fn types(filter: &SpaceFilter) -> [i64; 3] {
    let all = [
        SpaceType::Space,
        SpaceType::GroupChat,
        SpaceType::DirectMessage,
    ];
    let wanted = if filter.types.is_empty() {
        &all[..]
    } else {
        &filter.types[..]
    };
    let last = wanted[wanted.len() - 1];
    std::array::from_fn(|at| *wanted.get(at).unwrap_or(&last) as i64)
}
