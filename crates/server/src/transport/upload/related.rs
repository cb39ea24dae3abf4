//! `multipart/related` as it arrives: a description in JSON, then the file.
//! Lines end with CRLF or a bare LF. Only the description is held as a whole.

use bytes::{Bytes, BytesMut};
use domain::Result;
use memchr::memmem;

use super::invalid;
use super::receive::Source;
use crate::transport::multipart;

/// Bytes of a part's headers.
const HEADERS: usize = 16 * 1024;
/// Bytes of the description.
const DESCRIPTION: usize = 64 * 1024;
/// Blanks that may follow a boundary on its line.
const BLANKS: usize = 256;

/// The body of a multipart request, read part by part.
pub struct Related<'a, S> {
    body: &'a mut S,
    /// A line feed, two hyphens and the boundary.
    delimiter: Vec<u8>,
    buffer: BytesMut,
    /// The buffer begins with a line end that the client did not send: a
    /// boundary may be the first thing in a body, or in a part without content.
    made_up: bool,
    /// The body has ended.
    ended: bool,
    /// The part has ended; whether it was the last.
    closed: Option<bool>,
}

/// What is known of the bytes in the buffer.
#[derive(Debug, PartialEq, Eq)]
enum Found {
    /// So many belong to the part for sure; more must come.
    Open(usize),
    /// The part ends at `end`; behind the boundary's line begins `next`.
    Boundary { end: usize, next: usize, last: bool },
}

impl<'a, S: Source> Related<'a, S> {
    pub fn new(body: &'a mut S, boundary: &str) -> Self {
        Self {
            body,
            delimiter: format!("\n--{boundary}").into_bytes(),
            buffer: BytesMut::from(&b"\n"[..]),
            made_up: true,
            ended: false,
            closed: None,
        }
    }

    /// The description, which is the first part.
    pub async fn description(&mut self) -> Result<Bytes> {
        while self.next().await?.is_some() {}
        self.open().await?;
        let mut all = BytesMut::new();
        while let Some(bytes) = self.next().await? {
            if all.len() + bytes.len() > DESCRIPTION {
                let text = format!("The description is longer than {DESCRIPTION} bytes.");
                return Err(invalid(text));
            }
            all.extend_from_slice(&bytes);
        }
        Ok(all.freeze())
    }

    /// Goes on to the file, whose bytes [`Source::next`] then gives; answers
    /// its media type, if it is told.
    pub async fn file(&mut self) -> Result<Option<String>> {
        let headers = self.open().await?;
        let (headers, _) = multipart::headers(&headers)?;
        let value = |wanted: &str| {
            let mut found = headers.iter().filter(|(name, _)| name == wanted);
            found.next().map(|(_, value)| *value)
        };
        match value("content-transfer-encoding").unwrap_or("binary") {
            encoding if ["binary", "8bit", "7bit"].contains(&&*encoding.to_lowercase()) => {}
            _ => {
                return Err(invalid(
                    "The file's Content-Transfer-Encoding must be binary.",
                ));
            }
        }
        Ok(value("content-type").map(str::to_owned))
    }

    /// Begins the next part, and takes its headers.
    async fn open(&mut self) -> Result<Bytes> {
        if self.closed.take() == Some(true) {
            return Err(invalid(
                "The multipart body must have two parts: the description and the file.",
            ));
        }
        loop {
            if let Some(end) = header_end(&self.buffer) {
                let headers = self.buffer.split_to(end).freeze();
                let rest = std::mem::replace(&mut self.buffer, BytesMut::from(&b"\n"[..]));
                self.buffer.unsplit(rest);
                self.made_up = true;
                return Ok(headers);
            }
            if self.buffer.len() > HEADERS || !self.more().await? {
                return Err(invalid("The headers of a part do not end."));
            }
        }
    }

    /// Takes bytes of the part from the buffer.
    fn take(&mut self, length: usize) -> Bytes {
        let mut content = self.buffer.split_to(length).freeze();
        if length > 0 && std::mem::take(&mut self.made_up) {
            let _ = content.split_to(1);
        }
        content
    }

    /// Reads on; false at the end.
    async fn more(&mut self) -> Result<bool> {
        match self.body.next().await? {
            Some(bytes) => self.buffer.extend_from_slice(&bytes),
            None => self.ended = true,
        }
        Ok(!self.ended)
    }
}

impl<S: Source> Source for Related<'_, S> {
    /// Bytes of the part, until its boundary.
    async fn next(&mut self) -> Result<Option<Bytes>> {
        loop {
            if self.closed.is_some() {
                return Ok(None);
            }
            match find(&self.buffer, &self.delimiter, self.ended) {
                Found::Boundary { end, next, last } => {
                    self.closed = Some(last);
                    let content = self.take(end);
                    let _ = self.buffer.split_to(next - end);
                    if !content.is_empty() {
                        return Ok(Some(content));
                    }
                }
                Found::Open(_) if self.ended => {
                    return Err(invalid("The multipart body has no closing boundary."));
                }
                Found::Open(0) => {
                    self.more().await?;
                }
                Found::Open(safe) => {
                    let content = self.take(safe);
                    if !content.is_empty() {
                        return Ok(Some(content));
                    }
                }
            }
        }
    }
}

/// Looks for the next boundary. The line end before it belongs to it.
fn find(buffer: &[u8], delimiter: &[u8], ended: bool) -> Found {
    let mut from = 0;
    while let Some(at) = memmem::find(&buffer[from..], delimiter) {
        let at = from + at;
        let end = match at.checked_sub(1) {
            Some(before) if buffer[before] == b'\r' => before,
            _ => at,
        };
        let after = at + delimiter.len();
        match rest_of_line(&buffer[after..], ended) {
            Line::Boundary { length, last } => {
                let next = after + length;
                return Found::Boundary { end, next, last };
            }
            Line::Unknown => return Found::Open(end),
            // Merely begins like the boundary.
            Line::Other => from = at + 1,
        }
    }
    // A boundary may have begun, with a carriage return before it.
    Found::Open(buffer.len().saturating_sub(delimiter.len()))
}

enum Line {
    Boundary { length: usize, last: bool },
    Other,
    Unknown,
}

/// What follows the boundary: nothing, or two hyphens for the last one.
fn rest_of_line(rest: &[u8], ended: bool) -> Line {
    if rest.starts_with(b"--") {
        let length = 2;
        return Line::Boundary { length, last: true };
    }
    if rest == b"-" && !ended {
        return Line::Unknown;
    }
    let blanks = rest
        .iter()
        .take(BLANKS)
        .take_while(|byte| matches!(byte, b' ' | b'\t' | b'\r'))
        .count();
    match rest.get(blanks) {
        Some(b'\n') => Line::Boundary {
            length: blanks + 1,
            last: false,
        },
        None if !ended => Line::Unknown,
        _ => Line::Other,
    }
}

/// Where the headers end: behind the first empty line.
fn header_end(buffer: &[u8]) -> Option<usize> {
    let mut from = 0;
    loop {
        let length = memchr::memchr(b'\n', &buffer[from..])?;
        let line = &buffer[from..from + length];
        from += length + 1;
        if line.trim_ascii_end().is_empty() {
            return Some(from);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Pieces(Vec<Bytes>);

    impl Source for Pieces {
        async fn next(&mut self) -> Result<Option<Bytes>> {
            Ok((!self.0.is_empty()).then(|| self.0.remove(0)))
        }
    }

    async fn read(body: &[u8], piece: usize) -> Result<(String, Option<String>, Vec<u8>)> {
        let mut pieces = Pieces(body.chunks(piece).map(Bytes::copy_from_slice).collect());
        let mut related = Related::new(&mut pieces, "b");
        let description = related.description().await?;
        let kind = related.file().await?;
        let mut file = Vec::new();
        while let Some(bytes) = related.next().await? {
            file.extend_from_slice(&bytes);
        }
        Ok((String::from_utf8(description.to_vec()).unwrap(), kind, file))
    }

    /// Whatever the pieces that it arrives in, with both line ends.
    async fn check(body: &str, expected: (&str, Option<&str>, &str)) {
        for body in [body.to_owned(), body.replace('\n', "\r\n")] {
            for piece in [1, 2, 3, 7, 1_000] {
                let (description, kind, file) = read(body.as_bytes(), piece).await.unwrap();
                let file = String::from_utf8(file).unwrap().replace("\r\n", "\n");
                let found = (&*description, kind.as_deref(), &*file);
                assert_eq!(found, expected, "{body} by {piece}");
            }
        }
    }

    #[tokio::test]
    async fn parts() {
        check(
            "--b\nContent-Type: application/json\n\n{}\n--b\nContent-Type: image/png\n\
             Content-Transfer-Encoding: binary\n\nbytes\n--b--\n",
            ("{}", Some("image/png"), "bytes"),
        )
        .await;
        check("x\n--b \n\n{}\n--b\n\n\n--b--", ("{}", None, "")).await;
        check(
            "--b\n\n{}\n--b\n\n\n--bb\n--b-\n\n- -b--\n--b--\nepilogue",
            ("{}", None, "\n--bb\n--b-\n\n- -b--"),
        )
        .await;
    }

    #[tokio::test]
    async fn bytes_stay_as_they_are() {
        let mut file: Vec<u8> = (0..=255).cycle().take(5_000).collect();
        file.extend_from_slice(b"\r\n--\r\n\r\r\n");
        let mut body = b"--b\r\n\r\n{}\r\n--b\r\n\r\n".to_vec();
        body.extend_from_slice(&file);
        body.extend_from_slice(b"\r\n--b--\r\n");
        for piece in [1, 13, 4_096] {
            assert_eq!(read(&body, piece).await.unwrap().2, file);
        }
    }

    #[tokio::test]
    async fn refused_bodies() {
        let long = format!("--b\n\n{}\n--b\n\nx\n--b--", "x".repeat(70_000));
        for (body, part) in [
            ("", "no closing boundary"),
            ("--b\n\n{}\n--b\n\nbytes", "no closing boundary"),
            ("--b\n\n{}\n--b--", "two parts"),
            ("--b\n\n{}\n--b\nContent-Type: x", "do not end"),
            ("--b\n\n{}\n--b\nnonsense\n\nx\n--b--", "no colon"),
            (&long, "longer than 65536"),
            (
                "--b\n\n{}\n--b\nContent-Transfer-Encoding: base64\n\nx\n--b--",
                "must be binary",
            ),
        ] {
            let error = read(body.as_bytes(), 1_000).await.unwrap_err();
            assert!(error.message.contains(part), "{body:.50}: {error}");
        }
    }
}
