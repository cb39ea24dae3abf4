//! Where a form of ours may end after redirects, in the words of a content
//! security policy: browsers hold `form-action` against every step of the way,
//! and the way of an authorization ends at the app.

use reqwest::Url;

/// The origin of a redirect URI, or its scheme when that is an app's own
/// (`com.example.app:`). `None` for what is no URL.
pub fn form_target(redirect_uri: &str) -> Option<String> {
    let url = Url::parse(redirect_uri).ok()?;
    match url.scheme() {
        "http" | "https" => Some(url.origin().ascii_serialization()),
        scheme => Some(format!("{scheme}:")),
    }
}

/// The same for the path that follows signing in, if it is an authorization.
pub fn of_path(path: &str) -> Option<String> {
    let (path, query) = path.split_once('?')?;
    if !path.starts_with("/o/oauth2/") {
        return None;
    }
    let mut fields = form_urlencoded::parse(query.as_bytes());
    let (_, redirect_uri) = fields.find(|(name, _)| name == "redirect_uri")?;
    form_target(&redirect_uri)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets() {
        let check = |path: &str, expected: Option<&str>| {
            assert_eq!(of_path(path).as_deref(), expected, "{path}");
        };
        check("/", None);
        check("/spaces?redirect_uri=https://x.example", None);
        let auth = |uri: &str| format!("/o/oauth2/v2/auth?a=b&redirect_uri={uri}");
        check(
            &auth("http%3A%2F%2Flocalhost%3A8085%2F"),
            Some("http://localhost:8085"),
        );
        check(&auth("https://x.example/cb?a=b"), Some("https://x.example"));
        check(&auth("com.example.app:/cb"), Some("com.example.app:"));
        check(&auth("http://x;script-src%20*/"), None);
        check(&auth("nonsense"), None);
    }
}
