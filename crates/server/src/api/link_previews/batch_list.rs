//! `spaces.linkPreviews.batchList`

use domain::{Error, Result, names};
use proto::confab as wire;
use proto::confab::batch_list_link_previews_response::OfMessage;

use super::list::of_message;
use crate::api::Call;
use crate::api::access::{self, For};
use crate::api::messages::target;

/// Messages of one request.
const LIMIT: usize = 100;

pub async fn batch_list_link_previews(
    call: Call,
    request: wire::BatchListLinkPreviewsRequest,
) -> Result<wire::BatchListLinkPreviewsResponse> {
    let id = names::space("parent", &request.parent)?;
    if request.messages.len() > LIMIT {
        let text = format!("At most {LIMIT} messages can be asked for at once.");
        return Err(Error::invalid("messages", text));
    }
    let mut asked = Vec::with_capacity(request.messages.len());
    for name in request.messages {
        let (of, message) = names::message("messages", &name)?;
        if of != id {
            let text = "The messages must be in the space that is the parent.";
            return Err(Error::invalid("messages", text));
        }
        asked.push((name, message));
    }
    let unit = call.clone();
    call.server
        .store
        .read(move |tx| {
            Box::pin(async move {
                let seat = access::joined(tx, &unit, id, For::Reading).await?;
                let mut previews = Vec::new();
                for (name, message) in asked {
                    let found = target::find(tx, &unit, seat.space.id, &message).await?;
                    let Some(found) = found else { continue };
                    let link_previews = of_message(tx, &found).await?;
                    if !link_previews.is_empty() {
                        previews.push(OfMessage {
                            message: name,
                            link_previews,
                        });
                    }
                }
                Ok(wire::BatchListLinkPreviewsResponse { previews })
            })
        })
        .await
}
