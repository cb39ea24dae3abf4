//! A custom emoji as answers show it.

use domain::custom_emojis::CustomEmoji;
use proto::chat as wire;

use crate::api::Call;

/// With the address of its picture, at which `transport/custom_emojis.rs`
/// answers.
pub fn render(call: &Call, emoji: &CustomEmoji) -> wire::CustomEmoji {
    let home = &call.server.public_url;
    let (id, key) = (emoji.id.segment(), emoji.picture_key.segment());
    wire::CustomEmoji {
        temporary_image_uri: format!("{home}/media/customEmojis/{id}/{key}"),
        ..emoji.to_wire()
    }
}
