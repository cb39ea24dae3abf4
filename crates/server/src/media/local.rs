//! Files in a folder: `uploads/4f/4f0c…`, named by the file's id in hex, and
//! `….thumbnail` beside it. Two digits make 256 folders, so that none gets long.

use std::io::{self, SeekFrom};
use std::ops::Range;
use std::path::{Path, PathBuf};

use bytes::BytesMut;
use domain::ids::FileId;
use futures_util::stream;
use tokio::fs::{self, File, OpenOptions};
use tokio::io::{AsyncReadExt, AsyncSeekExt, AsyncWriteExt, BufWriter};
use tokio::task::spawn_blocking;

use super::blobs::{Blobs, Bytes, Future, Kind, Reader, Writer};
use crate::files;

/// Bytes that wait to be written, and that are read at a time.
const BUFFER: usize = 256 * 1024;

pub struct Local {
    folder: PathBuf,
}

impl Local {
    pub fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    fn path(&self, file: FileId, kind: Kind) -> PathBuf {
        let name = format!("{:016x}", file.0);
        // Ids are random below their highest bits.
        let folder = self.folder.join(&name[14..]);
        match kind {
            Kind::Original => folder.join(name),
            Kind::Thumbnail => folder.join(format!("{name}.thumbnail")),
        }
    }

    async fn open(&self, file: FileId, at: u64) -> io::Result<Box<dyn Writer>> {
        let path = self.path(file, Kind::Original);
        let first = at == 0;
        if first {
            make_folder(&path).await?;
        }
        let mut opened = OpenOptions::new()
            .write(true)
            .create(first)
            .truncate(false)
            .mode(0o600)
            .open(&path)
            .await?;
        if opened.metadata().await?.len() < at {
            let text = "the file is shorter than what was noted of it";
            return Err(io::Error::new(io::ErrorKind::InvalidData, text));
        }
        opened.set_len(at).await?;
        opened.seek(SeekFrom::Start(at)).await?;
        if first {
            sync_folder(path.clone()).await?;
        }
        Ok(Box::new(Growing(BufWriter::with_capacity(BUFFER, opened))))
    }

    async fn replace(&self, file: FileId, kind: Kind, bytes: Bytes) -> io::Result<()> {
        let path = self.path(file, kind);
        make_folder(&path).await?;
        spawn_blocking(move || files::replace(&path, 0o600, &bytes)).await?
    }

    async fn stream(&self, file: FileId, kind: Kind, range: Range<u64>) -> io::Result<Reader> {
        let mut opened = File::open(self.path(file, kind)).await?;
        opened.seek(SeekFrom::Start(range.start)).await?;
        let left = range.end.saturating_sub(range.start);
        Ok(Box::pin(stream::try_unfold(
            (opened, left),
            async |(mut file, left)| {
                if left == 0 {
                    return Ok(None);
                }
                let wanted = left.min(BUFFER as u64);
                let mut buffer = BytesMut::with_capacity(wanted as usize);
                let read = (&mut file).take(wanted).read_buf(&mut buffer).await?;
                if read == 0 {
                    return Err(io::ErrorKind::UnexpectedEof.into());
                }
                Ok(Some((buffer.freeze(), (file, left - read as u64))))
            },
        )))
    }
}

impl Blobs for Local {
    fn write(&self, file: FileId, at: u64) -> Future<'_, Box<dyn Writer>> {
        Box::pin(self.open(file, at))
    }

    fn put(&self, file: FileId, kind: Kind, bytes: Bytes) -> Future<'_, ()> {
        Box::pin(self.replace(file, kind, bytes))
    }

    fn size(&self, file: FileId, kind: Kind) -> Future<'_, u64> {
        let path = self.path(file, kind);
        Box::pin(async move { Ok(fs::metadata(path).await?.len()) })
    }

    fn read(&self, file: FileId, kind: Kind, range: Range<u64>) -> Future<'_, Reader> {
        Box::pin(self.stream(file, kind, range))
    }

    fn remove(&self, file: FileId) -> Future<'_, ()> {
        Box::pin(async move {
            for kind in [Kind::Thumbnail, Kind::Original] {
                match fs::remove_file(self.path(file, kind)).await {
                    Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                    _ => {}
                }
            }
            Ok(())
        })
    }
}

struct Growing(BufWriter<File>);

impl Writer for Growing {
    fn append(&mut self, bytes: Bytes) -> Future<'_, ()> {
        Box::pin(async move { self.0.write_all(&bytes).await })
    }

    fn sync(&mut self) -> Future<'_, ()> {
        Box::pin(async move {
            self.0.flush().await?;
            self.0.get_ref().sync_data().await
        })
    }
}

async fn make_folder(path: &Path) -> io::Result<()> {
    let Some(folder) = path.parent().map(Path::to_owned) else {
        return Ok(());
    };
    if fs::try_exists(&folder).await? {
        return Ok(());
    }
    spawn_blocking(move || {
        files::private_directory(&folder)?;
        // A folder is only there for good when its parent's list is.
        folder.ancestors().skip(1).take(2).try_for_each(sync)
    })
    .await?
}

/// A new file is only there for good when its folder's list is.
async fn sync_folder(path: PathBuf) -> io::Result<()> {
    spawn_blocking(move || path.parent().map_or(Ok(()), sync)).await?
}

fn sync(folder: &Path) -> io::Result<()> {
    std::fs::File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use futures_util::TryStreamExt;

    use super::*;

    const FILE: FileId = FileId(0x1234_5678_9abc_def0);

    async fn content(local: &Local, range: Range<u64>) -> io::Result<Vec<u8>> {
        let parts: Vec<Bytes> = local
            .read(FILE, Kind::Original, range)
            .await?
            .try_collect()
            .await?;
        Ok(parts.concat())
    }

    #[tokio::test]
    async fn files_grow_and_go() {
        let folder = tempfile::tempdir().unwrap();
        let local = Local::new(folder.path().join("uploads"));
        let mut writer = local.write(FILE, 0).await.unwrap();
        writer.append(Bytes::from_static(b"hello, ")).await.unwrap();
        writer.sync().await.unwrap();
        writer.append(Bytes::from_static(b"lost")).await.unwrap();
        writer.sync().await.unwrap();
        let mut writer = local.write(FILE, 7).await.unwrap();
        writer.append(Bytes::from_static(b"world")).await.unwrap();
        writer.sync().await.unwrap();
        assert_eq!(local.size(FILE, Kind::Original).await.unwrap(), 12);
        assert_eq!(content(&local, 0..12).await.unwrap(), b"hello, world");
        assert_eq!(content(&local, 3..5).await.unwrap(), b"lo");
        let short = content(&local, 0..13).await.unwrap_err();
        assert_eq!(short.kind(), io::ErrorKind::UnexpectedEof);
        assert!(folder.path().join("uploads/f0/123456789abcdef0").exists());

        let small = Bytes::from_static(b"small");
        local.put(FILE, Kind::Thumbnail, small).await.unwrap();
        assert_eq!(local.size(FILE, Kind::Thumbnail).await.unwrap(), 5);
        local.remove(FILE).await.unwrap();
        local.remove(FILE).await.unwrap();
        let gone = local.size(FILE, Kind::Original).await.unwrap_err();
        assert_eq!(gone.kind(), io::ErrorKind::NotFound);
    }

    #[tokio::test]
    async fn what_is_not_there_is_not_made_up() {
        let folder = tempfile::tempdir().unwrap();
        let local = Local::new(folder.path().to_owned());
        let missing = local.write(FILE, 5).await.err().unwrap();
        assert_eq!(missing.kind(), io::ErrorKind::NotFound);
        local.write(FILE, 0).await.unwrap();
        let short = local.write(FILE, 5).await.err().unwrap();
        assert_eq!(short.kind(), io::ErrorKind::InvalidData);
    }
}
