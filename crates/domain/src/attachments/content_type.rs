//! Media types of uploaded files.

/// For a file of which nothing better is known.
pub const FALLBACK_TYPE: &str = "application/octet-stream";

/// The media type that a header names, without its parameters and in lower
/// case; `None` when it is none or says nothing.
pub fn media_type(header: &str) -> Option<String> {
    let bare = header.split(';').next().unwrap_or_default().trim();
    let (kind, subtype) = bare.split_once('/')?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&byte);
    let word = |part: &str| !part.is_empty() && part.len() <= 127 && part.bytes().all(plain);
    let named = word(kind) && word(subtype);
    let name = bare.to_ascii_lowercase();
    (named && name != FALLBACK_TYPE).then_some(name)
}

/// Whether there is a small picture of files of this type.
pub fn has_thumbnail(content_type: &str) -> bool {
    matches!(
        content_type,
        "image/png" | "image/jpeg" | "image/gif" | "image/webp"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types() {
        let check = |header, expected| assert_eq!(media_type(header).as_deref(), expected);
        check("image/png", Some("image/png"));
        check(" Text/Plain; charset=utf-8", Some("text/plain"));
        check("application/vnd.ms-excel", Some("application/vnd.ms-excel"));
        check("application/octet-stream", None);
        for bad in [
            "",
            "png",
            "image/",
            "/png",
            "a/b/c",
            "text/pl ain",
            "ä/b",
            "a/b\r\nc",
        ] {
            check(bad, None);
        }
    }
}
