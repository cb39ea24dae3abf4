//! `spaces.messages.linkPreviews.list`

use domain::links;
use domain::messages::Message;
use domain::{Result, names};
use proto::confab as wire;
use store::Tx;

use crate::api::Call;
use crate::api::access::{self, For};
use crate::api::messages::target;
use crate::gate::secret;

pub async fn list_link_previews(
    call: Call,
    request: wire::ListLinkPreviewsRequest,
) -> Result<wire::ListLinkPreviewsResponse> {
    let (id, name) = names::message("parent", &request.parent)?;
    let unit = call.clone();
    call.server
        .store
        .read(move |tx| {
            Box::pin(async move {
                let seat = access::joined(tx, &unit, id, For::Reading).await?;
                let message = target::get(tx, &unit, seat.space.id, &name).await?;
                let link_previews = of_message(tx, &message).await?;
                Ok(wire::ListLinkPreviewsResponse { link_previews })
            })
        })
        .await
}

/// What is known by now of the pages that a message links to.
pub(super) async fn of_message(tx: &mut Tx, message: &Message) -> Result<Vec<wire::LinkPreview>> {
    let mut previews = Vec::new();
    for url in links::urls(&message.content) {
        if let Some(preview) = store::link_previews::get(tx, &secret::hash(url)).await? {
            previews.push(wire::LinkPreview {
                uri: url.to_owned(),
                title: preview.title,
                description: preview.description,
                site_name: preview.site_name,
                image_uri: preview.image_uri,
            });
        }
    }
    Ok(previews)
}
