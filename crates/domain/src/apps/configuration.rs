//! What an app's configuration may hold, as Google's configuration page takes
//! it. Commands are `commands.rs`, patterns of links `link_previews.rs`.

use super::link_previews::check_pattern;
use super::{
    DESCRIPTION_LIMIT, LINK_PREVIEWS_LIMIT, NAME_LIMIT, URL_LIMIT, VISIBILITY_LIMIT,
    VISIBLE_PEOPLE_LIMIT,
};
use crate::error::{Error, Result};
use crate::users;

/// The name that people read.
pub fn check_name(field: &str, text: &str) -> Result<String> {
    let name = users::display_name(text).filter(|name| name.chars().count() <= NAME_LIMIT);
    name.ok_or_else(|| {
        let text = format!("An app's name has 1 to {NAME_LIMIT} printable characters.");
        Error::invalid(field, text)
    })
}

/// The sentence about it; there may be none.
pub fn check_description(field: &str, text: &str) -> Result<String> {
    let text = text.trim();
    if text.chars().count() > DESCRIPTION_LIMIT || text.contains(char::is_control) {
        let text = format!("A description has at most {DESCRIPTION_LIMIT} printable characters.");
        return Err(Error::invalid(field, text));
    }
    Ok(text.to_owned())
}

/// The address of its picture; empty: none.
pub fn check_picture(field: &str, text: &str) -> Result<String> {
    if text.is_empty() || host(text, "https://").is_some() {
        return Ok(text.to_owned());
    }
    let text = "The address of a picture must be like https://app.example.com/logo.png.";
    Err(Error::invalid(field, text))
}

/// Where it is told of events; empty: nowhere. Google asks for https; an app
/// beside the server needs none.
pub fn check_endpoint(field: &str, text: &str) -> Result<String> {
    let good = host(text, "https://").or_else(|| host(text, "http://"));
    if text.is_empty() || good.is_some() {
        return Ok(text.to_owned());
    }
    let text = "The URL must be like https://app.example.com/chat.";
    Err(Error::invalid(field, text))
}

/// The host of an address with this scheme that could be asked.
fn host<'a>(text: &'a str, scheme: &str) -> Option<&'a str> {
    let start = text.get(..scheme.len())?;
    let rest = text.get(scheme.len()..)?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let authority = rest.get(..end)?;
    let unfit = |c: char| c.is_whitespace() || c.is_control() || "\"<>\\^`{|}".contains(c);
    let good = start.eq_ignore_ascii_case(scheme)
        && text.len() <= URL_LIMIT
        && !text.contains(unfit)
        && !authority.contains('@')
        && !authority.starts_with(':');
    good.then_some(authority).filter(|host| !host.is_empty())
}

/// Patterns of links in the spelling that is stored.
pub fn check_link_previews(field: &str, patterns: &[String]) -> Result<Vec<String>> {
    if patterns.len() > LINK_PREVIEWS_LIMIT {
        let text = format!("An app has at most {LINK_PREVIEWS_LIMIT} link preview patterns.");
        return Err(Error::invalid(field, text));
    }
    let patterns = patterns.iter();
    patterns.map(|text| check_pattern(field, text)).collect()
}

/// The addresses of those who find it, in the spelling that is stored.
pub fn visible_to(field: &str, addresses: &[String]) -> Result<Vec<String>> {
    if addresses.len() > VISIBILITY_LIMIT {
        let text = format!("An app's visibility names at most {VISIBILITY_LIMIT} addresses.");
        return Err(Error::invalid(field, text));
    }
    let email = |text: &String| {
        users::email(text).ok_or_else(|| {
            let text = format!("{text} is not an e-mail address.");
            Error::invalid(field, text)
        })
    };
    addresses.iter().map(email).collect()
}

/// Of those addresses, so many are no groups'.
pub fn check_visibility(field: &str, people: usize) -> Result<()> {
    if people > VISIBLE_PEOPLE_LIMIT {
        let text = format!(
            "An app's visibility names at most {VISIBLE_PEOPLE_LIMIT} people; groups may hold more."
        );
        return Err(Error::invalid(field, text));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Google's limits one by one: a value that is taken, one that is not.
    #[test]
    fn limits() {
        let long = |count: usize| "x".repeat(count);
        let name = |text: &str| check_name("f", text).is_ok();
        let description = |text: &str| check_description("f", text).is_ok();
        let picture = |text: &str| check_picture("f", text).is_ok();
        let endpoint = |text: &str| check_endpoint("f", text).is_ok();
        let many = |count: usize| vec!["example.com".to_owned(); count];
        let rows = [
            ("name: 25 characters", name(&long(25)), name(&long(26))),
            (
                "characters, not bytes",
                name(&"ä".repeat(25)),
                name(&"ä".repeat(26)),
            ),
            ("a name must be there", name("x"), name(" ")),
            (
                "description: 40 characters",
                description(&long(40)),
                description(&long(41)),
            ),
            (
                "a description in one line",
                description(""),
                description("a\nb"),
            ),
            (
                "picture: https",
                picture("https://a.example.com/p.png"),
                picture("http://a.example.com/p.png"),
            ),
            ("a picture may be missing", picture(""), picture("p.png")),
            (
                "endpoint: 2,048 bytes",
                endpoint(&format!("https://a.b/{}", long(2_036))),
                endpoint(&format!("https://a.b/{}", long(2_037))),
            ),
            (
                "endpoint: a URL",
                endpoint("http://127.0.0.1:9/c?x=1#y"),
                endpoint("ftp://a.b"),
            ),
            (
                "endpoint: a host",
                endpoint("HTTPS://a"),
                endpoint("https:///x"),
            ),
            (
                "endpoint: no blanks",
                endpoint("https://[::1]:8/"),
                endpoint("https://a b"),
            ),
            (
                "endpoint: no password",
                endpoint("https://a/@b"),
                endpoint("https://a:b@c"),
            ),
            (
                "5 link patterns",
                check_link_previews("f", &many(5)).is_ok(),
                check_link_previews("f", &many(6)).is_ok(),
            ),
            (
                "5 people find it",
                check_visibility("f", 5).is_ok(),
                check_visibility("f", 6).is_ok(),
            ),
            (
                "50 addresses",
                visible_to("f", &vec!["a@b.org".to_owned(); 50]).is_ok(),
                visible_to("f", &vec!["a@b.org".to_owned(); 51]).is_ok(),
            ),
            (
                "e-mail addresses",
                visible_to("f", &["a@b.org".to_owned()]).is_ok(),
                visible_to("f", &["bob".to_owned()]).is_ok(),
            ),
        ];
        for (what, good, bad) in rows {
            assert!(good, "{what}: refused what is good");
            assert!(!bad, "{what}: took what is not");
        }
    }
}
