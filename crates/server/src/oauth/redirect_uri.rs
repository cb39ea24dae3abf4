//! Where an authorization may end: exactly what was registered, but for the
//! port on this machine, which an installed app is free to choose (RFC 8252,
//! section 7.3).

use reqwest::Url;
use store::oauth_clients::ClientKind;

/// Bytes of a redirect URI.
const LIMIT: usize = 2_000;
const LOOPBACK: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];

/// Whether a client may be answered at `uri`.
pub fn is_registered(kind: ClientKind, registered: &[String], uri: &str) -> bool {
    if registered.iter().any(|known| known == uri) {
        return true;
    }
    let Some(path) = loopback_path(uri).filter(|_| kind == ClientKind::Installed) else {
        return false;
    };
    let mut paths = registered.iter().filter_map(|known| loopback_path(known));
    paths.any(|known| known == path)
}

/// The path of `http` on this machine, without a slash at its end; `None` for
/// anything else, also with a query.
fn loopback_path(uri: &str) -> Option<String> {
    let url = Url::parse(uri).ok()?;
    let plain = url.query().is_none()
        && url.fragment().is_none()
        && url.username().is_empty()
        && url.password().is_none();
    let here = url.scheme() == "http" && LOOPBACK.contains(&url.host_str()?);
    (plain && here).then(|| url.path().trim_end_matches('/').to_owned())
}

/// Whether a URI can only be an installed app's: this machine without a port
/// or path of its own, or an app's own scheme.
pub fn is_an_apps(uri: &str) -> bool {
    let Ok(url) = Url::parse(uri) else {
        return false;
    };
    let bare = || loopback_path(uri).is_some_and(|path| path.is_empty()) && url.port().is_none();
    !matches!(url.scheme(), "http" | "https") || bare()
}

/// What is wrong with a URI that somebody wants to register, if anything.
pub fn fault(kind: ClientKind, uri: &str) -> Option<&'static str> {
    let Ok(url) = Url::parse(uri) else {
        return Some("is not a URL");
    };
    if uri.len() > LIMIT || uri.contains(['*', ' ', '\\']) || !uri.is_ascii() {
        return Some("must be plain: no wildcards, blanks or special characters");
    }
    if uri.contains('#') {
        return Some("must not have a fragment");
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Some("must not name a user");
    }
    let host = url.host_str().unwrap_or_default();
    match url.scheme() {
        "https" => None,
        "http" if LOOPBACK.contains(&host) => None,
        "http" => Some("must use https, unless it is on localhost, 127.0.0.1 or [::1]"),
        scheme if kind == ClientKind::Installed && scheme.contains('.') => None,
        _ => Some("must use https; installed apps may use a scheme like com.example.app"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn installed_apps_choose_their_port() {
        let check = |registered: &str, uri: &str, expected| {
            let found = is_registered(ClientKind::Installed, &[registered.to_owned()], uri);
            assert_eq!(found, expected, "{uri} at {registered}");
        };
        let usual = "http://localhost";
        for uri in [
            "http://localhost",
            "http://localhost/",
            "http://localhost:8085",
            "http://localhost:8085/",
            "http://127.0.0.1:1/",
            "http://[::1]:65535",
        ] {
            check(usual, uri, true);
            check("http://127.0.0.1/", uri, true);
        }
        for uri in [
            "https://localhost:1/",
            "http://localhost:1/other",
            "http://localhost:1/?a=b",
            "http://localhost:1/#a",
            "http://a@localhost:1/",
            "http://localhost.evil.example/",
            "http://localhost@evil.example/",
            "http://127.0.0.2/",
            "http://evil.example/",
            "nonsense",
            "",
        ] {
            check(usual, uri, false);
        }
        check(
            "http://localhost:3000/callback",
            "http://localhost:4000/callback/",
            true,
        );
        check(
            "http://localhost:3000/callback",
            "http://localhost:4000/",
            false,
        );
        check("https://x.example/cb", "http://localhost:1/cb", false);
        check("com.example.app:/cb", "com.example.app:/cb", true);
        check("com.example.app:/cb", "com.example.app:/cb/", false);
    }

    #[test]
    fn others_say_exactly_what_they_registered() {
        let check = |uri: &str, expected| {
            let registered = [
                "https://x.example/cb".to_owned(),
                "http://localhost:1/".to_owned(),
            ];
            assert_eq!(
                is_registered(ClientKind::Web, &registered, uri),
                expected,
                "{uri}"
            );
        };
        check("https://x.example/cb", true);
        check("http://localhost:1/", true);
        for uri in [
            "https://x.example/cb/",
            "https://x.example/cb?a",
            "https://X.example/cb",
            "https://x.example:443/cb",
            "http://x.example/cb",
            "https://x.example/cb/../cb",
            "https://x.example.evil.example/cb",
            "http://localhost:2/",
            "http://localhost:1",
        ] {
            check(uri, false);
        }
    }

    #[test]
    fn kinds_are_guessed() {
        let check = |uri: &str, expected| assert_eq!(is_an_apps(uri), expected, "{uri}");
        check("http://localhost", true);
        check("http://127.0.0.1/", true);
        check("com.example.app:/cb", true);
        check("http://localhost:3000/", false);
        check("http://localhost/cb", false);
        check("https://x.example/cb", false);
    }

    #[test]
    fn faults() {
        let check = |kind, uri: &str, expected: Option<&str>| match (fault(kind, uri), expected) {
            (None, None) => {}
            (Some(text), Some(part)) => assert!(text.contains(part), "{uri}: {text}"),
            (found, _) => panic!("{uri}: {found:?}"),
        };
        let (web, installed) = (ClientKind::Web, ClientKind::Installed);
        check(web, "https://x.example/cb?a=b", None);
        check(web, "http://localhost:1/", None);
        check(installed, "com.example.app:/cb", None);
        check(web, "com.example.app:/cb", Some("https"));
        check(installed, "myapp://cb", Some("https"));
        check(installed, "javascript:alert(1)", Some("https"));
        check(web, "http://x.example/", Some("must use https"));
        check(web, "https://*.example/", Some("plain"));
        check(web, "https://x.example/#a", Some("fragment"));
        check(web, "https://a:b@x.example/", Some("user"));
        check(web, "/cb", Some("not a URL"));
    }
}
