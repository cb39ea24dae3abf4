//! A session of an upload: how a client that holds its address goes on, and
//! the token that it gets at the end.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::attachments::Upload;
use domain::{Error, Result};
use proto::chat as wire;

use crate::gate::secret::{self, Hash};
use crate::state::Server;

/// What the session's address carries. Whoever holds it may go on with the
/// upload; the upload token follows from it, so that a client which lost the
/// last answer can have it again.
pub struct Session(String);

impl Session {
    pub(super) fn new() -> Result<Self> {
        Ok(Self(URL_SAFE_NO_PAD.encode(secret::random::<32>()?)))
    }

    /// For the address.
    pub fn secret(&self) -> &str {
        &self.0
    }

    /// For the message.
    fn token(&self) -> String {
        URL_SAFE_NO_PAD.encode(secret::hash(&format!("upload token:{}", self.0)))
    }

    pub(super) fn hashes(&self) -> (Hash, Hash) {
        (secret::hash(&self.0), secret::hash(&self.token()))
    }

    /// The answer to a finished upload.
    pub fn answer(&self, upload: &Upload) -> wire::UploadAttachmentResponse {
        wire::UploadAttachmentResponse {
            attachment_data_ref: Some(wire::AttachmentDataRef {
                resource_name: upload.file.segment(),
                attachment_upload_token: self.token(),
            }),
        }
    }
}

/// The upload of a session's address; NOT_FOUND when it has expired, was
/// cancelled, or a message has its file.
pub async fn find_session(server: &Server, secret: &str) -> Result<(Session, Upload)> {
    let session = Session(secret.to_owned());
    let (hash, _) = session.hashes();
    let now = server.now();
    let found = server
        .store
        .read(move |tx| Box::pin(async move { store::uploads::by_session(tx, &hash).await }))
        .await?;
    match found {
        Some(upload) if now < upload.expire_time => Ok((session, upload)),
        _ => Err(Error::not_found()),
    }
}

/// Makes this request the one whose bytes count.
pub async fn enter(server: &Server, upload: &Upload) -> Result<Upload> {
    let file = upload.file;
    let entered = server
        .store
        .write(move |tx| Box::pin(store::uploads::enter(tx, file)))
        .await?;
    entered.ok_or_else(Error::not_found)
}

/// Notes how far the upload is, for good. ABORTED when a newer request goes on
/// with it.
pub async fn advance(server: &Server, upload: &mut Upload) -> Result<()> {
    upload.expire_time = domain::Time(server.now().0 + domain::attachments::LIFETIME);
    let progress = upload.clone();
    let ours = server
        .store
        .write(move |tx| Box::pin(async move { store::uploads::advance(tx, &progress).await }))
        .await?;
    if ours {
        return Ok(());
    }
    Err(Error::aborted("a newer request goes on with the upload"))
}

/// Gives the upload up.
pub async fn cancel(server: &Server, upload: &Upload) -> Result<()> {
    let file = upload.file;
    let there = server
        .store
        .write(move |tx| Box::pin(store::uploads::discard(tx, file)))
        .await?;
    if there {
        Ok(())
    } else {
        Err(Error::not_found())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_token_follows_from_the_secret_and_tells_nothing_of_it() {
        let session = Session::new().unwrap();
        let again = Session(session.secret().to_owned());
        assert_eq!(session.token(), again.token());
        assert_ne!(session.token(), session.secret());
        assert_ne!(session.token(), Session::new().unwrap().token());
        let (address, token) = session.hashes();
        assert_ne!(address, token);
    }
}
