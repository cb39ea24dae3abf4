//! Answers on their way out: types, compression, what browsers need to know.

use std::io::Write;

use axum::body::Body;
use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, VARY,
    WWW_AUTHENTICATE, X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderMap, HeaderValue, Response, StatusCode};
use tokio::task::block_in_place;

/// Google's type of every JSON answer.
pub const JSON: HeaderValue = HeaderValue::from_static("application/json; charset=UTF-8");
pub const JAVASCRIPT: HeaderValue = HeaderValue::from_static("text/javascript; charset=UTF-8");
pub const PROTOBUF: HeaderValue = HeaderValue::from_static("application/x-protobuf");
pub const TEXT: HeaderValue = HeaderValue::from_static("text/plain; charset=UTF-8");

/// What fits into one packet anyway is not worth compressing.
pub const WORTH_COMPRESSING: usize = 1_400;
/// Compressing this much takes milliseconds, for which other requests should
/// not have to wait.
const BLOCKING: usize = 256 * 1024;

/// An answer of this status, type and body.
pub fn whole(
    status: StatusCode,
    content_type: HeaderValue,
    body: impl Into<Bytes>,
) -> Response<Bytes> {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, content_type);
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("private"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if status == StatusCode::UNAUTHORIZED {
        let challenge = "Bearer realm=\"https://accounts.google.com/\"";
        headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
    }
    response
}

/// Compresses the body if the client takes gzip and it is worth it.
pub fn encode(request: &HeaderMap, mut response: Response<Bytes>) -> Response<Bytes> {
    if response.body().len() < WORTH_COMPRESSING
        || response.headers().contains_key(CONTENT_ENCODING)
    {
        return response;
    }
    let vary = HeaderValue::from_static("Accept-Encoding");
    response.headers_mut().append(VARY, vary);
    if !takes_gzip(request) {
        return response;
    }
    let plain = response.body();
    let packed = if plain.len() < BLOCKING {
        gzip(plain)
    } else {
        unblocked(|| gzip(plain))
    };
    // An incompressible body goes out as it is.
    if let Some(packed) = packed.filter(|packed| packed.len() < plain.len()) {
        *response.body_mut() = packed.into();
        let gzip = HeaderValue::from_static("gzip");
        response.headers_mut().insert(CONTENT_ENCODING, gzip);
    }
    response
}

/// The answer to HEAD: everything but the body.
pub fn without_body(response: Response<Bytes>) -> Response<Bytes> {
    let length = HeaderValue::from(response.body().len());
    let mut response = response.map(|_| Bytes::new());
    response.headers_mut().insert(CONTENT_LENGTH, length);
    response
}

pub fn into_body(response: Response<Bytes>) -> Response<Body> {
    response.map(Body::from)
}

/// Whether `Accept-Encoding` names gzip (or `*`) with a weight above zero.
pub fn takes_gzip(request: &HeaderMap) -> bool {
    let values = request.get_all(ACCEPT_ENCODING).iter();
    let offers = values
        .filter_map(|value| value.to_str().ok())
        .flat_map(|text| text.split(','));
    let mut any = false;
    for offer in offers {
        let (name, weight) = offer.split_once(';').unwrap_or((offer, ""));
        let refused = weight
            .trim()
            .strip_prefix("q=")
            .and_then(|weight| weight.trim().parse::<f32>().ok())
            .is_some_and(|weight| weight <= 0.0);
        match name.trim() {
            name if name.eq_ignore_ascii_case("gzip") => return !refused,
            "*" => any = !refused,
            _ => {}
        }
    }
    any
}

fn gzip(plain: &[u8]) -> Option<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(plain.len() / 2), Compression::fast());
    // Writing to memory cannot fail; if it did, the plain body would go out.
    encoder.write_all(plain).ok()?;
    encoder.finish().ok()
}

/// Lets other tasks of this thread move on, where the runtime can.
fn unblocked<T>(work: impl FnOnce() -> T) -> T {
    use tokio::runtime::{Handle, RuntimeFlavor};
    let many = Handle::try_current()
        .is_ok_and(|handle| handle.runtime_flavor() == RuntimeFlavor::MultiThread);
    if many { block_in_place(work) } else { work() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    #[test]
    fn offers_of_gzip() {
        let check = |offers: &[&str], expected| {
            let mut headers = HeaderMap::new();
            for offer in offers {
                headers.append(ACCEPT_ENCODING, offer.parse().unwrap());
            }
            assert_eq!(takes_gzip(&headers), expected, "{offers:?}");
        };
        check(&[], false);
        check(&["gzip, deflate, br"], true);
        check(&["br", "GZIP;q=0.5"], true);
        check(&["gzip;q=0"], false);
        check(&["*"], true);
        check(&["*, gzip;q=0"], false);
        check(&["identity"], false);
        check(&["gzipped"], false);
    }

    #[test]
    fn compression() {
        let body = |size: usize| whole(StatusCode::OK, JSON, vec![b'x'; size]);
        let mut headers = HeaderMap::new();
        assert!(
            !encode(&headers, body(9_000))
                .headers()
                .contains_key(CONTENT_ENCODING)
        );
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("gzip"));
        assert!(
            !encode(&headers, body(100))
                .headers()
                .contains_key(CONTENT_ENCODING)
        );
        let packed = encode(&headers, body(1 << 20));
        assert_eq!(packed.headers()[VARY], "Accept-Encoding");
        let mut plain = Vec::new();
        flate2::read::GzDecoder::new(&packed.body()[..])
            .read_to_end(&mut plain)
            .unwrap();
        assert_eq!(plain.len(), 1 << 20);
    }
}
