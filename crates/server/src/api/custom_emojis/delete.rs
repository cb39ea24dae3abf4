//! `customEmojis.delete`: one's own, or any for administrators.

use domain::{Error, Result, names};
use proto::chat as wire;

use super::insiders_only;
use crate::api::Call;

pub async fn delete_custom_emoji(
    call: Call,
    request: wire::DeleteCustomEmojiRequest,
) -> Result<()> {
    let which = names::custom_emoji("name", &request.name)?;
    let unit = call.clone();
    call.server
        .store
        .write(move |tx| {
            Box::pin(async move {
                insiders_only(tx, &unit).await?;
                let found = store::custom_emojis::find(tx, &which).await?;
                let found = found.ok_or_else(Error::not_found)?;
                found.check_delete(unit.caller.id, unit.caller.admin)?;
                store::custom_emojis::delete(tx, found.id).await
            })
        })
        .await
}
