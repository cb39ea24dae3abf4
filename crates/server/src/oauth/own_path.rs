//! `continue`: where a browser goes after signing in. Only paths of this
//! server, else a link to the sign-in page would lead anywhere.

/// Bytes of a path; an authorization request with every scope has 4,000.
const LIMIT: usize = 16 * 1024;

/// The path with its query if it is one of this server's, else `/`.
pub fn own_path(text: Option<&str>) -> &str {
    text.filter(|text| is_own(text)).unwrap_or("/")
}

/// Browsers read `//host` and `/\host` as other servers, and pass over tabs
/// and line ends anywhere.
fn is_own(text: &str) -> bool {
    let plain = |byte: u8| (0x21..0x7f).contains(&byte) && byte != b'\\';
    text.len() <= LIMIT
        && text.starts_with('/')
        && !text.starts_with("//")
        && text.bytes().all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_servers_are_not_gone_to() {
        let check = |text: &str, expected: &str| assert_eq!(own_path(Some(text)), expected);
        check("/", "/");
        check("/spaces/AAA?x=1&y=%20#z", "/spaces/AAA?x=1&y=%20#z");
        check(
            "/o/oauth2/v2/auth?redirect_uri=http://x/",
            "/o/oauth2/v2/auth?redirect_uri=http://x/",
        );
        for text in [
            "",
            "x",
            "//evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "/\t/evil.example",
            "/\n/evil.example",
            "https://evil.example/",
            "javascript:alert(1)",
            " /x",
            "/é",
            "/a b",
            "\u{0}/",
            "/\u{7f}",
        ] {
            check(text, "/");
        }
        check(&format!("/{}", "a".repeat(LIMIT)), "/");
        assert_eq!(own_path(None), "/");
    }
}
