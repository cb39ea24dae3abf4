//! `customEmojis.create`

use domain::custom_emojis::{self, CustomEmoji, check_create, check_picture};
use domain::ids::{EmojiId, FileId};
use domain::{Code, Error, Result};
use proto::chat as wire;
use tokio::task::spawn_blocking;

use super::insiders_only;
use crate::api::Call;
use crate::media;

pub async fn create_custom_emoji(
    call: Call,
    request: wire::CreateCustomEmojiRequest,
) -> Result<wire::CustomEmoji> {
    let (emoji_name, picture) = check_create(request.custom_emoji)?;
    let looked = spawn_blocking(move || (media::look(&picture), picture));
    let (found, picture) = looked.await.map_err(Error::internal)?;
    let found = check_picture(found)?;
    let emoji = CustomEmoji {
        id: EmojiId(call.fresh_id()?),
        emoji_name,
        creator: call.caller.id,
        content_type: found.content_type.to_owned(),
        picture_key: FileId(call.fresh_id()?),
        create_time: call.now,
    };
    let unit = call.clone();
    call.server
        .store
        .write(move |tx| {
            Box::pin(async move {
                insiders_only(tx, &unit).await?;
                if store::custom_emojis::count(tx).await? >= custom_emojis::LIMIT {
                    return Err(Error::new(
                        Code::ResourceExhausted,
                        format!(
                            "The organization has {} custom emoji already.",
                            custom_emojis::LIMIT
                        ),
                    ));
                }
                if !store::custom_emojis::insert(tx, &emoji, &picture).await? {
                    return Err(Error::already_exists(
                        "A custom emoji with this name exists in the organization.",
                    ));
                }
                // Without the picture's address: the reference says so.
                Ok(emoji.to_wire())
            })
        })
        .await
}
