//! Reading request bodies, within bounds of size and time.

use std::io::Read;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use domain::{Code, Error, Result};
use flate2::read::MultiGzDecoder;
use http::HeaderMap;
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH};
use http_body::Body;
use http_body_util::BodyExt;
use tokio::time::{Instant, timeout_at};

/// The largest JSON or form body, before and after decompression.
pub const LIMIT: usize = 10 * 1024 * 1024;
/// How long a body may take from its first to its last byte.
const WHOLE: Duration = Duration::from_secs(60);
/// A client that sends more than the limit is still read this far, because
/// many read the answer only when all is sent.
const DRAIN_LIMIT: usize = 64 * 1024 * 1024;
const DRAIN_TIME: Duration = Duration::from_secs(5);

/// Reads a body to its end and takes `Content-Encoding: gzip` off.
pub async fn read<B>(headers: &HeaderMap, body: B, limit: usize) -> Result<Bytes>
where
    B: Body<Data = Bytes> + Unpin,
    B::Error: std::fmt::Display,
{
    if body.is_end_stream() {
        return Ok(Bytes::new());
    }
    let bytes = collect(headers, body, limit).await?;
    match headers
        .get(CONTENT_ENCODING)
        .map(|encoding| encoding.as_bytes())
    {
        None | Some(b"identity") => Ok(bytes),
        Some(b"gzip" | b"x-gzip") => gunzip(&bytes, limit),
        Some(_) => Err(invalid("Unsupported content encoding; use gzip or none.")),
    }
}

async fn collect<B>(headers: &HeaderMap, mut body: B, limit: usize) -> Result<Bytes>
where
    B: Body<Data = Bytes> + Unpin,
    B::Error: std::fmt::Display,
{
    if announced(headers).is_some_and(|length| length > limit as u64) {
        drain(body).await;
        return Err(too_large(limit));
    }
    let deadline = Instant::now() + WHOLE;
    // Nearly every body arrives as one frame, which is then not copied.
    let Some(first) = next(&mut body, deadline).await? else {
        return Ok(Bytes::new());
    };
    if first.len() > limit {
        return Err(too_large(limit));
    }
    let Some(second) = next(&mut body, deadline).await? else {
        return Ok(first);
    };
    let mut all = BytesMut::with_capacity(first.len() + second.len());
    all.extend_from_slice(&first);
    let mut more = Some(second);
    while let Some(bytes) = more {
        if all.len() + bytes.len() > limit {
            drain(body).await;
            return Err(too_large(limit));
        }
        all.extend_from_slice(&bytes);
        more = next(&mut body, deadline).await?;
    }
    Ok(all.freeze())
}

/// The next bytes of a body, unless they take too long; `None` at its end.
pub async fn next<B>(body: &mut B, deadline: Instant) -> Result<Option<Bytes>>
where
    B: Body<Data = Bytes> + Unpin,
    B::Error: std::fmt::Display,
{
    loop {
        match timeout_at(deadline, body.frame()).await {
            Err(_) => {
                return Err(Error::new(
                    Code::DeadlineExceeded,
                    "The request body took too long.",
                ));
            }
            Ok(None) => return Ok(None),
            Ok(Some(Err(error))) => {
                let mut refused = invalid("The request body could not be read.");
                refused.cause = Some(error.to_string());
                return Err(refused);
            }
            Ok(Some(Ok(frame))) => match frame.into_data() {
                Ok(data) if data.is_empty() => {}
                Ok(data) => return Ok(Some(data)),
                // Trailers say nothing that a call could use.
                Err(_) => {}
            },
        }
    }
}

fn announced(headers: &HeaderMap) -> Option<u64> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// Reads what a refused client still sends, for a while.
pub async fn drain<B>(mut body: B)
where
    B: Body<Data = Bytes> + Unpin,
    B::Error: std::fmt::Display,
{
    let deadline = Instant::now() + DRAIN_TIME;
    let mut taken = 0;
    while taken < DRAIN_LIMIT {
        match next(&mut body, deadline).await {
            Ok(Some(bytes)) => taken += bytes.len(),
            // The refusal is on its way whatever happens to the rest.
            Ok(None) | Err(_) => return,
        }
    }
}

fn gunzip(bytes: &[u8], limit: usize) -> Result<Bytes> {
    let mut plain = Vec::with_capacity(bytes.len().saturating_mul(3).min(limit));
    MultiGzDecoder::new(bytes)
        .take(limit as u64 + 1)
        .read_to_end(&mut plain)
        .map_err(|_| invalid("The request body is not valid gzip."))?;
    if plain.len() > limit {
        return Err(too_large(limit));
    }
    Ok(plain.into())
}

fn too_large(limit: usize) -> Error {
    invalid(format!(
        "Request payload size exceeds the limit: {limit} bytes."
    ))
}

fn invalid(message: impl Into<std::borrow::Cow<'static, str>>) -> Error {
    Error::new(Code::InvalidArgument, message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::VecDeque;
    use std::convert::Infallible;
    use std::io::Write;

    use futures_util::stream;
    use http_body::Frame;
    use http_body_util::{Full, StreamBody};

    fn gzip(plain: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(plain).unwrap();
        encoder.finish().unwrap()
    }

    async fn check(encoding: Option<&str>, chunks: &[&[u8]], expected: Result<&[u8], &str>) {
        let mut headers = HeaderMap::new();
        if let Some(encoding) = encoding {
            headers.insert(CONTENT_ENCODING, encoding.parse().unwrap());
        }
        let chunks: VecDeque<_> = chunks
            .iter()
            .map(|chunk| Ok::<_, Infallible>(Frame::data(Bytes::copy_from_slice(chunk))))
            .collect();
        let body = StreamBody::new(stream::iter(chunks));
        let found = read(&headers, body, 10).await;
        match (found, expected) {
            (Ok(found), Ok(expected)) => assert_eq!(found, expected),
            (Err(error), Err(expected)) => assert!(error.message.contains(expected), "{error}"),
            (found, expected) => panic!("{found:?}, expected {expected:?}"),
        }
    }

    #[tokio::test]
    async fn bodies() {
        check(None, &[], Ok(b"")).await;
        check(None, &[b"abc"], Ok(b"abc")).await;
        check(None, &[b"abc", b"", b"def", b"ghi"], Ok(b"abcdefghi")).await;
        check(
            None,
            &[b"0123456789", b"0"],
            Err("exceeds the limit: 10 bytes"),
        )
        .await;
        check(None, &[b"0123456789a"], Err("exceeds the limit: 10 bytes")).await;
        check(Some("gzip"), &[&gzip(b"abc")], Err("exceeds the limit")).await;
        check(Some("br"), &[b"abc"], Err("Unsupported content encoding")).await;
        check(Some("gzip"), &[b"abc"], Err("not valid gzip")).await;
    }

    #[tokio::test]
    async fn compressed_bodies_stay_bounded() {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_ENCODING, "gzip".parse().unwrap());
        let read = |plain: &[u8]| {
            let body = Full::new(Bytes::from(gzip(plain)));
            let headers = headers.clone();
            async move { read(&headers, body, 1_000).await }
        };
        assert_eq!(read(&[7; 1_000]).await.unwrap(), vec![7; 1_000]);
        assert!(read(&[7; 200_000]).await.is_err());
    }
}
