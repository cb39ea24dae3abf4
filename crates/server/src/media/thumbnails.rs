//! Small pictures of uploaded ones: made when one is first asked for, kept
//! beside the file. Decoding what strangers sent is bounded in every way:
//! bytes, pixels, memory, and how many at once.

use std::io::{self, Cursor};

use domain::attachments::File;
use domain::{Error, Result};
use futures_util::TryStreamExt;
use image::codecs::jpeg::JpegEncoder;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::task::spawn_blocking;

use super::blobs::{Blobs, Bytes, Kind};
use super::refused;

/// Pixels of the longer side.
const EDGE: u32 = 512;
/// Bytes of a picture that is decoded at all.
const SOURCE_LIMIT: u64 = 32 << 20;
/// Pixels of such a picture, and of one side.
const PIXELS: u64 = 40_000_000;
const SIDE: u32 = 20_000;
/// Bytes that a decoder may ask for.
const MEMORY: u64 = 192 << 20;
/// Pictures decoded at once, and requests that wait for it.
const WORKERS: usize = 2;
const QUEUE: usize = 64;

pub struct Thumbnails {
    workers: Semaphore,
    queue: Semaphore,
}

impl Default for Thumbnails {
    fn default() -> Self {
        Self {
            workers: Semaphore::new(WORKERS),
            queue: Semaphore::new(QUEUE),
        }
    }
}

impl Thumbnails {
    /// The small picture as PNG or JPEG; NOT_FOUND when none can be made.
    pub async fn get(&self, blobs: &dyn Blobs, file: &File) -> Result<Bytes> {
        if let Some(known) = known(blobs, file).await? {
            return shown(known);
        }
        let busy = |_| Error::unavailable("too many thumbnails wait to be made");
        let _place: SemaphorePermit<'_> = self.queue.try_acquire().map_err(busy)?;
        let _worker = self.workers.acquire().await.map_err(Error::internal)?;
        // Somebody may have been faster.
        if let Some(known) = known(blobs, file).await? {
            return shown(known);
        }
        let made = make(blobs, file).await?;
        blobs
            .put(file.file, Kind::Thumbnail, made.clone())
            .await
            .map_err(refused)?;
        shown(made)
    }
}

/// What was made earlier; empty when it could not be done.
async fn known(blobs: &dyn Blobs, file: &File) -> Result<Option<Bytes>> {
    match blobs.size(file.file, Kind::Thumbnail).await {
        Ok(size) => read(blobs, file, Kind::Thumbnail, size).await.map(Some),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(refused(error)),
    }
}

fn shown(small: Bytes) -> Result<Bytes> {
    match small.is_empty() {
        true => Err(Error::not_found()),
        false => Ok(small),
    }
}

async fn read(blobs: &dyn Blobs, file: &File, kind: Kind, size: u64) -> Result<Bytes> {
    let reader = blobs.read(file.file, kind, 0..size).await;
    let reading = reader.map_err(refused)?.try_collect::<Vec<Bytes>>();
    Ok(reading.await.map_err(refused)?.concat().into())
}

async fn make(blobs: &dyn Blobs, file: &File) -> Result<Bytes> {
    if file.size > SOURCE_LIMIT {
        return Ok(Bytes::new());
    }
    let source = read(blobs, file, Kind::Original, file.size).await?;
    let made = spawn_blocking(move || small(&source));
    Ok(match made.await {
        Ok(Ok(bytes)) => bytes.into(),
        Ok(Err(error)) => {
            tracing::debug!(%error, file = file.file.0, "no thumbnail");
            Bytes::new()
        }
        Err(error) => {
            tracing::warn!(%error, file = file.file.0, "a decoder failed");
            Bytes::new()
        }
    })
}

/// Decodes a picture and makes it small and upright.
fn small(source: &[u8]) -> image::ImageResult<Vec<u8>> {
    let mut reader = ImageReader::new(Cursor::new(source)).with_guessed_format()?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(SIDE);
    limits.max_image_height = Some(SIDE);
    limits.max_alloc = Some(MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder()?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > PIXELS {
        let text = format!("{width} by {height} pixels are too many");
        return Err(io::Error::new(io::ErrorKind::InvalidData, text).into());
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut image = DynamicImage::from_decoder(decoder)?;
    if width > EDGE || height > EDGE {
        image = image.thumbnail(EDGE, EDGE);
    }
    image.apply_orientation(orientation);
    let mut bytes = Vec::new();
    if image.color().has_alpha() {
        let image = DynamicImage::ImageRgba8(image.into_rgba8());
        image.write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png)?;
    } else {
        let encoder = JpegEncoder::new_with_quality(&mut bytes, 80);
        image.into_rgb8().write_with_encoder(encoder)?;
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use image::{Rgb, RgbImage, RgbaImage};

    use super::*;

    fn png(image: impl Into<DynamicImage>) -> Vec<u8> {
        let mut bytes = Vec::new();
        let image = image.into();
        image
            .write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png)
            .unwrap();
        bytes
    }

    #[test]
    fn pictures_get_small_and_keep_their_shape() {
        let check = |source: Vec<u8>, format, size| {
            let made = small(&source).unwrap();
            assert_eq!(image::guess_format(&made).unwrap(), format);
            let made = image::load_from_memory(&made).unwrap();
            assert_eq!((made.width(), made.height()), size);
        };
        let rgb = RgbImage::from_pixel(2_000, 1_000, Rgb([200, 10, 10]));
        check(png(rgb), ImageFormat::Jpeg, (512, 256));
        check(png(RgbImage::new(20, 10)), ImageFormat::Jpeg, (20, 10));
        check(png(RgbaImage::new(600, 600)), ImageFormat::Png, (512, 512));
    }

    #[test]
    fn bombs_and_garbage_are_refused() {
        // 30,000 by 30,000 pixels in a few bytes: the header says so.
        let mut bomb = png(RgbImage::new(1, 1));
        bomb[16..20].copy_from_slice(&30_000_u32.to_be_bytes());
        bomb[20..24].copy_from_slice(&30_000_u32.to_be_bytes());
        assert!(small(&bomb).is_err());
        let mut wide = png(RgbImage::new(1, 1));
        wide[16..20].copy_from_slice(&19_000_u32.to_be_bytes());
        wide[20..24].copy_from_slice(&19_000_u32.to_be_bytes());
        assert!(small(&wide).is_err());
        let whole = png(RgbImage::new(64, 64));
        assert!(small(&whole[..whole.len() / 2]).is_err());
        assert!(small(b"GIF89a").is_err());
        assert!(small(b"").is_err());
        assert!(small(b"<svg/>").is_err());
    }
}
