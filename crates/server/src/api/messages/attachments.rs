//! The files of a message: taking what was uploaded, and showing it.

use domain::attachments::{self, Asked, File};
use domain::ids::{FileId, SpaceId};
use domain::messages::{Message, forwarded_files};
use domain::names::{self, MessageRef};
use domain::{Error, Result};
use proto::chat as wire;
use store::Tx;
use store::attachments::Shown;

use crate::api::Call;
use crate::gate::secret;

/// What a message's files become: as they are stored in it, and those that an
/// upload brought.
pub struct Taken {
    pub stored: Vec<wire::Attachment>,
    new: Vec<File>,
}

/// Takes the files that the entries ask for. `space` is where the message is,
/// `present` what it has already.
pub async fn take(
    tx: &mut Tx,
    call: &Call,
    space: SpaceId,
    entries: &[wire::Attachment],
    present: &[wire::Attachment],
) -> Result<Taken> {
    let mut taken = Taken {
        stored: Vec::with_capacity(entries.len()),
        new: Vec::new(),
    };
    for entry in entries {
        match attachments::read(entry, present)? {
            Asked::Kept(place) if taken.stored.contains(&present[place]) => {}
            Asked::Kept(place) => taken.stored.push(present[place].clone()),
            Asked::Uploaded(token) => {
                let file = redeem(tx, call, space, token).await?;
                taken.stored.push(attachments::stored(&file));
                taken.new.push(file);
            }
        }
    }
    Ok(taken)
}

/// The file of an upload token, which is used up by this.
async fn redeem(tx: &mut Tx, call: &Call, space: SpaceId, token: &str) -> Result<File> {
    let found = store::uploads::by_token(tx, &secret::hash(token)).await?;
    let upload = found
        .filter(|upload| upload.finished && upload.user == call.caller.id && upload.space == space)
        .filter(|upload| call.now < upload.expire_time)
        .ok_or_else(attachments::no_such_token)?;
    if !store::uploads::take(tx, upload.file).await? {
        return Err(attachments::no_such_token());
    }
    Ok(File {
        file: upload.file,
        content_name: upload.content_name,
        content_type: upload.content_type,
        size: upload.received,
    })
}

/// Notes that the message, which is written, shows these files, and that it no
/// longer shows the others of `before`.
pub async fn keep(
    tx: &mut Tx,
    message: &Message,
    taken: Taken,
    before: &wire::Message,
) -> Result<()> {
    for file in taken.new {
        let shown = Shown {
            space: message.space,
            message: message.id,
            file,
        };
        store::attachments::insert(tx, &shown).await?;
    }
    let left: Vec<FileId> = files(&message.content).collect();
    for file in files(before).filter(|file| !left.contains(file)) {
        store::attachments::remove(tx, message.space, message.id, file).await?;
    }
    Ok(())
}

/// Notes that a new message shows the files of the message that it forwards.
pub async fn share(tx: &mut Tx, message: &Message) -> Result<()> {
    let Some(quote) = &message.content.quoted_message_metadata else {
        return Ok(());
    };
    for attachment in forwarded_files(&message.content) {
        let source = names::message("message.quoted_message_metadata.name", &quote.name)?;
        let (Some(space), MessageRef::Id { message: from, .. }) = source else {
            return Err(Error::not_found());
        };
        let file = attachments::file_of(attachment).ok_or_else(Error::not_found)?;
        let to = (message.space, message.id);
        if !store::attachments::share(tx, file, (space, from), to).await? {
            return Err(Error::not_found());
        }
    }
    Ok(())
}

/// All files that a message shows: its own, and those that it forwards.
fn files(content: &wire::Message) -> impl Iterator<Item = FileId> {
    let all = content.attachment.iter().chain(forwarded_files(content));
    all.filter_map(attachments::file_of)
}

/// The files as answers show them.
pub fn render(
    call: &Call,
    message: &Message,
    stored: &[wire::Attachment],
) -> Vec<wire::Attachment> {
    if stored.is_empty() {
        return Vec::new();
    }
    let of = names::message_name(message.space, message.thread, message.id);
    let show = |attachment: &wire::Attachment| match attachments::file_of(attachment) {
        Some(file) => shown(&call.server.public_url, &of, file, attachment),
        None => attachment.clone(),
    };
    stored.iter().map(show).collect()
}

fn shown(home: &str, message: &str, file: FileId, stored: &wire::Attachment) -> wire::Attachment {
    let uri = format!("{home}/media/{}", file.segment());
    let thumbnail_uri = match attachments::has_thumbnail(&stored.content_type) {
        true => format!("{uri}/thumbnail"),
        false => String::new(),
    };
    wire::Attachment {
        name: names::attachment_name(message, file),
        thumbnail_uri,
        download_uri: uri,
        ..stored.clone()
    }
}
