//! `media.upload`: who may send a file to a space, and what is known of it
//! before its first byte.

use domain::attachments::{self, FALLBACK_TYPE, LIFETIME, PENDING_LIMIT, Upload};
use domain::ids::FileId;
use domain::names;
use domain::{Code, Error, Result, Time};
use proto::chat as wire;

use super::Session;
use crate::api::Call;
use crate::api::access::{self, For, Importers};
use crate::gate::scope::{CHAT_MESSAGES, CHAT_MESSAGES_CREATE};

/// What a client says of a file before it sends it.
#[derive(Clone, Debug, Default)]
pub struct Announced {
    /// The header that tells the media type; `None` or one that says nothing:
    /// the file's name decides.
    pub content_type: Option<String>,
    /// Bytes of the whole file.
    pub size: Option<u64>,
}

/// The RPC itself carries no bytes: neither gRPC nor plain REST can upload.
pub async fn upload_attachment(
    call: Call,
    request: wire::UploadAttachmentRequest,
) -> Result<wire::UploadAttachmentResponse> {
    let id = names::space("parent", &request.parent)?;
    attachments::check_filename(&request.filename)?;
    let unit = call.clone();
    call.server
        .store
        .read(move |tx| {
            Box::pin(async move {
                let people = Importers::People;
                let seat = access::joined_or_importing(tx, &unit, id, people, For::Reading).await?;
                seat.check_import_scope(&unit, &[CHAT_MESSAGES, CHAT_MESSAGES_CREATE])
            })
        })
        .await?;
    Err(Error::invalid(
        "media",
        "The request has no media. Send the file to /upload/v1/{parent}/attachments:upload.",
    ))
}

/// Makes room for a file that is about to come.
pub async fn begin_upload(
    call: Call,
    request: wire::UploadAttachmentRequest,
    announced: Announced,
) -> Result<(Session, Upload)> {
    let id = names::space("parent", &request.parent)?;
    let content_name = attachments::check_filename(&request.filename)?;
    announced.size.map_or(Ok(()), attachments::check_size)?;
    let content_type = content_type(&announced, &content_name);
    let file = FileId(call.fresh_id()?);
    let session = Session::new()?;
    let (session_hash, token_hash) = session.hashes();
    let unit = call.clone();
    let upload = call
        .server
        .store
        .write(move |tx| {
            Box::pin(async move {
                let people = Importers::People;
                let seat = access::joined_or_importing(tx, &unit, id, people, For::Reading).await?;
                seat.check_import_scope(&unit, &[CHAT_MESSAGES, CHAT_MESSAGES_CREATE])?;
                if store::uploads::pending(tx, unit.caller.id).await? >= PENDING_LIMIT {
                    return Err(too_many());
                }
                let upload = Upload {
                    file,
                    space: seat.space.id,
                    user: unit.caller.id,
                    content_name,
                    content_type,
                    total: announced.size,
                    received: 0,
                    finished: false,
                    writer: 0,
                    expire_time: Time(unit.now.0 + LIFETIME),
                };
                store::uploads::insert(tx, &upload, &session_hash, &token_hash).await?;
                Ok(upload)
            })
        })
        .await?;
    Ok((session, upload))
}

fn content_type(announced: &Announced, name: &str) -> String {
    let told = announced.content_type.as_deref();
    told.and_then(attachments::media_type).unwrap_or_else(|| {
        let guess = mime_guess::from_path(name).first_raw();
        guess.unwrap_or(FALLBACK_TYPE).to_owned()
    })
}

fn too_many() -> Error {
    Error::new(
        Code::ResourceExhausted,
        format!(
            "{PENDING_LIMIT} uploads wait for a message; send some of them, or wait until they \
             expire."
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types() {
        let check = |told: Option<&str>, name, expected| {
            let announced = Announced {
                content_type: told.map(str::to_owned),
                size: None,
            };
            assert_eq!(content_type(&announced, name), expected, "{told:?} {name}");
        };
        check(Some("image/png"), "a.txt", "image/png");
        check(Some("application/octet-stream"), "a.pdf", "application/pdf");
        check(Some("nonsense"), "a.PDF", "application/pdf");
        check(None, "a.unheard-of", "application/octet-stream");
        check(None, "Makefile", "application/octet-stream");
    }
}
