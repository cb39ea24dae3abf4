//! `confab.v1.TokenService/ListTokens`

use domain::page::{self, Fingerprint, Position};
use domain::{Result, Time};
use proto::confab as wire;
use store::access_tokens;

use super::{built_in_client, render};
use crate::api::Call;

pub async fn list_tokens(
    call: Call,
    request: wire::ListTokensRequest,
) -> Result<wire::ListTokensResponse> {
    built_in_client(&call)?;
    let size = page::size(request.page_size, 100, 100)?;
    let fingerprint = Fingerprint::of("confab.tokens").number(call.caller.id.0);
    let before = Position::resume(&request.page_token, fingerprint)?;
    let before = before.map_or((i64::MAX, String::new()), |position| {
        (position.first, position.text.unwrap_or_default())
    });
    let (user, now, limit) = (call.caller.id, call.now, size as i64 + 1);
    let read = call.server.store.read(move |tx| {
        Box::pin(async move {
            let (time, id) = before;
            access_tokens::own(tx, user, now, (Time(time), &id), limit).await
        })
    });
    let mut found = read.await?;
    let more = found.len() > size;
    found.truncate(size);
    let next_page_token = match found.last() {
        Some(last) if more => Position {
            first: last.create_time.0,
            text: Some(last.id.clone()),
            ..Position::default()
        }
        .token(fingerprint),
        _ => String::new(),
    };
    Ok(wire::ListTokensResponse {
        tokens: found.iter().map(render).collect(),
        next_page_token,
    })
}
