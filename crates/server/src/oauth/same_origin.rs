//! Whether a form was sent by one of our own pages. Cookies are `SameSite=Lax`
//! already; this also keeps another site from signing somebody in as its own
//! user, and holds where a browser is lax about cookies.

use http::header::{HOST, HeaderName, ORIGIN};
use http::request::Parts;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// What browsers say about themselves and no page can change: fetch metadata,
/// or where it is missing (plain HTTP, old browsers) the origin. A request with
/// neither is not a browser's, which has no cookies that others could use.
pub fn is_own(parts: &Parts, public_url: &str) -> bool {
    let header = |name| {
        parts
            .headers
            .get(name)
            .map(|value| value.to_str().unwrap_or("?"))
    };
    match (header(SEC_FETCH_SITE), header(ORIGIN)) {
        (Some(site), _) => matches!(site, "same-origin" | "none"),
        (None, None) => true,
        (None, Some(origin)) => {
            let authority = origin.split_once("://").map(|(_, authority)| authority);
            let host = parts.uri.authority().map(|it| it.as_str()).or(header(HOST));
            origin == public_url || (authority.is_some() && authority == host)
        }
    }
}

#[cfg(test)]
mod tests {
    use http::Request;

    use super::*;

    #[test]
    fn other_sites_are_told_apart() {
        let check = |headers: &[(&str, &str)], expected| {
            let mut request = Request::post("/signin").header("host", "chat.example.com");
            for (name, value) in headers {
                request = request.header(*name, *value);
            }
            let (parts, ()) = request.body(()).unwrap().into_parts();
            assert_eq!(
                is_own(&parts, "https://public.example.com"),
                expected,
                "{headers:?}"
            );
        };
        check(&[], true);
        check(&[("origin", "https://chat.example.com")], true);
        check(&[("origin", "https://public.example.com")], true);
        check(&[("origin", "https://evil.example.com")], false);
        check(&[("origin", "null")], false);
        check(&[("origin", "")], false);
        check(
            &[("sec-fetch-site", "same-origin"), ("origin", "http://x")],
            true,
        );
        check(&[("sec-fetch-site", "none")], true);
        for site in ["same-site", "cross-site", "", "new"] {
            check(
                &[
                    ("sec-fetch-site", site),
                    ("origin", "https://chat.example.com"),
                ],
                false,
            );
        }
    }
}
