//! The bytes of files: where they are kept, who writes one at the moment, and
//! small pictures of them. What files mean is in `domain::attachments`; HTTP is
//! in `transport/upload` and `transport/download.rs`.

mod blobs;
pub mod links;
mod local;
mod pictures;
mod slots;
mod thumbnails;

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use domain::{Code, Error};

pub use blobs::{Blobs, Bytes, Kind, Reader, Writer};
pub use pictures::look;
pub use slots::{Slot, Slots};

use local::Local;
use thumbnails::Thumbnails;

/// What a server keeps of files besides the database.
pub struct Media {
    pub blobs: Arc<dyn Blobs>,
    pub slots: Slots,
    pub thumbnails: Thumbnails,
}

impl Media {
    /// Keeps files below a folder, which nodes that share a database share too.
    pub fn new(folder: PathBuf) -> Self {
        Self {
            blobs: Arc::new(Local::new(folder)),
            slots: Slots::default(),
            thumbnails: Thumbnails::default(),
        }
    }
}

/// A failure of the store of files as callers see it. A full disk is nobody's
/// secret: people can only tell their administrator if they know. A disk that
/// fails otherwise may work later, as with the database.
pub fn refused(error: io::Error) -> Error {
    let full = matches!(
        error.kind(),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded
    );
    let mut refused = match error.kind() {
        _ if full => Error::new(
            Code::ResourceExhausted,
            "The server has no room left for files; its administrator has to make some.",
        ),
        io::ErrorKind::NotFound => Error::not_found(),
        io::ErrorKind::InvalidData => return Error::internal(error),
        _ => return Error::unavailable(format!("files cannot be used: {error}")),
    };
    refused.cause = Some(error.to_string());
    refused
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_told_as_one() {
        let error = refused(io::ErrorKind::StorageFull.into());
        assert_eq!(error.code, Code::ResourceExhausted);
        assert!(error.message.contains("no room left"), "{error}");
        let error = refused(io::ErrorKind::ReadOnlyFilesystem.into());
        assert_eq!(error.code, Code::Unavailable);
        let error = refused(io::ErrorKind::InvalidData.into());
        assert_eq!(error.code, Code::Internal);
    }
}
