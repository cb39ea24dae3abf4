//! What a store of files has to do. `local.rs` keeps them in a folder; a store
//! of objects would be another implementation.

use std::io;
use std::ops::Range;
use std::pin::Pin;

use domain::ids::FileId;
use futures_util::Stream;

pub use bytes::Bytes;

/// The outcome of an operation on files. `StorageFull` and `NotFound` are told
/// apart by whoever asked.
pub type Future<'a, T> = Pin<Box<dyn std::future::Future<Output = io::Result<T>> + Send + 'a>>;

/// Bytes of a file, in order.
pub type Reader = Pin<Box<dyn Stream<Item = io::Result<Bytes>> + Send>>;

/// What is kept of one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// What was uploaded.
    Original,
    /// A small picture of it; empty when none can be made.
    Thumbnail,
}

/// Keeps files.
pub trait Blobs: Send + Sync {
    /// Opens an original to be written from `at` on, which is at most its
    /// length; whatever is behind goes. 0 makes it.
    fn write(&self, file: FileId, at: u64) -> Future<'_, Box<dyn Writer>>;

    /// Keeps a small blob as a whole, in one step.
    fn put(&self, file: FileId, kind: Kind, bytes: Bytes) -> Future<'_, ()>;

    /// Bytes in a file; `NotFound` when it is not there.
    fn size(&self, file: FileId, kind: Kind) -> Future<'_, u64>;

    /// Reads bytes that are there.
    fn read(&self, file: FileId, kind: Kind, range: Range<u64>) -> Future<'_, Reader>;

    /// Removes everything that is kept of a file. One that is gone is fine.
    fn remove(&self, file: FileId) -> Future<'_, ()>;
}

/// A file that is being written.
pub trait Writer: Send {
    fn append(&mut self, bytes: Bytes) -> Future<'_, ()>;

    /// Everything written so far survives power loss once this is done.
    fn sync(&mut self) -> Future<'_, ()>;
}
