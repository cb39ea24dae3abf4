//! `media.download`: which file a name of data means, for those who may see a
//! message that shows it.

use domain::attachments::File;
use domain::ids::{FileId, SpaceId};
use domain::{Code, Error, Result};
use store::Tx;
use store::attachments::Shown;

use crate::api::Call;
use crate::api::access::{self, For};
use crate::api::messages::target;
use crate::gate::scope as s;
use crate::gate::{Scopes, authorize};

/// As errors name the method; it is no RPC.
pub const RPC: &str = "google.chat.v1.ChatService/DownloadMedia";
/// Those of the discovery document, and reading with an approval.
const SCOPES: Scopes = Scopes {
    user: &[s::CHAT_MESSAGES_READONLY, s::CHAT_MESSAGES],
    app: &[s::CHAT_BOT],
    app_approved: &[s::CHAT_APP_MESSAGES_READONLY],
    admin: &[],
};
/// Messages that show one file and are looked at; only forwarding makes more
/// than one.
const LOOKS: i64 = 100;

/// A file that the caller may read.
#[derive(Clone, Debug)]
pub struct MediaFile {
    pub file: File,
    /// Where a message shows it.
    pub space: SpaceId,
}

/// Finds the file. One that no visible message shows is NOT_FOUND.
pub async fn find_media(call: Call, resource_name: &str) -> Result<MediaFile> {
    authorize(RPC, &SCOPES, &call.caller, false)?;
    let file = FileId::parse(resource_name).ok_or_else(Error::not_found)?;
    let unit = call.clone();
    call.server
        .store
        .read(move |tx| {
            Box::pin(async move {
                for shown in store::attachments::of_file(tx, file, LOOKS).await? {
                    if is_visible(tx, &unit, &shown).await? {
                        return Ok(MediaFile {
                            file: shown.file,
                            space: shown.space,
                        });
                    }
                }
                Err(Error::not_found())
            })
        })
        .await
}

async fn is_visible(tx: &mut Tx, call: &Call, shown: &Shown) -> Result<bool> {
    let seat = match access::joined(tx, call, Some(shown.space), For::Reading).await {
        Ok(seat) => seat,
        Err(error) if error.code == Code::PermissionDenied => return Ok(false),
        Err(error) => return Err(error),
    };
    let message = store::messages::get(tx, shown.space, shown.message).await?;
    Ok(message.is_some_and(|message| {
        let there = message.delete_time.is_none() && message.visible_to(call.caller.id);
        there && target::app_sees(call, &seat.space, &message)
    }))
}
