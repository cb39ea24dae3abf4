//! URLs in cards. Google asks for https; http passes here, since pictures and
//! pages of a company's own network often have no more, and clients decide.

use super::Place;
use crate::error::Result;

/// The URL of a picture, at a field that must have one.
pub fn check_image(place: Place<'_>, url: &str) -> Result<()> {
    let url = url.trim();
    if url.is_empty() {
        return Err(place.error("the URL of an image is missing"));
    }
    let lower = url.to_ascii_lowercase();
    if lower.starts_with("https://") || lower.starts_with("http://") {
        return Ok(());
    }
    Err(place.error("the URL of an image must begin with https://"))
}

/// As [`check_image`], where there may be none.
pub fn check_optional_image(place: Place<'_>, url: &str) -> Result<()> {
    match url {
        "" => Ok(()),
        url => check_image(place, url),
    }
}

/// What a click opens. Any program's own scheme will do, but nothing that
/// would run inside the client.
pub fn check_link(place: Place<'_>, url: &str) -> Result<()> {
    const RUNS: [&str; 5] = ["javascript", "vbscript", "data", "blob", "file"];
    // Browsers read a scheme past blanks and control characters.
    let plain: String = url.chars().filter(|c| *c > ' ').collect();
    if plain.is_empty() {
        return Err(place.error("the URL to open is missing"));
    }
    let scheme = plain.split_once(':').map_or("", |(scheme, _)| scheme);
    if RUNS.iter().any(|runs| scheme.eq_ignore_ascii_case(runs)) {
        return Err(place.error("the URL to open must begin with https://"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links() {
        let root = Place::root();
        for good in [
            "https://example.com",
            "http://10.0.0.1:9090/graph?a=b:c",
            "mailto:a@example.com",
            "slack://open",
            "www.example.com",
        ] {
            assert_eq!(check_link(root, good), Ok(()), "{good}");
        }
        for bad in [
            "",
            "  ",
            "javascript:alert(1)",
            " JaVa\tScript:x",
            "\u{1}data:text/html,x",
            "file:///etc/passwd",
        ] {
            assert!(check_link(root, bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn images() {
        let root = Place::root();
        assert_eq!(check_image(root, "HTTPS://example.com/a.png"), Ok(()));
        assert_eq!(check_optional_image(root, ""), Ok(()));
        for bad in ["", "data:image/png;base64,AA", "a.png", "javascript:x"] {
            assert!(check_image(root, bad).is_err(), "{bad}");
        }
    }
}
