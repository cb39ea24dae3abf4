//! `customEmojis.get`: by id, or by `:name:`.

use domain::{Error, Result, names};
use proto::chat as wire;

use super::insiders_only;
use super::render::render;
use crate::api::Call;

pub async fn get_custom_emoji(
    call: Call,
    request: wire::GetCustomEmojiRequest,
) -> Result<wire::CustomEmoji> {
    let which = names::custom_emoji("name", &request.name)?;
    let unit = call.clone();
    call.server
        .store
        .read(move |tx| {
            Box::pin(async move {
                insiders_only(tx, &unit).await?;
                let found = store::custom_emojis::find(tx, &which).await?;
                let found = found.ok_or_else(Error::not_found)?;
                Ok(render(&unit, &found))
            })
        })
        .await
}
