//! What a small picture is, found by reading all of it.

use std::io::Cursor;

use domain::custom_emojis::Picture;
use image::{ImageFormat, ImageReader, Limits};

/// Bytes that a decoder may ask for, and pixels of a side.
const MEMORY: u64 = 32 << 20;
const SIDE: u32 = 2_000;

/// `None` for anything but a whole PNG, JPEG or GIF of moderate size.
pub fn look(bytes: &[u8]) -> Option<Picture> {
    let mut reader = ImageReader::new(Cursor::new(bytes))
        .with_guessed_format()
        .ok()?;
    let content_type = match reader.format()? {
        ImageFormat::Png => "image/png",
        ImageFormat::Jpeg => "image/jpeg",
        ImageFormat::Gif => "image/gif",
        _ => return None,
    };
    let mut limits = Limits::default();
    limits.max_image_width = Some(SIDE);
    limits.max_image_height = Some(SIDE);
    limits.max_alloc = Some(MEMORY);
    reader.limits(limits);
    let image = reader.decode().ok()?;
    Some(Picture {
        content_type,
        width: image.width(),
        height: image.height(),
    })
}

#[cfg(test)]
mod tests {
    use image::RgbImage;

    use super::*;

    fn written(format: ImageFormat) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        RgbImage::new(64, 60).write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    #[test]
    fn pictures_are_known_by_what_is_in_them() {
        for (format, content_type) in [
            (ImageFormat::Png, "image/png"),
            (ImageFormat::Jpeg, "image/jpeg"),
            (ImageFormat::Gif, "image/gif"),
        ] {
            let bytes = written(format);
            let expected = Picture {
                content_type,
                width: 64,
                height: 60,
            };
            assert_eq!(look(&bytes), Some(expected));
            assert_eq!(look(&bytes[..20]), None);
        }
        assert_eq!(look(&written(ImageFormat::WebP)), None);
        assert_eq!(look(b""), None);
        assert_eq!(look(b"<svg/>"), None);
    }
}
