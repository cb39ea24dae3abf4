//! Links that apps preview: patterns of hosts and paths, as Google's
//! configuration page takes them.

use crate::error::{Error, Result};

/// A pattern in the spelling that is stored: `example.com`,
/// `*.example.com/tickets/`. Takes it with `https://` or without.
pub(super) fn check_pattern(field: &str, text: &str) -> Result<String> {
    let plain = text.strip_prefix("https://").unwrap_or(text);
    let (host, path) = plain.split_once('/').unwrap_or((plain, ""));
    let labels = host.strip_prefix("*.").unwrap_or(host);
    let label =
        |label: &str| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-');
    let good = labels.contains('.') && labels.split('.').all(label);
    let unfit = |c: char| c.is_whitespace() || c.is_control();
    if !good || plain.len() > 2_048 || path.contains(unfit) {
        let text = format!(
            "A link preview pattern is like example.com or *.example.com/path, not {text}."
        );
        return Err(Error::invalid(field, text));
    }
    let host = host.to_lowercase();
    Ok(if plain.contains('/') {
        format!("{host}/{path}")
    } else {
        host
    })
}

/// The first of the links that one of the patterns matches.
pub fn matched<'a>(patterns: &[String], links: &[&'a str]) -> Option<&'a str> {
    links.iter().copied().find(|link| {
        patterns
            .iter()
            .any(|pattern| matches(pattern, link).is_some())
    })
}

fn matches(pattern: &str, link: &str) -> Option<()> {
    let start = link.get(..8)?;
    if !start.eq_ignore_ascii_case("https://") {
        return None;
    }
    let rest = link.get(8..)?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    // `user@host` would show one host and mean another.
    let host = authority
        .split(':')
        .next()
        .unwrap_or_default()
        .to_lowercase();
    let (wanted, prefix) = pattern.split_once('/').unwrap_or((pattern, ""));
    let host_fits = match wanted.strip_prefix("*.") {
        Some(parent) => host
            .strip_suffix(parent)
            .is_some_and(|below| below.len() > 1 && below.ends_with('.')),
        None => host == wanted,
    };
    let path = path.strip_prefix('/').unwrap_or(path);
    (host_fits && path.starts_with(prefix)).then_some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_have_one_spelling() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(check_pattern("f", text).ok().as_deref(), expected, "{text}");
        };
        check("Example.com", Some("example.com"));
        check(
            "https://*.example.com/Tickets/",
            Some("*.example.com/Tickets/"),
        );
        check("example.com/", Some("example.com/"));
        for text in [
            "",
            "localhost",
            "*.com",
            "a..b",
            "a.b/ c",
            "exa mple.com",
            "a.*.b",
        ] {
            check(text, None);
        }
    }

    #[test]
    fn links() {
        let check = |pattern: &str, link: &str, expected: bool| {
            let found = matched(&[pattern.to_owned()], &[link]).is_some();
            assert_eq!(found, expected, "{pattern} {link}");
        };
        check("example.com", "https://example.com", true);
        check("example.com", "HTTPS://Example.com/x?y#z", true);
        check("example.com", "https://example.com:8443/x", true);
        check("example.com", "http://example.com", false);
        check("example.com", "https://sub.example.com", false);
        check("example.com", "https://example.com.evil.org", false);
        check("example.com", "https://evil.org@example.com", false);
        check("*.example.com", "https://a.b.example.com/x", true);
        check("*.example.com", "https://example.com", false);
        check("*.example.com", "https://badexample.com", false);
        check(
            "example.com/tickets/",
            "https://example.com/tickets/7",
            true,
        );
        check("example.com/tickets/", "https://example.com/tickets", false);
        check("example.com/T", "https://example.com/t", false);
        let links = [
            "https://a.org",
            "https://example.com/1",
            "https://example.com/2",
        ];
        let found = matched(&["example.com".to_owned()], &links);
        assert_eq!(found, Some("https://example.com/1"));
    }
}
