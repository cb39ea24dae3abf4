//! What the headers of an upload ask for.

use domain::Result;
use http::header::{CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE};
use http::{HeaderMap, Method};

use super::invalid;

/// How an upload begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// The body is the file.
    Raw,
    /// The body is a description and the file.
    Multipart,
    /// The body is the description; the file follows in a session.
    Resumable,
}

/// How a session is spoken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// PUT with `Content-Range`; 308 means that more is expected.
    ContentRange,
    /// `X-Goog-Upload-Command`; the header `X-Goog-Upload-Status` tells.
    Goog,
}

/// One request of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    Bytes(Chunk),
    /// How much is there? With the size of the whole file, if the client tells.
    Query(Option<u64>),
    Cancel,
}

/// Bytes of a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Chunk {
    /// Where they begin.
    pub at: u64,
    /// How many there are, when that is told.
    pub length: Option<u64>,
    /// Bytes of the whole file, when that is told.
    pub total: Option<u64>,
    /// Nothing comes after them.
    pub last: bool,
}

/// Reads how an upload begins. `upload_type` is `uploadType` or
/// `upload_protocol` of the query.
pub fn protocol(upload_type: Option<&str>, headers: &HeaderMap) -> Result<(Protocol, Dialect)> {
    let header = text(headers, "x-goog-upload-protocol");
    let dialect = match header {
        Some(_) => Dialect::Goog,
        None => Dialect::ContentRange,
    };
    let protocol = match header.or(upload_type) {
        Some("resumable") => Protocol::Resumable,
        Some("multipart") => Protocol::Multipart,
        Some("media" | "raw") => Protocol::Raw,
        None if is_related(headers) => Protocol::Multipart,
        None => Protocol::Raw,
        Some(_) => {
            return Err(invalid(
                "The uploadType is unknown; it is media, multipart or resumable.",
            ));
        }
    };
    Ok((protocol, dialect))
}

fn is_related(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).map(|kind| kind.as_bytes());
    kind.is_some_and(|kind| kind.to_ascii_lowercase().starts_with(b"multipart/related"))
}

/// Reads what a request wants of its session.
pub fn read(method: &Method, headers: &HeaderMap) -> Result<(Command, Dialect)> {
    if *method == Method::DELETE {
        return Ok((Command::Cancel, Dialect::ContentRange));
    }
    match text(headers, "x-goog-upload-command") {
        Some(command) => Ok((goog(command, headers)?, Dialect::Goog)),
        None => Ok((content_range(headers)?, Dialect::ContentRange)),
    }
}

fn goog(command: &str, headers: &HeaderMap) -> Result<Command> {
    let words: Vec<&str> = command.split(',').map(str::trim).collect();
    let last = words.contains(&"finalize");
    let length = number(text(headers, CONTENT_LENGTH.as_str()));
    let chunk = match words[..] {
        ["query"] => return Ok(Command::Query(None)),
        ["cancel"] => return Ok(Command::Cancel),
        ["upload"] | ["upload", "finalize"] => {
            let at = number(text(headers, "x-goog-upload-offset")).ok_or_else(|| {
                invalid("The header X-Goog-Upload-Offset must say where the bytes begin.")
            })?;
            Chunk {
                at,
                length,
                total: None,
                last,
            }
        }
        // Whatever is there is the file.
        ["finalize"] => Chunk {
            at: number(text(headers, "x-goog-upload-offset")).unwrap_or(0),
            length: Some(0),
            total: None,
            last,
        },
        _ => {
            return Err(invalid(
                "The header X-Goog-Upload-Command must be upload, \"upload, finalize\", finalize, \
                 query or cancel.",
            ));
        }
    };
    Ok(Command::Bytes(chunk))
}

/// Without `Content-Range` the body is the whole file.
fn content_range(headers: &HeaderMap) -> Result<Command> {
    let Some(range) = text(headers, CONTENT_RANGE.as_str()) else {
        let length = number(text(headers, CONTENT_LENGTH.as_str()));
        return Ok(Command::Bytes(Chunk {
            at: 0,
            length,
            total: length,
            last: true,
        }));
    };
    parse_range(range).ok_or_else(|| {
        invalid(
            "The header Content-Range must be of the form \"bytes 0-99/1000\", \"bytes 0-99/*\" \
             or \"bytes */1000\".",
        )
    })
}

fn parse_range(range: &str) -> Option<Command> {
    let (span, total) = range.strip_prefix("bytes")?.trim().split_once('/')?;
    let total = match total.trim() {
        "*" => None,
        total => Some(number(Some(total))?),
    };
    let span = span.trim();
    if span == "*" {
        return Some(Command::Query(total));
    }
    let (first, last) = span.split_once('-')?;
    let (at, last) = (number(Some(first))?, number(Some(last))?);
    let end = last.checked_add(1)?;
    let length = end.checked_sub(at).filter(|length| *length > 0)?;
    let fits = total.is_none_or(|total| end <= total);
    fits.then_some(Command::Bytes(Chunk {
        at,
        length: Some(length),
        total,
        last: total == Some(end),
    }))
}

/// A header's text.
pub fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok().map(str::trim)
}

/// Digits and nothing else.
pub fn number(text: Option<&str>) -> Option<u64> {
    let text = text?.trim();
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        let pairs = pairs.iter();
        pairs
            .map(|(name, value)| ((*name).parse().unwrap(), value.parse().unwrap()))
            .collect()
    }

    fn chunk(at: u64, length: Option<u64>, total: Option<u64>, last: bool) -> Command {
        Command::Bytes(Chunk {
            at,
            length,
            total,
            last,
        })
    }

    #[test]
    fn protocols() {
        let check = |kind: Option<&str>, pairs: &[(&'static str, &str)], expected| {
            let found = protocol(kind, &headers(pairs)).map_err(drop);
            assert_eq!(found, expected, "{kind:?} {pairs:?}");
        };
        let plain = Dialect::ContentRange;
        check(Some("media"), &[], Ok((Protocol::Raw, plain)));
        check(Some("raw"), &[], Ok((Protocol::Raw, plain)));
        check(Some("multipart"), &[], Ok((Protocol::Multipart, plain)));
        check(Some("resumable"), &[], Ok((Protocol::Resumable, plain)));
        check(Some("magic"), &[], Err(()));
        check(None, &[], Ok((Protocol::Raw, plain)));
        let related = ("content-type", "Multipart/Related; boundary=x");
        check(None, &[related], Ok((Protocol::Multipart, plain)));
        let goog = ("x-goog-upload-protocol", "resumable");
        check(None, &[goog], Ok((Protocol::Resumable, Dialect::Goog)));
    }

    #[test]
    fn content_ranges() {
        let check = |range: &str, expected: Option<Command>| {
            let found = read(&Method::PUT, &headers(&[("content-range", range)]));
            assert_eq!(found.ok().map(|(command, _)| command), expected, "{range}");
        };
        check("bytes 0-9/10", Some(chunk(0, Some(10), Some(10), true)));
        check("bytes 5-9/20", Some(chunk(5, Some(5), Some(20), false)));
        check("bytes 5-9/*", Some(chunk(5, Some(5), None, false)));
        check("bytes */20", Some(Command::Query(Some(20))));
        check("bytes */*", Some(Command::Query(None)));
        let most = format!("bytes 0-{}/*", u64::MAX);
        for bad in [
            "",
            "0-9/10",
            "bytes 0-9",
            "bytes 9-0/10",
            "bytes 0-10/10",
            "bytes -1/10",
            "bytes 0-9/x",
            "bytes +0-9/10",
            &most,
        ] {
            check(bad, None);
        }
    }

    #[test]
    fn without_a_range_the_body_is_the_file() {
        let whole = read(&Method::PUT, &headers(&[("content-length", "7")])).unwrap();
        assert_eq!(whole.0, chunk(0, Some(7), Some(7), true));
        let unknown = read(&Method::POST, &headers(&[])).unwrap();
        assert_eq!(unknown.0, chunk(0, None, None, true));
        let cancel = read(&Method::DELETE, &headers(&[])).unwrap();
        assert_eq!(cancel.0, Command::Cancel);
    }

    #[test]
    fn goog_commands() {
        let check = |command: &str, offset: &str, expected: Option<Command>| {
            let mut pairs = vec![("x-goog-upload-command", command), ("content-length", "7")];
            if !offset.is_empty() {
                pairs.push(("x-goog-upload-offset", offset));
            }
            let found = read(&Method::POST, &headers(&pairs));
            assert_eq!(
                found.ok().map(|(command, _)| command),
                expected,
                "{command}"
            );
        };
        check("upload", "3", Some(chunk(3, Some(7), None, false)));
        check("upload, finalize", "0", Some(chunk(0, Some(7), None, true)));
        check("finalize", "", Some(chunk(0, Some(0), None, true)));
        check("query", "", Some(Command::Query(None)));
        check("cancel", "", Some(Command::Cancel));
        check("upload", "", None);
        check("upload", "-1", None);
        check("start", "", None);
        check("", "", None);
    }
}
