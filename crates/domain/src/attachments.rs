//! Files that people send: an upload until a message takes it, then an
//! attachment of that message.

mod content_type;
mod filename;

pub use content_type::{FALLBACK_TYPE, has_thumbnail, media_type};
pub use filename::check_filename;

use proto::chat as wire;
use proto::chat::attachment::{DataRef, Source};

use crate::error::{Error, Result};
use crate::ids::{FileId, SpaceId, UserId};
use crate::timestamp::Time;

/// Bytes of one file, as in the discovery document.
pub const SIZE_LIMIT: u64 = 200 << 20;
/// Files of one message. The reference names no limit.
pub const COUNT_LIMIT: usize = 20;
/// How long an upload waits for its next byte, and then for its message.
pub const LIFETIME: i64 = 24 * 3_600 * Time::SECOND;
/// Uploads of one person that no message has taken yet.
pub const PENDING_LIMIT: i64 = 100;

/// A file on its way, until a message takes it.
#[derive(Clone, Debug, PartialEq)]
pub struct Upload {
    pub file: FileId,
    pub space: SpaceId,
    pub user: UserId,
    pub content_name: String,
    pub content_type: String,
    /// Bytes of the whole file, when the client has said so.
    pub total: Option<u64>,
    /// Bytes that are safely kept.
    pub received: u64,
    pub finished: bool,
    /// Counts the requests that sent bytes; only the last one goes on.
    pub writer: i64,
    pub expire_time: Time,
}

/// A file of a message.
#[derive(Clone, Debug, PartialEq)]
pub struct File {
    pub file: FileId,
    pub content_name: String,
    pub content_type: String,
    pub size: u64,
}

/// What one entry of `message.attachment` asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum Asked<'a> {
    /// The file that was uploaded under this token.
    Uploaded(&'a str),
    /// A file that the message has already: its place among them.
    Kept(usize),
}

/// Reads an entry of `message.attachment`. `present` are the files that the
/// message has, as they are stored; none for a new message.
pub fn read<'a>(entry: &'a wire::Attachment, present: &[wire::Attachment]) -> Result<Asked<'a>> {
    let data = match &entry.data_ref {
        Some(DataRef::AttachmentDataRef(data)) => data,
        Some(DataRef::DriveDataRef(_)) => {
            return Err(refusal("Files kept in Drive can't be attached."));
        }
        None => return kept(entry, None, present),
    };
    match data.attachment_upload_token.as_str() {
        "" => kept(entry, FileId::parse(&data.resource_name), present),
        token => Ok(Asked::Uploaded(token)),
    }
}

/// The entry names a file of the message, by the attachment's name or by the
/// name of its data.
fn kept<'a>(
    entry: &wire::Attachment,
    data: Option<FileId>,
    present: &[wire::Attachment],
) -> Result<Asked<'a>> {
    let segment = entry.name.rsplit('/').next().unwrap_or_default();
    let wanted = data.or_else(|| FileId::parse(segment));
    let place = present.iter().position(|known| file_of(known) == wanted);
    match (wanted, place) {
        (Some(_), Some(place)) => Ok(Asked::Kept(place)),
        _ => Err(refusal(
            "An attachment needs the attachmentUploadToken that an upload answered.",
        )),
    }
}

/// A token that opens nothing: never given, expired, used, or given to
/// somebody else or for another space. Callers learn no more.
pub fn no_such_token() -> Error {
    refusal("The attachment's upload token is unknown or was used before.")
}

fn refusal(text: &str) -> Error {
    Error::invalid("message.attachment", text)
}

/// The file that a stored attachment stands for.
pub fn file_of(attachment: &wire::Attachment) -> Option<FileId> {
    match &attachment.data_ref {
        Some(DataRef::AttachmentDataRef(data)) => FileId::parse(&data.resource_name),
        _ => None,
    }
}

/// A file as it is kept in a message. Its name and URIs come with the answer,
/// since they hold the message's name and the server's address.
pub fn stored(file: &File) -> wire::Attachment {
    wire::Attachment {
        content_name: file.content_name.clone(),
        content_type: file.content_type.clone(),
        source: Source::UploadedContent as i32,
        data_ref: Some(DataRef::AttachmentDataRef(wire::AttachmentDataRef {
            resource_name: file.file.segment(),
            ..Default::default()
        })),
        ..Default::default()
    }
}

/// The limit in bytes, for a size announced or counted.
pub fn check_size(size: u64) -> Result<()> {
    if size <= SIZE_LIMIT {
        return Ok(());
    }
    let text = format!("The file is larger than {SIZE_LIMIT} bytes.");
    Err(Error::invalid("media", text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(name: &str, resource_name: &str, token: &str) -> wire::Attachment {
        let data = wire::AttachmentDataRef {
            resource_name: resource_name.into(),
            attachment_upload_token: token.into(),
        };
        wire::Attachment {
            name: name.into(),
            data_ref: Some(DataRef::AttachmentDataRef(data)),
            ..Default::default()
        }
    }

    fn file(id: i64) -> wire::Attachment {
        stored(&File {
            file: FileId(id),
            content_name: "a.txt".into(),
            content_type: "text/plain".into(),
            size: 1,
        })
    }

    #[test]
    fn entries_are_uploads_or_files_of_the_message() {
        let present = [file(1), file(2)];
        let two = FileId(2).segment();
        let token = entry("", "", "token");
        assert_eq!(read(&token, &present), Ok(Asked::Uploaded("token")));
        let by_data = entry("", &two, "");
        assert_eq!(read(&by_data, &present), Ok(Asked::Kept(1)));
        let named = wire::Attachment {
            name: format!("spaces/a/messages/b/attachments/{two}"),
            ..Default::default()
        };
        assert_eq!(read(&named, &present), Ok(Asked::Kept(1)));
        for unknown in [entry("", "", ""), entry("x", "", ""), by_data] {
            let message = read(&unknown, &[]).unwrap_err().message;
            assert!(message.contains("attachmentUploadToken"), "{message}");
        }
        let drive = wire::Attachment {
            data_ref: Some(DataRef::DriveDataRef(Default::default())),
            ..Default::default()
        };
        assert!(read(&drive, &present).is_err());
    }

    #[test]
    fn sizes() {
        assert_eq!(check_size(209_715_200), Ok(()));
        assert!(check_size(209_715_201).is_err());
    }
}
