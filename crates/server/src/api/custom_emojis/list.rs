//! `customEmojis.list`

use domain::filter::custom_emojis::Creator;
use domain::ids::EmojiId;
use domain::page::{self, Fingerprint, Position};
use domain::{Result, names};
use proto::chat as wire;

use super::insiders_only;
use super::render::render;
use crate::api::Call;

const DEFAULT_SIZE: usize = 25;
const MAX_SIZE: usize = 200;

pub async fn list_custom_emojis(
    call: Call,
    request: wire::ListCustomEmojisRequest,
) -> Result<wire::ListCustomEmojisResponse> {
    let size = page::size(request.page_size, DEFAULT_SIZE, MAX_SIZE)?;
    let creator = Creator::parse(&request.filter)?;
    let fingerprint = Fingerprint::of("custom_emojis.list")
        .text(&names::user_name(call.caller.id))
        .text(&request.filter);
    let after = Position::resume(&request.page_token, fingerprint)?;
    let after = EmojiId(after.map_or(-1, |position| position.first));
    let unit = call.clone();
    call.server
        .store
        .read(move |tx| {
            Box::pin(async move {
                insiders_only(tx, &unit).await?;
                let (caller, limit) = (unit.caller.id, size as i64 + 1);
                let mut found =
                    store::custom_emojis::page(tx, creator, caller, after, limit).await?;
                let more = found.len() > size;
                found.truncate(size);
                let next_page_token = match found.last() {
                    Some(last) if more => Position::at(last.id.0).token(fingerprint),
                    _ => String::new(),
                };
                Ok(wire::ListCustomEmojisResponse {
                    custom_emojis: found.iter().map(|emoji| render(&unit, emoji)).collect(),
                    next_page_token,
                })
            })
        })
        .await
}
