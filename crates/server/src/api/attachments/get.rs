//! `spaces.messages.attachments.get`

use domain::attachments::file_of;
use domain::messages::forwarded_files;
use domain::{Error, Result, names};
use proto::chat as wire;

use crate::api::Call;
use crate::api::access::{self, For};
use crate::api::messages::attachments::render;
use crate::api::messages::target;

pub async fn get_attachment(
    call: Call,
    request: wire::GetAttachmentRequest,
) -> Result<wire::Attachment> {
    let (id, name, file) = names::attachment("name", &request.name)?;
    let unit = call.clone();
    call.server
        .store
        .read(move |tx| {
            Box::pin(async move {
                let seat = access::joined(tx, &unit, id, For::Reading).await?;
                let message = target::get(tx, &unit, seat.space.id, &name).await?;
                if !target::app_sees(&unit, &seat.space, &message) {
                    return Err(Error::not_found());
                }
                let stored = &message.content.attachment;
                let forwarded = forwarded_files(&message.content);
                let mut wanted = render(&unit, &message, stored)
                    .into_iter()
                    .chain(render(&unit, &message, forwarded))
                    .filter(|attachment| file.is_some() && file_of(attachment) == file);
                wanted.next().ok_or_else(Error::not_found)
            })
        })
        .await
}
