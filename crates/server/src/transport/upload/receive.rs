//! Moving a file's bytes from the network to where files are kept. At most a
//! few hundred kilobytes of one upload are in memory.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use domain::attachments::{self, Upload};
use domain::{Error, Result};
use tokio::time::Instant;

use super::command::Chunk;
use super::invalid;
use crate::api::attachments::{advance, enter};
use crate::media::{self, Slot, Writer};
use crate::state::Server;
use crate::transport::body;

/// How long a client may pause.
const IDLE: Duration = Duration::from_secs(60);
/// How long one request may take: 200 MB at 30 kB/s.
const WHOLE: Duration = Duration::from_secs(2 * 3_600);
/// So much is at most sent again after a crash.
const STEP: u64 = 8 << 20;

/// Where bytes of a file come from.
pub trait Source: Send {
    fn next(&mut self) -> impl Future<Output = Result<Option<Bytes>>> + Send;
}

/// A request's body.
pub struct Incoming {
    body: Body,
    deadline: Instant,
}

impl Incoming {
    pub fn new(body: Body) -> Self {
        Self {
            body,
            deadline: Instant::now() + WHOLE,
        }
    }

    /// Takes what a refused client still sends, for a while.
    pub async fn drain(self) {
        body::drain(self.body).await;
    }

    /// A small body as a whole.
    pub async fn whole(&mut self, limit: usize) -> Result<Bytes> {
        let mut all = bytes::BytesMut::new();
        while let Some(bytes) = self.next().await? {
            if all.len() + bytes.len() > limit {
                let text = format!("The description of the file is longer than {limit} bytes.");
                return Err(invalid(text));
            }
            all.extend_from_slice(&bytes);
        }
        Ok(all.freeze())
    }
}

impl Source for Incoming {
    async fn next(&mut self) -> Result<Option<Bytes>> {
        let deadline = self.deadline.min(Instant::now() + IDLE);
        body::next(&mut self.body, deadline).await
    }
}

/// Takes the bytes of one request, and answers how far the upload is then.
/// What arrived before a failure is kept.
pub async fn receive<S: Source>(
    server: &Arc<Server>,
    upload: &Upload,
    chunk: Chunk,
    source: &mut S,
) -> Result<Upload> {
    let slot = server.media.slots.enter(upload.file).await?;
    let mut upload = enter(server, upload).await?;
    announce(&mut upload, chunk)?;
    let skip = upload.received.checked_sub(chunk.at).ok_or_else(|| {
        invalid(format!(
            "The bytes begin at {}, but {} have arrived so far.",
            chunk.at, upload.received
        ))
    })?;
    let writer = server.media.blobs.write(upload.file, upload.received);
    let mut receiver = Receiver {
        server,
        writer: writer.await.map_err(media::refused)?,
        upload,
        slot,
        skip,
        since: 0,
    };
    let outcome = receiver.run(source).await;
    let upload = &mut receiver.upload;
    let complete = upload.total.is_none_or(|total| total == upload.received);
    if outcome.is_ok() && chunk.last && complete {
        upload.total = Some(upload.received);
        upload.finished = true;
    }
    let kept = receiver.keep().await;
    outcome.and(kept)?;
    Ok(receiver.upload)
}

/// Holds what the request says of the whole file against what was said before.
fn announce(upload: &mut Upload, chunk: Chunk) -> Result<()> {
    let Some(total) = chunk.total else {
        return Ok(());
    };
    attachments::check_size(total)?;
    if upload.total.is_some_and(|known| known != total) {
        return Err(invalid(
            "The size of the file is not the one that was announced before.",
        ));
    }
    upload.total = Some(total);
    Ok(())
}

struct Receiver<'a> {
    server: &'a Arc<Server>,
    writer: Box<dyn Writer>,
    upload: Upload,
    slot: Slot,
    /// Bytes that the client sends although they are there.
    skip: u64,
    /// Bytes since the last time that progress was noted.
    since: u64,
}

impl Receiver<'_> {
    async fn run<S: Source>(&mut self, source: &mut S) -> Result<()> {
        loop {
            let next = tokio::select! {
                next = source.next() => next?,
                () = self.slot.superseded() => {
                    return Err(Error::aborted("a newer request goes on with the upload"));
                }
            };
            let Some(mut bytes) = next else { return Ok(()) };
            let known = self.skip.min(bytes.len() as u64);
            self.skip -= known;
            let _ = bytes.split_to(known as usize);
            if !bytes.is_empty() {
                self.take(bytes).await?;
            }
        }
    }

    async fn take(&mut self, bytes: Bytes) -> Result<()> {
        let length = bytes.len() as u64;
        let received = self.upload.received + length;
        attachments::check_size(received)?;
        if self.upload.total.is_some_and(|total| received > total) {
            return Err(invalid("The file is longer than was announced."));
        }
        self.writer.append(bytes).await.map_err(media::refused)?;
        self.upload.received = received;
        self.since += length;
        if self.since >= STEP {
            self.keep().await?;
        }
        Ok(())
    }

    /// Makes what has arrived durable, and notes it.
    async fn keep(&mut self) -> Result<()> {
        self.writer.sync().await.map_err(media::refused)?;
        self.since = 0;
        advance(self.server, &mut self.upload).await
    }
}
