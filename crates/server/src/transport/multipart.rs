//! `multipart/mixed` as batch clients write it: parts between boundary lines,
//! each with a few header lines. Line ends are CRLF or bare LF.

use domain::{Code, Error, Result};

/// Names, in lower case, and values.
pub type Headers<'a> = Vec<(String, &'a str)>;

/// One part.
#[derive(Debug, PartialEq, Eq)]
pub struct Part<'a> {
    pub headers: Headers<'a>,
    pub body: &'a [u8],
}

impl<'a> Part<'a> {
    pub fn header(&self, name: &str) -> Option<&'a str> {
        self.headers
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| *value)
    }
}

/// The boundary of a `Content-Type` value, quoted or not, if that is of this
/// kind: `multipart/mixed`.
pub fn boundary(content_type: &str, wanted: &str) -> Option<String> {
    let (kind, parameters) = content_type.split_once(';')?;
    if !kind.trim().eq_ignore_ascii_case(wanted) {
        return None;
    }
    let mut rest = parameters;
    loop {
        let (name, value) = rest.split_once('=')?;
        let value = value.trim_start();
        let (value, after) = match value.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"')?,
            None => value.split_at(value.find(';').unwrap_or(value.len())),
        };
        let value = value.trim_end();
        if name
            .trim_matches([' ', ';', '\t'])
            .eq_ignore_ascii_case("boundary")
        {
            // RFC 2046: up to 70 characters.
            return (!value.is_empty() && value.len() <= 70).then(|| value.to_owned());
        }
        rest = after;
    }
}

/// Splits a body into its parts, at most `limit` of them.
pub fn split<'a>(body: &'a [u8], boundary: &str, limit: usize) -> Result<Vec<Part<'a>>> {
    let delimiter = format!("--{boundary}");
    let mut parts = Vec::new();
    let mut start = None;
    for line in Lines::new(body) {
        let Some(after) = line.text.strip_prefix(delimiter.as_bytes()) else {
            continue;
        };
        let last = match after.trim_ascii_end() {
            b"" => false,
            b"--" => true,
            _ => continue,
        };
        if let Some(start) = start {
            if parts.len() == limit {
                let text = format!("The batch has more than {limit} calls.");
                return Err(Error::new(Code::InvalidArgument, text));
            }
            parts.push(part(without_line_end(&body[start..line.at]))?);
        }
        if last {
            return Ok(parts);
        }
        start = Some(line.end);
    }
    Err(invalid("The multipart body has no closing boundary."))
}

/// Header lines up to an empty one, then the rest.
pub fn headers(bytes: &[u8]) -> Result<(Headers<'_>, &[u8])> {
    let mut headers = Vec::new();
    for line in Lines::new(bytes) {
        let text = line.text.trim_ascii_end();
        if text.is_empty() {
            return Ok((headers, &bytes[line.end..]));
        }
        let text =
            std::str::from_utf8(text).map_err(|_| invalid("A header of a part is not UTF-8."))?;
        let (name, value) = text
            .split_once(':')
            .ok_or_else(|| invalid("A header of a part has no colon."))?;
        headers.push((name.trim().to_ascii_lowercase(), value.trim()));
    }
    Ok((headers, &bytes[bytes.len()..]))
}

fn part(bytes: &[u8]) -> Result<Part<'_>> {
    let (headers, body) = headers(bytes)?;
    Ok(Part { headers, body })
}

fn invalid(message: &'static str) -> Error {
    Error::new(Code::InvalidArgument, message)
}

/// The line end before a boundary belongs to the boundary.
fn without_line_end(bytes: &[u8]) -> &[u8] {
    let bytes = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    bytes.strip_suffix(b"\r").unwrap_or(bytes)
}

struct Line<'a> {
    text: &'a [u8],
    at: usize,
    end: usize,
}

/// Lines of a body with their places; the text is without the line feed.
struct Lines<'a> {
    body: &'a [u8],
    at: usize,
}

impl<'a> Lines<'a> {
    fn new(body: &'a [u8]) -> Self {
        Self { body, at: 0 }
    }
}

impl<'a> Iterator for Lines<'a> {
    type Item = Line<'a>;

    fn next(&mut self) -> Option<Line<'a>> {
        let at = self.at;
        let rest = self.body.get(at..).filter(|rest| !rest.is_empty())?;
        let length = rest.iter().position(|byte| *byte == b'\n');
        let (text, end) = match length {
            Some(length) => (&rest[..length], at + length + 1),
            None => (rest, self.body.len()),
        };
        self.at = end;
        Some(Line { text, at, end })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_that_is_not_there_lies_in_the_part() {
        let bytes = b"--b\nA: 1\n--b--";
        let parts = split(bytes, "b", 1).unwrap();
        assert_eq!(parts[0].header("a"), Some("1"));
        assert!(parts[0].body.is_empty());
        assert!(bytes.as_ptr_range().contains(&parts[0].body.as_ptr()));
    }

    #[test]
    fn boundaries() {
        let check = |value, expected| {
            let found = boundary(value, "multipart/mixed");
            assert_eq!(found.as_deref(), expected, "{value}");
        };
        check("multipart/mixed; boundary=abc", Some("abc"));
        check(
            "Multipart/Mixed;charset=x; Boundary=\"===a; b==\"; y=z",
            Some("===a; b=="),
        );
        check("multipart/mixed; boundary=a ; x=y", Some("a"));
        check("multipart/related; boundary=abc", None);
        check("multipart/mixed", None);
        check("multipart/mixed; boundary=", None);
        check("multipart/mixed; boundary=\"a", None);
        check("multipart/mixed; x", None);
    }

    #[test]
    fn parts() {
        let check = |body: &str, expected: &[(&str, &str)]| {
            for body in [body.to_owned(), body.replace('\n', "\r\n")] {
                let parts = split(body.as_bytes(), "b", 2).unwrap();
                let found: Vec<_> = parts
                    .iter()
                    .map(|part| {
                        let text = std::str::from_utf8(part.body)
                            .unwrap()
                            .replace("\r\n", "\n");
                        (part.header("content-id").unwrap_or_default(), text)
                    })
                    .collect();
                let expected: Vec<_> = expected
                    .iter()
                    .map(|(id, text)| (*id, (*text).to_owned()))
                    .collect();
                assert_eq!(found, expected, "{body}");
            }
        };
        check("--b--\n", &[]);
        check("--b--", &[]);
        check(
            "preamble\n--b\nContent-ID: <1>\n\nGET /\n\n--b--\n",
            &[("<1>", "GET /\n")],
        );
        check(
            "--b\n\none\n--bb\n--b  \n\ntwo\n--b--",
            &[("", "one\n--bb"), ("", "two")],
        );
        check("--b\nContent-ID: x\n--b--", &[("x", "")]);
    }

    #[test]
    fn refused_bodies() {
        let check = |body: &str, expected: &str| {
            let error = split(body.as_bytes(), "b", 2).unwrap_err();
            assert!(error.message.contains(expected), "{body}: {error}");
        };
        check("", "no closing boundary");
        check("--b\n\none", "no closing boundary");
        check("--b\n\n1\n--b\n\n2\n--b\n\n3\n--b--", "more than 2 calls");
        check("--b\nnonsense\n\n--b--", "no colon");
    }
}
